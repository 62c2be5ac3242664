"""Facts are recorded where the assumptions say, on what the version declares, once for every object."""

from __future__ import annotations

import pytest

from licensing.domain.command import Record
from tests.support.fictitious import PROCESS, Desk, changed
from tests.unit.simulation.strolls import Stroll, assume, local, said


def at_officer(version="second", process=PROCESS):
    return Desk(process, version).submit().through("2024-01-02T10:00", "submit", "take-up")


def staffed():
    return at_officer().through("2024-01-02T10:00", "staff")


def fact(desk, name, *, seed=1, **rule):
    """Give what happens next where one fact is assumed and the state lasts very long."""
    stays = {"officer": 300, "staffed": 300, "staffed/defense": 300, "staffed/bureaus": 300}
    return Stroll(desk, assume(facts={name: rule}, durations=stays), seed=seed).next()


def test_a_fact_is_recorded_so_many_days_after_the_state_was_entered():
    command = fact(at_officer(), "fee-paid", **{"in": "officer", "after": {"fixed": 3}, "value": True})
    assert (said(command), command.value, command.on) == ("record fee-paid", True, "case")
    assert f"{local(command):%d %B %H:%M}" == "05 January 12:20"


def test_a_date_is_the_day_of_recording_or_so_many_days_later():
    today = fact(at_officer(), "receipt", **{"in": "officer", "after": {"fixed": 4}, "value": "today"})
    assert today.value == "2024-01-08"  # the fourth day is a Saturday
    later = fact(at_officer(), "offer-expires", **{"in": "officer", "after": {"fixed": 4}, "value": {"days": 30}})
    assert later.value == "2024-02-07"


def test_a_fact_is_recorded_once_in_a_stay_and_again_in_the_next():
    desk = at_officer()
    rule = {"in": "officer", "value": "today"}
    assert said(fact(desk, "receipt", **rule)) == "record receipt"
    desk.record("receipt", "2024-01-03", "2024-01-03T10:00")
    assert said(fact(desk, "receipt", **rule)).startswith("advance")
    desk.through("2024-01-04T10:00", "ask-papers", "papers-come")
    assert said(fact(desk, "receipt", **rule)) == "record receipt"


def test_two_events_of_one_day_are_told_apart_by_their_order():
    desk = Desk().submit("2024-01-02").through("2024-01-02", "submit", "take-up")
    desk.record("receipt", "2024-01-02", "2024-01-02")
    desk.through("2024-01-02", "ask-papers", "papers-come")
    assert said(fact(desk, "receipt", **{"in": "officer", "value": "today"})) == "record receipt"


def test_a_chance_decides_whether_a_fact_comes_at_all():
    rule = {"in": "officer", "value": "today", "probability": 0.3}
    came = [said(fact(at_officer(), "receipt", seed=seed, **rule)) == "record receipt" for seed in range(60)]
    assert 5 < sum(came) < 32


def test_a_fact_is_recorded_on_the_open_blocker_it_belongs_to():
    desk = staffed()
    desk.block("end-use-check", "2024-01-03T10:00")
    command = fact(desk, "asked-of-post", **{"in": "blocker:end-use-check", "after": {"fixed": 5}, "value": "today"})
    assert (command.on, f"{local(command):%d %B}") == ("end-use-check", "08 January")
    desk.do(command)
    assert desk.case.fact("asked-of-post", "blocker:end-use-check#1") is not None


def test_where_two_blockers_of_a_kind_are_open_each_has_its_own_fact():
    desk = staffed()
    desk.block("end-use-check", "2024-01-03T10:00")
    desk.block("end-use-check", "2024-01-03T11:00", referral="defense")
    rule = {"in": "blocker:end-use-check", "value": "today"}
    for _ in range(2):
        desk.do(fact(desk, "asked-of-post", **rule))
    assert {item.on for item in desk.case.facts} == {"blocker:end-use-check#1", "blocker:end-use-check#2"}


def test_whether_a_fact_comes_on_a_blocker_is_drawn_once_though_the_case_moves_on():
    for seed in range(20):
        desk = staffed()
        desk.block("end-use-check", "2024-01-03T10:00")
        rule = {"in": "blocker:end-use-check", "value": "today", "probability": 0.5, "after": {"fixed": 1}}
        before = said(fact(desk, "asked-of-post", seed=seed, **rule)) == "record asked-of-post"
        desk.advance("recheck", "2024-01-03T11:00")
        assert (said(fact(desk, "asked-of-post", seed=seed, **rule)) == "record asked-of-post") is before


def test_a_fact_is_recorded_on_the_open_referral_it_belongs_to():
    desk = staffed()
    desk.refer("embassy", "2024-01-03T10:00")
    command = fact(desk, "forwarded", **{"in": "staffed/embassy", "after": {"fixed": 1}, "value": "today"})
    assert (command.on, command.value) == ("embassy", "2024-01-04")


def test_a_fact_of_another_version_is_passed_over():
    process = changed(lambda data: data["facts"]["receipt"].update(since="third"))
    rule = {"in": "officer", "value": "today"}
    assert not isinstance(fact(at_officer(process=process), "receipt", **rule), Record)
    assert isinstance(fact(at_officer("third", process), "receipt", **rule), Record)


def test_a_fact_that_this_version_puts_on_something_else_is_passed_over():
    assert not isinstance(fact(staffed(), "forwarded", **{"in": "staffed", "value": "today"}), Record)
    assert not isinstance(fact(staffed(), "receipt", **{"in": "staffed/defense", "value": "today"}), Record)


@pytest.mark.parametrize("name, value", [("reviewed-by", "minister"), ("fee-paid", "today"), ("receipt", 7)])
def test_a_value_that_this_version_does_not_know_is_passed_over(name, value):
    assert not isinstance(fact(at_officer(), name, **{"in": "officer", "value": value}), Record)


def test_a_date_beyond_the_calendars_is_not_recorded():
    assert not isinstance(fact(at_officer(), "receipt", **{"in": "officer", "value": {"days": 40_000}}), Record)
    assert not isinstance(
        fact(at_officer(), "receipt", **{"in": "officer", "value": "today", "after": {"fixed": 40_000}}), Record
    )
