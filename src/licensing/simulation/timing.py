"""Moments of virtual time: office hours on the days that count for an owner."""

from __future__ import annotations

from datetime import date, timedelta

from licensing.calendars.calendar import Calendar
from licensing.calendars.midnight import start_of_day
from licensing.domain.when import DAY_US, from_us, to_us

_OPENS_US = 9 * DAY_US // 24
_WORKDAY_US = 8 * DAY_US // 24
_MINUTE_US = 60_000_000


def after(start_us: int, days: float) -> int:
    """Give the instant so many days after another."""
    return start_us + round(days * DAY_US)


def in_office_hours(moment_us: int, not_before_us: int, calendar: Calendar) -> int:
    """Put a moment into the working hours of an open day of a calendar, a minute or more after ``not_before_us``."""
    local = from_us(moment_us).astimezone(calendar.zone)
    day = calendar.next_open(local.date())
    share = (local.hour * 60 + local.minute) / 1440 if day == local.date() else 0.0
    placed = _office(day, share, calendar)
    earliest = not_before_us + _MINUTE_US
    if placed >= earliest:
        return placed
    later = from_us(earliest).astimezone(calendar.zone).date()
    closes = _office(later, 1.0, calendar)
    if calendar.is_open(later) and earliest <= closes:
        return max(earliest, _office(later, 0.0, calendar))
    return _office(calendar.next_open(later + timedelta(days=1)), 0.0, calendar)


def _office(day: date, share: float, calendar: Calendar) -> int:
    minutes = round(share * _WORKDAY_US / _MINUTE_US)
    return to_us(start_of_day(day, calendar.zone)) + _OPENS_US + minutes * _MINUTE_US
