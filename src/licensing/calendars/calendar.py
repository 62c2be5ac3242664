"""The days on which an office is open, and counting them by arithmetic."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from licensing.calendars.midnight import FIRST_DAY, LAST_DAY, odd_days, start_of_day
from licensing.domain.errors import UnknownCalendar

_FIRST = FIRST_DAY.toordinal()
_LAST = LAST_DAY.toordinal()
_DAY_US = 86_400_000_000
_ONE_US = timedelta(microseconds=1)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The open and closed days of one kind of office, exact from 1980-01-01 to 2060-12-31.

    ``weekend`` holds weekdays (Monday is 0). ``closings`` are ordinals of closed days that are no weekend
    days, each once, with ``reasons`` beside them. ``openings`` are ordinals of weekend days on which the
    office worked: Saturdays of Japan before May 1992. Every method that takes a day raises
    ``UnknownCalendar`` for one outside the calendar's reach.
    """

    name: str
    zone: ZoneInfo
    label_en: str
    label_ja: str
    weekend: frozenset[int] = frozenset()
    closings: tuple[int, ...] = field(default=(), repr=False)
    reasons: tuple[str, ...] = field(default=(), repr=False)
    openings: tuple[int, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if len(self.reasons) != len(self.closings):
            raise ValueError(f"calendar {self.name}: every closing needs a reason")
        for days in (self.closings, self.openings):
            if any(later <= earlier for earlier, later in pairwise(days)):
                raise ValueError(f"calendar {self.name}: its dated days are not in order")
            if days and not _FIRST <= days[0] <= days[-1] <= _LAST:
                raise ValueError(f"calendar {self.name}: a dated day lies outside its reach")
        if any(_weekday(day) in self.weekend for day in self.closings):
            raise ValueError(f"calendar {self.name}: a closing falls on a weekend day")
        if any(_weekday(day) not in self.weekend for day in self.openings):
            raise ValueError(f"calendar {self.name}: an opening falls on a weekday")

    def is_open(self, day: date) -> bool:
        """Say whether the office works on a day."""
        return not self._closed(self._ordinal(day))

    def closing_reason(self, day: date) -> str | None:
        """Say why the office is closed on a day; ``None`` when it is open."""
        ordinal = self._ordinal(day)
        if not self._closed(ordinal):
            return None
        if _weekday(ordinal) in self.weekend:
            return _WEEKDAYS[_weekday(ordinal)]
        return self.reasons[bisect_left(self.closings, ordinal)]

    def open_days(self, after: date, until: date) -> int:
        """Count the open days ``d`` with ``after < d <= until``; 0 when ``until`` is not later."""
        start, end = self._ordinal(after), self._ordinal(until)
        return max(0, self._open_upto(end) - self._open_upto(start))

    def add_open_days(self, start: date, days: int) -> date:
        """Give the day on which the count of open days after ``start`` reaches ``days``; ``start`` for 0."""
        if days < 0:
            raise ValueError("open days are counted forward only")
        if days == 0:
            return start
        ordinal = self._ordinal(start)
        target = self._open_upto(ordinal) + days
        if target > self._open_upto(_LAST):
            raise self._outside(f"{days} open days after {start.isoformat()}")
        reach = range(ordinal + 1, _LAST + 1)
        return date.fromordinal(reach[bisect_left(reach, target, key=self._open_upto)])

    def next_open(self, day: date) -> date:
        """Give the day itself when the office is open, else the first open day after it."""
        return day if self.is_open(day) else self.add_open_days(day, 1)

    def local_date(self, moment: datetime) -> date:
        """Give the civil day of the office at a moment (aware)."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs a zone to fall on a civil day")
        return moment.astimezone(self.zone).date()

    def closed_us(self, start: datetime, end: datetime) -> int:
        """Give the microseconds of real time in ``[start, end)`` that fall on closed civil days.

        Days of 23 and 25 hours count as long as they were. 0 when ``end`` is not later.
        """
        first, last = self._ordinal(self.local_date(start)), self._ordinal(self.local_date(end))
        # Python compares two moments of one zone by their wall clocks: only UTC gives real time.
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return 0
        closed = (self._closed_upto(last - 1) - self._closed_upto(first - 1)) * _DAY_US
        closed += sum(beyond for day, beyond in odd_days(self.zone, first, last) if self._closed(day))
        if self._closed(first):
            closed -= self._since_midnight_us(first, start)
        if self._closed(last):
            closed += self._since_midnight_us(last, end)
        return closed

    def _ordinal(self, day: date) -> int:
        if isinstance(day, datetime):
            raise TypeError("a moment is no civil day: take local_date() first")
        ordinal = day.toordinal()
        if not _FIRST <= ordinal <= _LAST:
            raise self._outside(day.isoformat())
        return ordinal

    def _outside(self, what: str) -> UnknownCalendar:
        return UnknownCalendar(
            f"calendar {self.name} knows {FIRST_DAY.isoformat()} to {LAST_DAY.isoformat()}, not {what}.",
            next_step="Check the date.",
        )

    def _closed(self, ordinal: int) -> bool:
        if _weekday(ordinal) in self.weekend:
            return not _contains(self.openings, ordinal)
        return _contains(self.closings, ordinal)

    def _closed_upto(self, ordinal: int) -> int:
        """Count closed days since the year 1: only differences inside the reach mean anything."""
        weeks, rest = divmod(ordinal, 7)
        weekend = weeks * len(self.weekend) + sum(1 for weekday in self.weekend if weekday < rest)
        return weekend + bisect_right(self.closings, ordinal) - bisect_right(self.openings, ordinal)

    def _open_upto(self, ordinal: int) -> int:
        return ordinal - self._closed_upto(ordinal)

    def _since_midnight_us(self, ordinal: int, moment: datetime) -> int:
        return (moment - start_of_day(date.fromordinal(ordinal), self.zone)) // _ONE_US


def _weekday(ordinal: int) -> int:
    return (ordinal - 1) % 7


def _contains(days: tuple[int, ...], ordinal: int) -> bool:
    place = bisect_left(days, ordinal)
    return place < len(days) and days[place] == ordinal
