"""What one element of a definition can say, and what it cannot."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from licensing.definitions.clocks import Clock, Trigger, While
from licensing.definitions.conditions import AllOf, AnyOf, AttributeTest, Condition, NotThat, parts
from licensing.definitions.elements import LinkNeed, Needs, Referral, Silence, Transition
from licensing.domain.vocabulary import Outcome
from tests.support.fictitious import PROCESS

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
SECOND, THIRD = PROCESS.versions[1:]


def refusal(model, data) -> str:
    """Give the first finding of a validation."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(model).validate_python(data)
    return refused.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    "data, message",
    [
        ({}, "a trigger has exactly one of transition, outcome, entered, left, fact, referral, blocker, due_of"),
        ({"entered": "a", "left": "b"}, "a trigger has exactly one of"),
        ({"outcome": "some"}, "Input should be"),
        ({"referral": "recalled"}, "Input should be 'sent' or 'answered'"),
    ],
)
def test_a_trigger_is_exactly_one_event(data, message):
    assert message in refusal(Trigger, data)


def test_a_trigger_takes_one_name_or_a_list():
    assert Trigger(transition="a") == Trigger(transition=["a"])
    assert Trigger(outcome="granted").outcome == (Outcome.GRANTED,)
    assert Trigger(outcome=["granted", "refused"]).outcome == (Outcome.GRANTED, Outcome.REFUSED)
    assert Trigger(outcome="any").outcome == "any"


@pytest.mark.parametrize(
    "data, message",
    [
        ({}, "a stretch is exactly one of blocker, state, referral, question"),
        ({"blocker": "a", "question": True}, "a stretch is exactly one of"),
        ({"state": "a", "reason": "b"}, "reason goes with blocker"),
    ],
)
def test_a_stretch_is_exactly_one_thing(data, message):
    assert message in refusal(While, data)


def clock(**data):
    """Give the data of a clock."""
    label = {"en": "Clock", "ja": "時計"}
    return {"kind": "ceiling", "label": label, "start": {"transition": "submit"}, "days": 5} | data


@pytest.mark.parametrize(
    "data, message",
    [
        ({"months": 2}, "a clock has exactly one of days, months, years, due"),
        ({"days": None}, "a clock has exactly one of days, months, years, due"),
        ({"kind": "duty"}, "met_by is given for a duty, and only for a duty"),
        ({"met_by": {"fact": "x"}}, "met_by is given for a duty, and only for a duty"),
        ({"days": -1}, "greater than or equal to 0"),
        ({"days": None, "months": 0}, "greater than or equal to 1"),
        ({"counts": "business-days"}, "Input should be 'calendar-days' or 'working-days'"),
        ({"days": {"default": 5, "cases": []}}, "at least 1 item"),
    ],
)
def test_a_clock_has_one_limit_and_a_duty_what_fulfills_it(data, message):
    with pytest.raises(ValidationError) as refused:
        Clock.model_validate(clock(**data))
    errors = [item["msg"] for item in refused.value.errors()]
    assert any(message in error for error in errors)


def test_a_clock_is_counted_for_the_case_by_calendar_days_unless_it_says_otherwise():
    found = Clock.model_validate(clock())
    assert (found.scope, found.counts, found.filer, found.stop) == ("case", "calendar-days", False, ())


@pytest.mark.parametrize(
    "data, message",
    [
        ({"value": 1}, "a condition starts with one of all, any, not, attribute, fact, fact_within, position"),
        ("value_usd > 5", "a condition starts with one of"),
        ({"attribute": "a"}, "exactly one of is, in, at_least, more_than, at_most, less_than, within, includes"),
        ({"attribute": "a", "is": 1, "in": [1]}, "exactly one of is, in, at_least"),
        ({"all": []}, "at least 1 item"),
        ({"fact_within": {"of": "a", "after": "b", "days": -1}}, "greater than or equal to 0"),
        ({"visited": "a", "at_least": 0}, "greater than or equal to 1"),
        ({"moment": "then", "before": "2024-01-01"}, "Input should be 'now'"),
        ({"any": [{"attribute": "a", "is": 1}], "all": [{"attribute": "a", "is": 1}]}, "Extra inputs"),
    ],
)
def test_a_condition_is_data_of_a_known_kind(data, message):
    with pytest.raises(ValidationError) as refused:
        CONDITION.validate_python(data)
    assert any(message in item["msg"] for item in refused.value.errors())


def test_a_comparison_gives_its_name_and_its_operand():
    assert AttributeTest.model_validate({"attribute": "a", "is": False}).comparison() == {"is": False}
    assert AttributeTest.model_validate({"attribute": "a", "in": ["x", 2]}).comparison() == {"in": ("x", 2)}
    since = AttributeTest.model_validate({"attribute": "a", "at_least": "2014-04-01"})
    assert since.comparison() == {"at_least": date(2014, 4, 1)}
    assert AttributeTest.model_validate({"attribute": "a", "at_least": 0}).comparison() == {"at_least": 0}


def test_a_word_is_no_number_to_compare_with():
    with pytest.raises(ValidationError):
        AttributeTest.model_validate({"attribute": "a", "at_least": "30"})


def test_the_parts_of_a_condition_are_found_at_every_depth():
    inner = {"attribute": "a", "is": 1}
    condition = CONDITION.validate_python({"all": [{"any": [inner, {"not": inner}]}, inner]})
    assert [type(part) for part in parts(condition)] == [
        AllOf,
        AnyOf,
        AttributeTest,
        NotThat,
        AttributeTest,
        AttributeTest,
    ]


@pytest.mark.parametrize("data", [{}, {"no-objection": "a", "may-proceed": "b"}])
def test_silence_has_one_meaning(data):
    assert "silence is still-waiting, {no-objection: CLOCK} or {may-proceed: CLOCK}" in refusal(Silence, data)


def test_silence_counts_as_the_position_of_its_own_name():
    assert Silence.model_validate({"no-objection": "c"}).position == "no-objection"
    assert Silence.model_validate({"may-proceed": "c"}).position == "may-proceed"
    assert Silence.model_validate({"may-proceed": "c"}).clock == "c"


def test_silence_must_be_said():
    assert "Field required" in refusal(Referral, {"positions": ["a"]})


def test_a_referral_is_required_and_sent_on_entry_unless_it_says_otherwise():
    referral = Referral(silence="still-waiting")
    assert (referral.required, referral.sent, referral.steps, referral.sub_referrals) == (True, "on-entry", (), {})


def test_a_linked_need_has_a_role_or_several():
    assert "a linked need has role or any_of" in refusal(LinkNeed, {"outcome": "granted"})
    assert "a linked need has role or any_of" in refusal(LinkNeed, {"outcome": "granted", "role": "a", "any_of": ["b"]})
    assert LinkNeed(role="a", outcome="granted").roles == ("a",)
    assert LinkNeed(any_of=["a", "b"], outcome=["granted"]).roles == ("a", "b")
    assert LinkNeed(role="a", outcome="granted").outcome == (Outcome.GRANTED,)


def test_needs_take_one_link_or_a_list_and_facts_with_or_without_condition():
    needs = Needs.model_validate(
        {"linked": {"role": "a", "outcome": "granted"}, "facts": ["x", {"fact": "y"}], "clock": "c"}
    )
    assert [item.role for item in needs.linked] == ["a"]
    assert [item.fact for item in needs.facts] == ["x", "y"]
    assert needs.clock == ("c",)


@pytest.mark.parametrize("outcome, gated", [(None, True), ("granted", True), ("withdrawn", False), ("returned", False)])
def test_withdrawal_and_return_are_never_gated(outcome, gated):
    transition = Transition.model_validate({"from": "a", "to": "b", "outcome": outcome})
    assert transition.gated is gated


def test_a_definition_answers_what_the_engine_asks():
    assert SECOND.initial == "drafting"
    assert SECOND.undecided == {"drafting", "queue", "officer", "awaiting-papers", "staffed", "congress", "decision"}
    assert SECOND.sources(SECOND.transitions["withdraw"]) == SECOND.undecided
    assert SECOND.sources(SECOND.transitions["deny"]) == {"decision", "officer"}
    assert SECOND.blocker_states(SECOND.blockers["hold"]) == {"congress"}
    assert list(SECOND.ways_out("queue")) == ["take-up", "return", "withdraw", "offer-over"]
    assert SECOND.ways_out("unknown") == {}
    assert SECOND.terminal("closed")
    assert not SECOND.terminal("in-use")
    assert not SECOND.terminal("unknown")


def test_a_definition_finds_a_referral_where_its_state_declares_it():
    assert SECOND.referral("staffed", "defense").owner == "dtsa"
    assert SECOND.referral("staffed", "defense/navy").required
    for state, path in [
        ("queue", "defense"),
        ("unknown", "defense"),
        ("staffed", "navy"),
        ("staffed", "defense/"),
        ("staffed", "defense/army"),
        ("staffed", ""),
    ]:
        assert SECOND.referral(state, path) is None
    assert SECOND.declared_referral("embassy").sent == "by-command"
    assert SECOND.declared_referral("nobody") is None
