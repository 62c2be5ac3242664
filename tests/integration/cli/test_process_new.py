"""A new process begins as files that check, in a folder of one's own, and never over something that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from licensing.definitions.registry import library
from licensing.service.check import check_process

KINDS = ("", "assumptions/", "golden/", "mapping/")


@pytest.mark.parametrize("process", ["us/first-of-mine", "jp/first-of-mine", "joint/first-of-mine"])
def test_a_new_process_holds_together_and_rests_on_nothing_yet(licensing, process):
    said = licensing("process", "new", process)
    assert said.code == 0
    written = [f"processes/{kind}{process}.yaml" for kind in KINDS]
    assert [line.removeprefix("wrote ") for line in said.out.splitlines()[:4]] == written
    report = check_process(Path(written[0]), strict=True)
    assert [(item.code, item.level.value) for item in report.findings] == [("LINT-43", "note")]
    assert (report.golden_paths, report.walks, report.exit_code) == (2, 200, 0)


def test_the_folder_can_be_chosen_and_the_files_are_listed_as_data(licensing, tmp_path):
    said = licensing("process", "new", "us/mine", "--folder", "law/drafts", "--json")
    assert said.json == [f"law/drafts/{kind}us/mine.yaml" for kind in KINDS]
    assert (tmp_path / "law/drafts/golden/us/mine.yaml").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_overwritten_and_nothing_else_written(licensing, tmp_path, kind):
    there = tmp_path / "processes" / f"{kind}us/mine.yaml"
    there.parent.mkdir(parents=True)
    there.write_text("mine", encoding="utf-8")
    said = licensing("process", "new", "us/mine")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"USE-001 processes/{kind}us/mine.yaml is there already.")
    assert there.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.rglob("*.yaml")) == [there]


@pytest.mark.parametrize("folder", ["", "us", "deep/inside"])
def test_nothing_is_written_into_the_package(licensing, folder):
    before = set(library().rglob("*"))
    said = licensing("process", "new", "us/mine", "--folder", library() / folder)
    assert said.code == 2
    assert "belongs to the installed package" in said.err
    assert set(library().rglob("*")) == before


def test_nothing_is_written_into_the_package_through_a_link(licensing, tmp_path):
    (tmp_path / "mine").symlink_to(library(), target_is_directory=True)
    assert "belongs to the installed package" in licensing("process", "new", "us/mine", "--folder", "mine").err


@pytest.mark.parametrize("wrong", ["mine", "mars/mine", "us/Mine", "us/../mine", "us/mine.yaml", "us/", "us/mine\n"])
def test_what_is_no_id_is_refused(licensing, tmp_path, wrong):
    said = licensing("process", "new", wrong)
    assert said.code == 2
    assert "is no id of a process" in said.err
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_process_of_the_library_is_taken(licensing):
    said = licensing("process", "new", "us/munitions-license")
    assert (said.code, said.err.startswith("USE-001 the library has us/munitions-license already.")) == (2, True)


def test_a_folder_that_cannot_be_written_to_leaves_nothing_behind(licensing, tmp_path):
    (tmp_path / "processes" / "golden").mkdir(parents=True)
    (tmp_path / "processes" / "golden" / "us").write_text("a file", encoding="utf-8")
    said = licensing("process", "new", "us/mine")
    assert said.code == 2
    assert "cannot write" in said.err
    assert list((tmp_path / "processes").rglob("*.yaml")) == []
