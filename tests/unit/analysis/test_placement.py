"""Where the moments of a case are read when one reading of ranges is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from licensing.analysis.placement import Placement
from licensing.calendars.registry import calendar
from licensing.domain.when import DAY_US, When, to_us
from tests.support.examples import day_us, seen, to_staffed, worked_by_hand
from tests.support.stories import at, case_file

NEW_YORK = ZoneInfo("America/New_York")
FEDERAL = calendar("us-federal")
MIXED = [at("2026-01-12T10:00", advance="submit"), at("2026-01-20", advance="take-up")]


def test_a_case_of_civil_dates_is_placed_in_civil_time_each_event_at_the_end_of_its_day():
    case = seen(worked_by_hand())
    assert case.placement.zone == NEW_YORK
    assert case.place(case.case.opened) == day_us("2026-01-05")
    assert case.place(When.in_month(2026, 2, "America/New_York")) == day_us("2026-02-28")


def test_a_case_with_an_instant_is_placed_in_real_time_each_event_at_its_latest():
    case = seen(case_file(*MIXED, opened="2026-01-05"))
    assert case.placement.zone is None
    assert case.place(case.case.visits[1].entered) == to_us(datetime(2026, 1, 12, 15, tzinfo=UTC))
    assert case.place(case.case.visits[2].entered) == to_us(datetime(2026, 1, 21, 5, tzinfo=UTC)) - 1


def test_an_instant_lies_at_its_wall_clock_in_civil_time():
    civil = Placement(NEW_YORK)
    due = to_us(datetime(2026, 3, 24, 4, tzinfo=UTC))  # midnight in New York, summer time
    assert civil.instant_us(due) == day_us("2026-03-23")
    noon = When.at(datetime(2026, 3, 23, 16, tzinfo=UTC))
    assert civil.us(noon) == day_us("2026-03-22") + DAY_US // 2
    assert civil.day(civil.us(noon), NEW_YORK) == date(2026, 3, 23)


def test_a_civil_date_beside_instants_keeps_its_day_in_every_zone():
    case = seen(case_file(*MIXED, opened="2026-01-05"))
    taken_up = case.place(case.case.visits[2].entered)
    assert case.placement.day(taken_up, ZoneInfo("Asia/Tokyo")) == date(2026, 1, 20)
    filed = case.place(case.case.visits[1].entered)
    assert case.placement.day(filed, ZoneInfo("Asia/Tokyo")) == date(2026, 1, 13)


def test_closed_days_of_a_stretch_are_those_after_its_first_day_up_to_its_last():
    civil = Placement(NEW_YORK)
    friday, monday, tuesday = (day_us(day) for day in ("2026-01-16", "2026-01-19", "2026-01-20"))
    assert civil.closed_us(FEDERAL, friday, monday) == 3 * DAY_US
    assert civil.closed_us(FEDERAL, friday, tuesday) == 3 * DAY_US
    assert civil.closed_us(FEDERAL, monday, tuesday) == 0


def test_half_a_closed_day_is_half_a_day():
    civil = Placement(NEW_YORK)
    saturday_noon = day_us("2026-01-16") + DAY_US // 2
    assert civil.closed_us(FEDERAL, saturday_noon, day_us("2026-01-17")) == DAY_US // 2
    assert civil.closed_us(FEDERAL, day_us("2026-01-16"), saturday_noon) == DAY_US // 2
    assert civil.closed_us(FEDERAL, day_us("2026-01-15"), day_us("2026-01-15") + DAY_US // 2) == 0


def test_closed_time_beside_instants_is_real_time():
    real = Placement()
    start = to_us(datetime(2026, 3, 7, 5, tzinfo=UTC))  # Saturday 0:00; the night to Sunday has 23 hours
    end = to_us(datetime(2026, 3, 9, 4, tzinfo=UTC))  # Monday 0:00
    assert real.closed_us(FEDERAL, start, end) == 47 * DAY_US // 24


def test_a_case_of_two_zones_is_placed_in_real_time():
    file = case_file(*to_staffed(), opened="2026-01-05")
    tokyo = When.on(date(2026, 1, 5), "Asia/Tokyo")
    moved = replace(file.case.visits[0], entered=tokyo)
    assert Placement.of(replace(file.case, visits=(moved, *file.case.visits[1:]))).zone is None
