"""Counting open days and closed real time on any calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from licensing.calendars.calendar import Calendar
from licensing.calendars.days import end_of_day, start_of_day
from licensing.calendars.registry import calendar
from licensing.domain.errors import UnknownCalendar

US = calendar("us-federal")
NEW_YORK = ZoneInfo("America/New_York")
HOUR_US = 3_600_000_000
MONDAY = date(2024, 6, 3)


def test_the_first_day_is_not_counted_and_the_last_is():
    assert US.open_days(MONDAY, MONDAY) == 0
    assert US.open_days(MONDAY, date(2024, 6, 4)) == 1
    assert US.open_days(date(2024, 5, 31), MONDAY) == 1
    assert US.open_days(date(2024, 6, 4), MONDAY) == 0


def test_adding_open_days_skips_weekends_and_holidays():
    assert US.add_open_days(MONDAY, 0) == MONDAY
    assert US.add_open_days(MONDAY, 5) == date(2024, 6, 10)
    assert US.add_open_days(date(2024, 6, 18), 1) == date(2024, 6, 20)
    assert US.add_open_days(date(2024, 6, 1), 1) == MONDAY


def test_nothing_is_added_to_a_closed_day_by_zero_open_days():
    assert US.add_open_days(date(2024, 6, 1), 0) == date(2024, 6, 1)


def test_open_days_are_not_counted_backward():
    with pytest.raises(ValueError, match="forward only"):
        US.add_open_days(MONDAY, -1)


def test_the_next_open_day_of_an_open_day_is_itself():
    assert US.next_open(MONDAY) == MONDAY
    assert US.next_open(date(2024, 6, 1)) == MONDAY


@pytest.mark.parametrize("day", [date(1979, 12, 31), date(2061, 1, 1)])
def test_a_day_outside_the_reach_is_refused_in_one_line(day):
    with pytest.raises(UnknownCalendar) as refused:
        US.is_open(day)
    assert str(refused.value) == (
        f"DEF-004 calendar us-federal knows 1980-01-01 to 2060-12-31, not {day.isoformat()}. Check the date."
    )


def test_both_ends_of_the_reach_are_known():
    assert not US.is_open(date(1980, 1, 1))
    assert US.open_days(date(1980, 1, 1), date(1980, 1, 2)) == 1
    assert US.add_open_days(date(2060, 12, 29), 1) == date(2060, 12, 30)


def test_a_term_that_leaves_the_reach_is_refused():
    with pytest.raises(UnknownCalendar, match="not 2 open days after 2060-12-29"):
        US.add_open_days(date(2060, 12, 29), 2)


def test_every_question_about_days_refuses_those_outside():
    early = date(1979, 12, 31)
    for ask in (US.closing_reason, US.next_open, lambda day: US.open_days(day, MONDAY)):
        with pytest.raises(UnknownCalendar):
            ask(early)
    with pytest.raises(UnknownCalendar):
        US.closed_us(datetime(1980, 1, 1, tzinfo=UTC), datetime(1980, 1, 3, tzinfo=UTC))


def test_a_moment_is_not_taken_for_a_day():
    with pytest.raises(TypeError, match="local_date"):
        US.is_open(datetime(2024, 6, 3, 2, tzinfo=UTC))


def test_a_moment_falls_on_the_civil_day_of_the_office():
    evening = datetime(2024, 6, 4, 2, tzinfo=UTC)
    assert US.local_date(evening) == MONDAY
    assert calendar("japan-administration").local_date(evening) == date(2024, 6, 4)


def test_a_moment_without_a_zone_falls_on_no_day():
    with pytest.raises(ValueError, match="needs a zone"):
        US.local_date(datetime(2024, 6, 4, 2))  # noqa: DTZ001 - the point of the test


def test_a_weekend_between_two_noons_is_48_hours_closed():
    friday = datetime(2024, 6, 7, 12, tzinfo=NEW_YORK)
    assert US.closed_us(friday, friday + timedelta(days=3)) == 48 * HOUR_US


def test_an_interval_within_one_closed_day_is_closed_throughout():
    saturday = datetime(2024, 6, 8, 9, tzinfo=NEW_YORK)
    assert US.closed_us(saturday, saturday + timedelta(minutes=90)) == 3 * HOUR_US // 2
    assert US.closed_us(saturday, saturday) == 0


def test_an_interval_within_open_days_is_not_closed_at_all():
    monday = datetime(2024, 6, 3, 9, tzinfo=NEW_YORK)
    assert US.closed_us(monday, monday + timedelta(days=4)) == 0


def test_a_closed_day_is_as_long_as_its_clocks_made_it():
    spring, autumn = date(2024, 3, 10), date(2024, 11, 3)
    assert US.closed_us(start_of_day(spring, NEW_YORK), end_of_day(spring, NEW_YORK)) == 23 * HOUR_US
    assert US.closed_us(start_of_day(autumn, NEW_YORK), end_of_day(autumn, NEW_YORK)) == 25 * HOUR_US
    assert US.closed_us(start_of_day(date(2024, 3, 9), NEW_YORK), start_of_day(date(2024, 3, 12), NEW_YORK)) == (
        47 * HOUR_US
    )


def test_the_hour_that_clocks_repeat_is_real_time():
    # 01:50 before and 01:10 after the clocks go back are twenty minutes apart, in this order.
    before = datetime(2024, 11, 3, 1, 50, tzinfo=NEW_YORK)
    after = datetime(2024, 11, 3, 1, 10, tzinfo=NEW_YORK, fold=1)
    assert US.closed_us(before, after) == HOUR_US // 3
    assert US.closed_us(after, before) == 0


def test_closed_time_adds_up_wherever_an_interval_is_cut():
    start, end = datetime(2018, 11, 1, 7, tzinfo=UTC), datetime(2019, 4, 2, 19, tzinfo=UTC)
    cut = datetime(2019, 1, 12, 3, 4, 5, 6, tzinfo=UTC)
    assert US.closed_us(start, cut) + US.closed_us(cut, end) == US.closed_us(start, end)


def test_whoever_has_no_closed_days_is_open_on_holidays_and_weekends():
    for name in ("us-everyday", "japan-everyday"):
        days = calendar(name)
        assert days.open_days(date(2024, 12, 20), date(2025, 1, 10)) == 21
        assert days.closing_reason(date(2025, 1, 1)) is None
        # The year holds two Sundays on which US clocks change: an open day of 23 hours is not closed for one.
        start = datetime(2024, 1, 1, 12, tzinfo=UTC)
        assert days.closed_us(start, start + timedelta(days=90)) == 0
        assert days.closed_us(start, start + timedelta(days=365)) == 0


def dated(**days):
    return Calendar(
        name="test",
        zone=NEW_YORK,
        label_en="",
        label_ja="",
        weekend=frozenset({5, 6}),
        **days,
    )


@pytest.mark.parametrize(
    "days,fault",
    [
        ({"closings": (MONDAY.toordinal(),)}, "needs a reason"),
        ({"closings": (MONDAY.toordinal(),) * 2, "reasons": ("a", "b")}, "not in order"),
        ({"closings": (date(2024, 6, 1).toordinal(),), "reasons": ("a",)}, "falls on a weekend day"),
        ({"openings": (MONDAY.toordinal(),)}, "falls on a weekday"),
        ({"closings": (date(2061, 1, 3).toordinal(),), "reasons": ("a",)}, "outside its reach"),
        ({"openings": (date(1979, 12, 29).toordinal(),)}, "outside its reach"),
    ],
)
def test_a_calendar_that_would_count_a_day_twice_cannot_be_made(days, fault):
    with pytest.raises(ValueError, match=fault):
        dated(**days)
