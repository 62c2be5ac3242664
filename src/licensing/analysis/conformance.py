"""Whether cases kept to the rules: moves that no rule allows, and every legal limit of time met, missed and extended.

An extension (an exclusion from a clock) excuses: a limit is missed only where it ran out with everything left out that
the law leaves out; the days left out, and by what, stand beside.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from licensing.analysis.casefile import SeenCase
from licensing.analysis.report import Table
from licensing.analysis.scope import Cohort
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
class _Tally:
    basis: str = ""
    refs: set[str] = field(default_factory=set)
    instances: int = 0
    kept: int = 0
    missed: int = 0
    running: int = 0
    excess: list[int] = field(default_factory=list)
    excluded: int = 0
    causes: Counter[str] = field(default_factory=Counter)


def conformance(cohort: Cohort) -> Table[RuleRow]:
    """Say which rules the cases of a cohort kept: clocks by what was missed, then moves outside the definition."""
    tallies: dict[tuple[str, str], _Tally] = {}
    for seen in cohort.seen:
        view = View(seen.definition, seen.case, seen.until(None, seen.case.opened), seen.file.linked)
        for name, clock in seen.definition.clocks.items():
            if clock.kind in _JUDGED:
                for item in readings_of(view, name):
                    tally = tallies.setdefault((clock.kind.value, name), _Tally())
                    tally.basis = cites(seen, clock.basis)
                    _add(tally, seen, view, item)
        for rule in _strange_moves(seen):
            tally = tallies.setdefault(("move", rule), _Tally())
            tally.refs.add(seen.case.ref)
            tally.instances += 1
            tally.missed += 1
    rows = [
        RuleRow(
            figure=cohort.figure(REPORT, f"{what}/{rule}", "missed"),
            what=what,
            rule=rule,
            basis=tally.basis,
            cases=len(tally.refs),
            instances=tally.instances,
            kept=tally.kept,
            missed=tally.missed,
            running=tally.running,
            excess_days=sum(tally.excess),
            median_excess_days=median(tally.excess) if tally.excess else None,
            excluded_days=tally.excluded,
            excluded_by=tuple(sorted(tally.causes.items(), key=lambda item: (-item[1], item[0]))),
        )
        for (what, rule), tally in tallies.items()
    ]
    rows.sort(key=lambda row: (row.what == "move", -row.missed, -row.excess_days, row.rule))
    return Table(cohort.head(REPORT), tuple(rows))


def cites(seen: SeenCase, names: tuple[str, ...]) -> str:
    """Give the citations of bases."""
    return "; ".join(seen.definition.bases[name].cite for name in names if name in seen.definition.bases)


def _add(tally: _Tally, seen: SeenCase, view: View, item: ClockReading) -> None:
    tally.refs.add(seen.case.ref)
    tally.instances += 1
    tally.running += item.state in _RUNNING
    missed = item.state in _MISSED
    tally.missed += missed
    tally.kept += not missed and item.state not in _RUNNING
    tally.excluded += item.excluded_days
    for stretch in item.excluded:
        tally.causes[stretch.cause] += (stretch.until - stretch.after).days
    if missed and item.due_day is not None:
        end = (item.stopped or view.when).local_day(view.zone)
        tally.excess.append(max(0, (end - item.due_day).days))


def _strange_moves(seen: SeenCase) -> list[str]:
    """Give the moves of a case that are no transition of its definition, and the stretches nobody saw."""
    found, transitions = [], seen.definition.transitions
    for before, visit in zip((None, *seen.case.visits), seen.case.visits, strict=False):
        if visit.state == UNKNOWN_STATE:
            found.append("nobody saw it")
        elif before is not None and before.state != UNKNOWN_STATE and visit.entered_by not in transitions:
            found.append(f"{before.state} to {visit.state}")
    return found
