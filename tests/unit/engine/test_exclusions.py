"""Days that do not count: which stretches, under what condition, and provisionally while they last."""

from __future__ import annotations

from datetime import date

from licensing.engine.clocks import ClockState, clock_days
from tests.support.fictitious import Desk, changed


def staffed(version: str = "second", **given) -> Desk:
    """Give a case that is with other bodies since 3 January 2024."""
    return Desk(version=version).submit("2024-01-02", **given).through("2024-01-03", "submit", "take-up", "staff")


def test_an_excluded_stretch_takes_out_the_days_after_its_first_up_to_its_last():
    desk = staffed()
    desk.ask("defense", "2024-01-10")
    desk.reply("defense", "2024-01-15")
    reading = desk.clock("decide-60", "2024-01-20")
    assert (reading.counted_days, reading.excluded_days, reading.due_day) == (12, 5, date(2024, 3, 8))
    (excluded,) = reading.excluded
    assert (excluded.after, excluded.until, excluded.cause, excluded.basis) == (
        date(2024, 1, 10),
        date(2024, 1, 15),
        "question",
        ("usage",),
    )
    assert not reading.provisional


def test_an_open_stretch_is_excluded_provisionally_and_pauses_the_clock():
    desk = staffed()
    desk.ask("defense", "2024-01-10")
    at_once = desk.clock("decide-60", "2024-01-10")
    assert (at_once.state, at_once.provisional, at_once.excluded_days) == (ClockState.PAUSED, True, 0)
    later = desk.clock("decide-60", "2024-01-30")
    assert (later.counted_days, later.excluded_days, later.due_day) == (7, 20, date(2024, 3, 23))
    assert later.provisional


def test_stretches_that_overlap_are_excluded_once():
    desk = staffed()
    desk.ask("defense", "2024-01-10")
    desk.block("held-back", "2024-01-12", "policy-review")
    desk.reply("defense", "2024-01-15")
    desk.unblock("held-back", "2024-01-20")
    reading = desk.clock("decide-60", "2024-01-25")
    assert (reading.excluded_days, reading.counted_days) == (10, 12)


def test_a_blocker_is_excluded_for_the_reasons_named_only():
    desk = staffed()
    desk.block("held-back", "2024-01-10", "assurance")
    desk.unblock("held-back", "2024-01-20")
    assert desk.clock("decide-60", "2024-01-25").excluded_days == 0


def test_an_exclusion_belongs_to_the_versions_that_have_it():
    desk = staffed("first")
    desk.block("held-back", "2024-01-10", "policy-review")
    assert desk.clock("decide-60", "2024-01-25").excluded_days == 0


def test_an_exclusion_that_must_be_earned_counts_when_its_facts_came_in_time():
    for reported, excluded in [("2024-01-17", 10), ("2024-01-18", 0)]:
        desk = staffed()
        desk.block("end-use-check", "2024-01-10")
        desk.record("asked-of-post", "2024-01-12", "2024-01-12", on="end-use-check")
        desk.record("post-reported", reported, "2024-01-19", on="end-use-check")
        desk.unblock("end-use-check", "2024-01-20")
        assert desk.clock("decide-60", "2024-01-25").excluded_days == excluded


def test_an_exclusion_that_must_be_earned_is_provisional_until_its_stretch_ends():
    desk = staffed()
    desk.block("end-use-check", "2024-01-10")
    assert desk.clock("decide-60", "2024-01-18").excluded_days == 8
    desk.unblock("end-use-check", "2024-01-20")
    assert desk.clock("decide-60", "2024-01-25").excluded_days == 0


def test_each_blocker_earns_its_exclusion_by_its_own_facts():
    desk = staffed()
    for opened, cleared in [("2024-01-10", "2024-01-20"), ("2024-02-01", "2024-02-04")]:
        desk.block("end-use-check", opened)
        if cleared == "2024-02-04":
            desk.record("asked-of-post", "2024-02-02", "2024-02-02", on="end-use-check")
            desk.record("post-reported", "2024-02-03", "2024-02-03", on="end-use-check")
        desk.unblock("end-use-check", cleared)
    assert desk.clock("decide-60", "2024-03-01").excluded_days == 3


def test_a_stretch_still_open_when_the_clock_stops_must_have_earned_its_exclusion_too():
    def decide_while_blocked(data):
        data["transitions"]["deny"]["from"] = ["decision", "officer", "staffed"]

    for facts, excluded in [((), 0), (("2024-01-12", "2024-01-13"), 20)]:
        desk = Desk(changed(decide_while_blocked)).submit("2024-01-02")
        desk.through("2024-01-03", "submit", "take-up", "staff")
        desk.block("end-use-check", "2024-01-10")
        for name, day in zip(("asked-of-post", "post-reported"), facts, strict=False):
            desk.record(name, day, "2024-01-15", on="end-use-check")
        desk.advance("deny", "2024-01-30")
        reading = desk.clock("decide-60", "2024-03-01")
        assert (reading.excluded_days, reading.provisional) == (excluded, False)


def test_days_before_the_start_and_after_the_stop_are_nobodys_to_exclude():
    desk = staffed()
    desk.block("held-back", "2024-01-10", "policy-review")
    desk.advance("recheck", "2024-01-12")
    desk.advance("deny", "2024-01-20")
    desk.unblock("held-back", "2024-02-20")
    reading = desk.clock("decide-60", "2024-03-01")
    assert (reading.counted_days, reading.excluded_days) == (7, 10)


def test_a_clock_of_a_referral_excludes_its_own_questions_only():
    desk = staffed()
    desk.ask("bureaus", "2024-01-08")
    assert desk.clock("defense-days", "2024-01-12").excluded_days == 0
    desk.ask("defense", "2024-01-09")
    desk.reply("defense", "2024-01-11")
    reading = desk.clock("defense-days", "2024-01-12")
    assert (reading.counted_days, reading.excluded_days) == (5, 2)


def test_a_clock_of_a_referral_excludes_blockers_of_the_case_and_its_own():
    desk = staffed()
    desk.block("held-back", "2024-01-08", "unstated", referral="bureaus")
    assert desk.clock("defense-days", "2024-01-12").excluded_days == 0
    desk.unblock("held-back", "2024-01-12")
    desk.block("held-back", "2024-01-16", "unstated")
    assert desk.clock("defense-days", "2024-01-18").excluded_days == 2


def test_a_clock_of_a_referral_excludes_the_wait_for_one_below_it():
    desk = staffed(naval=True)
    desk.refer("defense/navy", "2024-01-08")
    desk.answer("defense/navy", "clear", "2024-01-10")
    reading = desk.clock("defense-days", "2024-01-12")
    assert (reading.counted_days, reading.excluded_days) == (5, 2)


def test_working_days_are_excluded_as_working_days():
    desk = staffed()
    desk.ask("defense", "2024-01-05")
    desk.reply("defense", "2024-01-09")
    reading = desk.clock("defense-days", "2024-01-12")
    assert (reading.counted_days, reading.excluded_days) == (5, 2)  # 6 and 7 January are a weekend


def test_an_imprecise_stretch_excludes_at_least_and_at_most():
    desk = staffed()
    desk.ask("defense", "2024-02")
    desk.reply("defense", "2024-03")
    desk.advance("recheck", "2024-04-10")
    desk.advance("deny", "2024-04-20")
    reading = desk.clock("decide-60", "2024-06-01")
    assert (reading.counted_days, reading.excluded_days) == (108 - 31, 31)  # read at the latest ends
    low, high = clock_days(desk.view("2024-06-01"), "decide-60")
    assert (low, high) == (108 - 59, 108 - 1)
