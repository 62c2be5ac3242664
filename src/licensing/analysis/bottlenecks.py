"""Where the days go: for every state how many cases, how long, what share of all the time, how much of it waiting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import MEDIAN, P90, Spread, Stay, owner_of, percentile_json, side_by_side, stay
from licensing.analysis.items import ways_of
from licensing.analysis.ledger import unneeded_blockers
from licensing.analysis.report import limits_json
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.stretches import united, within
from licensing.analysis.survival import NOT_REACHED, Limits, Percentile, limits, percentile
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


def bottlenecks(cohort: Cohort) -> Bottlenecks:
    """Say where the days of a cohort went.

    Shares are taken at the latest consistent placement of imprecise moments, as in the ledger, and sum to one.
    """
    before = _by_state((ruler, ruler.seen.shared_visits) for ruler in cohort.rulers)
    later = _by_state((ruler, ruler.seen.later_visits) for ruler in cohort.rulers)
    everything = sum(tally.total_us for tally in before.values())
    return Bottlenecks(
        head=cohort.head(REPORT),
        rows=_rows(cohort, before, everything),
        after_rows=_rows(cohort, later, None),
        durations=side_by_side(cohort),
    )


@dataclass
class _Tally:
    """What is added up for a state, one case after the other."""

    stays: list[Stay] = field(default_factory=list)
    cases: int = 0
    open: int = 0
    total_us: int = 0
    waiting_us: int = 0

    def add(self, ruler: Ruler, visits: list[Visit]) -> None:
        self.cases += 1
        self.open += any(visit.left is None for visit in visits)
        measured = stay(ruler, visits)
        if measured is not None:
            self.stays.append(measured)
        for visit in visits:
            begin, end = ruler.seen.place(visit.entered), ruler.seen.place_end(visit.left)
            owner = owner_of(ruler.seen, visit)
            self.total_us += ruler.span_us(begin, end, owner)
            self.waiting_us += sum(ruler.span_us(low, high, owner) for low, high in _waits(ruler.seen, visit))


def _by_state(visits_of: Iterable[tuple[Ruler, tuple[Visit, ...]]]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for ruler, visits in visits_of:
        for state in dict.fromkeys(visit.state for visit in visits):
            tallies.setdefault(state, _Tally()).add(ruler, [visit for visit in visits if visit.state == state])
    return tallies


def _waits(seen: SeenCase, visit: Visit) -> tuple[tuple[int, int], ...]:
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


def _rows(cohort: Cohort, tallies: dict[str, _Tally], everything: int | None) -> tuple[BottleneckRow, ...]:
    rows = [_row(cohort, state, tally, everything) for state, tally in tallies.items()]
    order = {row.state: tallies[row.state].total_us for row in rows}
    return tuple(sorted(rows, key=lambda row: (-order[row.state], row.state)))


def _row(cohort: Cohort, state: str, tally: _Tally, everything: int | None) -> BottleneckRow:
    definition = _definition_of(cohort, state)
    declared = definition.states.get(state)
    owner = "" if declared is None else declared.owner
    observations = [item.observation for item in tally.stays]
    total = sum((item.duration for item in tally.stays), start=ZERO)
    waiting = None if declared is None or not tally.total_us else tally.waiting_us / tally.total_us
    return BottleneckRow(
        figure=cohort.figure(REPORT, state if everything is not None else f"after/{state}", "total_days"),
        state=state,
        owner=owner or UNKNOWN_STATE,
        party=party_of(definition, owner),
        cases=tally.cases,
        open=tally.open,
        median=percentile(observations, MEDIAN) if observations else NOT_REACHED,
        median_limits=limits(observations, MEDIAN),
        p90=percentile(observations, P90) if observations else NOT_REACHED,
        total=total if tally.stays else None,
        share=tally.total_us / everything if everything else None,
        wait_share=waiting,
        basis="" if declared is None else _basis(definition, declared.basis),
    )


def _definition_of(cohort: Cohort, state: str) -> Definition:
    """Give the newest definition that has a state."""
    having = [seen.definition for seen in cohort.seen if state in seen.definition.states]
    return max(having, key=lambda item: item.version.in_force_from, default=cohort.definition)


def _basis(definition: Definition, names: tuple[str, ...]) -> str:
    kinds = {definition.bases[name].kind for name in names if name in definition.bases}
    return ", ".join(kind.value for kind in BasisKind if kind in kinds)
