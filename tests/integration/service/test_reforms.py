"""The check of a process reads its reforms too, and says what is wrong with one at its own line."""

from __future__ import annotations

from pathlib import Path

import pytest

from licensing.domain.vocabulary import BasisKind
from licensing.service.check import check_process, report_text
from licensing.service.reforms import difference, list_reforms
from tests.integration.service.example_library import write_library

REFORM = """\
id: no-notice
process: us/example
title: {en: "No notice", ja: "通知なし"}
description: {en: "Large cases are granted like small ones.", ja: "大型案件も同様に許可する。"}
who_decides: [law]
status: proposed
source: {cite: "Report 2", as_of: 2026-01-01, confidence: sourced, source_kind: official}
change:
  - {remove: transitions.notify}
  - {set: transitions.grant.from, to: [review]}
  - {remove: states.notice}
  - {remove: blockers.hold}
assume:
  - {remove: choices.review}
  - {remove: durations.notice}
  - {remove: durations.blocker:hold}
  - {remove: blockers}
"""
PACKAGE = """\
id: all-measures
title: {en: "All", ja: "全て"}
description: {en: "Everything.", ja: "全て。"}
source: {cite: "Report 2", as_of: 2026-01-01, confidence: sourced, source_kind: official}
parts: {us/example: [no-notice]}
"""


def library_with(folder: Path, reform: str, package: str = PACKAGE, name: str = "no-notice") -> Path:
    definition = write_library(folder)
    for path, text in (("us/example/" + name, reform), ("packages/all-measures", package)):
        file = folder / "reforms" / f"{path}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return definition


def found(folder: Path, reform: str, package: str = PACKAGE, name: str = "no-notice") -> list[tuple[str, int, str]]:
    report = check_process(library_with(folder, reform, package, name), walks=100)
    return [(item.code, item.line, item.message) for item in report.findings]


def test_reforms_are_checked_and_counted(tmp_path):
    report = check_process(library_with(tmp_path, REFORM), walks=100)
    assert [str(item) for item in report.findings] == []
    assert report.as_json()["reforms"] == 1
    assert report_text(report).endswith("100 walked cases, 1 reform; 0 errors, 0 warnings.")


def test_a_reform_that_touches_nothing_is_an_error_at_its_line(tmp_path):
    ((code, line, message),) = found(tmp_path, REFORM.replace("states.notice", "states.notise"))
    assert (code, line) == ("FILE-002", 11)
    assert message == "nothing stands at 'states.notise'."


def test_a_state_that_the_reform_leaves_without_a_way_in_is_an_error_at_its_line(tmp_path):
    kept = REFORM.replace("  - {remove: states.notice}\n", "").replace("  - {remove: blockers.hold}\n", "")
    ((code, line, message), *_) = found(tmp_path, kept)
    assert code == "LINT-12"
    assert line in (9, 10)
    assert "notice" in message


def test_an_assumption_that_the_reform_leaves_wanting_is_an_error(tmp_path):
    messages = found(tmp_path, REFORM.replace("  - {remove: durations.notice}\n", ""))
    assert [(code, message) for code, _, message in messages] == [
        ("ASSUME-02", "no version of us/example has state, referral, step, blocker or question 'notice'.")
    ]


def test_a_walk_that_goes_round_under_the_reform_is_an_error(tmp_path):
    back = (
        "change:\n  - add: transitions.again\n    value: {from: review, to: review, basis: [the-act]}\n"
        "assume:\n  - {set: choices.review.weights, to: {again: 1, notify: 0, grant: 0}}\n"
    )
    codes = {code for code, _, _ in found(tmp_path, REFORM.split("change:", maxsplit=1)[0] + back)}
    assert codes == {"WALK-04"}


def test_a_file_is_named_like_its_reform(tmp_path):
    library_with(tmp_path, REFORM)
    codes = [(code, line) for code, line, _ in found(tmp_path, REFORM.replace("id: no-notice", "id: none"))]
    assert codes == [("REFORM-01", 1)]


def test_a_package_names_reforms_that_are_there(tmp_path):
    ((code, line, message),) = found(tmp_path, REFORM, PACKAGE.replace("[no-notice]", "[no-notice, faster]"))
    assert (code, line) == ("REFORM-02", 5)
    assert message == "us/example has no reform 'faster'."


@pytest.mark.parametrize("part", ["reform", "package"])
def test_a_file_that_cannot_be_read_is_one_finding(tmp_path, part):
    texts = {"reform": REFORM, "package": PACKAGE} | {part: "id: x\nid: x\n"}
    codes = [(code, line) for code, line, _ in found(tmp_path, texts["reform"], texts["package"])]
    assert codes == [("FILE-001", 2)]


def test_the_reforms_of_a_process_are_listed_with_the_packages_that_touch_it():
    rows = {row.name: row for row in list_reforms("us/dual-use-license")}
    assert rows["reviewers-see-all"].parts == ()
    assert rows["export-barriers"].parts == ("reviewers-see-all",)
    assert rows["export-barriers"].status == "package"
    assert list_reforms("us/commodity-jurisdiction") == ()


def test_a_difference_says_who_decides_what_it_rests_on_and_which_numbers_are_of_the_scenario():
    found = difference("us/munitions-license", "defense-silence-30")
    assert [decider.value for decider in found.who_decides] == ["regulation", "executive-decision"]
    assert found.touched == {BasisKind.GUIDANCE: 1}
    assert [address for address, _ in found.scenario_values] == ["clocks.agency-30"]
    assert found.version_after == f"{found.version}+defense-silence-30"
    assert found.digest != found.digest_after


def test_a_package_is_the_sum_of_its_parts():
    whole = difference("us/munitions-license", "export-barriers")
    assert [reform.id for reform in whole.reforms] == [
        "refer-in-7-days",
        "defense-silence-30",
        "package-beside-staffing",
    ]
    said = {change.text.en for change in whole.changes}
    assert {change.text.en for change in difference("us/munitions-license", "refer-in-7-days").changes} <= said
    assert any("in parallel with dtsa" in text for text in said)
