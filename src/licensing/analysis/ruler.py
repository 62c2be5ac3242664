"""The three ways to measure a stretch of a case: elapsed, on the legal clock, in working days.

Working days and days on a clock are whole civil days ``d`` with ``start < d <= end``, so that neighboring stretches
never count a day twice; all three come as microseconds of 24-hour days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from licensing.analysis.casefile import SeenCase
from licensing.calendars.calendar import Calendar
from licensing.calendars.days import DaySpans, count_days
from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition
from licensing.definitions.glossary import calendar_of, glossary
from licensing.domain.when import DAY_US, ZERO, Duration, When, between
from licensing.engine.clocks import ClockReading, Reading, readings_of
from licensing.engine.conditions import View


class Measure(StrEnum):
    """How a duration is counted."""

    ELAPSED = "elapsed"
    ON_CLOCK = "on-clock"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class _Counting:
    """The days ``(after, until]`` on which one instance of a clock ran, those it left out apart."""

    after: date
    until: date
    excluded: DaySpans
    unbounded: bool

    def days(self, after: date, until: date, working: Calendar | None) -> int:
        start, end = max(after, self.after), min(until, self.until)
        return count_days(start, end, calendar=working, excluded=self.excluded) if start < end else 0


@dataclass(frozen=True)
class Ruler:
    """Measures stretches of one case; a case whose law has no such clock has no days on it (``None``, never 0)."""

    seen: SeenCase
    measure: Measure = Measure.ELAPSED
    clock: str | None = None

    def between(self, start: When, end: When | None, owner: str) -> Duration | None:
        """Measure a stay by both bounds of its ends; one that has not ended runs to the horizon.

        ``owner`` is who holds the case meanwhile ("" where nobody is known to): his calendar says what a working
        day is.
        """
        if start is end:
            return ZERO if self.measurable else None
        until = self.seen.until(end, start)
        match self.measure:
            case Measure.ELAPSED:
                return between(start, until)
            case Measure.WORKING:
                return _working(start, until, working_calendar(self.seen.definition, owner))
            case Measure.ON_CLOCK:
                return self._on_clock(start, until)

    def span_us(self, start_us: int, end_us: int, owner: str) -> int:
        """Measure a stretch between two placed moments; 0 where there is no clock to measure with."""
        if self.measure is Measure.ELAPSED:
            return end_us - start_us
        zone = calendar(self.seen.definition.calendar).zone
        if self.measure is Measure.WORKING:
            working = working_calendar(self.seen.definition, owner)
            return working.open_days(self._day(start_us, working.zone), self._day(end_us, working.zone)) * DAY_US
        days = self._clock_days(Reading.LATEST, self._day(start_us, zone), self._day(end_us, zone))
        return days * DAY_US

    @property
    def measurable(self) -> bool:
        """Say whether this case can be measured so: any can, but not on a clock that its law does not have."""
        return self.measure is not Measure.ON_CLOCK or self.clock in self.seen.definition.clocks

    def _day(self, placed_us: int, zone: ZoneInfo) -> date:
        return self.seen.placement.day(placed_us, zone)

    def _on_clock(self, start: When, end: When) -> Duration | None:
        if not self.measurable:
            return None
        zone = calendar(self.seen.definition.calendar).zone
        low = self._clock_days(Reading.LOW, start.local_day(zone), first_day(end, zone) or start.local_day(zone))
        first = first_day(start, zone)
        if first is None and any(item.unbounded for item in self._counted[Reading.HIGH]):
            return Duration(low * DAY_US, None)
        high = self._clock_days(Reading.HIGH, first or start.local_day(zone), end.local_day(zone))
        return Duration(low * DAY_US, high * DAY_US)

    def _clock_days(self, reading: Reading, after: date, until: date) -> int:
        return sum(item.days(after, until, self._clock_calendar) for item in self._counted[reading])

    @cached_property
    def _clock_calendar(self) -> Calendar | None:
        clock = self.seen.definition.clocks[self.clock or ""]
        if clock.counts == "calendar-days":
            return None
        return calendar(clock.calendar or self.seen.definition.calendar)

    @cached_property
    def _counted(self) -> dict[Reading, tuple[_Counting, ...]]:
        seen = self.seen
        if not self.measurable or self.clock is None:
            return dict.fromkeys(Reading, ())
        view = View(seen.definition, seen.case, seen.until(None, seen.case.opened), seen.file.linked)
        return {
            reading: tuple(_counting(view, item, reading) for item in readings_of(view, self.clock, reading))
            for reading in Reading
        }


@cache
def _calendar_of_owner(owner: str) -> Calendar:
    return calendar(calendar_of(owner))


def working_calendar(definition: Definition, owner: str) -> Calendar:
    """Give the calendar an owner works by; the process's own where nobody is known, or nobody but the log knows him."""
    unheard = owner in definition.parties and owner not in glossary().owners
    return calendar(definition.calendar) if not owner or unheard else _calendar_of_owner(owner)


def _working(start: When, end: When, working: Calendar) -> Duration:
    zone = working.zone
    earliest_end, earliest_start = first_day(end, zone), first_day(start, zone)
    low = 0 if earliest_end is None else working.open_days(start.local_day(zone), earliest_end)
    if earliest_start is None:
        return Duration(low * DAY_US, None)
    return Duration(low * DAY_US, working.open_days(earliest_start, end.local_day(zone)) * DAY_US)


def _counting(view: View, item: ClockReading, reading: Reading) -> _Counting:
    zone, end = view.zone, item.stopped or view.when
    after, until = item.started.local_day(zone), end.local_day(zone)
    if reading is Reading.HIGH:
        after = first_day(item.started, zone) or after
    if reading is Reading.LOW:
        until = first_day(end, zone) or after
    spans = DaySpans.of((stretch.after, stretch.until) for stretch in item.excluded)
    return _Counting(after, until, spans, item.started.earliest_us is None)


def first_day(when: When, zone: ZoneInfo) -> date | None:
    """Give the earliest civil day a clock can read off a moment, ``None`` where nothing bounds it."""
    return None if when.earliest_us is None else when.bounded(latest_us=when.earliest_us).local_day(zone)
