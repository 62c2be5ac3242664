"""Where the days go: for every state how many cases, how long, what share of all the time, how much of it waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from licensing.analysis.casefile import SeenCase, once
from licensing.analysis.durations import MEDIAN, P90, Spread, Stay, owner_of, percentile_json, side_by_side, stay
from licensing.analysis.heading import Heading
from licensing.analysis.items import ways_of
from licensing.analysis.ledger import unneeded_blockers
from licensing.analysis.report import limits_json
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.stretches import united, within
from licensing.analysis.survival import NO_LIMITS, NOT_REACHED, Limits, Percentile, limits, percentile
from licensing.definitions.definition import Definition
from licensing.definitions.glossary import party_of
from licensing.domain.case import Visit
from licensing.domain.text import Json
from licensing.domain.vocabulary import UNKNOWN_STATE, BasisKind, Kind, Party
from licensing.domain.when import ZERO, Duration

REPORT = "bottlenecks"


@dataclass(frozen=True, slots=True)
class BottleneckRow:
    """One state: its owner, the cases that were there, how long, and on what the state rests.

    ``total`` is ``None`` where the law has no clock to count by. ``share`` is ``None`` after the decision;
    ``wait_share`` (queue, outside, blocked) where nobody saw what happened.
    """

    figure: str
    state: str
    owner: str
    party: Party
    cases: int
    open: int
    median: Percentile
    median_limits: Limits
    p90: Percentile
    total: Duration | None
    share: float | None
    wait_share: float | None
    basis: str

    def as_json(self) -> dict[str, Json]:
        """Give the row; ``x_days`` is the high bound (``null``: none, or not reached), ``x_days_low`` the low."""
        return {
            "figure": self.figure,
            "state": self.state,
            "owner": self.owner,
            "party": self.party.value,
            "cases": self.cases,
            "open": self.open,
            **percentile_json("median", self.median),
            "median_limits_days": limits_json(self.median_limits),
            **percentile_json("p90", self.p90),
            "total_days": None if self.total is None else self.total.high_days,
            "total_days_low": None if self.total is None else self.total.low_days,
            "share": self.share,
            "wait_share": self.wait_share,
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """The bottleneck report: states by their days, from approval to usable apart, durations of whole cases."""

    head: dict[str, Json]
    rows: tuple[BottleneckRow, ...]
    after_rows: tuple[BottleneckRow, ...]
    durations: tuple[Spread, ...]

    def as_json(self) -> dict[str, Json]:
        """Give head, rows, the rows after the decision, and the durations side by side."""
        return {
            **self.head,
            "rows": [row.as_json() for row in self.rows],
            "after_rows": [row.as_json() for row in self.after_rows],
            "durations": [item.as_json() for item in self.durations],
        }


@dataclass(frozen=True, slots=True)
class StateSum:
    """What the cases of a report come to in one state: the figures of a row before they are given a name."""

    cases: int
    open: int
    total: Duration | None
    placed_us: int
    """The same time at the latest consistent placement, which shares are taken from."""
    waiting_us: int
    median: Percentile = NOT_REACHED
    median_limits: Limits = NO_LIMITS
    p90: Percentile = NOT_REACHED


def bottlenecks(cohort: Cohort) -> Bottlenecks:
    """Say where the days of a cohort went.

    Shares are taken at the latest consistent placement of imprecise moments, as in the ledger, and sum to one.
    """
    before = _by_state((ruler, ruler.seen.shared_visits) for ruler in cohort.rulers)
    later = _by_state((ruler, ruler.seen.later_visits) for ruler in cohort.rulers)
    return drawn_up(cohort.heading, before, later, side_by_side(cohort))


def drawn_up(
    heading: Heading, before: Mapping[str, StateSum], later: Mapping[str, StateSum], durations: tuple[Spread, ...]
) -> Bottlenecks:
    """Draw up the report from what cases come to in each state, before the decision and after it."""
    everything = sum(item.placed_us for item in before.values())
    return Bottlenecks(
        head=heading.head(REPORT),
        rows=_rows(heading, before, everything),
        after_rows=_rows(heading, later, None),
        durations=durations,
    )


@dataclass(frozen=True, slots=True)
class StayInState:
    """What one case adds to a state; ``stay`` is ``None`` where there is nothing to measure with."""

    stay: Stay | None
    open: bool
    placed_us: int
    waiting_us: int


def stays_by_state(ruler: Ruler, visits: Sequence[Visit]) -> dict[str, StayInState]:
    """Add up the stays of a case state by state."""
    found: dict[str, list[Visit]] = {}
    for visit in visits:
        found.setdefault(visit.state, []).append(visit)
    return {state: _in_state(ruler, own) for state, own in found.items()}


def _in_state(ruler: Ruler, visits: Sequence[Visit]) -> StayInState:
    placed_us = waiting_us = 0
    for visit in visits:
        begin, end = ruler.seen.place(visit.entered), ruler.seen.place_end(visit.left)
        owner = owner_of(ruler.seen, visit)
        placed_us += ruler.span_us(begin, end, owner)
        waiting_us += sum(ruler.span_us(low, high, owner) for low, high in waits(ruler.seen, visit))
    still_there = any(visit.left is None for visit in visits)
    return StayInState(stay(ruler, visits), still_there, placed_us, waiting_us)


def _by_state(visits_of: Iterable[tuple[Ruler, tuple[Visit, ...]]]) -> dict[str, StateSum]:
    found: dict[str, list[StayInState]] = {}
    for ruler, visits in visits_of:
        for state, item in stays_by_state(ruler, visits).items():
            found.setdefault(state, []).append(item)
    return {state: _sum(items) for state, items in found.items()}


def _sum(items: Sequence[StayInState]) -> StateSum:
    stays = [item.stay for item in items if item.stay is not None]
    observations = [item.observation for item in stays]
    summed = StateSum(
        cases=len(items),
        open=sum(item.open for item in items),
        total=sum((item.duration for item in stays), start=ZERO) if stays else None,
        placed_us=sum(item.placed_us for item in items),
        waiting_us=sum(item.waiting_us for item in items),
    )
    if not observations:
        return summed
    return replace(
        summed,
        median=percentile(observations, MEDIAN),
        median_limits=limits(observations, MEDIAN),
        p90=percentile(observations, P90),
    )


@once
def waits(seen: SeenCase, visit: Visit) -> tuple[tuple[int, int], ...]:
    """Give the part of a stay that is waiting: all of it in a queue or outside, else while the case is blocked."""
    begin, end = seen.place(visit.entered), seen.place_end(visit.left)
    state = seen.state(visit.state)
    if state is None:
        return ()
    if state.kind in (Kind.QUEUE, Kind.EXTERNAL):
        return ((begin, end),)
    if not seen.case.blockers:
        return ()
    items = tuple(item for way in ways_of(seen, visit) for item in way.items)
    blockers = [item.blocker for item in items if item.blocker is not None]
    blockers.extend(unneeded_blockers(seen, items))
    open_ = united((seen.place(item.opened), seen.place_end(item.cleared)) for item in blockers)
    return within(open_, begin, end)


def _rows(heading: Heading, sums: Mapping[str, StateSum], everything: int | None) -> tuple[BottleneckRow, ...]:
    longest_first = sorted(sums.items(), key=lambda item: (-item[1].placed_us, item[0]))
    return tuple(_row(heading, state, item, everything) for state, item in longest_first)


def _row(heading: Heading, state: str, item: StateSum, everything: int | None) -> BottleneckRow:
    definition = heading.definition_of(state)
    declared = definition.states.get(state)
    owner = "" if declared is None else declared.owner
    waiting = None if declared is None or not item.placed_us else item.waiting_us / item.placed_us
    return BottleneckRow(
        figure=heading.figure(REPORT, state if everything is not None else f"after/{state}", "total_days"),
        state=state,
        owner=owner or UNKNOWN_STATE,
        party=party_of(definition, owner),
        cases=item.cases,
        open=item.open,
        median=item.median,
        median_limits=item.median_limits,
        p90=item.p90,
        total=item.total,
        share=item.placed_us / everything if everything else None,
        wait_share=waiting,
        basis="" if declared is None else _basis(definition, declared.basis),
    )


def _basis(definition: Definition, names: tuple[str, ...]) -> str:
    kinds = {definition.bases[name].kind for name in names if name in definition.bases}
    return ", ".join(kind.value for kind in BasisKind if kind in kinds)
