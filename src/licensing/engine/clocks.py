"""Read the clocks of a case: computed from events, definition and calendars, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from licensing.calendars.calendar import Calendar
from licensing.calendars.days import DaySpans, add_months, add_years, count_days, due_day, end_of_day, roll
from licensing.calendars.registry import calendar
from licensing.definitions.clocks import Clock, LimitByCase, Trigger
from licensing.definitions.definition import Definition
from licensing.definitions.elements import SubReferral
from licensing.domain.case import Case, Referral
from licensing.domain.event import as_date
from licensing.domain.vocabulary import ClockKind, ClockScope
from licensing.domain.when import When, to_us
from licensing.engine.conditions import View, holds
from licensing.engine.moments import (
    CASE,
    Moment,
    Subject,
    blocker_subject,
    fact_moments,
    in_order,
    moments,
    referral_subject,
    stretches,
)


class ClockState(StrEnum):
    """Where one instance of a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    ELAPSED = "elapsed"
    DUE = "due"
    LAPSED = "lapsed"
    STOPPED = "stopped"


class Reading(StrEnum):
    """Which end of an imprecise moment is read: the latest, or what makes the count least or greatest."""

    LATEST = "latest"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Excluded:
    """Days ``(after, until]`` that do not count, why, and on what basis; provisional while the cause is open."""

    after: date
    until: date
    cause: str
    basis: tuple[str, ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One instance of a clock at a moment: what it has counted, what it left out, when it is due."""

    clock: str
    instance: str
    on: str
    started: When
    stopped: When | None
    counted_days: int
    excluded: tuple[Excluded, ...]
    excluded_days: int
    due_day: date | None
    due: datetime | None
    state: ClockState

    @property
    def provisional(self) -> bool:
        """Say whether an exclusion is still open, so that the due day can move."""
        return any(item.provisional for item in self.excluded)


@dataclass(frozen=True, slots=True)
class _Instance:
    name: str
    clock: Clock
    subject: Subject
    number: int
    started: When
    stopped: When | None
    met: bool
    """Whether the fact that fulfills a duty stopped it."""

    @property
    def id(self) -> str:
        return f"{self.name}#{self.number}{self.subject.label}"


def readings(view: View, reading: Reading = Reading.LATEST) -> tuple[ClockReading, ...]:
    """Read every instance of every clock of a case, in the order of the definition."""
    return tuple(item for name in view.definition.clocks for item in readings_of(view, name, reading))


def readings_of(view: View, name: str, reading: Reading = Reading.LATEST) -> tuple[ClockReading, ...]:
    """Read every instance of one clock."""
    clock = view.definition.clocks[name]
    return tuple(
        _read(view, instance, reading)
        for subject in _subjects(view, name, clock)
        for instance in _instances(view, name, clock, subject)
    )


def clock_days(view: View, name: str) -> tuple[int, int | None]:
    """Give the least and the greatest number of days that a clock has counted; ``None`` where nothing bounds it."""
    low = sum(item.counted_days for item in readings_of(view, name, Reading.LOW))
    high = readings_of(view, name, Reading.HIGH)
    unbounded = any(item.started.earliest_us is None for item in high)
    return low, None if unbounded else sum(item.counted_days for item in high)


def ran_out(reading: ClockReading, when: When) -> bool:
    """Say whether an instance has run its full length by a moment, while it was running."""
    return _reached(reading.due, reading.stopped or when)


def _subjects(view: View, name: str, clock: Clock) -> Iterator[Subject]:
    match clock.scope:
        case ClockScope.CASE:
            yield CASE
        case ClockScope.BLOCKER:
            yield from (blocker_subject(item) for item in view.case.blockers if not clock.of or item.kind in clock.of)
        case ClockScope.REFERRAL:
            yield from (
                referral_subject(item)
                for item in view.case.referrals
                if item.path in clock.of or (not clock.of and silence_clock(view, item) == name)
            )


def silence_clock(view: View, referral: Referral) -> str:
    """Give the clock whose end makes a referral's silence an answer; empty where silence is still waiting."""
    declared = rule_of(view.definition, view.case, referral)
    if declared is None or isinstance(declared.silence, str):
        return ""
    return declared.silence.clock


def rule_of(definition: Definition, case: Case, referral: Referral) -> SubReferral | None:
    """Give what the definition declares of a referral: where it was sent, or where the one above it was sent."""
    above = case.parent_of(referral)
    return definition.referral((above or referral).state, referral.path)


def _instances(view: View, name: str, clock: Clock, subject: Subject) -> Iterator[_Instance]:
    stops = in_order(item for item in _stops(view, clock, subject) if not item.lies_after(view.when))
    number, previous = 0, None
    closed = next(_closing(view), None)
    for start in in_order(_all_moments(view, clock.start, subject)):
        if (previous is not None and previous.after(start)) or (closed is not None and not closed.after(start)):
            continue  # under way already, or nothing left to count for
        number += 1
        instance = _Instance(name, clock, subject, number, start.when, None, met=False)
        lapsed = next(
            (Moment(move.when, move.order) for move in view.case.moves if move.lapsed_clock == instance.id), None
        )
        stop = lapsed or next((stop for stop in stops if stop.after(start)), None)
        if stop is None:
            yield instance
            return
        met = any(stop == fulfilled for fulfilled in _fulfilled(view, clock, subject))
        yield replace(instance, stopped=stop.when, met=met)
        previous = stop


def _all_moments(view: View, triggers: tuple[Trigger, ...], subject: Subject) -> Iterator[Moment]:
    for trigger in triggers:
        if trigger.due_of:
            yield from _due_days(view, trigger.due_of, subject)
        else:
            yield from moments(trigger, view, subject)


def _due_days(view: View, name: str, subject: Subject) -> Iterator[Moment]:
    """Give the last instants of the days on which a clock ran out; one that stopped before never did."""
    for other in readings_of(view, name):
        mine = other.on in (CASE.on, subject.on) or subject.on == CASE.on
        if mine and other.due_day is not None and ran_out(other, view.when):
            day = When.on(other.due_day, view.zone.key)
            # No event of that day can come after its end, so the place in the order of events is the last.
            yield Moment(day.bounded(earliest_us=day.latest_us), view.case.events + 1)


def _stops(view: View, clock: Clock, subject: Subject) -> Iterator[Moment]:
    yield from _all_moments(view, clock.stop, subject)
    yield from _fulfilled(view, clock, subject)
    if subject.referral is not None and subject.referral.ended is not None:
        yield Moment(subject.referral.ended, subject.referral.ended_order)
    if subject.blocker is not None and subject.blocker.cleared is not None:
        yield Moment(subject.blocker.cleared, subject.blocker.cleared_order)
    yield from _closing(view)


def _closing(view: View) -> Iterator[Moment]:
    if view.case.closed is not None:
        yield Moment(view.case.closed, view.case.moves[-1].order)


def _fulfilled(view: View, clock: Clock, subject: Subject) -> Iterator[Moment]:
    if clock.met_by is not None:
        yield from fact_moments(clock.met_by.fact, view, subject)


def _read(view: View, instance: _Instance, reading: Reading) -> ClockReading:
    zone, clock = view.zone, instance.clock
    days = _calendar(view, clock)
    start = _day(instance.started, zone, early=reading is Reading.HIGH)
    now = view.when if instance.stopped is None else instance.stopped
    unseen = reading is Reading.LOW and now.earliest_us is None
    until = start if unseen else max(start, _day(now, zone, early=reading is Reading.LOW))
    excluded = tuple(_excluded(view, instance, start, until, reading))
    spans = DaySpans.of((item.after, item.until) for item in excluded).intersect(start, until)
    due = _due_day(view, instance, start, spans, days)
    if due is not None and clock.filer:
        due = roll(due, calendar(clock.calendar or view.definition.calendar))
    due_at = None if due is None else end_of_day(due, zone)
    return ClockReading(
        clock=instance.name,
        instance=instance.id,
        on=instance.subject.on,
        started=instance.started,
        stopped=instance.stopped,
        counted_days=count_days(start, until, calendar=days, excluded=spans),
        excluded=excluded,
        excluded_days=count_days(start, until, calendar=days) - count_days(start, until, calendar=days, excluded=spans),
        due_day=due,
        due=due_at,
        state=_state(view, instance, due_at, paused=any(item.provisional for item in excluded)),
    )


def _excluded(view: View, instance: _Instance, start: date, until: date, reading: Reading) -> Iterator[Excluded]:
    zone = view.zone
    for exclusion in instance.clock.excluded:
        for stretch in stretches(exclusion.while_, view.case, instance.subject):
            final = stretch.end is not None or instance.stopped is not None
            if final and not holds(exclusion.only_if, view, stretch.on):
                continue
            after = _day(stretch.start, zone, early=reading is Reading.LOW)
            last = until if stretch.end is None else _day(stretch.end, zone, early=reading is Reading.HIGH)
            after, last = max(after, start), min(last, until)
            provisional = not final
            if last > after or (provisional and after == last):
                yield Excluded(after, last, stretch.cause, exclusion.basis or instance.clock.basis, provisional)


def _due_day(view: View, instance: _Instance, start: date, excluded: DaySpans, days: Calendar | None) -> date | None:
    clock = instance.clock
    if clock.due is not None:
        fact = view.case.fact(clock.due.fact, instance.subject.on)
        day = as_date(fact.value) if fact else None
        return None if day is None else day - timedelta(days=clock.due.days_before)
    if clock.years is not None:
        return _extended(add_years(start, clock.years), excluded)
    if clock.months is not None:
        return _extended(add_months(start, clock.months), excluded)
    limit = limit_days(view, clock)
    return None if limit is None else due_day(start, limit, calendar=days, excluded=excluded)


def _extended(due: date, excluded: DaySpans) -> date:
    """Move a due day by the excluded days before it; what is excluded after it has come no longer matters."""
    for after, until in excluded.spans:
        if date.fromordinal(after) >= due:
            break
        due += timedelta(days=until - after)
    return due


def limit_days(view: View, clock: Clock) -> int | None:
    """Give the limit of a clock in days for this case; ``None`` where it is given otherwise."""
    if isinstance(clock.days, LimitByCase):
        return next((item.days for item in clock.days.cases if holds(item.when, view)), clock.days.default)
    return clock.days


def _calendar(view: View, clock: Clock) -> Calendar | None:
    if clock.counts == "calendar-days":
        return None
    return calendar(clock.calendar or view.definition.calendar)


def _state(view: View, instance: _Instance, due: datetime | None, *, paused: bool) -> ClockState:
    if any(move.lapsed_clock == instance.id for move in view.case.moves):
        return ClockState.LAPSED
    if instance.subject.referral is not None and instance.subject.referral.by_silence == instance.id:
        return ClockState.LAPSED
    late = _reached(due, instance.stopped or view.when)
    match instance.clock.kind:
        case ClockKind.FLOOR:
            state = ClockState.ELAPSED if late else ClockState.STOPPED
        case ClockKind.CEILING:
            state = ClockState.BREACHED if late else ClockState.MET
        case ClockKind.DUTY:
            state = ClockState.BREACHED if late else ClockState.MET if instance.met else ClockState.STOPPED
        case ClockKind.WINDOW | ClockKind.VALIDITY:
            state = ClockState.DUE if late else ClockState.STOPPED
    if instance.stopped is not None or late:
        return state
    return ClockState.PAUSED if paused else ClockState.RUNNING


def _reached(due: datetime | None, when: When) -> bool:
    return due is not None and to_us(due) <= when.latest_us


def _day(when: When, zone: ZoneInfo, *, early: bool) -> date:
    if early and when.earliest_us is not None:
        return when.bounded(latest_us=when.earliest_us).local_day(zone)
    return when.local_day(zone)
