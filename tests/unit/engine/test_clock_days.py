"""How clocks count: the starting day never, every kind to its own end, only the days that count."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from licensing.domain.vocabulary import Outcome
from licensing.engine.clocks import ClockState, Reading, clock_days, ran_out, readings
from tests.support.fictitious import Desk, changed

NEW_YORK = ZoneInfo("America/New_York")


def in_congress(*, allies: bool = True) -> Desk:
    """Give a case of 30 million that is in Congress since 4 March 2024."""
    desk = Desk(version="first")
    desk.submit("2024-01-02", value_usd=30_000_000, destinations=("JP",) if allies else ("BR",))
    desk.through("2024-01-03", "submit", "take-up", "staff")
    desk.answer("defense", "approve", "2024-02-01")
    desk.answer("bureaus", "approve", "2024-02-01")
    desk.move("package", "2024-02-10")
    desk.answer("package", "", "2024-02-20")
    desk.advance("notify", "2024-03-04")
    return desk


def test_the_day_of_the_starting_event_is_not_counted():
    desk = Desk().submit("2024-01-02").through("2024-01-03T09:00", "submit")
    assert desk.clock("decide-60", "2024-01-03T23:59").counted_days == 0
    assert desk.clock("decide-60", "2024-01-04T00:00").counted_days == 1
    assert desk.clock("decide-60", "2024-01-13").counted_days == 10


def test_day_n_ends_at_midnight_after_the_nth_day():
    desk = Desk().submit("2024-01-02").through("2024-01-03T09:00", "submit")
    reading = desk.clock("decide-60", "2024-01-04")
    assert reading.due_day == date(2024, 3, 3)
    assert reading.due == datetime(2024, 3, 4, tzinfo=NEW_YORK)
    assert reading.state is ClockState.RUNNING


def test_a_ceiling_is_breached_from_the_midnight_after_its_last_day():
    desk = Desk().submit("2024-01-02").through("2024-01-03T09:00", "submit")
    assert desk.clock("decide-60", "2024-03-03T23:59:59").state is ClockState.RUNNING
    assert desk.clock("decide-60", "2024-03-04T00:00").state is ClockState.BREACHED


@pytest.mark.parametrize(
    "decided, state, counted",
    [
        ("2024-03-03T23:59", ClockState.MET, 60),
        ("2024-03-03", ClockState.MET, 60),
        ("2024-03-04", ClockState.BREACHED, 61),
    ],
)
def test_a_ceiling_is_met_when_it_stops_on_its_last_day(decided, state, counted):
    desk = Desk().submit("2024-01-02").through("2024-01-03T09:00", "submit", "take-up")
    desk.advance("deny", decided)
    reading = desk.clock("decide-60", "2024-06-01")
    assert (reading.state, reading.counted_days) == (state, counted)


def test_a_floor_of_fifteen_days_from_receipt_on_the_tenth_is_over_at_the_start_of_the_twenty_sixth():
    desk = in_congress()
    desk.record("receipt", "2024-03-10", "2024-03-12")
    reading = desk.clock("congress-floor", "2024-03-25T23:59:59")
    assert reading.due == datetime(2024, 3, 26, tzinfo=NEW_YORK)
    assert reading.state is ClockState.RUNNING
    assert not ran_out(reading, desk.when("2024-03-25T23:59:59"))
    assert desk.clock("congress-floor", "2024-03-26T00:00").state is ClockState.ELAPSED


def test_the_limit_of_a_clock_depends_on_the_case():
    near, far = in_congress(), in_congress(allies=False)
    for desk in (near, far):
        desk.record("receipt", "2024-03-10", "2024-03-12")
    assert near.clock("congress-floor", "2024-03-12").due_day == date(2024, 3, 25)
    assert far.clock("congress-floor", "2024-03-12").due_day == date(2024, 4, 9)


def test_a_floor_that_stops_before_its_end_has_not_elapsed():
    desk = in_congress()
    desk.record("receipt", "2024-03-10", "2024-03-12")
    desk.advance("withdraw", "2024-03-15")
    assert desk.clock("congress-floor", "2024-06-01").state is ClockState.STOPPED


def test_working_days_leave_out_weekends_and_the_holidays_of_the_process():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    reading = desk.clock("defense-days", "2024-01-16")
    assert reading.counted_days == 8  # 4, 5, 8-12 and 16 January; the 15th is a federal holiday
    assert reading.due_day == date(2024, 2, 1)


def test_a_clock_may_count_by_the_calendar_of_another_country():
    desk = Desk().submit("2024-01-02").through("2024-01-05", "submit", "take-up")
    reading = desk.clock("tokyo-days", "2024-01-12")
    assert reading.counted_days == 4  # Monday the 8th is Coming of Age Day
    assert reading.due_day == date(2024, 1, 15)


def test_a_filers_term_that_ends_on_a_closed_day_moves_to_the_next_open_day():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    desk.advance("deny", "2024-01-18")
    reading = desk.clock("reconsider-30", "2024-01-20")
    assert reading.due_day == date(2024, 2, 20)  # 30 days end on Saturday 17 February; Monday is a holiday
    assert desk.clock("reconsider-30", "2024-02-20T23:59").state is ClockState.RUNNING
    assert desk.clock("reconsider-30", "2024-02-21T00:00").state is ClockState.DUE


def test_a_filers_term_moves_by_the_clocks_own_calendar_where_it_has_one():
    process = changed(lambda data: data["clocks"]["reconsider-30"].update(calendar="japan-administration"))
    desk = Desk(process).submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    desk.advance("deny", "2024-01-18")
    assert desk.clock("reconsider-30", "2024-01-20").due_day == date(2024, 2, 19)


def in_use(when: str = "2024-02-29") -> Desk:
    """Give a case that was granted on a day."""
    desk = Desk(version="first").submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    desk.answer("defense", "approve", "2024-01-10")
    desk.answer("bureaus", "approve", "2024-01-10")
    return desk.through("2024-01-10", "conclude").through(when, "approve")


def test_years_and_months_end_on_the_same_day_or_the_last_of_the_month():
    desk = in_use("2024-08-31")
    assert desk.clock("life", "2024-09-01").due_day == date(2028, 8, 31)
    assert desk.clock("half-year", "2024-09-01").due_day == date(2025, 2, 28)
    assert in_use("2024-02-29").clock("life", "2024-03-01").due_day == date(2028, 2, 29)


def test_a_validity_is_due_when_its_years_are_over():
    desk = in_use()
    assert desk.clock("half-year", "2024-08-29T23:59").state is ClockState.RUNNING
    assert desk.clock("half-year", "2024-08-30T00:00").state is ClockState.DUE


def test_excluded_days_prolong_months_and_years_only_before_they_are_over():
    def exclude_states(data):
        data["clocks"]["half-year"].update(start={"transition": "submit"}, months=1)
        data["clocks"]["half-year"]["excluded"] = [{"while": {"state": ["awaiting-papers"]}}]

    desk = Desk(changed(exclude_states)).submit("2024-01-02").through("2024-01-10", "submit", "take-up")
    desk.advance("ask-papers", "2024-01-20")
    desk.advance("papers-come", "2024-01-24")
    assert desk.clock("half-year", "2024-01-25").due_day == date(2024, 2, 14)
    desk.advance("ask-papers", "2024-02-20")
    desk.advance("papers-come", "2024-02-26")
    assert desk.clock("half-year", "2024-03-01").due_day == date(2024, 2, 14)


def test_a_duty_is_met_by_its_fact_on_the_day_the_fact_states():
    desk = in_use("2024-03-01")
    desk.record("deposited", "2024-03-20", "2024-06-01")
    reading = desk.clock("deposit", "2024-06-01")
    assert (reading.state, reading.counted_days, reading.due_day) == (ClockState.MET, 19, date(2024, 3, 31))


def test_a_duty_fulfilled_late_is_breached():
    desk = in_use("2024-03-01")
    desk.record("deposited", "2024-04-01", "2024-04-01")
    assert desk.clock("deposit", "2024-04-02").state is ClockState.BREACHED


def test_a_duty_that_ends_with_the_case_was_not_fulfilled():
    desk = in_use("2024-03-01")
    desk.lapse("life#1", "2028-03-02")
    assert desk.clock("deposit", "2028-03-02").state is ClockState.BREACHED
    quick = changed(lambda data: data["clocks"]["life"].update(years=None, days=10))
    desk = Desk(quick, "first").submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    desk.answer("defense", "approve", "2024-01-10")
    desk.answer("bureaus", "approve", "2024-01-10")
    desk.through("2024-01-10", "conclude", "approve")
    desk.lapse("life#1", "2024-01-21")
    assert desk.clock("deposit", "2024-03-02").state is ClockState.STOPPED


def test_a_date_that_has_not_come_fulfills_nothing_yet():
    desk = in_use("2024-03-01")
    desk.record("deposited", "2024-03-20", "2024-03-05")
    assert desk.clock("deposit", "2024-03-10").state is ClockState.RUNNING
    assert desk.clock("deposit", "2024-03-20").state is ClockState.MET


def test_a_limit_given_by_a_fact_is_known_when_the_fact_is():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit")
    reading = desk.clock("offer", "2024-01-04")
    assert (reading.due_day, reading.due, reading.state) == (None, None, ClockState.RUNNING)
    desk.record("offer-expires", "2024-05-31", "2024-01-05")
    assert desk.clock("offer", "2024-01-05").due_day == date(2024, 5, 21)
    desk.record("offer-expires", "2024-06-30", "2024-02-05")
    assert desk.clock("offer", "2024-02-05").due_day == date(2024, 6, 20)


def test_a_clock_of_a_blocker_is_counted_for_each_of_them():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    desk.block("end-use-check", "2024-01-10")
    desk.unblock("end-use-check", "2024-01-30")
    desk.block("end-use-check", "2024-02-10")
    desk.block("held-back", "2024-02-10", "unstated")
    first, second = desk.clocks("check-45", "2024-02-20")
    assert (first.instance, first.counted_days, first.state) == ("check-45#1@end-use-check#1", 20, ClockState.MET)
    assert (second.instance, second.counted_days, second.state) == (
        "check-45#1@end-use-check#2",
        10,
        ClockState.RUNNING,
    )
    assert second.on == "blocker:end-use-check#2"


def test_a_clock_of_a_referral_stops_when_the_referral_ends():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    desk.answer("defense", "approve", "2024-01-19")
    reading = desk.clock("defense-days", "2024-06-01")
    assert (reading.counted_days, reading.state) == (11, ClockState.MET)
    assert reading.instance == "defense-days#1@defense#1"


def test_a_silence_clock_is_counted_for_the_referrals_that_use_it():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    assert [item.on for item in desk.clocks("bureau-30", "2024-01-10")] == ["referral:bureaus#1"]
    assert desk.clocks("staff-10", "2024-01-10") == ()
    desk.refer("defense/joint-staff", "2024-01-08")
    assert [item.on for item in desk.clocks("staff-10", "2024-01-10")] == ["referral:defense/joint-staff#1"]


def test_a_clock_can_start_on_the_day_another_ran_out():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    assert desk.clocks("escalate-14", "2024-03-03") == ()
    reading = desk.clock("escalate-14", "2024-03-10")
    assert str(reading.started) == "2024-03-03"
    assert (reading.counted_days, reading.due_day) == (7, date(2024, 3, 17))


def test_a_clock_that_stopped_in_time_never_ran_out():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up").through("2024-02-01", "deny")
    assert desk.clocks("escalate-14", "2024-06-01") == ()


def test_the_end_of_one_referrals_silence_starts_nothing_for_another():
    def escalate(data):
        data["clocks"]["escalate-14"].update(
            scope="referral", of=["bureaus", "embassy"], start={"due_of": "bureau-30"}, stop=[]
        )

    desk = Desk(changed(escalate)).submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    desk.refer("embassy", "2024-01-05")
    assert [item.on for item in desk.clocks("escalate-14", "2024-03-10")] == ["referral:bureaus#1"]


def test_a_clock_that_nothing_started_is_not_read():
    desk = Desk().submit("2024-01-02")
    assert readings(desk.view("2024-01-10")) == ()


def test_every_clock_ends_with_the_case():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up", "ask-papers")
    desk.advance("withdraw", "2024-01-05")
    found = readings(desk.view("2024-06-01"))
    assert {item.clock: (item.state, str(item.stopped)) for item in found} == {
        "decide-60": (ClockState.MET, "2024-01-05"),
        "papers-10": (ClockState.STOPPED, "2024-01-05"),
        "offer": (ClockState.STOPPED, "2024-01-05"),
        "tokyo-days": (ClockState.MET, "2024-01-05"),
    }


def test_a_clock_does_not_start_with_the_event_that_ends_the_case():
    process = changed(lambda data: data["clocks"]["deposit"].update(start={"outcome": "any"}))
    desk = Desk(process).submit("2024-01-02").through("2024-01-03", "withdraw")
    assert desk.clocks("deposit", "2024-02-01") == ()


def test_a_fact_dated_after_the_end_of_the_case_starts_nothing():
    desk = in_congress()
    desk.record("receipt", "2024-04-10", "2024-03-12")
    desk.advance("withdraw", "2024-03-20")
    assert desk.clocks("congress-floor", "2024-06-01") == ()


# ---- imprecise moments


def test_a_clock_reads_the_latest_end_of_a_month_and_knows_the_other():
    desk = Desk().submit("2024-01-02").through("2024-03", "submit")
    view = desk.view("2024-04-30")
    assert desk.clock("decide-60", "2024-04-30").counted_days == 30
    assert clock_days(view, "decide-60") == (30, 60)


def test_a_start_known_only_from_a_report_has_no_greatest_count():
    desk = Desk()
    desk.submit(desk.reported("2009-10-21")).through(desk.reported("2009-10-21"), "submit", "take-up")
    desk.advance("deny", "2011-06-03")
    assert clock_days(desk.view("2012-01-01"), "decide-60") == (590, None)


def test_an_end_known_only_from_a_report_has_no_least_count_but_nothing():
    desk = Desk().submit("2023-12-22").through("2023-12-22", "submit", "take-up")
    desk.advance("deny", desk.reported("2024-07-28"))
    assert clock_days(desk.view("2024-12-01"), "decide-60") == (0, 219)


def test_several_runs_of_a_clock_are_counted_together():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    desk.advance("deny", "2024-01-13")
    desk.advance("reconsider", "2024-01-20")
    desk.advance("deny", "2024-01-25")
    assert [item.counted_days for item in desk.clocks("decide-60", "2024-03-01")] == [10, 5]
    assert clock_days(desk.view("2024-03-01"), "decide-60") == (15, 15)
    assert Outcome.REFUSED is desk.case.outcome


def test_low_latest_and_high_readings_name_the_same_instances():
    desk = Desk().submit("2024-01").through("2024-02", "submit", "take-up", "staff")
    view = desk.view("2024-03")
    names = [[item.instance for item in readings(view, reading)] for reading in Reading]
    assert names[0] == names[1] == names[2]
