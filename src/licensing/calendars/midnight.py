"""Where civil days begin and end in real time."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST_DAY = date(1980, 1, 1)
LAST_DAY = date(2060, 12, 31)
"""The first and the last day that calendars know; closings outside are neither listed nor guessed."""

_ONE_US = timedelta(microseconds=1)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Give the UTC instant at which a civil day begins in a zone."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Give the UTC instant at which a civil day ends in a zone: the following local midnight."""
    return start_of_day(day + timedelta(days=1), zone)


def odd_days(zone: ZoneInfo, first: int, until: int) -> list[tuple[int, int]]:
    """Give the civil days of a zone that are not 24 hours long, as (ordinal, microseconds beyond 24 hours).

    ``first`` and ``until`` are ordinals of days, ``until`` not included. The microseconds are negative where
    clocks go forward.
    """
    changes = _clock_changes(zone)
    return list(changes[bisect_left(changes, (first,)) : bisect_left(changes, (until,))])


@cache
def _clock_changes(zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    ordinals = range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 2)
    offsets = [_offset_us(date.fromordinal(ordinal), zone) for ordinal in ordinals]
    pairs = zip(ordinals, offsets, offsets[1:], strict=False)
    return tuple((ordinal, before - after) for ordinal, before, after in pairs if before != after)


def _offset_us(day: date, zone: ZoneInfo) -> int:
    midnight = start_of_day(day, zone)
    return (datetime.combine(day, time(), tzinfo=UTC) - midnight) // _ONE_US
