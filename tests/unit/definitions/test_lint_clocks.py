"""A clock can start and stop, is counted for something, and what happens at its end can happen."""

from __future__ import annotations

import pytest

from tests.unit.definitions.right_process import assert_found, fault

FAULTS = [
    fault("start by an outcome nobody gives", "LINT-30", {"clocks.thirty.start": {"outcome": "redirected"}}),
    fault("start by an end that is never left", "LINT-30", {"clocks.tender.start": {"left": "closed"}}),
    fault(
        "start by a circle of clocks",
        "LINT-30",
        {"clocks.floor.start": {"due_of": "report"}, "transitions.period-over.needs.clock": ...},
    ),
    fault("start by nothing", "LINT-30", {"clocks.floor.start": [], "transitions.period-over.needs.clock": ...}),
    fault("stop by an outcome nobody gives", "LINT-31", {"clocks.sixty.stop": {"outcome": ["not-required"]}}),
    fault(
        "stop by a blocker there is not",
        "LINT-31",
        {
            "clocks.tender.stop": {"blocker": "cleared"},
            "blockers": {},
            "clocks.check": ...,
            "clocks.sixty.excluded.0": ...,
            "transitions.notify.when.all.6": ...,
            "transitions.notify.needs.none_open": ...,
        },
    ),
    fault(
        "stop by a referral there is not",
        "LINT-31",
        {
            "clocks.tender.stop": {"referral": "answered"},
            "states.review.referrals": ...,
            "clocks.reply": ...,
            "clocks.sixty.excluded.2": ...,
            "transitions.notify.when.all.3": ...,
            "transitions.notify.needs.referrals": ...,
            "transitions.skip-notice.needs": ...,
        },
    ),
    fault("ceiling that nothing stops", "LINT-31", {"clocks.tender.stop": []}, at="clocks.tender"),
    fault("default that is no transition", "LINT-32", {"clocks.thirty.default": "confirm"}),
    fault("default that another clock takes", "LINT-32", {"clocks.thirty.default": "use-up"}),
    fault("lapse that no clock takes", "LINT-32", {"transitions.use-up.lapse_of": "floor"}),
    fault(
        "lapse before the clock starts",
        "LINT-32",
        {"transitions.stand.from": "prepare"},
        at="transitions.stand.lapse_of",
    ),
    fault("position that silence does not count as", "LINT-32", {"clocks.reply.default": "approve"}),
    fault(
        "silence by a clock of the case",
        "LINT-33",
        {
            "states.review.referrals.agency.silence": {"no-objection": "thirty"},
            "clocks.reply.default": ...,
            "clocks.reply.of": ["agency"],
        },
    ),
    fault(
        "silence by a ceiling", "LINT-33", {"clocks.reply.kind": "ceiling"}, at="states.review.referrals.agency.silence"
    ),
    fault(
        "silence by the clock of another referral",
        "LINT-33",
        {"clocks.reply.of": ["experts"]},
        at="states.review.referrals.agency.silence",
    ),
    fault(
        "silence of a referral below another",
        "LINT-33",
        {"states.review.referrals.agency.sub_referrals.bureau.silence": {"may-proceed": "thirty"}},
    ),
    fault("headline that is no clock", "LINT-34", {"headline_clock": "ninety"}),
    fault("headline of a floor", "LINT-34", {"headline_clock": "floor"}),
    fault("headline of a referral", "LINT-34", {"headline_clock": "reply"}),
    fault("clock of the case for a referral", "LINT-35", {"clocks.sixty.of": ["agency"]}),
    fault(
        "clock of a referral for none",
        "LINT-35",
        {"states.review.referrals.agency.silence": "still-waiting", "clocks.reply.default": ...},
        at="clocks.reply.scope",
    ),
]


@pytest.mark.parametrize("changes, code, at", FAULTS)
def test_a_clock_that_cannot_work_is_found(changes, code, at):
    assert_found(changes, code, at)
