"""Trial cases show what a reader of the file does not: states nobody reaches, cases that never end."""

from __future__ import annotations

import pytest

from licensing.definitions.finding import Level
from licensing.domain.errors import NotPossibleNow
from licensing.service import trial_walks
from licensing.service.check import check_process
from tests.integration.service.example_library import ASSUMPTIONS, DEFINITION, write_library


def findings(tmp_path, *, walks=20, **replaced):
    return check_process(write_library(tmp_path, **replaced), walks=walks, strict=True).findings


def test_cases_in_which_nothing_happens_any_more_are_a_warning(tmp_path):
    needing = DEFINITION.replace("outcome: granted, label", "outcome: granted, needs: {facts: [paid]}, label").replace(
        "states:\n", "facts:\n  paid: {value: date, label: {en: 'Paid', ja: '納付'}}\nstates:\n", 1
    )
    found = [item for item in findings(tmp_path, definition=needing) if item.code == "WALK-02"]
    assert {item.where for item in found} == {"durations.review", "durations.notice"}
    assert {item.level for item in found} == {Level.WARNING}
    assert all("trial-" in item.message and "value_usd: " in item.message for item in found)


def test_a_case_that_only_waits_for_a_linked_matter_is_no_fault(tmp_path):
    linked = DEFINITION.replace(
        "outcome: granted, label", "outcome: granted, needs: {linked: {role: release, outcome: granted}}, label"
    )
    assert [str(item) for item in findings(tmp_path, walks=60, definition=linked) if "WALK" in item.code] == []


def test_a_state_that_no_case_comes_to_is_an_error(tmp_path):
    never = DEFINITION.replace("at_least: 1000000}", "less_than: 0}")
    (item,) = findings(tmp_path, definition=never)
    assert (item.code, item.level, item.where) == ("WALK-03", Level.ERROR, "states.notice")


def test_a_state_that_the_assumptions_close_is_only_noted(tmp_path):
    (item,) = findings(tmp_path, assumptions=ASSUMPTIONS.replace("notify: 1", "notify: 0"))
    assert (item.code, item.level, item.where) == ("WALK-05", Level.NOTE, "states.notice")


def test_a_state_that_is_rare_by_the_assumptions_is_reached_all_the_same(tmp_path):
    assert findings(tmp_path, walks=60, assumptions=ASSUMPTIONS.replace("notify: 1", "notify: 0.000001")) == ()


def test_cases_that_go_round_and_round_are_an_error(tmp_path):
    round_again = DEFINITION.replace("  grant:\n", "  again: {from: review, to: prepare, basis: [the-act]}\n  grant:\n")
    weights = ASSUMPTIONS.replace("{notify: 1, grant: 1}", "{notify: 0, grant: 0, again: 1}")
    found = findings(tmp_path, walks=2, definition=round_again, assumptions=weights)
    assert {item.code for item in found} >= {"WALK-04", "WALK-05"}


def test_a_command_that_the_engine_refuses_is_an_error(tmp_path, monkeypatch):
    decide = trial_walks.decide

    def refuse_the_grant(definition, case, command, around):
        if getattr(command, "transition", "") == "grant":
            raise NotPossibleNow("not today.", next_step="Wait.")
        return decide(definition, case, command, around)

    monkeypatch.setattr(trial_walks, "decide", refuse_the_grant)
    found = [item for item in findings(tmp_path) if item.code == "WALK-01"]
    assert {item.where for item in found} == {"durations.review", "durations.notice"}
    assert all("(version 2020, advance): CASE-003 not today. Wait" in item.message for item in found)


@pytest.mark.parametrize("version", ["2020", "2022"])
def test_cases_are_walked_under_every_version(tmp_path, version):
    second = '  - {id: "2022", in_force_from: 2022-01-01, basis: [the-act]}'
    two = DEFINITION.replace("attributes:", f"{second}\nattributes:", 1)
    of_one = "until" if version == "2020" else "since"
    never = f'when: {{{of_one}: "2022", attribute: value_usd, less_than: 0}}'
    needing = two.replace("outcome: granted, label", f"outcome: granted, {never}, label")
    found = [item for item in findings(tmp_path, definition=needing) if item.code == "WALK-02"]
    assert found
    assert all(f"(version {version};" in item.message for item in found)
