"""When a clock starts, stops and starts again, also where everything happens on one day."""

from __future__ import annotations

from datetime import date

import pytest

from licensing.domain.vocabulary import Outcome, Provenance
from licensing.engine.clocks import ClockState
from tests.support.fictitious import Desk, changed


def reviewing(day: str = "2024-01-03", *, process=None, **given) -> Desk:
    """Give a case under review since a day."""
    desk = Desk(process) if process else Desk()
    return desk.submit("2024-01-02", **given).through(day, "submit", "take-up")


def runs(desk: Desk, clock: str, when: str = "2024-12-01") -> list[tuple[str, str]]:
    """Give start and stop of every run of a clock."""
    return [(str(item.started), str(item.stopped or "")) for item in desk.clocks(clock, when)]


def test_a_clock_starts_at_the_first_event_and_ignores_others_while_it_runs():
    def restart_often(data):
        data["clocks"]["tokyo-days"].update(start={"transition": ["take-up", "papers-come"]})

    desk = reviewing(process=changed(restart_often))
    desk.through("2024-01-05", "ask-papers").through("2024-01-08", "papers-come")
    assert runs(desk, "tokyo-days") == [("2024-01-03", "")]


def test_a_clock_that_stopped_starts_again_with_the_next_event():
    desk = reviewing()
    desk.through("2024-01-05", "ask-papers").through("2024-01-08", "papers-come")
    desk.through("2024-01-15", "ask-papers")
    assert runs(desk, "papers-10") == [("2024-01-05", "2024-01-08"), ("2024-01-15", "")]
    assert [item.instance for item in desk.clocks("papers-10", "2024-01-20")] == ["papers-10#1", "papers-10#2"]


def test_a_clock_that_starts_and_stops_on_one_day_ran_that_day():
    desk = reviewing("2024-01-05")
    desk.through("2024-01-05", "ask-papers", "papers-come")
    assert runs(desk, "papers-10") == [("2024-01-05", "2024-01-05")]
    assert desk.clock("papers-10", "2024-03-01").state is ClockState.STOPPED


def test_a_clock_that_stops_and_starts_again_on_one_day_runs_on_from_it():
    desk = reviewing("2024-01-05")
    desk.through("2024-01-05", "ask-papers", "papers-come", "ask-papers")
    assert runs(desk, "papers-10") == [("2024-01-05", "2024-01-05"), ("2024-01-05", "")]


def test_a_stop_before_the_start_on_one_day_stops_nothing():
    desk = reviewing("2024-01-05")
    desk.through("2024-01-05", "deny", "reconsider")
    assert runs(desk, "decide-60") == [("2024-01-05", "2024-01-05"), ("2024-01-05", "")]
    assert desk.clock("decide-60", "2024-03-01").state is ClockState.RUNNING


def test_one_event_can_end_a_run_and_begin_the_next():
    def by_decision(data):
        data["clocks"]["tokyo-days"].update(start=[{"transition": "take-up"}, {"outcome": "refused"}])

    desk = reviewing(process=changed(by_decision)).through("2024-01-20", "deny")
    assert runs(desk, "tokyo-days") == [("2024-01-03", "2024-01-20"), ("2024-01-20", "")]


def test_the_event_that_starts_a_clock_does_not_stop_it():
    def entered_by_leaving(data):
        data["clocks"]["tokyo-days"].update(start={"entered": "awaiting-papers"}, stop={"left": "officer"})

    desk = reviewing(process=changed(entered_by_leaving)).through("2024-01-05", "ask-papers")
    assert runs(desk, "tokyo-days") == [("2024-01-05", "")]


def congress(day: str) -> Desk:
    """Give a case that enters Congress on a day."""
    desk = Desk(version="first").submit("2024-01-02", value_usd=14_000_000, destinations=("BR",))
    desk.through("2024-01-03", "submit", "take-up", "staff")
    desk.answer("defense", "approve", "2024-01-10")
    desk.answer("bureaus", "approve", "2024-01-10")
    return desk.through(day, "notify")


def test_a_fact_dated_on_the_day_of_its_stop_is_stopped():
    desk = congress("2024-03-04T09:00")
    desk.record("receipt", "2024-03-04", "2024-03-04T10:00")
    desk.advance("withdraw", "2024-03-04T15:00")
    reading = desk.clock("congress-floor", "2024-06-01")
    assert (reading.state, reading.counted_days) == (ClockState.STOPPED, 0)


def test_a_fact_recorded_late_starts_its_clock_on_the_day_it_states():
    desk = congress("2024-03-04")
    desk.record("receipt", "2024-03-05", "2024-04-04")
    reading = desk.clock("congress-floor", "2024-04-04")
    assert (str(reading.started), reading.due_day, reading.state) == (
        "2024-03-05",
        date(2024, 4, 4),
        ClockState.RUNNING,
    )
    desk.lapse("congress-floor#1", "2024-04-05T00:00")
    assert desk.case.state == "decision"


def test_a_fact_that_is_no_date_starts_a_clock_when_it_is_recorded():
    process = changed(lambda data: data["clocks"]["tokyo-days"].update(start={"fact": "fee-paid"}))
    desk = reviewing(process=process)
    desk.record("fee-paid", value=True, when="2024-01-09")
    assert runs(desk, "tokyo-days") == [("2024-01-09", "")]


def test_a_clock_of_a_referral_starts_with_the_fact_on_its_own_referral():
    desk = reviewing().through("2024-01-05", "staff")
    desk.refer("embassy", "2024-01-08")
    assert desk.clocks("embassy-15", "2024-02-01") == ()
    desk.record("forwarded", "2024-01-09", "2024-01-10", on="embassy")
    desk.record("forwarded", "2024-01-12", "2024-01-12", on="defense")
    assert runs(desk, "embassy-15") == [("2024-01-09", "")]


def test_a_seen_case_starts_the_clock_of_the_state_it_is_seen_in():
    desk = Desk().submit("2024-01-02", provenance=Provenance.OBSERVED)
    desk.observe("in-use", "2024-03-01", outcome=Outcome.GRANTED, label="Approved")
    assert runs(desk, "half-year") == [("2024-03-01", "")]
    assert runs(desk, "life") == [("2024-03-01", "")]
    assert runs(desk, "decide-60") == []


def test_an_answer_starts_a_clock_but_a_recall_does_not():
    desk = reviewing().through("2024-01-05", "staff")
    desk.answer("bureaus", "object", "2024-01-08")
    desk.advance("recheck", "2024-01-09")
    assert runs(desk, "answers") == [("2024-01-08", "2024-01-09")]
    desk.advance("withdraw", "2024-01-10")
    assert [item.open for item in desk.case.referrals] == [False, False]
    assert runs(desk, "answers") == [("2024-01-08", "2024-01-09")]


@pytest.mark.parametrize("trigger, stop", [("opened", "2024-01-06"), ("cleared", "2024-01-12")])
def test_a_clock_of_the_case_can_be_stopped_by_any_blocker(trigger, stop):
    process = changed(lambda data: data["clocks"]["tokyo-days"].update(stop={"blocker": trigger}))
    desk = reviewing(process=process)
    desk.block("held-back", "2024-01-06", "unstated")
    desk.unblock("held-back", "2024-01-12")
    assert runs(desk, "tokyo-days") == [("2024-01-03", stop)]


def test_a_lapse_ends_its_run_and_says_so():
    desk = reviewing().through("2024-01-05", "deny")
    desk.lapse("reconsider-30#1", "2024-02-06T00:00")
    reading = desk.clock("reconsider-30", "2024-06-01")
    assert (reading.state, str(reading.stopped)) == (ClockState.LAPSED, "2024-02-06T00:00-05:00")


def test_a_second_refusal_gives_a_second_window():
    desk = reviewing().through("2024-01-05", "deny").through("2024-01-20", "reconsider").through("2024-01-25", "deny")
    assert runs(desk, "reconsider-30") == [("2024-01-05", "2024-01-20"), ("2024-01-25", "")]
    assert desk.lapsable("2024-02-01") == ["reconsider-30#2"]


def test_the_due_day_of_another_clock_comes_after_everything_else_of_that_day():
    desk = reviewing("2024-01-03").through("2024-03-03", "staff")
    desk.answer("defense", "approve", "2024-03-03")
    desk.answer("bureaus", "approve", "2024-03-03")
    desk.through("2024-03-03", "conclude", "deny")
    assert runs(desk, "escalate-14") == []
    late = reviewing("2024-01-03").through("2024-03-04", "deny")
    assert runs(late, "escalate-14") == [("2024-03-03", "2024-03-04")]
