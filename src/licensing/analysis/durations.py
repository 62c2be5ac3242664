"""How long a case stayed in each state, and how long it took in all: three durations side by side.

The unit is the case: its days in a state are the sum of its stays there. Every duration keeps both bounds; one that
has not ended at the horizon is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from licensing.analysis.casefile import SeenCase, ended_by
from licensing.analysis.ruler import Measure, Ruler, first_day, working_calendar
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import Limits, Observation, Percentile, limits, percentile
from licensing.calendars.calendar import Calendar
from licensing.definitions.definition import Definition
from licensing.domain.case import Visit
from licensing.domain.text import Json
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import DAY_US, ZERO, Duration, When, between

MEDIAN, P90 = 0.5, 0.9
GRANTING = (Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS)


@dataclass(frozen=True, slots=True)
class Stay:
    """All stays of one case in one state, together; ``open`` where the case is there at the horizon."""

    duration: Duration
    open: bool

    @property
    def observation(self) -> Observation:
        """Give the duration as the survival curve takes it in, in days."""
        high = None if self.open else self.duration.high_days
        return Observation(self.duration.low_days, high, self.open)


def stay(ruler: Ruler, visits: Iterable[Visit]) -> Stay | None:
    """Add up stays of a case; ``None`` where there is nothing to measure them with."""
    total, still_there = ZERO, False
    for visit in visits:
        measured = ruler.between(visit.entered, visit.left, owner_of(ruler.seen, visit))
        if measured is None:
            return None
        total += measured
        still_there = still_there or visit.left is None
    return Stay(total, still_there)


def owner_of(seen: SeenCase, visit: Visit) -> str:
    """Give the owner of a state; empty for ``unknown``, and for a state the case's version no longer has."""
    state = seen.state(visit.state)
    return "" if state is None else state.owner


def whole(ruler: Ruler) -> Stay | None:
    """Measure a case from its opening to its decision, open where it waits for one.

    Working days are counted on the calendar of whoever held the case, state by state.
    """
    seen = ruler.seen
    if ruler.measure is Measure.WORKING:
        return Stay(_working_days(seen), seen.decided is None)
    return _from(ruler, seen.case.opened)


def _working_days(seen: SeenCase) -> Duration:
    """Count the working days of a case, each on the calendar of whoever held it then.

    An imprecise moment at which the case changed hands is one moment: what it gives to the one it takes from the other,
    so the bounds are those of its best and its worst place, not the sums of the bounds of both stays.
    """
    held = _by_calendar(seen)
    if not held:
        return ZERO
    (start, first), (_, last) = held[0], held[-1]
    end = seen.until(seen.over, start)
    opened, reached = first_day(start, first.zone), first_day(end, last.zone)
    if opened is None or reached is None:
        return Duration((0 if reached is None else last.open_days(start.local_day(last.zone), reached)) * DAY_US, None)
    low = last.open_days(opened, reached) - first.open_days(opened, start.local_day(first.zone))
    high = last.open_days(opened, end.local_day(last.zone))
    for (_, giver), (when, taker) in pairwise(held):
        gained = _gained(opened, when, giver, taker)
        low, high = low + min(gained), high + max(gained)
    return Duration(max(0, low) * DAY_US, high * DAY_US)


def _gained(opened: date, when: When, giver: Calendar, taker: Calendar) -> list[int]:
    """Give, for every day on which a case can have changed hands, the working days its first holder has before more."""
    begin = first_day(when, giver.zone) or opened
    days = (begin + timedelta(days=number) for number in range((when.local_day(giver.zone) - begin).days + 1))
    return [giver.open_days(opened, day) - taker.open_days(opened, day) for day in days]


def _by_calendar(seen: SeenCase) -> tuple[tuple[When, Calendar], ...]:
    """Give from when on a case was held by which calendar; what a log's first activity took lies before the opening."""
    held: list[tuple[When, Calendar]] = []
    for visit in seen.waiting_visits:
        working = working_calendar(seen.definition, owner_of(seen, visit))
        if not held:
            held.append((visit.entered.bounded(earliest_us=seen.case.opened.earliest_us), working))
        elif held[-1][1] is not working:
            held.append((visit.entered, working))
    return tuple(held)


def since_filed(seen: SeenCase) -> Stay | None:
    """Measure elapsed time from the filing to the decision; ``None`` for a case not filed before it was decided."""
    filed = seen.case.filed
    if filed is None or seen.place(filed) > seen.place_end(seen.over):
        return None
    return _from(Ruler(seen), filed)


def _from(ruler: Ruler, start: When) -> Stay | None:
    measured = ruler.between(start, ruler.seen.over, "")
    return None if measured is None else Stay(measured, ruler.seen.decided is None)


@dataclass(frozen=True, slots=True)
class Spread:
    """One duration over cases: how many, median and 90th percentile with limits of the median.

    ``version`` is the one version of the definition that the cases run under, empty where they are all cases.
    """

    name: str
    cases: int
    open: int
    median: Percentile
    median_limits: Limits
    p90: Percentile
    version: str = ""

    def as_json(self) -> dict[str, Json]:
        """Give the spread with both bounds of every percentile."""
        return {
            "duration": self.name,
            "version": self.version or None,
            "cases": self.cases,
            "open": self.open,
            **percentile_json("median", self.median),
            "median_limits_days": [self.median_limits.low, self.median_limits.high],
            **percentile_json("p90", self.p90),
        }


def percentile_json(name: str, value: Percentile) -> dict[str, Json]:
    """Give a percentile: ``x_days`` is the high bound (``null``: none, or not reached), ``x_days_low`` the low."""
    return {f"{name}_days": value.high, f"{name}_days_low": value.low}


def side_by_side(cohort: Cohort) -> tuple[Spread, ...]:
    """Give the durations of whole cases side by side: elapsed, since filing, on clock, working; then of matters.

    On clock is left out where the law has no clock. Where the rules changed among the cases, elapsed durations follow
    for the cases of each version, oldest first: a median over a change of law is nobody's.
    """
    measured = {
        "elapsed": [whole(Ruler(seen)) for seen in cohort.seen],
        "since-filed": [since_filed(seen) for seen in cohort.seen],
        "on-clock": [whole(Ruler(seen, Measure.ON_CLOCK, cohort.clock)) for seen in cohort.clocked],
        "working": [whole(Ruler(seen, Measure.WORKING)) for seen in cohort.seen],
        "matter": [of_matter(chain) for chain in chains(cohort.seen)],
    }
    known = {name: [item for item in stays if item is not None] for name, stays in measured.items()}
    return (*(spread(name, stays) for name, stays in known.items() if stays), *_by_version(cohort))


def versions_apart(definitions: Iterable[Definition]) -> list[str]:
    """Give the versions whose cases are measured apart, oldest first; none where there is only one."""
    versions = {item.version.id: item.version.in_force_from for item in definitions}
    return sorted(versions, key=lambda name: versions[name]) if len(versions) > 1 else []


def _by_version(cohort: Cohort) -> Iterator[Spread]:
    for version in versions_apart(cohort.heading.definitions):
        own = (whole(Ruler(seen)) for seen in cohort.seen if seen.definition.version.id == version)
        yield replace(spread("elapsed", [item for item in own if item is not None]), version=version)


def chains(cases: Sequence[SeenCase]) -> list[list[SeenCase]]:
    """Give the cases of every matter in the order of their openings."""
    found: dict[str, list[SeenCase]] = {}
    for seen in sorted(cases, key=lambda item: item.case.opened.latest_us):
        found.setdefault(seen.case.matter, []).append(seen)
    return list(found.values())


def of_matter(chain: Sequence[SeenCase]) -> Stay | None:
    """Measure a matter: from its first opening to the answer to its newest case, and all between."""
    last = chain[-1]
    measured = Ruler(last).between(chain[0].case.opened, answered(last), "")
    return None if measured is None else Stay(measured, not last.case.decisions)


def between_cases(opened: When, answer: When | None, horizon_us: int, *, decided: bool) -> Stay:
    """Measure a matter of several cases: from the first opening to the answer to the newest, or to its horizon."""
    return Stay(between(opened, ended_by(answer, opened, horizon_us)), not decided)


def answered(seen: SeenCase) -> When | None:
    """Give when a case was granted, had its last decision, or was closed without one; ``None`` while it waits.

    What becomes of a permit once it is granted (its lapse, its revocation) decides nothing about the application.
    """
    decisions = seen.case.decisions
    granting = next((item for item in decisions if item.outcome in GRANTING), None)
    end = granting or (decisions[-1] if decisions else None)
    return seen.over if end is None else end.when


def spread(name: str, stays: Sequence[Stay]) -> Spread:
    """Give the percentiles of a duration over cases."""
    observations = [item.observation for item in stays]
    return Spread(
        name=name,
        cases=len(stays),
        open=sum(item.open for item in stays),
        median=percentile(observations, MEDIAN),
        median_limits=limits(observations, MEDIAN),
        p90=percentile(observations, P90),
    )
