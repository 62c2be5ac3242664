"""The ways cases went: every sequence of states from opening to end, by how many cases went so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import MEDIAN, Spread, Stay, percentile_json, side_by_side, whole
from licensing.analysis.heading import Heading
from licensing.analysis.report import Table
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import NOT_REACHED, Percentile, percentile
from licensing.domain.text import Json, canonical, digest

REPORT = "variants"
_DIGITS = 8
Way = tuple[tuple[str, ...], str]
"""States in order, and the label of the outcome."""


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


@dataclass(frozen=True, slots=True)
class WaySum:
    """What the cases that went one way come to; ``example`` is the first of them by reference."""

    cases: int
    median: Percentile
    example: str


def variants(cohort: Cohort) -> Table[VariantRow]:
    """Give the ways the cases of a cohort went, the most frequent first."""
    found: dict[Way, list[tuple[SeenCase, Stay | None]]] = {}
    for ruler in cohort.rulers:
        seen = ruler.seen
        found.setdefault(way_of(seen), []).append((seen, whole(Ruler(seen, ruler.measure, ruler.clock))))
    return drawn_up(cohort.heading, {way: _sum(cases) for way, cases in found.items()}, side_by_side(cohort))


def drawn_up(heading: Heading, sums: Mapping[Way, WaySum], durations: tuple[Spread, ...]) -> Table[VariantRow]:
    """Draw up the report from what the cases of each way come to."""
    everyone = sum(item.cases for item in sums.values())
    rows = [
        VariantRow(
            figure=heading.figure(REPORT, name_of(states, ended), "cases"),
            states=states,
            ended=ended,
            cases=item.cases,
            share=item.cases / everyone,
            median=item.median,
            example=item.example,
        )
        for (states, ended), item in sums.items()
    ]
    return Table(
        heading.head(REPORT), tuple(sorted(rows, key=lambda row: (-row.cases, row.states, row.ended))), durations
    )


def way_of(seen: SeenCase) -> Way:
    """Give the states of a case in order, and the label of its outcome."""
    return tuple(visit.state for visit in seen.case.visits), seen.case.outcome_label


def name_of(states: tuple[str, ...], ended: str) -> str:
    """Name a way by a digest of its states and end."""
    return digest(canonical([*states, ended]))[:_DIGITS]


def _sum(cases: Sequence[tuple[SeenCase, Stay | None]]) -> WaySum:
    observations = [item.observation for _, item in cases if item is not None]
    return WaySum(
        cases=len(cases),
        median=percentile(observations, MEDIAN) if observations else NOT_REACHED,
        example=min(seen.case.ref for seen, _ in cases),
    )
