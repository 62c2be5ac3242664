"""What the format can ask about a case, at and around its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from licensing.definitions.conditions import Condition
from licensing.domain.vocabulary import Outcome
from licensing.engine.conditions import holds
from tests.support.fictitious import PROCESS, Desk, linked
from tests.support.steady import steady

READ: TypeAdapter[Condition] = TypeAdapter(Condition)
TRUE = {"attribute": "vehicle", "is": "temporary"}
FALSE = {"attribute": "vehicle", "is": "permanent"}


def asked(desk: Desk, condition: dict, when: str | None = None, on: str = "case") -> bool:
    """Ask a condition of a case."""
    return holds(READ.validate_python(condition), desk.view(when), on)


def case(**given) -> Desk:
    """Give a case that is just opened."""
    return Desk().submit("2024-01-02", **given)


def test_no_condition_always_holds():
    assert holds(None, case().view())


@pytest.mark.parametrize(
    "condition, answer",
    [
        ({"all": [TRUE, TRUE]}, True),
        ({"all": [TRUE, FALSE]}, False),
        ({"any": [FALSE, TRUE]}, True),
        ({"any": [FALSE, FALSE]}, False),
        ({"not": FALSE}, True),
        ({"not": {"any": [FALSE, {"not": FALSE}]}}, False),
    ],
)
def test_parts_of_a_condition_are_combined(condition, answer):
    assert asked(case(), condition) is answer


@pytest.mark.parametrize(
    "comparison, answers",
    [
        ({"at_least": 5}, (False, True, True)),
        ({"more_than": 5}, (False, False, True)),
        ({"at_most": 5}, (True, True, False)),
        ({"less_than": 5}, (True, False, False)),
        ({"is": 5}, (False, True, False)),
        ({"in": [4, 6]}, (True, False, True)),
    ],
)
def test_a_number_is_compared_at_its_limit(comparison, answers):
    found = tuple(asked(case(copies=copies), {"attribute": "copies", **comparison}) for copies in (4, 5, 6))
    assert found == answers


@pytest.mark.parametrize(
    "comparison, answers",
    [
        ({"at_least": "2024-05-05"}, (False, True, True)),
        ({"at_most": "2024-05-05"}, (True, True, False)),
    ],
)
def test_a_date_is_compared_at_its_limit(comparison, answers):
    days = ("2024-05-04", "2024-05-05", "2024-05-06")
    found = tuple(asked(case(contract_date=day), {"attribute": "contract_date", **comparison}) for day in days)
    assert found == answers


def test_a_choice_a_flag_and_a_text_are_compared_by_their_words():
    desk = case(vehicle="permanent", naval=True, remark="secret")
    assert asked(desk, {"attribute": "vehicle", "is": "permanent"})
    assert asked(desk, {"attribute": "vehicle", "in": ["temporary", "permanent"]})
    assert asked(desk, {"attribute": "naval", "is": True})
    assert not asked(desk, {"attribute": "remark", "in": ["public"]})


def test_an_attribute_that_is_not_given_has_its_default():
    assert asked(case(), {"attribute": "naval", "is": False})
    assert asked(case(), {"attribute": "copies", "at_most": 1})


@pytest.mark.parametrize(
    "comparison", [{"is": "x"}, {"in": ["x"]}, {"at_least": 0}, {"at_most": "2050-01-01"}, {"within": "allies"}]
)
def test_nothing_holds_of_a_value_that_is_not_there(comparison):
    assert not asked(case(), {"attribute": "contract_date", **comparison})


def test_presence_is_asked_of_values_given_or_by_default():
    assert not asked(case(), {"attribute": "remark", "present": True})
    assert asked(case(), {"attribute": "remark", "present": False})
    assert asked(case(remark=""), {"attribute": "remark", "present": True})
    assert asked(case(), {"attribute": "naval", "present": True})


def test_a_word_has_no_order():
    assert not asked(case(remark="9"), {"attribute": "remark", "at_least": 1})


@pytest.mark.parametrize(
    "destinations, within, includes",
    [(("JP", "AU"), True, True), (("JP", "CN"), False, True), (("CN",), False, False)],
)
def test_countries_are_all_or_some_of_a_group(destinations, within, includes):
    desk = case(destinations=destinations)
    assert asked(desk, {"attribute": "destinations", "within": "allies"}) is within
    assert asked(desk, {"attribute": "destinations", "includes": "allies"}) is includes


def test_one_country_is_in_a_group_or_not():
    assert asked(case(end_user_country="NO"), {"attribute": "end_user_country", "within": "allies"})
    assert not asked(case(end_user_country="CN"), {"attribute": "end_user_country", "includes": "allies"})


def test_a_group_is_that_of_the_version():
    sweden = {"attribute": "destinations", "within": "allies"}
    answers = [asked(Desk(version=name).submit(destinations=("SE",)), sweden) for name in ("second", "third")]
    assert answers == [False, True]


def test_the_newest_fact_counts():
    desk = case()
    assert not asked(desk, {"fact": "receipt", "at_least": "2024-01-01"})
    assert asked(desk, {"fact": "receipt", "present": False})
    desk.record("receipt", "2024-02-01", "2024-02-02")
    desk.record("receipt", "2023-02-01", "2024-02-03")
    assert asked(desk, {"fact": "receipt", "at_most": "2023-02-01"})
    desk.record("reviewed-by", "board", "2024-02-03")
    assert asked(desk, {"fact": "reviewed-by", "is": "board"})


def test_a_fact_is_asked_of_its_own_object():
    desk = case().through("2024-01-03", "submit", "take-up", "staff")
    desk.block("end-use-check", "2024-01-04")
    desk.record("asked-of-post", "2024-01-05", "2024-01-05", on="end-use-check")
    assert asked(desk, {"fact": "asked-of-post", "present": True}, on="blocker:end-use-check#1")
    assert not asked(desk, {"fact": "asked-of-post", "present": True})


@pytest.mark.parametrize("later, answer", [("2024-01-10", True), ("2024-01-11", False), ("2024-01-05", True)])
def test_one_fact_can_be_asked_to_come_so_many_days_after_another(later, answer):
    desk = case()
    desk.record("receipt", "2024-01-05", "2024-01-05")
    within = {"fact_within": {"of": "deposited", "after": "receipt", "days": 5}}
    assert not asked(desk, within)
    desk.record("deposited", later, "2024-01-12")
    assert asked(desk, within) is answer


def test_the_newest_answer_of_a_referral_counts():
    desk = case().through("2024-01-03", "submit", "take-up", "staff")
    objected = {"position": "bureaus", "in": ["object"]}
    assert not asked(desk, objected)
    desk.answer("bureaus", "object", "2024-01-05")
    assert asked(desk, objected)
    desk.through("2024-01-08", "recheck", "staff")
    assert asked(desk, objected)
    desk.answer("bureaus", "approve", "2024-01-09")
    assert not asked(desk, objected)


def test_a_link_is_there_or_has_come_to_an_outcome_by_the_moment():
    desk = Desk(PROCESS, "second", linked("agreement", Outcome.GRANTED, "2024-02-01T09:00"))
    desk.submit("2024-01-02")
    granted = {"link": "agreement", "outcome": ["granted"]}
    assert asked(desk, {"link": "agreement"})
    assert not asked(desk, {"link": "precedent"})
    assert not asked(desk, granted, "2024-01-31")
    assert asked(desk, granted, "2024-02-01")
    assert not asked(desk, {"link": "agreement", "outcome": ["refused"]}, "2024-03-01")
    assert not asked(desk, {"link": "precedent", "outcome": ["granted"]})


@pytest.mark.parametrize(
    "when, answer",
    [
        ("2024-03-09T23:59", False),
        ("2024-03-10T00:00", True),
        ("2024-03-19T23:59", True),
        ("2024-03-20T00:00", False),
        ("2024-03-10", True),
    ],
)
def test_the_day_of_the_command_is_asked_in_the_zone_of_the_process(when, answer):
    between = {"moment": "now", "on_or_after": "2024-03-10", "before": "2024-03-20"}
    assert asked(case(), between, when) is answer


def test_a_state_can_be_asked_to_have_been_entered_so_often():
    desk = case().through("2024-01-03", "submit", "take-up", "ask-papers", "papers-come")
    assert asked(desk, {"visited": "officer", "at_least": 2})
    assert not asked(desk, {"visited": "officer", "at_least": 3})
    assert asked(desk, {"visited": "queue"})
    assert not asked(desk, {"visited": "congress"})


def test_a_blocker_is_open_now_or_ever_was():
    desk = case().through("2024-01-03", "submit")
    assert not asked(desk, {"blocker": "held-back", "ever": True})
    desk.block("held-back", "2024-01-04", "unstated")
    assert asked(desk, {"blocker": "held-back"})
    desk.unblock("held-back", "2024-01-05")
    assert not asked(desk, {"blocker": "held-back"})
    assert asked(desk, {"blocker": "held-back", "ever": True})


ATOMS = st.sampled_from((TRUE, FALSE))
TREES = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda found: st.sampled_from(({"all": found}, {"any": found}, {"not": found[0]}))
    ),
    max_leaves=8,
)


def truth(condition: dict) -> bool:
    """Answer a tree of true and false in another way."""
    if "all" in condition:
        return False not in [truth(part) for part in condition["all"]]
    if "any" in condition:
        return True in [truth(part) for part in condition["any"]]
    return not truth(condition["not"]) if "not" in condition else condition == TRUE


@steady
@given(TREES)
def test_any_tree_of_conditions_is_answered_as_logic_answers_it(tree):
    assert asked(OPEN, tree) is truth(tree)


OPEN = case()
