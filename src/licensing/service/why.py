"""Why a figure is what it is: its definition, its cases, their events with digests, and the law behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from licensing.analysis.catalog import maker
from licensing.analysis.figure import Figure
from licensing.analysis.origin import Piece, bases, pieces
from licensing.analysis.ruler import Measure, Ruler
from licensing.analysis.scope import Cohort, Scope
from licensing.analysis.trend import Every, trend
from licensing.analysis.waits import Row, survival
from licensing.definitions.base import Basis
from licensing.domain.errors import FigureGone, NoCases
from licensing.domain.event import Event
from licensing.domain.text import Json
from licensing.domain.vocabulary import BasisKind
from licensing.domain.when import DAY_US, from_us, tighten
from licensing.engine.clocks import readings_of
from licensing.engine.conditions import View
from licensing.engine.evolve import effective
from licensing.service.days import end_at_home
from licensing.service.reports import cohorts
from licensing.store.database import Database
from licensing.store.unit import Reading

MOST_CASES = 5
NO_SOURCE = "assumption, no legal source"
SENTENCES = {
    "bottlenecks": "The days that cases spent in this state, all stays of a case together; open ones to the as-of day.",
    "blockers": "The days this was open in all cases; beside them the days the cases would have saved without it.",
    "ledger": "The days of all cases, opening to decision, that went to this party; every instant goes to one party.",
    "survival": "The duration by which this share of cases has left, open ones counted as long as they have lasted.",
    "critical-path": "The days on which the end of a stay hung on this: it was complete last, or the holder had all.",
    "referrals": "The days on which the end of a stay hung on the answer of this body.",
    "variants": "The cases that went through exactly these states in this order to this end.",
    "rework": "The days of rounds beyond the first, of questions, or from a first decision to that after filing again.",
    "handoffs": "The days that cases lay in queues of the second owner right after the first had handed them on.",
    "conformance": "How often this limit of time ran out, with everything left out that the law leaves out.",
    "matters": "The days of a matter, counted in this way over all of its cases.",
    "trend": "The durations of cases filed (or decided) in this period; open ones counted as long as they have lasted.",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a case behind a figure, with the events at its two ends."""

    what: str
    start: str
    end: str
    days: float
    events: tuple[tuple[int, str, str, str], ...]
    """Number, type, moment and digest."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One case behind a figure, by how many of its days it gave; ``clock`` says what the report's clock counted."""

    ref: str
    days: float
    share: float | None
    stretches: tuple[Stretch, ...]
    clock: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The whole way back from a figure."""

    figure: Figure
    sentence: str
    head: dict[str, Json]
    row: dict[str, Json]
    cases: int
    weights: tuple[Weight, ...]
    bases: tuple[Basis, ...]

    @property
    def sourced(self) -> bool:
        """Say whether any text of law, guidance or practice stands behind the figure."""
        return any(basis.kind is not BasisKind.ASSUMPTION for basis in self.bases)

    def as_json(self) -> dict[str, Json]:
        """Give everything; ``bases`` is empty where nothing but an assumption stands behind the figure."""
        return {
            "figure": str(self.figure),
            "sentence": self.sentence,
            "head": self.head,
            "row": self.row,
            "cases": self.cases,
            "weights": [
                {
                    "ref": item.ref,
                    "days": item.days,
                    "share": item.share,
                    "stretches": [
                        {
                            "what": stretch.what,
                            "from": stretch.start,
                            "to": stretch.end,
                            "days": stretch.days,
                            "events": [
                                {"seq": seq, "type": kind, "when": when, "digest": digest}
                                for seq, kind, when, digest in stretch.events
                            ],
                        }
                        for stretch in item.stretches
                    ],
                    "clock": list(item.clock),
                }
                for item in self.weights
            ],
            "bases": [basis.model_dump(mode="json") for basis in self.bases],
            "source": None if self.sourced else NO_SOURCE,
        }


def why(database: Database, text: str, scope: Scope, *, by: str = "", recorded_until_us: int | None = None) -> Why:
    """Walk back from a figure, as ``report --ids`` prints it.

    Raises ``UsageError`` for a text that names no figure or no report, and :class:`FigureGone` where the cases, as the
    options choose them, are not those the figure was made from.
    """
    figure = Figure.parse(text)
    maker(figure.report)
    _, _, counted = figure.column.partition(".")
    kind, _, clock = counted.partition(".")
    measured = Scope(
        as_of=scope.as_of,
        measure=Measure(kind) if kind in set(Measure) else Measure.ELAPSED,
        clock=clock or scope.clock,
        since=scope.since,
        until=scope.until,
    )
    cohort = _cohort(database, figure, measured, by, recorded_until_us)
    row, head = _row(cohort, figure)
    with database.reading() as unit:
        return _walk_back(unit, cohort, figure, head, row)


def _cohort(database: Database, figure: Figure, scope: Scope, by: str, recorded_until_us: int | None) -> Cohort:
    gone = FigureGone(
        f"the cases of {figure.process} are not those that {figure} was made from.",
        next_step="Give the options of that report (--since, --as-of, --by ...), or print its figures anew with --ids.",
    )
    try:
        for cohort in cohorts(database, figure.process, scope, recorded_until_us=recorded_until_us):
            for part in cohort.by(by) if by else (cohort,):
                if part.snapshot == figure.snapshot:
                    return part
    except NoCases as fault:
        raise gone from fault
    raise gone


def _row(cohort: Cohort, figure: Figure) -> tuple[dict[str, Json], dict[str, Json]]:
    for report in _reports(cohort, figure):
        for row in _rows(report):
            if row["figure"] == str(figure):
                head = {name: value for name, value in report.items() if not isinstance(value, list | dict)}
                return row, head
    raise FigureGone(f"no report has a row for {figure}.", next_step="Print the figures with --ids.")


def _reports(cohort: Cohort, figure: Figure) -> Iterator[dict[str, Json]]:
    """Make the report of a figure; the options that its row tells are tried in turn."""
    if figure.report == "survival":
        asked = Row.parse(figure.row)
        stock = end_at_home(asked.stock_on or None, "stock", figure.process)
        yield survival(cohort, state=asked.state, stock_on=stock, still_after=asked.still_after).as_json()
    elif figure.report == "trend":
        yield from (trend(cohort, every).as_json() for every in Every)
    else:
        yield maker(figure.report)(cohort).as_json()


def _rows(report: dict[str, Json]) -> Iterator[dict[str, Json]]:
    for section in ("rows", "after_rows", "pairs"):
        rows = report.get(section)
        yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _walk_back(unit: Reading, cohort: Cohort, figure: Figure, head: dict[str, Json], row: dict[str, Json]) -> Why:
    weighed: list[tuple[float, Ruler, tuple[Piece, ...]]] = []
    found: dict[str, Basis] = {}
    for ruler in cohort.rulers:
        own = pieces(ruler, figure.report, figure.row)
        if own:
            length_us = sum(ruler.span_us(piece.start_us, piece.end_us, piece.owner) for piece in own)
            weighed.append((length_us / DAY_US, ruler, own))
            found |= bases(ruler.seen, own)
    everything = sum(days for days, _, _ in weighed)
    weighed.sort(key=lambda item: (-item[0], item[1].seen.case.ref))
    return Why(
        figure=figure,
        sentence=SENTENCES[figure.report],
        head=head,
        row=row,
        cases=len(weighed),
        weights=tuple(
            Weight(
                ruler.seen.case.ref,
                days,
                days / everything if everything else None,
                tuple(_stretch(unit, ruler, piece) for piece in own),
                tuple(_clock(ruler, cohort.clock)),
            )
            for days, ruler, own in weighed[:MOST_CASES]
        ),
        bases=tuple(found.values()),
    )


def _stretch(unit: Reading, ruler: Ruler, piece: Piece) -> Stretch:
    seen = ruler.seen
    events = unit.events(seen.case.ref)
    standing = effective(events)
    moments = tighten([event.when for event in standing])
    at_ends = tuple(
        _named(unit, seen.case.ref, event, events)
        for event, when in zip(standing, moments, strict=True)
        if seen.place(when) in (piece.start_us, piece.end_us)
    )
    length_us = ruler.span_us(piece.start_us, piece.end_us, piece.owner)
    days = (f"{from_us(at - 1 if seen.placement.zone else at):%Y-%m-%d}" for at in (piece.start_us, piece.end_us))
    start, end = days
    return Stretch(piece.what, start, end, length_us / DAY_US, at_ends)


def _named(unit: Reading, ref: str, event: Event, events: tuple[Event, ...]) -> tuple[int, str, str, str]:
    """Name an event by its number and digest; one that a correction put in place goes by that correction's digest."""
    recorded = event if any(item is event for item in events) else events[-1]
    if recorded is not event:
        recorded = next(item for item in reversed(events) if getattr(item.body, "history", None) is not None)
    return event.seq, type(event.body).__name__, str(event.when), unit.digest_at(ref, recorded.seq)


def _clock(ruler: Ruler, clock: str | None) -> Iterator[str]:
    """Say in words what the clock of the report counted in a case, and what it left out."""
    seen = ruler.seen
    if clock is None or clock not in seen.definition.clocks:
        return
    view = View(seen.definition, seen.case, seen.until(None, seen.case.opened), seen.file.linked)
    for item in readings_of(view, clock):
        yield (
            f"{item.instance}: {item.state.value}, {item.counted_days} days counted, {item.excluded_days} left out,"
            f" due {item.due_day or 'never'}"
        )
        for stretch in item.excluded:
            first, cause = stretch.after + timedelta(days=1), stretch.cause
            yield f"  left out {first} to {stretch.until}: {cause} ({', '.join(stretch.basis)})"
