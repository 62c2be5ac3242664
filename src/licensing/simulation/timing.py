"""Moments of virtual time: office hours on the days that count for an owner."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from licensing.calendars.calendar import Calendar
from licensing.calendars.midnight import LAST_DAY
from licensing.domain.errors import UnknownCalendar
from licensing.domain.when import DAY_US, from_us, to_us

_OPENS = time(9)
_WORKDAY_MINUTES = 8 * 60
_MINUTE_US = 60_000_000
_LAST_US = to_us(datetime.combine(LAST_DAY, time(), UTC)) + 2 * DAY_US
"""An instant that lies after the last day of the calendars everywhere on earth."""


def after(start_us: int, days: float) -> int:
    """Give the instant so many days after another."""
    return start_us + round(days * DAY_US)


def in_office_hours(moment_us: int, not_before_us: int, calendar: Calendar) -> int | None:
    """Put a moment into the working hours of an open day of a calendar, a minute or more after ``not_before_us``.

    Office hours are nine to five by the office's own clock. ``None`` for a moment beyond the days that calendars know.
    """
    if max(moment_us, not_before_us) >= _LAST_US:
        return None
    try:
        return _placed(moment_us, not_before_us + _MINUTE_US, calendar)
    except UnknownCalendar:
        return None


def _placed(moment_us: int, earliest_us: int, calendar: Calendar) -> int:
    local = from_us(moment_us).astimezone(calendar.zone)
    day = calendar.next_open(local.date())
    share = (local.hour * 60 + local.minute) / 1440 if day == local.date() else 0.0
    placed = _office(day, share, calendar)
    if placed >= earliest_us:
        return placed
    today = from_us(earliest_us).astimezone(calendar.zone).date()
    if calendar.is_open(today) and earliest_us <= _office(today, 1.0, calendar):
        return max(earliest_us, _office(today, 0.0, calendar))
    return _office(calendar.next_open(today + timedelta(days=1)), 0.0, calendar)


def _office(day: date, share: float, calendar: Calendar) -> int:
    # By the wall clock: nine hours after midnight it is eight or ten where the clocks changed in the night.
    opens_us = to_us(datetime.combine(day, _OPENS, calendar.zone).astimezone(UTC))
    return opens_us + round(share * _WORKDAY_MINUTES) * _MINUTE_US
