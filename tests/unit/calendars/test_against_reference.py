"""Calendars agree with a reference that walks day by day and knows the law by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from licensing.calendars.calendar import Calendar
from licensing.calendars.days import DaySpans, count_days, due_day
from licensing.calendars.registry import calendar
from tests.reference import calendar_reference as reference

FIRST, LAST = date(2000, 1, 1), date(2035, 12, 31)
REACH = (LAST - FIRST).days
US_CLOSED = {day for day in reference.every_day() if reference.us_closed(day)}
JAPAN_CLOSED = {day for day in reference.every_day() if reference.japan_closed(day)}
COUNTRIES = pytest.mark.parametrize(
    "name,closed", [("us-federal", US_CLOSED), ("japan-administration", JAPAN_CLOSED)], ids=["us", "japan"]
)
INTERVALS = 10_000
SHORT_INTERVALS = 1_000


@pytest.mark.parametrize("year", reference.US_YEARS)
def test_the_us_years_typed_by_hand_hold_in_calendar_and_reference(year):
    typed = reference.listed_days(reference.US_YEARS[year], year)
    assert closed_weekdays(calendar("us-federal"), year) == typed
    assert {day for day in US_CLOSED if day.year == year and day.weekday() < 5} == typed


@pytest.mark.parametrize("year", reference.JAPAN_YEARS)
def test_the_japanese_years_typed_by_hand_hold_in_calendar_and_reference(year):
    typed = reference.listed_days(reference.JAPAN_YEARS[year], year)
    assert closed_weekdays(calendar("japan-administration"), year) == typed
    assert {day for day in JAPAN_CLOSED if day.year == year and day.weekday() < 5} == typed


@COUNTRIES
def test_every_single_day_is_open_or_closed_as_the_reference_says(name, closed):
    days = calendar(name)
    assert [day for day in reference.every_day() if days.is_open(day) == (day in closed)] == []


@COUNTRIES
def test_ten_thousand_random_intervals_count_alike(name, closed):
    days, draw = calendar(name), Random(1988)
    differences = []
    for _ in range(INTERVALS):
        after, until = random_interval(draw)
        spans = random_spans(draw, after)
        excluded = DaySpans.of(spans)
        ours = (
            days.open_days(after, until),
            count_days(after, until, calendar=days, excluded=excluded),
            count_days(after, until, calendar=None, excluded=excluded),
        )
        if ours != reference.count_by_steps(after, until, closed, spans):
            differences.append((after, until, spans, ours))
    assert differences == []


@COUNTRIES
def test_ten_thousand_random_terms_fall_due_alike(name, closed):
    days, draw = calendar(name), Random(1948)
    differences = []
    for _ in range(INTERVALS):
        start, _ = random_interval(draw)
        term = draw.choice((draw.randint(0, 15), draw.randint(0, 90)))
        spans = random_spans(draw, start)
        excluded = DaySpans.of(spans)
        ours = (
            days.add_open_days(start, term),
            due_day(start, term, calendar=days, excluded=excluded),
            due_day(start, term, calendar=None, excluded=excluded),
        )
        theirs = (
            reference.due_by_steps(start, term, closed, []),
            reference.due_by_steps(start, term, closed, spans),
            reference.due_by_steps(start, term, set(), spans),
        )
        if ours != theirs:
            differences.append((start, term, spans, ours, theirs))
    assert differences == []


@COUNTRIES
def test_a_thousand_short_intervals_are_closed_for_the_same_real_time(name, closed):
    days, draw = calendar(name), Random(6103)
    differences = []
    for _ in range(SHORT_INTERVALS):
        spot = datetime.combine(draw.choice(turning_days(draw.randint(2000, 2035))), datetime.min.time(), UTC)
        start = spot + timedelta(seconds=draw.randint(-2 * 86_400, 2 * 86_400), microseconds=draw.randrange(2))
        end = start + timedelta(seconds=draw.randint(0, 3 * 86_400), microseconds=draw.randrange(10**6))
        # Moments come in from any zone, and around the turn of clocks within the zone itself.
        zone = draw.choice((UTC, days.zone))
        ours = days.closed_us(start.astimezone(zone), end.astimezone(zone))
        if ours != reference.closed_us_by_steps(start, end, days.zone, closed):
            differences.append((start, end, ours))
    assert differences == []


def closed_weekdays(days: Calendar, year: int) -> set[date]:
    year_days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return {day for day in year_days if day.year == year and day.weekday() < 5 and not days.is_open(day)}


def random_interval(draw: Random) -> tuple[date, date]:
    after = draw.randint(0, REACH)
    share = draw.random()
    longest = 150 if share < 0.9 else 800 if share < 0.99 else REACH
    until = min(REACH, after + draw.randint(-3, longest))
    return FIRST + timedelta(days=after), FIRST + timedelta(days=until)


def random_spans(draw: Random, near: date) -> list[tuple[date, date]]:
    spans = []
    for _ in range(draw.randrange(5)):
        after = near + timedelta(days=draw.randint(-30, 200))
        spans.append((after, after + timedelta(days=draw.randint(-2, 60))))
    return spans


def turning_days(year: int) -> list[date]:
    """Give the days on which US clocks change in a year, and its end."""
    march, april, november = date(year, 3, 8), date(year, 4, 1), date(year, 11, 1)
    if year < 2007:
        changes = [sunday_from(april), sunday_from(date(year, 10, 25))]
    else:
        changes = [sunday_from(march), sunday_from(november)]
    return [*changes, date(year, 12, 31), date(year, 1, 2)]


def sunday_from(day: date) -> date:
    return day + timedelta(days=(6 - day.weekday()) % 7)
