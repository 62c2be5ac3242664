"""The ways cases went: every sequence of states from opening to end, by how many cases went so."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import MEDIAN, Stay, percentile_json, whole
from licensing.analysis.report import Table
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import NOT_REACHED, Percentile, percentile
from licensing.domain.text import Json, canonical, digest

REPORT = "variants"
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One way: its states in order, the cases that went so, and how long those took to a decision."""

    figure: str
    states: tuple[str, ...]
    ended: str
    """The label of the outcome; empty for cases under way."""
    cases: int
    share: float
    median: Percentile
    example: str

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "states": list(self.states),
            "ended": self.ended or None,
            "cases": self.cases,
            "share": self.share,
            **percentile_json("median", self.median),
            "example": self.example,
        }


def variants(cohort: Cohort) -> Table[VariantRow]:
    """Give the ways the cases of a cohort went, the most frequent first."""
    found: dict[tuple[tuple[str, ...], str], list[tuple[SeenCase, Stay | None]]] = {}
    for ruler in cohort.rulers:
        seen = ruler.seen
        found.setdefault(way_of(seen), []).append((seen, whole(Ruler(seen, ruler.measure, ruler.clock))))
    rows = [_row(cohort, states, ended, cases) for (states, ended), cases in found.items()]
    return Table(cohort.head(REPORT), tuple(sorted(rows, key=lambda row: (-row.cases, row.states, row.ended))))


def way_of(seen: SeenCase) -> tuple[tuple[str, ...], str]:
    """Give the states of a case in order, and the label of its outcome."""
    return tuple(visit.state for visit in seen.case.visits), seen.case.outcome_label


def name_of(states: tuple[str, ...], ended: str) -> str:
    """Name a way by a digest of its states and end."""
    return digest(canonical([*states, ended]))[:_DIGITS]


def _row(cohort: Cohort, states: tuple[str, ...], ended: str, cases: list[tuple[SeenCase, Stay | None]]) -> VariantRow:
    observations = [item.observation for _, item in cases if item is not None]
    return VariantRow(
        figure=cohort.figure(REPORT, name_of(states, ended), "cases"),
        states=states,
        ended=ended,
        cases=len(cases),
        share=len(cases) / len(cohort.seen),
        median=percentile(observations, MEDIAN) if observations else NOT_REACHED,
        example=min(seen.case.ref for seen, _ in cases),
    )
