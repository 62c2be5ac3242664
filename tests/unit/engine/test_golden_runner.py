"""A golden path tells, sentence by sentence, where the engine does not do what the law says."""

from __future__ import annotations

from licensing.definitions.script import GoldenPath
from licensing.engine.golden import run_path
from tests.support.fictitious import PROCESS, WASHINGTON

ATTRIBUTES = {"vehicle": "permanent", "value_usd": 1_000_000, "destinations": ["JP"]}
SUBMIT = {"advance": "submit", "when": "2024-01-03"}


def walked(*steps, **path) -> list[str]:
    """Walk a path and give what differs."""
    given = {"id": "path", "says": "It is said.", "version": "second", "attributes": ATTRIBUTES, "opened": "2024-01-02"}
    return list(run_path(PROCESS, GoldenPath.model_validate(given | {"steps": steps} | path), WASHINGTON))


def test_a_path_that_is_as_expected_says_nothing():
    steps = (
        {**SUBMIT, "expect": {"state": "queue", "possible": ["take-up", "return", "withdraw"], "open": []}},
        {"advance": "approve", "when": "2024-01-04", "expect": {"refused": "CASE-003", "state": "queue"}},
        {"advance": "take-up", "when": "2024-01-05"},
        {"advance": "staff", "when": "2024-01-05", "expect": {"open": ["defense", "bureaus"]}},
        {"block": "end-use-check", "when": "2024-01-08", "expect": {"open": ["defense", "bureaus", "end-use-check"]}},
        {"unblock": "end-use-check", "when": "2024-01-09"},
        {"answer": "defense", "position": "approve", "when": "2024-01-09"},
        {
            "lapse": "bureau-30#1@bureaus#1",
            "when": "2024-02-05",
            "expect": {
                "clocks": {"decide-60": {"counted": 33, "excluded": 0, "due": "2024-03-03", "state": "running"}}
            },
        },
        {"advance": "conclude", "when": "2024-02-06", "expect": {"state": "decision"}},
        {"advance": "approve", "when": "2024-02-07", "expect": {"outcome": "granted"}},
        {"correct": "step-1", "when": "2024-03-01", "by": {"advance": "submit", "when": "2024-01-04"}},
    )
    links = {"technology-release": {"process": "us/technology-release", "outcome": "granted", "when": "2023-05-01"}}
    ends = {"state": "in-use", "outcome": "granted", "label": "Approved"}
    assert walked(*steps, links=links, ends=ends) == []


def test_a_path_goes_over_a_migration():
    steps = (
        SUBMIT,
        {"advance": "take-up", "when": "2024-01-04"},
        {"migrate": "third", "basis": "usage", "when": "2024-01-05"},
        {"advance": "refer-to-board", "when": "2024-01-06", "expect": {"state": "board"}},
    )
    assert walked(*steps) == []


def test_what_differs_is_told_with_its_step():
    expect = {
        "state": "officer",
        "outcome": "granted",
        "open": ["defense"],
        "possible": ["take-up"],
        "clocks": {"decide-60": {"counted": 1, "excluded": 2, "due": "2024-03-02", "state": "met"}, "life": {}},
    }
    assert walked({**SUBMIT, "expect": expect}) == [
        "path step 1 (advance submit): state is queue, expected officer",
        "path step 1 (advance submit): outcome is None, expected granted",
        "path step 1 (advance submit): open is [], expected ['defense']",
        "path step 1 (advance submit): possible is ['return', 'take-up', 'withdraw'], expected ['take-up']",
        "path step 1 (advance submit): clock decide-60 counted is 0, expected 1",
        "path step 1 (advance submit): clock decide-60 excluded is 0, expected 2",
        "path step 1 (advance submit): clock decide-60 due is 2024-03-03, expected 2024-03-02",
        "path step 1 (advance submit): clock decide-60 state is running, expected met",
        "path step 1 (advance submit): clock life has not started",
    ]


def test_a_clock_that_there_is_not_has_not_started():
    (found,) = walked({**SUBMIT, "expect": {"clocks": {"no-such-clock": {}}}})
    assert found.endswith("clock no-such-clock has not started")


def test_an_unexpected_refusal_and_an_unexpected_acceptance_are_told():
    refused, accepted = walked(
        {"advance": "approve", "when": "2024-01-03"}, {**SUBMIT, "expect": {"refused": "CASE-003"}}
    )
    assert refused.startswith("path step 1 (advance approve): refused: CASE-003 'approve' is not possible")
    assert accepted == "path step 2 (advance submit): was accepted, but the law refuses it (CASE-003)"


def test_another_refusal_than_the_one_expected_is_told():
    (found,) = walked({"advance": "approved", "when": "2024-01-03", "expect": {"refused": "CASE-003"}})
    assert found.startswith("path step 1 (advance approved): refused: CASE-006")


def test_another_end_than_the_one_expected_is_told():
    assert walked(SUBMIT, ends={"state": "closed", "outcome": "granted", "label": "Approved"}) == [
        "path: ends with state queue, expected closed",
        "path: ends with outcome None, expected granted",
        "path: ends with label , expected Approved",
    ]


def test_a_path_that_cannot_open_is_told():
    (found,) = walked(SUBMIT, attributes={"vehicle": "permanent"})
    assert found == (
        "path: cannot open: CASE-006 attribute 'value_usd' is missing. It must be a whole number of currency units."
    )


def test_an_observed_path_may_begin_elsewhere():
    assert (
        walked(
            {"observe": "decision", "when": "2024-05", "expect": {"state": "decision"}},
            provenance="observed",
            state="staffed",
        )
        == []
    )
