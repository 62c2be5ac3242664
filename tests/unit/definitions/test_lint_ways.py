"""A case can be opened, filed, decided and closed, and what a transition needs can be there."""

from __future__ import annotations

import pytest

from tests.unit.definitions.right_process import assert_found, changed, fault, found_in

STATE = {"stage": "review", "owner": "office", "kind": "touch", "basis": ["the-act"]}
OTHER = {"en": "Other", "ja": "別"}
ENDLESS = {
    "states.audit": STATE | {"stage": "after", "label": OTHER},
    "transitions.audit": {"from": "in-use", "to": "audit", "basis": ["the-act"]},
    "transitions.audit-again": {"from": "audit", "to": "audit", "basis": ["the-act"]},
}
FAULTS = [
    fault("no initial state", "LINT-11", {"states.prepare.initial": False}, at="states"),
    fault("two initial states", "LINT-11", {"states.review.initial": True}, at="states"),
    fault("state out of reach", "LINT-12", {"transitions.notify.to": "decision"}, at="states.notice"),
    fault("state without a way out", "LINT-13", {"transitions.use-up": ...}, at="states.in-use"),
    fault("loop without an end", "LINT-14", ENDLESS),
    fault("no end at all", "LINT-14", {"states.closed.kind": "external"}, at="states"),
    fault("end before stage after", "LINT-15", {"states.closed.stage": "decide"}),
    fault(
        "way out of an end", "LINT-15", {"transitions.reopen": {"from": "closed", "to": "review", "basis": ["the-act"]}}
    ),
    fault("no filing", "LINT-16", {"transitions.file.files": False}, at="transitions"),
    fault("second filing", "LINT-16", {"transitions.notify.files": True}),
    fault(
        "decision before filing",
        "LINT-16",
        {
            "transitions.bypass": {
                "from": "prepare",
                "to": "in-use",
                "outcome": "granted",
                "label": {"en": "Other", "ja": "別"},
                "basis": ["the-act"],
            }
        },
    ),
    fault("outcome without label", "LINT-17", {"transitions.grant.label": ...}, at="transitions.grant"),
    fault("referral sent later only", "LINT-23", {"transitions.file.needs": {"referrals": ["agency"]}}),
    fault(
        "answers in a state without referrals", "LINT-23", {"transitions.grant.needs": {"referrals": "all-answered"}}
    ),
    fault(
        "required answers where none is required",
        "LINT-23",
        {"states.review.referrals.agency.required": False},
        at="transitions.notify.needs.referrals",
    ),
    fault("blocker that opens later only", "LINT-23", {"transitions.file.needs": {"none_open": ["end-use-check"]}}),
    fault("clock that starts later only", "LINT-23", {"transitions.file.needs": {"clock": "thirty"}}),
    fault(
        "more links than roles",
        "LINT-23",
        {"transitions.notify.needs.linked": {"any_of": ["release", "program"], "at_least": 3, "outcome": "granted"}},
    ),
    fault("needs of a withdrawal", "LINT-23", {"transitions.withdraw.needs": {"facts": ["certified"]}}),
    fault("needs of what lapses", "LINT-23", {"transitions.stand.needs": {"facts": ["certified"]}}),
    fault("blocker that opens in the end only", "LINT-24", {"blockers.hold.may_open_in": ["closed"]}),
]


@pytest.mark.parametrize("changes, code, at", FAULTS)
def test_a_way_that_leads_nowhere_is_found(changes, code, at):
    assert_found(changes, code, at)


def test_a_case_that_can_end_only_by_withdrawal_is_doubtful():
    audit = {"states.audit": STATE | {"label": OTHER}}
    way = {"transitions.audit": {"from": "review", "to": "audit", "basis": ["the-act"]}}
    found = found_in(changed(audit | way))
    assert [(item.code, item.where, item.level.value) for item in found] == [("LINT-14", "states.audit", "warning")]


def test_an_undecided_case_that_goes_past_its_decision_is_doubtful():
    found = found_in(changed({"transitions.drop": {"from": "review", "to": "closed", "basis": ["the-act"]}}))
    assert [(item.code, item.where, item.level.value) for item in found] == [("LINT-18", "transitions.drop", "warning")]
