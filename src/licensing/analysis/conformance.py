"""Whether cases kept to the rules: moves that no rule allows, and every legal limit of time met, missed and extended.

An extension (an exclusion from a clock) excuses: a limit is missed only where it ran out with everything left out that
the law leaves out; the days left out, and by what, stand beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import Spread, side_by_side
from licensing.analysis.heading import Heading, newest
from licensing.analysis.report import Table
from licensing.analysis.scope import Cohort
from licensing.definitions.definition import Definition
from licensing.domain.text import Json
from licensing.domain.vocabulary import UNKNOWN_STATE, ClockKind
from licensing.engine.clocks import ClockReading, ClockState, readings_of
from licensing.engine.conditions import View

REPORT = "conformance"
_JUDGED = (ClockKind.CEILING, ClockKind.DUTY, ClockKind.WINDOW)
_MISSED = (ClockState.BREACHED, ClockState.DUE, ClockState.LAPSED)
_RUNNING = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: a clock with its instances, or a kind of move that the definition does not have.

    ``missed`` counts limits that ran out; of a window, whose end is lawful, it counts defaults. Days are those beyond
    the limit, and those that exclusions left out.
    """

    figure: str
    what: str
    """``ceiling``, ``duty``, ``window`` or ``move``."""
    rule: str
    basis: str
    cases: int
    instances: int
    kept: int
    missed: int
    running: int
    excess_days: int
    median_excess_days: float | None
    excluded_days: int
    excluded_by: tuple[tuple[str, int], ...]

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "what": self.what,
            "rule": self.rule,
            "basis": self.basis,
            "cases": self.cases,
            "instances": self.instances,
            "kept": self.kept,
            "missed": self.missed,
            "running": self.running,
            "excess_days": self.excess_days,
            "median_excess_days": self.median_excess_days,
            "excluded_days": self.excluded_days,
            "excluded_by": dict(self.excluded_by),
        }


@dataclass
class RuleSum:
    """What cases come to under one rule; ``excess`` are the days beyond each limit that ran out."""

    cases: int = 0
    instances: int = 0
    kept: int = 0
    missed: int = 0
    running: int = 0
    excluded: int = 0
    excess: list[int] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)

    def add(self, other: RuleSum) -> None:
        """Add what another case, or another instance of the clock, comes to."""
        self.cases += other.cases
        self.instances += other.instances
        self.kept += other.kept
        self.missed += other.missed
        self.running += other.running
        self.excluded += other.excluded
        self.excess += other.excess
        self.causes.update(other.causes)


Rule = tuple[str, str]
"""Kind of a clock and its name, or ``move`` and what was done."""


def conformance(cohort: Cohort) -> Table[RuleRow]:
    """Say which rules the cases of a cohort kept: clocks by what was missed, then moves outside the definition."""
    sums: dict[Rule, RuleSum] = {}
    for seen in cohort.seen:
        for rule, own in rules_met(seen).items():
            sums.setdefault(rule, RuleSum()).add(own)
    return drawn_up(cohort.heading, sums, side_by_side(cohort))


def drawn_up(heading: Heading, sums: Mapping[Rule, RuleSum], durations: tuple[Spread, ...]) -> Table[RuleRow]:
    """Draw up the report from what cases come to under each rule."""
    rows = [
        RuleRow(
            figure=heading.figure(REPORT, f"{what}/{rule}", "missed"),
            what=what,
            rule=rule,
            basis=_cited(heading, rule),
            cases=item.cases,
            instances=item.instances,
            kept=item.kept,
            missed=item.missed,
            running=item.running,
            excess_days=sum(item.excess),
            median_excess_days=median(item.excess) if item.excess else None,
            excluded_days=item.excluded,
            excluded_by=tuple(sorted(item.causes.items(), key=lambda cause: (-cause[1], cause[0]))),
        )
        for (what, rule), item in sums.items()
    ]
    rows.sort(key=lambda row: (row.what == "move", -row.missed, -row.excess_days, row.rule))
    return Table(heading.head(REPORT), tuple(rows), durations)


def _cited(heading: Heading, clock: str) -> str:
    """Give the citations of a clock in the newest version that has it; a move has none."""
    having = [item for item in heading.definitions if clock in item.clocks]
    return cites(newest(having), newest(having).clocks[clock].basis) if having else ""


def cites(definition: Definition, names: tuple[str, ...]) -> str:
    """Give the citations of bases."""
    return "; ".join(definition.bases[name].cite for name in names if name in definition.bases)


def rules_met(seen: SeenCase) -> dict[Rule, RuleSum]:
    """Give what one case comes to under every rule that it met."""
    found: dict[Rule, RuleSum] = {}
    view = View(seen.definition, seen.case, seen.until(None, seen.case.opened), seen.file.linked)
    for name, clock in seen.definition.clocks.items():
        if clock.kind in _JUDGED:
            for item in readings_of(view, name):
                found.setdefault((clock.kind.value, name), RuleSum(cases=1)).add(_judged(view, item))
    for move in _strange_moves(seen):
        found.setdefault(("move", move), RuleSum(cases=1)).add(RuleSum(instances=1, missed=1))
    return found


def _judged(view: View, item: ClockReading) -> RuleSum:
    running, missed = item.state in _RUNNING, item.state in _MISSED
    causes: Counter[str] = Counter()
    for stretch in item.excluded:
        causes[stretch.cause] += (stretch.until - stretch.after).days
    excess = []
    if missed and item.due_day is not None:
        end = (item.stopped or view.when).local_day(view.zone)
        excess.append(max(0, (end - item.due_day).days))
    return RuleSum(0, 1, int(not missed and not running), int(missed), int(running), item.excluded_days, excess, causes)


def _strange_moves(seen: SeenCase) -> list[str]:
    """Give the moves of a case that are no transition of its definition, and the stretches nobody saw."""
    found, transitions = [], seen.definition.transitions
    for before, visit in zip((None, *seen.case.visits), seen.case.visits, strict=False):
        if visit.state == UNKNOWN_STATE:
            found.append("nobody saw it")
        elif before is not None and before.state != UNKNOWN_STATE and visit.entered_by not in transitions:
            found.append(f"{before.state} to {visit.state}")
    return found
