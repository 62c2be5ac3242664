"""When Japan's administrative organs work (Act 91 of 1988)."""

from __future__ import annotations

from datetime import date

import pytest

from licensing.calendars.days import due_day, roll
from licensing.calendars.registry import calendar

JAPAN = calendar("japan-administration")


def test_the_accession_of_2019_closed_ten_days_in_a_row():
    assert JAPAN.open_days(date(2019, 4, 26), date(2019, 5, 6)) == 0
    assert JAPAN.next_open(date(2019, 4, 27)) == date(2019, 5, 7)
    assert JAPAN.closing_reason(date(2019, 4, 30)) == "National Holiday"
    assert JAPAN.closing_reason(date(2019, 5, 1)) == "Emperor's Enthronement Day"


def test_golden_week_of_2023_leaves_two_working_days_between():
    assert JAPAN.open_days(date(2023, 4, 28), date(2023, 5, 7)) == 2


@pytest.mark.parametrize("day", [date(2024, 5, 6), date(2008, 5, 6), date(1998, 5, 4), date(2020, 2, 24)])
def test_a_holiday_on_a_sunday_is_made_up_on_the_next_day_that_is_none(day):
    assert JAPAN.closing_reason(day) == "Substitute Holiday"


def test_a_holiday_on_a_saturday_is_not_made_up():
    # Constitution Day on Saturday 3 May 2014; what is made up on Tuesday is Greenery Day, a Sunday.
    assert JAPAN.is_open(date(2014, 5, 2))
    assert JAPAN.is_open(date(2014, 5, 7))
    assert JAPAN.is_open(date(2019, 11, 25))


def test_a_day_between_two_holidays_is_a_holiday():
    assert JAPAN.closing_reason(date(2026, 9, 22)) == "National Holiday"
    assert JAPAN.closing_reason(date(1988, 5, 4)) == "National Holiday"


@pytest.mark.parametrize("day", [date(2024, 12, 30), date(2026, 12, 29), date(2025, 1, 2), date(2025, 1, 3)])
def test_the_year_end_is_closed_though_no_holiday(day):
    assert JAPAN.closing_reason(day) == "Year-end closing"


def test_the_year_end_begins_after_28_december_and_ends_before_4_january():
    assert JAPAN.is_open(date(2023, 12, 28))
    assert JAPAN.is_open(date(2024, 1, 4))
    assert JAPAN.open_days(date(2023, 12, 28), date(2024, 1, 3)) == 0


def test_a_substitute_holiday_at_the_year_end_counts_once():
    # New Year's Day 2023 was a Sunday: 2 January is a substitute holiday and a day of the year-end closing.
    assert JAPAN.closing_reason(date(2023, 1, 2)) == "Substitute Holiday"
    assert JAPAN.open_days(date(2022, 12, 28), date(2023, 1, 4)) == 1


def test_saturdays_were_worked_until_1988_and_closed_by_and_by():
    assert JAPAN.is_open(date(1988, 12, 24))
    assert not JAPAN.is_open(date(1989, 1, 14))
    assert JAPAN.is_open(date(1989, 1, 21))
    assert not JAPAN.is_open(date(1989, 1, 28))
    assert JAPAN.is_open(date(1992, 4, 18))
    assert not JAPAN.is_open(date(1992, 5, 2))
    assert JAPAN.closing_reason(date(1992, 5, 2)) == "Saturday"


def test_a_holiday_or_the_year_end_closed_a_saturday_that_was_worked_otherwise():
    assert not JAPAN.is_open(date(1980, 5, 3))
    assert not JAPAN.is_open(date(1988, 12, 31))
    assert JAPAN.open_days(date(1988, 12, 18), date(1988, 12, 25)) == 6


def test_obon_is_no_closing():
    assert JAPAN.open_days(date(2024, 8, 12), date(2024, 8, 16)) == 4


def test_a_filers_term_that_ends_on_a_closed_day_moves_and_an_agencys_does_not():
    due = due_day(date(2024, 11, 29), 30, calendar=None)
    assert due == date(2024, 12, 29)
    assert roll(due, JAPAN) == date(2025, 1, 6)
    assert roll(date(2025, 1, 6), JAPAN) == date(2025, 1, 6)
