"""Counting days for clocks: spans of excluded days, due days, months and years.

The day of the event that starts a count is not counted: day N ends at 24:00 local time of start + N.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from licensing.calendars.calendar import Calendar
from licensing.calendars.midnight import end_of_day, start_of_day

__all__ = [
    "NO_DAYS",
    "DaySpans",
    "add_months",
    "add_years",
    "count_days",
    "due_day",
    "end_of_day",
    "roll",
    "start_of_day",
]


@dataclass(frozen=True, slots=True)
class DaySpans:
    """A set of days, as disjoint spans ``(after, until]`` of ordinals in order, none touching the next."""

    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, spans: Iterable[tuple[date, date]]) -> DaySpans:
        """Give the union of spans ``(after, until]``; a span that ends before it begins holds no day."""
        return cls(_normalized((after.toordinal(), until.toordinal()) for after, until in spans))

    def union(self, other: DaySpans) -> DaySpans:
        """Give the days that are in either set."""
        return DaySpans(_normalized((*self.spans, *other.spans)))

    def intersect(self, after: date, until: date) -> DaySpans:
        """Give the days of the set in ``(after, until]``."""
        low, high = after.toordinal(), until.toordinal()
        return DaySpans(_normalized((max(start, low), min(end, high)) for start, end in self.spans))

    @property
    def days(self) -> int:
        """Count the days of the set."""
        return sum(end - start for start, end in self.spans)

    def __contains__(self, day: date) -> bool:
        place = bisect_left(self.spans, (day.toordinal(),)) - 1
        return place >= 0 and day.toordinal() <= self.spans[place][1]


NO_DAYS = DaySpans()


def count_days(after: date, until: date, *, calendar: Calendar | None, excluded: DaySpans = NO_DAYS) -> int:
    """Count the days ``d`` with ``after < d <= until`` that are open in ``calendar`` and not excluded.

    Without a calendar every day counts.
    """
    inside = excluded.intersect(after, until).spans
    return _open(after, until, calendar) - sum(
        _open(date.fromordinal(start), date.fromordinal(end), calendar) for start, end in inside
    )


def due_day(start: date, days: int, *, calendar: Calendar | None, excluded: DaySpans = NO_DAYS) -> date:
    """Give the first day on which the count of days after ``start`` reaches ``days``; ``start`` for 0."""
    if days < 0:
        raise ValueError("a term has no negative number of days")
    if days == 0:
        return start
    reached, left = start, days
    for low, high in excluded.intersect(start, date.max).spans:
        before = _open(reached, date.fromordinal(low), calendar)
        if left <= before:
            break
        left -= before
        reached = date.fromordinal(high)
    return reached + timedelta(days=left) if calendar is None else calendar.add_open_days(reached, left)


def roll(day: date, calendar: Calendar) -> date:
    """Move the end of a filer's term from a closed day to the next open day (Act 91 of 1988, art. 2).

    The terms of agencies do not move: the caller rolls for filers only.
    """
    return calendar.next_open(day)


def add_months(day: date, months: int) -> date:
    """Give the same day of a later month, or that month's last day when it has none.

    Japanese terms: Civil Code, art. 143(2).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """Give the same day of a later year, 28 February where 29 February is missing."""
    return add_months(day, 12 * years)


def _open(after: date, until: date, calendar: Calendar | None) -> int:
    if calendar is None:
        return max(0, (until - after).days)
    return calendar.open_days(after, until)


def _normalized(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
