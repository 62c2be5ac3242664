"""Blockers open during a stay and are cleared after their time, by whoever clears them."""

from __future__ import annotations

from collections import Counter

from licensing.domain.command import Block, Unblock
from tests.support.fictitious import PROCESS, Desk, changed
from tests.unit.simulation.strolls import Stroll, assume, local, said

OPENED = "2024-01-02T10:00"


def at_officer(version="second", process=PROCESS):
    return Desk(process, version).submit().through(OPENED, "submit", "take-up")


def staffed():
    return at_officer().through(OPENED, "staff")


def next_with(desk, kind="data-gap", *, seed=1, **rule):
    """Give what happens next where one blocker is assumed, in a stay of a hundred days."""
    durations = {"officer": 100, "staffed": 100, "staffed/defense": 100, "staffed/bureaus": 100}
    blockers = {kind: {"in": ["officer", "staffed", "congress"], "probability": 1} | rule}
    return Stroll(desk, assume(blockers=blockers, durations=durations), seed=seed).next()


def test_a_blocker_opens_at_some_moment_of_the_stay():
    opened = [next_with(at_officer(), seed=seed) for seed in range(40)]
    assert {said(command) for command in opened} == {"block data-gap"}
    days = [local(command).timetuple().tm_yday - 2 for command in opened]
    assert min(days) < 20
    assert 80 < max(days) <= 101


def test_a_blocker_opens_as_often_as_its_chance_says():
    came = Counter(said(next_with(at_officer(), seed=seed, probability=0.3)) for seed in range(100))
    assert came.keys() == {"block data-gap", "advance staff", "advance ask-papers", "advance deny"}
    assert 14 < came["block data-gap"] < 48


def test_a_blocker_opens_once_in_a_stay_and_may_open_again_in_the_next():
    desk = at_officer()
    desk.do(next_with(desk))
    assert not isinstance(next_with(desk), Block)  # it is open
    desk.unblock("data-gap", "2024-06-03T10:00")
    assert not isinstance(next_with(desk), Block)  # it was
    desk.through("2024-06-03T10:00", "ask-papers", "papers-come")
    assert isinstance(next_with(desk), Block)


def test_the_reason_is_drawn_among_those_the_version_declares():
    weights = {"policy-review": 1, "assurance": 1, "unstated": 0, "of-another-version": 1_000_000}
    drawn = Counter(next_with(at_officer(), "held-back", seed=seed, reasons=weights).reason for seed in range(40))
    assert drawn.keys() == {"policy-review", "assurance"}


def test_all_declared_reasons_count_alike_where_the_assumptions_name_none_of_them():
    drawn = {next_with(at_officer(), "held-back", seed=seed).reason for seed in range(40)}
    assert drawn == {"policy-review", "assurance", "unstated"}
    drawn = {next_with(at_officer(), "held-back", seed=seed, reasons={"other": 1}).reason for seed in range(40)}
    assert drawn == {"policy-review", "assurance", "unstated"}


def test_no_reason_is_given_to_a_blocker_that_takes_none():
    assert next_with(at_officer(), reasons={"other": 1}).reason == ""


def test_a_blocker_of_another_version_is_passed_over():
    assert not isinstance(next_with(at_officer("third")), Block)


def test_a_blocker_is_passed_over_in_states_where_this_version_does_not_let_it_open():
    process = changed(lambda data: data["blockers"]["data-gap"].update(may_open_in=["staffed"]))
    assert not isinstance(next_with(at_officer(process=process)), Block)


def test_a_blocker_is_cleared_after_its_days_by_the_first_who_can():
    desk = staffed()
    desk.block("end-use-check", "2024-01-03T10:00")
    command = Stroll(desk, assume(durations={"blocker:end-use-check": 20, "staffed": 50})).next()
    assert isinstance(command, Unblock)
    assert (command.kind, command.by, f"{local(command):%d %B}") == ("end-use-check", "us-embassy", "23 January")


def test_a_blocker_that_anybody_may_clear_is_cleared_in_the_hours_of_the_holder():
    desk = at_officer()
    desk.block("data-gap", "2024-01-03T10:00")
    command = Stroll(desk, assume(durations={"blocker:data-gap": 3, "officer": 50})).next()
    assert (command.by, f"{local(command):%A %H:%M}") == ("", "Monday 09:00")


def test_a_blocker_without_a_duration_stays_open():
    desk = staffed()
    desk.block("end-use-check", "2024-01-03T10:00")
    durations = {"staffed/defense": 5, "staffed/bureaus": 5}
    taken = Stroll(desk, assume(durations=durations, choices={"staffed": {"conclude": 1}})).go()
    assert [said(command) for command in taken] == ["answer bureaus", "answer defense"]
    assert [item.kind for item in desk.case.open_blockers] == ["end-use-check"]


def test_two_open_blockers_of_a_kind_are_each_cleared_after_their_own_days():
    desk = staffed()
    desk.block("end-use-check", "2024-01-03T10:00")
    desk.block("end-use-check", "2024-01-10T10:00", referral="defense")
    durations = {"blocker:end-use-check": 30, "staffed": 90, "staffed/defense": 90, "staffed/bureaus": 20}
    taken = [item for item in Stroll(desk, assume(durations=durations)).go(4) if isinstance(item, Unblock)]
    assert [(item.kind, f"{local(item):%d %B}") for item in taken] == [
        ("end-use-check#1", "02 February"),
        ("end-use-check", "09 February"),
    ]
    assert not desk.case.open_blockers
