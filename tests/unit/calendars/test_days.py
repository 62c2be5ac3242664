"""Counting the days of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.calendars.days import (
    NO_DAYS,
    DaySpans,
    add_months,
    add_years,
    count_days,
    due_day,
    end_of_day,
    start_of_day,
)
from licensing.calendars.registry import calendar

US = calendar("us-federal")
BASE = date(2024, 1, 1)


def day(number: int) -> date:
    return BASE + timedelta(days=number)


numbers = st.integers(-40, 40)
span_lists = st.lists(st.tuples(numbers, numbers).map(lambda ends: (day(ends[0]), day(ends[1]))), max_size=6)


def members(spans: list[tuple[date, date]]) -> set[date]:
    return {day(number) for number in range(-41, 42) if any(a < day(number) <= b for a, b in spans)}


@given(span_lists)
def test_a_set_of_spans_holds_the_days_of_each_span_once(spans):
    merged = DaySpans.of(spans)
    assert {day(number) for number in range(-41, 42) if day(number) in merged} == members(spans)
    assert merged.days == len(members(spans))


@given(span_lists, span_lists)
def test_a_union_holds_the_days_of_both(one, other):
    assert DaySpans.of(one).union(DaySpans.of(other)) == DaySpans.of([*one, *other])


@given(span_lists, numbers, numbers)
def test_an_intersection_holds_the_days_inside(spans, low, high):
    inside = {each for each in members(spans) if day(low) < each <= day(high)}
    cut = DaySpans.of(spans).intersect(day(low), day(high))
    assert {day(number) for number in range(-41, 42) if day(number) in cut} == inside


@given(span_lists, numbers, st.integers(0, 60))
def test_on_the_due_day_the_count_is_reached_and_not_a_day_earlier(spans, start, days):
    excluded = DaySpans.of(spans)
    due = due_day(day(start), days, calendar=US, excluded=excluded)
    assert count_days(day(start), due, calendar=US, excluded=excluded) == days
    if days:
        assert count_days(day(start), due - timedelta(days=1), calendar=US, excluded=excluded) == days - 1


def test_spans_that_touch_become_one():
    assert DaySpans.of([(day(0), day(5)), (day(5), day(9))]) == DaySpans.of([(day(0), day(9))])
    assert len(DaySpans.of([(day(0), day(5)), (day(6), day(9))]).spans) == 2


def test_no_days_hold_nothing():
    assert NO_DAYS.days == 0
    assert day(0) not in NO_DAYS
    assert DaySpans.of([(day(3), day(3)), (day(5), day(2))]) == NO_DAYS


def test_the_day_of_the_event_is_not_counted():
    # A certification received on 1 March: the fifteenth day is 16 March (22 U.S.C. 2776(c)).
    received = date(2024, 3, 1)
    assert due_day(received, 15, calendar=None) == date(2024, 3, 16)
    assert count_days(received, date(2024, 3, 16), calendar=None) == 15
    assert count_days(received, received, calendar=None) == 0
    assert count_days(received, date(2024, 2, 1), calendar=None) == 0


def test_a_term_of_no_days_is_due_at_once_even_in_an_excluded_span():
    excluded = DaySpans.of([(date(2024, 2, 1), date(2024, 4, 1))])
    assert due_day(date(2024, 3, 1), 0, calendar=None, excluded=excluded) == date(2024, 3, 1)
    assert due_day(date(2024, 3, 2), 0, calendar=US) == date(2024, 3, 2)


def test_a_check_of_ten_days_moves_the_due_day_by_ten_days():
    filed = date(2024, 1, 31)
    assert due_day(filed, 60, calendar=None) == date(2024, 3, 31)
    check = DaySpans.of([(date(2024, 2, 10), date(2024, 2, 20))])
    assert due_day(filed, 60, calendar=None, excluded=check) == date(2024, 4, 10)
    assert count_days(filed, date(2024, 2, 15), calendar=None, excluded=check) == 10


def test_a_term_that_ends_just_before_an_excluded_span_does_not_wait_for_it():
    check = DaySpans.of([(date(2024, 2, 10), date(2024, 2, 20))])
    assert due_day(date(2024, 2, 5), 5, calendar=None, excluded=check) == date(2024, 2, 10)
    assert due_day(date(2024, 2, 5), 6, calendar=None, excluded=check) == date(2024, 2, 21)


def test_overlapping_reasons_exclude_a_day_once():
    holiday_check = DaySpans.of([(date(2024, 6, 14), date(2024, 6, 20)), (date(2024, 6, 17), date(2024, 6, 21))])
    # 17-21 June without Juneteenth are four working days, all excluded.
    assert count_days(date(2024, 6, 14), date(2024, 6, 21), calendar=US) == 4
    assert count_days(date(2024, 6, 14), date(2024, 6, 21), calendar=US, excluded=holiday_check) == 0


def test_a_term_has_no_negative_days():
    with pytest.raises(ValueError, match="negative"):
        due_day(BASE, -1, calendar=None)


@pytest.mark.parametrize(
    "start,months,end",
    [
        (date(2024, 1, 15), 6, date(2024, 7, 15)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 12, 5), 1, date(2025, 1, 5)),
        (date(2024, 11, 5), 1, date(2024, 12, 5)),
        (date(2024, 1, 31), -2, date(2023, 11, 30)),
        (date(2024, 3, 31), 0, date(2024, 3, 31)),
    ],
)
def test_a_term_of_months_ends_on_the_same_day_or_the_last_of_the_month(start, months, end):
    assert add_months(start, months) == end


def test_a_license_of_four_years_ends_on_the_same_day():
    assert add_years(date(2024, 5, 17), 4) == date(2028, 5, 17)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_a_day_ends_at_the_following_local_midnight():
    assert end_of_day(date(2024, 3, 16), ZoneInfo("Asia/Tokyo")) == datetime(2024, 3, 16, 15, tzinfo=UTC)
    assert end_of_day(date(2024, 3, 9), ZoneInfo("America/New_York")) == datetime(2024, 3, 10, 5, tzinfo=UTC)
    assert end_of_day(date(2024, 3, 10), ZoneInfo("America/New_York")) == datetime(2024, 3, 11, 4, tzinfo=UTC)
    assert start_of_day(date(2024, 3, 16), ZoneInfo("Asia/Tokyo")) == datetime(2024, 3, 15, 15, tzinfo=UTC)


def test_instants_of_days_are_in_utc():
    assert start_of_day(date(2024, 7, 1), ZoneInfo("America/New_York")).tzinfo is UTC
