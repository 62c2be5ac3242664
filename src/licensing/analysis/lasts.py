"""What decided when cases moved on: which need of a stay was complete last, and how much later the others could be.

Elapsed time is the longest path through parallel needs, not their sum: only the need that completes last (or the holder
who had everything) moves the end of a case. Through a link the path goes on in the linked matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from licensing.analysis.casefile import SeenCase
from licensing.analysis.critical import Path, Segment, critical_path, paths
from licensing.analysis.report import Table
from licensing.analysis.scope import Cohort
from licensing.domain.text import Json
from licensing.domain.vocabulary import Party
from licensing.domain.when import DAY_US

REPORT = "critical-path"
HOLDER = "holder"
"""What the path runs over while the owner of the state has everything needed."""
ELSEWHERE = "elsewhere"
"""What it runs over in a linked case."""


@dataclass(frozen=True, slots=True)
class LastRow:
    """One need, or the owner of a state: how often the path ran over it, for how long, and its slack elsewhere."""

    figure: str
    what: str
    """``referral``, ``blocker``, ``link``, ``fact``, ``clock``, ``floor``, ``date``, ``holder`` or ``elsewhere``."""
    name: str
    parties: tuple[Party, ...]
    stays: int
    """Stays that needed it (for a holder: stays on whose path he was)."""
    last: int
    days: float
    share: float | None
    median_slack_days: float | None
    """How much later it could have been complete, where it was not last."""

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "what": self.what,
            "name": self.name,
            "parties": [party.value for party in self.parties],
            "stays": self.stays,
            "last": self.last,
            "last_share": self.last / self.stays if self.stays else None,
            "critical_days": self.days,
            "share": self.share,
            "median_slack_days": self.median_slack_days,
        }


@dataclass
class _Tally:
    parties: dict[Party, None] = field(default_factory=dict)
    stays: int = 0
    last: int = 0
    length_us: int = 0
    slacks: list[float] = field(default_factory=list)


def lasts(cohort: Cohort) -> Table[LastRow]:
    """Say over what the critical path of a cohort ran, longest first."""
    tallies: dict[tuple[str, str], _Tally] = {}
    for seen in cohort.seen:
        for path in paths(seen):
            _count(tallies, path)
        for key, segment in keyed_segments(seen):
            tally = tallies.setdefault(key, _Tally())
            tally.parties[segment.party] = None
            tally.length_us += segment.end_us - segment.start_us
            if key[0] == HOLDER:
                tally.stays += 1
                tally.last += 1
    everything = sum(tally.length_us for tally in tallies.values())
    rows = [_row(cohort, key, tally, everything) for key, tally in tallies.items()]
    return Table(cohort.head(REPORT), tuple(sorted(rows, key=lambda row: (-row.days, row.what, row.name))))


def keyed_segments(seen: SeenCase) -> Iterator[tuple[tuple[str, str], Segment]]:
    """Give the stretches of a case's critical path, each with the row it belongs to: what it ran over, and its name."""
    kinds = {
        (path.visit.state, need.item.name): (need.item.kind, path_of(need.item.name))
        for path in paths(seen)
        for need in path.completions
    }
    for segment in critical_path(seen):
        own = segment.ref == seen.case.ref
        known = kinds.get((segment.state, segment.item)) if own else None
        yield known or (HOLDER if own else ELSEWHERE, path_of(segment.item) or segment.state), segment


def path_of(name: str) -> str:
    """Give the name of a need without the number of the referral or blocker: rows are of kinds, not of instances."""
    return name.partition("#")[0]


def _count(tallies: dict[tuple[str, str], _Tally], path: Path) -> None:
    for need in path.completions:
        tally = tallies.setdefault((need.item.kind, path_of(need.item.name)), _Tally())
        tally.stays += 1
        tally.last += need.critical
        if not need.critical and not need.open:
            tally.slacks.append(need.slack_us / DAY_US)


def _row(cohort: Cohort, key: tuple[str, str], tally: _Tally, everything: int) -> LastRow:
    what, name = key
    return LastRow(
        figure=cohort.figure(REPORT, f"{what}/{name}", "critical_days"),
        what=what,
        name=name,
        parties=tuple(tally.parties),
        stays=tally.stays,
        last=tally.last,
        days=tally.length_us / DAY_US,
        share=tally.length_us / everything if everything else None,
        median_slack_days=_median(tally.slacks),
    )


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None
