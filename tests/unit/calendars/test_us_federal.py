"""When the US federal offices that decide on releases work."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from licensing.calendars.closings import US_CLOSINGS, ClosingKind
from licensing.calendars.registry import calendar

US = calendar("us-federal")


@pytest.mark.parametrize(
    "day,reason",
    [
        (date(2024, 1, 15), "Birthday of Martin Luther King, Jr."),
        (date(2020, 7, 3), "Independence Day (observed)"),
        (date(2021, 7, 5), "Independence Day (observed)"),
        (date(2010, 12, 31), "New Year's Day (observed)"),
        (date(2060, 12, 31), "New Year's Day (observed)"),
        (date(2024, 11, 28), "Thanksgiving Day"),
        (date(2024, 11, 30), "Saturday"),
        (date(2021, 7, 4), "Sunday"),
    ],
)
def test_legal_holidays_close_on_the_day_they_are_observed(day, reason):
    assert not US.is_open(day)
    assert US.closing_reason(day) == reason


def test_an_open_day_has_no_closing_reason():
    assert US.is_open(date(2024, 11, 29))
    assert US.closing_reason(date(2024, 11, 29)) is None


def test_juneteenth_is_a_holiday_from_2021_on():
    assert US.is_open(date(2020, 6, 19))
    assert not US.is_open(date(2021, 6, 18))
    assert not US.is_open(date(2022, 6, 20))


def test_offices_in_washington_close_on_inauguration_day():
    assert US.closing_reason(date(2017, 1, 20)) == "Inauguration Day"
    assert not US.is_open(date(2021, 1, 20))
    assert US.is_open(date(2022, 1, 20))


def test_inauguration_on_a_sunday_closes_the_monday_and_on_a_saturday_no_other_day():
    assert US.closing_reason(date(1985, 1, 21)) == "Inauguration Day"
    assert US.is_open(date(2001, 1, 19))
    assert US.is_open(date(2001, 1, 22))


def test_christmas_eve_is_closed_only_where_an_order_says_so():
    assert [year for year in range(2011, 2026) if not US.is_open(date(year, 12, 24)) and not weekend(year)] == [
        2012,
        2018,
        2019,
        2020,
        2021,
        2024,
        2025,
    ]


def test_an_order_for_half_a_day_leaves_the_day_open():
    assert all(US.is_open(day) for day in (date(2002, 12, 24), date(2009, 12, 24), date(2015, 12, 24)))


@pytest.mark.parametrize("day", [date(1986, 12, 26), date(1994, 4, 27), date(1997, 12, 26)])
def test_orders_before_2001_come_from_our_own_dated_data(day):
    assert "executive order (E.O. 1" in (US.closing_reason(day) or "")


def test_a_lapse_subtracts_each_working_day_once_whatever_else_closed_it():
    # 35 days, with five weekends, an executive order and three holidays among them.
    assert US.open_days(date(2018, 12, 21), date(2019, 1, 25)) == 0
    assert US.open_days(date(2018, 12, 14), date(2019, 2, 1)) == 10
    assert US.closing_reason(date(2018, 12, 24)) == "Christmas Eve"
    assert US.closing_reason(date(2018, 12, 29)) == "Saturday"
    assert (US.closing_reason(date(2018, 12, 26)) or "").startswith("funding lapse (DDTC industry notice")


def test_work_goes_on_after_a_lapse():
    assert US.next_open(date(2018, 12, 22)) == date(2019, 1, 28)
    assert US.add_open_days(date(2025, 9, 30), 1) == date(2025, 11, 13)
    assert US.open_days(date(2025, 9, 26), date(2025, 11, 14)) == 4


def test_lapses_are_as_long_as_their_sources_count():
    days = [len(row.ordinals()) for row in US_CLOSINGS if row.kind is ClosingKind.FUNDING_LAPSE]
    assert days == [5, 21, 16, 3, 35, 43]


def test_dated_closings_stand_in_order_and_do_not_overlap():
    stretches = [(row.first_day, row.last_day) for row in US_CLOSINGS]
    assert all(first <= last for first, last in stretches)
    assert all(before[1] < after[0] for before, after in pairwise(stretches))


def test_every_day_of_a_dated_closing_is_closed():
    days = [date.fromordinal(ordinal) for row in US_CLOSINGS for ordinal in row.ordinals()]
    assert [day for day in days if US.is_open(day)] == []
    assert US.is_open(US_CLOSINGS[-1].last_day + timedelta(days=1))


def weekend(year: int) -> bool:
    return date(year, 12, 24).weekday() >= 5
