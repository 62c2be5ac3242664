"""A mock case leaves its state by the way its holder chooses, as soon as that way is open."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from math import log, sqrt
from statistics import median

import pytest

from licensing.domain.vocabulary import Outcome
from licensing.domain.when import DAY_US
from tests.support.fictitious import PROCESS, Desk, changed, linked
from tests.unit.simulation.strolls import Stroll, assume, local, said

REFS = [f"CASE-{number}" for number in range(2000)]


def in_queue(**given):
    """Open a case that waits in the queue since Tuesday, 2 January 2024, ten o'clock."""
    return Desk(**given).submit().through("2024-01-02T10:00", "submit")


def in_decision(process=PROCESS, *linked_cases, **given):
    """Bring a case to its decision on 2 January 2024."""
    desk = Desk(process, "second", *linked_cases).submit(links=tuple((c.role, c.matter) for c in linked_cases), **given)
    desk.through("2024-01-02T10:00", "submit", "take-up", "staff")
    for referral in desk.case.open_referrals:
        desk.answer(referral.path, "approve", "2024-01-02T10:00")
    return desk.through("2024-01-02T10:00", "conclude")


@cache
def after_a_floor(**transitions):
    """Give the process with a floor of ten days before an approval."""

    def change(data):
        data["clocks"]["cooling"] = {
            "kind": "floor", "days": 10, "label": {"en": "Cooling", "ja": "冷却"}, "start": {"entered": "decision"},
            "stop": {"left": "decision"}, "basis": ["usage"],
        }  # fmt: skip
        data["clocks"]["decision-window"] = {
            "kind": "window", "days": 40, "label": {"en": "Window", "ja": "期間"}, "start": {"entered": "decision"},
            "stop": {"left": "decision"}, "default": "forget", "basis": ["usage"],
        }  # fmt: skip
        data["transitions"]["forget"] = {
            "from": "decision", "to": "closed", "outcome": "lapsed", "lapse_of": "decision-window",
            "label": {"en": "Forgotten", "ja": "失念"}, "basis": ["usage"],
        }  # fmt: skip
        data["transitions"]["approve"]["needs"] = {"clock": "cooling"}

    return changed(change)


@cache
def needing_a_release(**needs):
    """Give the process in which a release of technology must have been granted before an approval."""

    def change(data):
        need = {"role": "technology-release", "outcome": "granted"}
        data["transitions"]["approve"]["needs"] = {"linked": need | needs}

    return changed(change)


def test_a_stay_lasts_as_long_as_was_drawn_and_ends_in_office_hours():
    command = Stroll(in_queue(), assume(durations={"queue": 3})).next()
    assert said(command) == "advance take-up"
    assert local(command).isoformat(timespec="minutes") == "2024-01-05T12:20"


def test_a_stay_that_would_end_on_a_weekend_ends_on_monday_morning():
    command = Stroll(in_queue(), assume(durations={"queue": 4})).next()
    assert local(command).isoformat(timespec="minutes") == "2024-01-08T09:00"


def test_the_applicant_works_at_weekends():
    command = Stroll(Desk().submit(), assume(durations={"drafting": 4})).next()
    assert f"{local(command):%A %d %B}" == "Saturday 06 January"


def test_a_state_without_a_duration_is_left_at_once():
    assert local(Stroll(in_queue(), assume()).next()).isoformat(timespec="minutes") == "2024-01-02T12:20"


def test_a_stay_known_to_the_day_only_is_counted_from_the_end_of_that_day():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit")
    command = Stroll(desk, assume(durations={"queue": 0})).next()
    assert local(command).isoformat(timespec="minutes") == "2024-01-04T09:00"


def test_the_days_that_stays_last_have_the_assumed_median():
    desk = Desk().submit()
    assumptions = assume(durations={"drafting": {"lognormal": {"median": 30, "p90": 90}}})
    lasted = []
    for ref in REFS:
        command = Stroll(desk, assumptions).next(replace(desk.case, ref=ref))
        lasted.append((command.when.latest_us - desk.case.opened.latest_us) / DAY_US)
    spread = 1.2533 * 0.857 / sqrt(len(REFS))  # of the median of lognormal draws, as a share of it
    assert abs(log(median(lasted) / 30)) < 4 * spread + 0.34 / 30  # office hours move a moment by a third of a day
    below_p90 = sum(days < 90 for days in lasted) / len(REFS)
    assert below_p90 == pytest.approx(0.9, abs=4 * sqrt(0.9 * 0.1 / len(REFS)) + 0.002)


def test_ways_are_chosen_as_often_as_their_weights_say():
    weights = {"approve": 60, "approve-with-provisos": 30, "deny": 9, "return": 1, "withdraw": 0}
    desk, assumptions = in_decision(), assume(choices={"decision": weights})
    taken = Counter(Stroll(desk, assumptions).next(replace(desk.case, ref=ref)).transition for ref in REFS)
    for name, weight in weights.items():
        share = weight / 100
        assert taken[name] / len(REFS) == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / len(REFS)))


def test_without_weights_all_ways_count_alike_but_nobody_returns_or_withdraws():
    desk = in_decision()
    taken = Counter(Stroll(desk, assume()).next(replace(desk.case, ref=ref)).transition for ref in REFS[:300])
    assert taken.keys() == {"approve", "approve-with-provisos", "deny"}
    assert min(taken.values()) > 60


def test_a_way_whose_condition_does_not_hold_is_not_drawn():
    desk = Desk().submit(value_usd=30_000_000).through("2024-01-02T10:00", "submit", "take-up", "staff")
    for path in ("defense", "bureaus"):
        desk.answer(path, "approve", "2024-01-03T10:00")
    desk.move("package", "2024-01-03T10:00")
    desk.answer("package", "answered", "2024-01-03T10:00")
    weights = {"conclude": 1_000_000, "notify": 1}  # concluding is for small values
    assert said(Stroll(desk, assume(choices={"staffed": weights})).next()) == "advance notify"


def test_weights_of_ways_that_another_version_has_are_passed_over():
    desk = in_queue().through("2024-01-02T11:00", "take-up")
    weights = {"refer-to-board": 1_000_000, "staff": 1}
    assert said(Stroll(desk, assume(choices={"officer": weights})).next()) == "advance staff"


def test_where_every_weight_is_for_another_version_the_other_ways_count_alike():
    desk = in_queue().through("2024-01-02T11:00", "take-up")
    assumptions = assume(choices={"officer": {"refer-to-board": 1, "ask-papers": 0, "deny": 0}})
    taken = {said(Stroll(desk, assumptions, seed=seed).next()) for seed in range(30)}
    assert taken == {"advance staff"}  # hurry needs a fact; what has weight 0 stays shut


def test_a_way_with_weight_zero_is_shut_even_when_nothing_else_is_left():
    assert Stroll(in_queue(), assume(choices={"queue": {"take-up": 0}})).next() is None


def test_a_case_waits_for_its_referrals_and_then_leaves():
    desk = Desk().submit().through("2024-01-02T10:00", "submit", "take-up", "staff")
    durations = {"staffed": 1, "staffed/defense": 30, "staffed/bureaus": 10}
    taken = Stroll(desk, assume(durations=durations, choices={"staffed": {"conclude": 1}})).go(3)
    assert [said(command) for command in taken] == ["answer bureaus", "answer defense", "advance conclude"]
    assert (local(taken[2]) - local(taken[1])).total_seconds() == 60


def test_the_end_of_a_floor_opens_the_way_though_another_is_open_all_the_time():
    desk = in_decision(after_a_floor())
    command = Stroll(desk, assume(choices={"decision": {"approve": 1_000_000, "deny": 1}})).next()
    assert said(command) == "advance approve"
    assert local(command).isoformat(timespec="minutes") == "2024-01-16T09:00"  # over on Friday night; Monday is closed


def test_a_floor_does_not_change_how_often_a_way_is_taken():
    desk, assumptions = in_decision(after_a_floor()), assume(choices={"decision": {"approve": 9, "deny": 1}})
    taken = Counter(Stroll(desk, assumptions).next(replace(desk.case, ref=ref)).transition for ref in REFS[:500])
    assert taken["deny"] / 500 == pytest.approx(0.1, abs=4 * sqrt(0.1 * 0.9 / 500))


def test_a_floor_that_is_over_when_the_stay_ends_delays_nothing():
    desk = in_decision(after_a_floor())
    command = Stroll(desk, assume(durations={"decision": 24}, choices={"decision": {"approve": 1}})).next()
    assert f"{local(command):%d %B}" == "26 January"


def test_a_case_that_lacks_what_never_comes_takes_another_way_in_the_end():
    desk = in_queue().through("2024-01-02T11:00", "take-up")  # hurry needs a fee that nobody pays
    command = Stroll(desk, assume(choices={"officer": {"hurry": 1_000_000, "staff": 1}})).next()
    assert said(command) == "advance staff"


def test_a_window_closes_on_a_case_that_lacks_what_never_comes():
    process = changed(lambda data: data["transitions"]["papers-come"].update(needs={"facts": ["fee-paid"]}))
    desk = Desk(process).submit().through("2024-01-02T10:00", "submit", "take-up", "ask-papers")
    command = Stroll(desk, assume(choices={"awaiting-papers": {"papers-come": 1_000_000, "withdraw": 1}})).next()
    assert said(command) == "lapse papers-10#1"


def test_a_gate_waits_for_a_linked_matter_that_is_not_decided_yet():
    desk = in_decision(needing_a_release(), linked("technology-release", None))
    stroll = Stroll(desk, assume(choices={"decision": {"approve": 1_000_000, "deny": 1}}))
    assert stroll.next() is None
    desk.surroundings = replace(
        desk.surroundings, linked=(linked("technology-release", Outcome.GRANTED, "2024-05-06T16:30"),)
    )
    command = stroll.next()
    assert said(command) == "advance approve"
    assert local(command).isoformat(timespec="minutes") == "2024-05-06T16:31"


def test_a_gate_that_has_no_linked_matter_waits_for_somebody_to_link_one():
    stroll = Stroll(in_decision(needing_a_release()), assume(choices={"decision": {"approve": 1_000_000, "deny": 1}}))
    assert stroll.next() is None


def test_a_case_whose_linked_matter_was_refused_takes_another_way():
    desk = in_decision(needing_a_release(), linked("technology-release", Outcome.REFUSED))
    stroll = Stroll(desk, assume(choices={"decision": {"approve": 1_000_000, "deny": 1}}))
    assert said(stroll.next()) == "advance deny"


def test_a_linked_matter_that_is_usually_waited_for_holds_nothing_up():
    desk = in_decision(needing_a_release(soft=True), linked("technology-release", None))
    assert said(Stroll(desk, assume(choices={"decision": {"approve": 1}})).next()) == "advance approve"


def test_a_refused_matter_is_not_made_up_for_by_one_that_is_only_usually_waited_for():
    def change(data):
        refused, usual = (
            {"role": "technology-release", "outcome": "granted"},
            {"role": "precedent", "outcome": "granted"},
        )
        beside = usual | {"when": {"attribute": "naval", "is": True}}
        data["transitions"]["approve"]["needs"] = {"linked": [refused, usual | {"soft": True}, beside]}

    desk = in_decision(changed(change), linked("technology-release", Outcome.REFUSED), linked("precedent", None))
    assert said(Stroll(desk, assume(choices={"decision": {"approve": 1_000_000, "deny": 1}})).next()) == "advance deny"


def test_a_way_that_a_linked_decision_opens_is_drawn_once_the_decision_stands():
    def change(data):
        data["transitions"]["approve"]["needs"] = {"linked": {"role": "technology-release", "outcome": "granted"}}
        data["transitions"]["deny"]["when"] = {"link": "technology-release", "outcome": ["refused"]}

    desk = in_decision(changed(change), linked("technology-release", Outcome.REFUSED, "2024-05-06T10:00"))
    command = Stroll(desk, assume(choices={"decision": {"approve": 1, "deny": 1_000_000}})).next()
    assert (said(command), f"{local(command):%d %B}") == ("advance deny", "06 May")


def test_the_own_window_of_a_case_does_not_overtake_a_linked_matter_that_may_be_decided_before():
    def change(data):
        data["clocks"] |= after_a_floor().document.data["clocks"]
        data["transitions"]["forget"] = after_a_floor().document.data["transitions"]["forget"]
        data["transitions"]["approve"]["needs"] = {"linked": {"role": "technology-release", "outcome": "granted"}}

    desk = in_decision(changed(change), linked("technology-release", None))
    assert Stroll(desk, assume(choices={"decision": {"approve": 1}})).next() is None
    late = assume(choices={"decision": {"approve": 1}}, durations={"decision": 60})
    assert said(Stroll(desk, late).next()) == "lapse decision-window#1"  # nobody wanted to leave before it closed


def test_another_stay_in_the_same_state_draws_anew_and_so_a_loop_is_left():
    weights = {"ask-papers": 1, "staff": 1}
    loops = []
    for seed in range(40):
        desk = in_queue().through("2024-01-02T11:00", "take-up")
        taken = Stroll(desk, assume(choices={"officer": weights}), seed=seed)
        count = 0
        while said(command := taken.next()) != "advance staff":
            desk.do(command)
            count += said(command) == "advance ask-papers"
        loops.append(count)
    assert {0, 1, 2} <= set(loops)
    assert max(loops) < 12


def test_what_happened_in_other_states_does_not_shift_the_draws_of_this_one():
    straight = in_queue().through("2024-01-02T11:00", "take-up", "staff")
    around = in_queue().through("2024-01-02T11:00", "take-up", "ask-papers", "papers-come", "staff")
    assumptions = assume(
        durations={"staffed": {"uniform": [10, 40]}, "staffed/defense": {"uniform": [10, 40]}},
        blockers={"held-back": {"in": "staffed", "probability": 0.5}},
    )
    for seed in range(20):
        one, other = Stroll(straight, assumptions, seed=seed).next(), Stroll(around, assumptions, seed=seed).next()
        assert replace(one, key="") == replace(other, key="")


def test_nothing_happens_beyond_the_days_that_calendars_know():
    desk = Desk(PROCESS, "third").submit("2060-12-20T10:00").through("2060-12-20T11:00", "submit")
    assert said(Stroll(desk, assume(durations={"queue": 5})).next()) == "advance take-up"
    assert Stroll(desk, assume(durations={"queue": 60})).next() is None
