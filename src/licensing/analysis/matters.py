"""One story, three times: on the official clock, with the agencies, and for the applicant from first to last day.

A case that is returned and filed again starts the official clock anew. So official averages can fall while applicants
wait longer; the difference is what this report shows. Series whose clocks are defined differently are never joined:
each has its own rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import MEDIAN, P90, Spread, Stay, chains, of_matter, percentile_json, side_by_side
from licensing.analysis.heading import Heading, same_clock
from licensing.analysis.ledger import slices
from licensing.analysis.report import Table
from licensing.analysis.ruler import Measure, Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import Percentile, percentile
from licensing.definitions.definition import Definition
from licensing.domain.text import Json, canonical, digest
from licensing.domain.vocabulary import Party
from licensing.domain.when import Duration

REPORT = "matters"
AGENCIES = (Party.DECIDING_AGENCY, Party.OTHER_AGENCY)
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One way to count the days of matters, over those whose cases define the headline clock alike."""

    figure: str
    counted: str
    """``official`` (the newest case on the clock), ``agency-held`` or ``elapsed`` (both over all its cases)."""
    clock: str
    """Fingerprint of the clock's definition; empty where the law has none."""
    matters: int
    refiled: int
    """Matters of more than one case."""
    open: int
    median: Percentile
    p90: Percentile

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "counted": self.counted,
            "clock_fingerprint": self.clock or None,
            "matters": self.matters,
            "refiled": self.refiled,
            "open": self.open,
            **percentile_json("median", self.median),
            **percentile_json("p90", self.p90),
        }


@dataclass(frozen=True, slots=True)
class CountedSum:
    """What matters come to, counted in one way."""

    matters: int
    refiled: int
    open: int
    median: Percentile
    p90: Percentile


def matters(cohort: Cohort) -> Table[MatterRow]:
    """Count the days of every matter of a cohort in three ways, one series for each definition of the clock."""
    series: dict[str, list[list[SeenCase]]] = {}
    for chain in chains(cohort.seen):
        series.setdefault(fingerprint(chain[-1].definition, cohort.clock), []).append(chain)
    sums = {clock: _counted(found, cohort.clock) for clock, found in series.items()}
    return drawn_up(cohort.heading, sums, side_by_side(cohort))


def drawn_up(
    heading: Heading, sums: Mapping[str, Mapping[str, CountedSum]], durations: tuple[Spread, ...]
) -> Table[MatterRow]:
    """Draw up the report from what matters come to: by the fingerprint of the clock, and by how they are counted."""
    rows = [
        MatterRow(
            figure=heading.figure(REPORT, f"{name}/{clock}" if clock else name, "median_days"),
            counted=name,
            clock=clock,
            matters=item.matters,
            refiled=item.refiled,
            open=item.open,
            median=item.median,
            p90=item.p90,
        )
        for clock, counted in sorted(sums.items())
        for name, item in counted.items()
    ]
    return Table(heading.head(REPORT), tuple(rows), durations)


def fingerprint(definition: Definition, clock: str | None) -> str:
    """Name what a clock counts under a definition; empty where it has no such clock."""
    rule = None if clock is None else same_clock(definition, clock)
    return "" if rule is None else digest(canonical(rule))[:_DIGITS]


def _counted(found: list[list[SeenCase]], clock: str | None) -> dict[str, CountedSum]:
    counted: dict[str, list[Stay | None]] = {
        "official": [_official(chain[-1], clock) for chain in found],
        "agency-held": [_held(chain) for chain in found],
        "elapsed": [of_matter(chain) for chain in found],
    }
    refiled = sum(len(chain) > 1 for chain in found)
    known = {name: [item for item in stays if item is not None] for name, stays in counted.items()}
    return {name: _sum(stays, refiled) for name, stays in known.items() if stays}


def _sum(stays: list[Stay], refiled: int) -> CountedSum:
    observations = [item.observation for item in stays]
    return CountedSum(
        matters=len(stays),
        refiled=refiled,
        open=sum(item.open for item in stays),
        median=percentile(observations, MEDIAN),
        p90=percentile(observations, P90),
    )


def _official(last: SeenCase, clock: str | None) -> Stay | None:
    """Count the newest case on its clock, as its agency would."""
    measured = Ruler(last, Measure.ON_CLOCK, clock).between(last.case.opened, last.over, "")
    return None if measured is None else Stay(measured, last.decided is None)


def _held(chain: list[SeenCase]) -> Stay:
    """Count the time that agencies held the cases of a matter."""
    held = sum(item.length_us for seen in chain for item in slices(seen) if item.party in AGENCIES)
    return Stay(Duration(held, held), chain[-1].decided is None)
