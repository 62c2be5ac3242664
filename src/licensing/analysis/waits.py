"""How long it takes, for whole cases or in one state: the curve of those still there, and the ways they leave by.

Open cases count as long as they have lasted. Beside the median stands the naive one, over decided cases only, which is
what agencies publish: it is too short wherever the slow cases are still open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from licensing.analysis.durations import MEDIAN, Spread, Stay, owner_of, percentile_json, side_by_side, stay, whole
from licensing.analysis.heading import Heading
from licensing.analysis.incidence import incidences
from licensing.analysis.report import limits_json
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import Limits, Observation, Percentile, Step, curve, limits, percentile
from licensing.calendars.registry import calendar
from licensing.domain.case import Case
from licensing.domain.errors import NoCases, UsageError
from licensing.domain.text import Json
from licensing.domain.when import DAY_US, to_us

REPORT = "survival"
SHARES = (0.1, 0.25, MEDIAN, 0.75, 0.9)
CLOSED = "closed without an outcome"
_ROW = re.compile(r"([a-z0-9-]+)(?:~stock-(\d{4}-\d{2}-\d{2}))?(?:~after-(\d+))?/(\d+)")


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of this report is about, as the identity of its figure says it: ``case~stock-2026-01-31/50``."""

    state: str = ""
    stock_on: str = ""
    still_after: int = 0
    percent: int = 50

    def __str__(self) -> str:
        """Print the row."""
        stock = f"~stock-{self.stock_on}" if self.stock_on else ""
        after = f"~after-{self.still_after}" if self.still_after else ""
        return f"{self.state or 'case'}{stock}{after}/{self.percent}"

    @classmethod
    def parse(cls, text: str) -> Row:
        """Read a row back. Raises :class:`UsageError` for one of another form."""
        found = _ROW.fullmatch(text)
        if found is None:
            raise UsageError(f"'{text}' is no row of this report.", next_step="Print its figures with --ids.")
        state, stock_on, after, percent = found.groups()
        return cls("" if state == "case" else state, stock_on or "", int(after or 0), int(percent))


@dataclass(frozen=True, slots=True)
class Leaving:
    """By when a share of cases like these has left, with 95 % limits."""

    figure: str
    share: float
    days: Percentile
    limits: Limits

    def as_json(self) -> dict[str, Json]:
        """Give the row; ``days`` is the high bound (``null``: none, or not reached), ``days_low`` the low."""
        return {
            "figure": self.figure,
            "share": self.share,
            "days": self.days.high,
            "days_low": self.days.low,
            "limits_days": limits_json(self.limits),
        }


@dataclass(frozen=True, slots=True)
class Way:
    """A way out: cases that left by it, and the share that has, read at the lower and the upper bounds of durations."""

    way: str
    cases: int
    rises: tuple[tuple[float, float], ...]
    """Days and share from then on; imprecise durations at their upper bounds."""
    incidence: float
    incidence_low: float

    def as_json(self) -> dict[str, Json]:
        """Give the way with its curve."""
        return {
            "way": self.way,
            "cases": self.cases,
            "incidence": self.incidence,
            "incidence_low": self.incidence_low,
            "curve": [[days, share] for days, share in self.rises],
        }


@dataclass(frozen=True, slots=True)
class Survival:
    """The survival report: of whole cases (``state`` empty) or of the stays in one state."""

    head: dict[str, Json]
    state: str
    stock_on: str
    still_after: int
    cases: int
    open: int
    median: Percentile
    median_limits: Limits
    naive_median: float | None
    rows: tuple[Leaving, ...]
    curve: tuple[Step, ...]
    ways: tuple[Way, ...]
    durations: tuple[Spread, ...]

    def as_json(self) -> dict[str, Json]:
        """Give everything; ``curve`` holds low and high bound of each fall and the share still there after it."""
        return {
            **self.head,
            "state": self.state or None,
            "stock_on": self.stock_on or None,
            "still_after_days": self.still_after,
            "cases": self.cases,
            "open": self.open,
            **percentile_json("median", self.median),
            "median_limits_days": limits_json(self.median_limits),
            "naive_median_days": self.naive_median,
            "rows": [row.as_json() for row in self.rows],
            "curve": [{"days_low": step.low, "days": step.high, "still_there": step.survival} for step in self.curve],
            "ways": [way.as_json() for way in self.ways],
            "durations": [item.as_json() for item in self.durations],
        }


def survival(cohort: Cohort, *, state: str = "", stock_on: datetime | None = None, still_after: int = 0) -> Survival:
    """Say how long cases take to be decided, or stay in a state, and by which way they leave.

    With ``stock_on`` only cases open at that instant count, from the age they had then (a stock sample, left
    truncated). With ``still_after`` only those that lasted so many days, from then on. Both read imprecise durations at
    their upper bounds. Raises :class:`NoCases`, and :class:`UsageError` for a state that no version has.
    """
    if state and not any(state in seen.definition.states for seen in cohort.seen):
        known = ", ".join(cohort.definition.states)
        raise UsageError(f"{cohort.definition.id} has no state '{state}'.", next_step=f"States: {known}.")
    stock = "" if stock_on is None else _day(cohort, stock_on)
    row = Row(state, stock, still_after)
    return drawn_up(cohort.heading, row, list(_measured(cohort, state, stock_on, still_after)), side_by_side(cohort))


def drawn_up(
    heading: Heading, row: Row, measured: Sequence[tuple[Observation, str]], durations: tuple[Spread, ...]
) -> Survival:
    """Draw up the report from the duration of each case, and the way it left. Raises :class:`NoCases` for none."""
    if not measured:
        raise NoCases(
            "no case was there so long, on a clock that its law has.",
            next_step="Look at an earlier day, at all cases, or at elapsed days.",
        )
    observations = [item for item, _ in measured]
    mid = percentile(observations, MEDIAN)
    ended = [item.high for item in observations if item.ends and item.high is not None]
    return Survival(
        head=heading.head(REPORT),
        state=row.state,
        stock_on=row.stock_on,
        still_after=row.still_after,
        cases=len(observations),
        open=sum(item.open for item in observations),
        median=mid,
        median_limits=limits(observations, MEDIAN),
        naive_median=median(ended) if ended else None,
        rows=tuple(
            Leaving(
                heading.figure(REPORT, str(replace(row, percent=round(100 * share))), "days"),
                share,
                percentile(observations, share),
                limits(observations, share),
            )
            for share in SHARES
        ),
        curve=curve(observations),
        ways=_ways(measured),
        durations=durations,
    )


def _day(cohort: Cohort, instant: datetime) -> str:
    """Name the day of an instant where the process is at home."""
    return instant.astimezone(calendar(cohort.definition.calendar).zone).date().isoformat()


def _measured(
    cohort: Cohort, state: str, stock_on: datetime | None, still_after: int
) -> Iterator[tuple[Observation, str]]:
    for ruler in cohort.rulers:
        found = _in_state(ruler, state) if state else _whole(ruler)
        if found is None:
            continue
        lasted, way = found
        entry: float | None = still_after or None
        if stock_on is not None:
            age = _age(ruler, state, stock_on)
            if age is None:
                continue
            entry = max(age, still_after)
        observation = lasted.observation if entry is None else from_then_on(lasted.observation, entry)
        if observation is not None:
            yield observation, way


def from_then_on(observation: Observation, entry: float) -> Observation | None:
    """Give a duration as seen from an age (in days) on, at its upper bound; ``None`` for one that ended before."""
    last = observation.low if observation.high is None else observation.high
    if last <= entry:
        return None
    return replace(observation, low=last, high=None if observation.open else last, entry=entry)


def _whole(ruler: Ruler) -> tuple[Stay, str] | None:
    measured = whole(ruler)
    return None if measured is None else (measured, way_out(ruler.seen.case))


def way_out(case: Case) -> str:
    """Name the way by which a case left: the outcome of its first decision, or that it was closed without one."""
    if not case.decisions:
        return CLOSED
    first = case.decisions[0]  # a log of others says that a case was decided, and not always how
    return first.label if first.outcome is None else first.outcome.value


def _in_state(ruler: Ruler, state: str) -> tuple[Stay, str] | None:
    """Measure all stays in a state together; a case leaves by the state it went to at last."""
    visits = [visit for visit in ruler.seen.case.visits if visit.state == state]
    measured = stay(ruler, visits) if visits else None
    if measured is None:
        return None
    after = ruler.seen.case.visits[visits[-1].number : visits[-1].number + 1]
    return measured, after[0].state if after else ""


def _age(ruler: Ruler, state: str, on: datetime) -> float | None:
    """Give how long a case had waited (or been in a state) at an instant; ``None`` where it did not wait there then."""
    seen = ruler.seen
    at_us = seen.placement.instant_us(to_us(on))
    visits = [visit for visit in seen.waiting_visits if state in ("", visit.state)]
    spans = [(seen.place(visit.entered), seen.place_end(visit.left), owner_of(seen, visit)) for visit in visits]
    if not any(begin <= at_us < end for begin, end, _ in spans):
        return None
    return sum(ruler.span_us(begin, min(end, at_us), owner) for begin, end, owner in spans if begin < at_us) / DAY_US


def _ways(measured: Sequence[tuple[Observation, str]]) -> tuple[Way, ...]:
    at_lows = incidences([(item if item.open else replace(item, high=item.low), way) for item, way in measured])
    at_highs = incidences([_at_high(item, way) for item, way in measured])
    found = []
    for way, rises in at_highs.items():
        low = at_lows[way][-1].incidence if at_lows.get(way) else 0.0
        high = rises[-1].incidence if rises else 0.0
        count = sum(item.ends and own == way for item, own in measured)
        curve_ = tuple((rise.at, rise.incidence) for rise in rises)
        found.append(Way(way, count, curve_, max(low, high), min(low, high)))
    return tuple(sorted(found, key=lambda item: (-item.incidence, item.way)))


def _at_high(item: Observation, way: str) -> tuple[Observation, str]:
    return (item, way) if item.high is None else (replace(item, low=item.high), way)
