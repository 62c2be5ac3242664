"""The case nearest the median, stay by stay: when it was at work, when it waited, and when no clock ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from licensing.analysis.bottlenecks import waits
from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import MEDIAN, whole
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.stretches import Stretches, united, within
from licensing.analysis.survival import Percentile, percentile
from licensing.calendars.midnight import end_of_day
from licensing.calendars.registry import calendar
from licensing.definitions.elements import State
from licensing.domain.vocabulary import Kind
from licensing.domain.when import DAY_US, to_us
from licensing.engine.clocks import readings_of
from licensing.engine.conditions import View


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one stay, in days from the opening of the case, of one kind all through."""

    stay: int
    """The number of the stay, from 1."""
    state: str
    owner: str
    start_days: float
    end_days: float
    waiting: bool
    off_clock: bool
    open: bool
    """Whether it has not ended at the horizon."""


@dataclass(frozen=True, slots=True)
class TypicalCase:
    """One case of a cohort, from its opening to its decision or the horizon."""

    ref: str
    median: Percentile
    """The median of all cases, elapsed; the case is the decided one that comes nearest."""
    clock: str | None
    """The clock that ran or did not; ``None`` where the version of the case has none."""
    pieces: tuple[Piece, ...]

    @property
    def days(self) -> float:
        """Give how long the case took, or has taken so far."""
        return self.pieces[-1].end_days if self.pieces else 0.0


def typical_case(cohort: Cohort) -> TypicalCase:
    """Find the decided case whose elapsed days come nearest the median; among equals the first by reference.

    Where the median is not reached, it is the case in the middle by the days each has lasted.
    """
    stays = [(seen, lasted) for seen in cohort.seen if (lasted := whole(Ruler(seen))) is not None]
    median = percentile([lasted.observation for _, lasted in stays], MEDIAN)
    lengths = sorted(_length(seen) for seen in cohort.seen)
    at = median.low if median.high is None else median.high
    target = lengths[len(lengths) // 2] if at is None else round(at * DAY_US)
    decided = [seen for seen in cohort.seen if seen.decided is not None]
    chosen = min(
        decided if decided and at is not None else cohort.seen,
        key=lambda seen: (abs(_length(seen) - target), seen.case.ref),
    )
    clock = cohort.clock if cohort.clock in chosen.definition.clocks else None
    return TypicalCase(chosen.case.ref, median, clock, _pieces(chosen, clock))


def _length(seen: SeenCase) -> int:
    return seen.place_end(seen.over) - seen.place(seen.case.opened)


def _pieces(seen: SeenCase, clock: str | None) -> tuple[Piece, ...]:
    """Cut every stay where it changes its kind; by the clock, which counts whole days, not within a day of its ends."""
    opened, ran = seen.place(seen.case.opened), () if clock is None else running(seen, clock)
    found: list[Piece] = []
    for number, visit in enumerate(seen.waiting_visits, start=1):
        begin, end = seen.place(visit.entered), seen.place_end(visit.left)
        waiting, counted = waits(seen, visit), within(ran, begin, end)
        state = seen.state(visit.state)
        by_clock = (cut for span in counted for cut in span if begin + DAY_US <= cut <= end - DAY_US)
        cuts = sorted({begin, end, *(cut for span in waiting for cut in span), *by_clock})
        for start, stop in pairwise(cuts) if begin < end else ((begin, end),):
            middle = (start + stop) // 2
            found.append(
                Piece(
                    stay=number,
                    state=visit.state,
                    owner="" if state is None else state.owner,
                    start_days=(start - opened) / DAY_US,
                    end_days=(stop - opened) / DAY_US,
                    waiting=_covers(waiting, middle) if begin < end else _waits_by_kind(state),
                    off_clock=clock is not None and not _covers(ran, middle),
                    open=visit.left is None and stop == end,
                )
            )
    return tuple(found)


def _waits_by_kind(state: State | None) -> bool:
    """Say what a stay of no length was: no stretch tells."""
    return state is not None and state.kind in (Kind.QUEUE, Kind.EXTERNAL)


def running(seen: SeenCase, clock: str) -> Stretches:
    """Give the placed time in which a clock of a case ran: started, not stopped, and nothing left out."""
    view = View(seen.definition, seen.case, seen.until(None, seen.case.opened), seen.file.linked)
    found = []
    for item in readings_of(view, clock):
        at = seen.place(item.started)
        for stretch in sorted(item.excluded, key=lambda stretch: stretch.after):
            found.append((at, max(at, _end_of(seen, stretch.after))))
            at = max(at, _end_of(seen, stretch.until))
        found.append((at, max(at, seen.place_end(item.stopped))))
    return united(found)


def _end_of(seen: SeenCase, day: date) -> int:
    """Place the end of a civil day where the process is at home."""
    return seen.placement.instant_us(to_us(end_of_day(day, calendar(seen.definition.calendar).zone)))


def _covers(spans: Sequence[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in spans)
