"""A check looks at everything that belongs to a process, and says what is wrong in it and where."""

from __future__ import annotations

import subprocess
import sys

import pytest

from licensing.definitions.finding import Level
from licensing.domain.errors import MissingFile, UnknownProcess
from licensing.service.check import check_process, report_text
from tests.integration.service.example_library import ASSUMPTIONS, DEFINITION, GOLDEN, MAPPING, write_library


def found(path, **options):
    return [(item.code, item.level.value) for item in check_process(path, walks=20, **options).findings]


def test_a_process_without_a_fault_passes(tmp_path):
    report = check_process(write_library(tmp_path), walks=20)
    assert report.findings == ()
    assert (report.process, report.versions, report.states) == ("us/example", 1, 4)
    assert (report.golden_paths, report.walks, report.exit_code) == (1, 20, 0)
    assert report_text(report) == (
        "us/example: 1 version, 4 states, 1 golden path, 20 walked cases; 0 errors, 0 warnings."
    )


def test_a_check_gives_the_same_report_twice(tmp_path):
    path = write_library(
        tmp_path, assumptions=ASSUMPTIONS.replace("blocker:hold: {fixed: 10", "blocker:hold: {fixed: 9")
    )
    assert check_process(path, walks=20, seed=7) == check_process(path, walks=20, seed=7)


def test_progress_is_told_until_all_is_done(tmp_path):
    told = []
    check_process(write_library(tmp_path), walks=3, progress=lambda what, done, total: told.append((what, done, total)))
    assert told == [
        ("golden paths", 0, 1),
        ("golden paths", 1, 1),
        ("trial cases", 0, 3),
        ("trial cases", 1, 3),
        ("trial cases", 2, 3),
        ("trial cases", 3, 3),
    ]


@pytest.mark.parametrize(
    "kind, level, exit_code", [("golden", "error", 1), ("assumptions", "error", 1), ("mapping", "warning", 0)]
)
def test_a_companion_that_is_not_there_is_missed(tmp_path, kind, level, exit_code):
    report = check_process(write_library(tmp_path, **{kind: ""}), walks=20)
    assert [(item.code, item.level.value, item.where) for item in report.findings] == [("CHECK-01", level, kind)]
    assert report.exit_code == exit_code


def test_a_definition_that_cannot_be_read_is_one_finding_with_its_line(tmp_path):
    path = write_library(tmp_path, definition=DEFINITION.replace("kind: touch, label", "kind: tuch, label"))
    report = check_process(path)
    (item,) = report.findings
    assert (item.code, item.line, report.exit_code) == ("FILE-002", 17, 1)
    assert "'states.review.kind'" in item.message


@pytest.mark.parametrize("kind", ["golden", "assumptions", "mapping"])
def test_a_companion_that_cannot_be_read_is_one_finding_with_its_line(tmp_path, kind):
    path = write_library(tmp_path, **{kind: "process: us/example\nprocess: us/example\n"})
    (item,) = check_process(path, walks=20).findings
    assert (item.code, item.level, item.line) == ("FILE-001", Level.ERROR, 2)
    assert item.file.endswith(f"{kind}/us/example.yaml")


def test_golden_paths_and_trial_cases_are_not_walked_under_a_definition_with_errors(tmp_path):
    report = check_process(
        write_library(tmp_path, definition=DEFINITION.replace("to: notice", "to: nowhere")), walks=20
    )
    assert [item.code for item in report.findings] == ["LINT-12", "LINT-10", "CHECK-02"]
    assert (report.golden_paths, report.walks) == (0, 0)


def test_a_golden_path_that_the_definition_does_not_follow_is_an_error_at_its_step(tmp_path):
    golden = GOLDEN.replace("possible: [grant]", "possible: [grant, notify]")
    (item,) = check_process(write_library(tmp_path, golden=golden), walks=20).findings
    assert (item.code, item.level, item.line) == ("GOLDEN-01", Level.ERROR, 9)
    assert item.message == "small step 1 (advance file): possible is ['grant'], expected ['grant', 'notify']."


def test_a_golden_path_of_an_unknown_version_is_an_error(tmp_path):
    (item,) = check_process(write_library(tmp_path, golden=GOLDEN.replace('"2020"', '"1999"')), walks=20).findings
    assert (item.code, item.line) == ("GOLDEN-01", 3)
    assert "no version '1999'" in item.message


@pytest.mark.parametrize(
    "kind, text, code",
    [("golden", GOLDEN, "GOLDEN-01"), ("mapping", MAPPING, "MAP-01"), ("assumptions", ASSUMPTIONS, "ASSUME-01")],
)
def test_the_companion_of_another_process_is_an_error(tmp_path, kind, text, code):
    path = write_library(tmp_path, **{kind: text.replace("us/example", "us/other")})
    assert found(path) == [(code, "error")]


def test_notes_are_listed_when_strict(tmp_path):
    path = write_library(tmp_path, definition=DEFINITION.replace("confidence: sourced", "confidence: memory"))
    assert found(path) == []
    assert found(path, strict=True) == [("LINT-43", "note")]


def test_many_warnings_of_one_kind_are_counted_unless_strict(tmp_path):
    names = ", ".join(f"old-{number}" for number in range(5))
    bases = "".join(
        f"  old-{number}: {{kind: law, cite: 'x', as_of: 2000-01-01, confidence: sourced, source_kind: official, "
        "says: {en: 'Old.', ja: '旧。'}}\n"
        for number in range(5)
    )
    text = DEFINITION.replace("basis: [the-act]}\n  review", f"basis: [the-act, {names}]}}\n  review") + bases
    report = check_process(write_library(tmp_path, definition=text), walks=20)
    short, full = report_text(report).splitlines(), report_text(report, strict=True).splitlines()
    assert [len(short), len(full)] == [5, 6]
    assert short[3] == "LINT-42 warning: 2 more like these; `--strict` lists them."
    assert report.exit_code == 0


def test_a_file_below_the_current_folder_is_named_from_there(tmp_path, monkeypatch):
    path = write_library(tmp_path, mapping="")
    monkeypatch.chdir(tmp_path)
    assert report_text(check_process(path, walks=20)).startswith("mapping/us/example.yaml:1: CHECK-01 warning:")


def test_a_report_is_written_as_json(tmp_path):
    written = check_process(write_library(tmp_path, mapping=""), walks=20).as_json()
    assert written | {"findings": 1} == {
        "process": "us/example",
        "versions": 1,
        "states": 4,
        "golden_paths": 1,
        "walks": 20,
        "reforms": 0,
        "errors": 0,
        "warnings": 1,
        "findings": 1,
    }
    assert written["findings"][0]["code"] == "CHECK-01"


def test_an_unknown_process_or_file_is_refused(tmp_path):
    with pytest.raises(UnknownProcess):
        check_process("us/nothing")
    with pytest.raises(MissingFile):
        check_process(tmp_path / "us" / "nothing.yaml")


def test_a_check_needs_neither_store_nor_prefect():
    code = (
        "import sys, licensing.service.check, licensing.service.processes, licensing.definitions.json_schema;"
        "print(sorted({'sqlalchemy', 'alembic', 'prefect'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
