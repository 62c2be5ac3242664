"""What decided when cases moved on: which need of a stay was complete last, and how much later the others could be.

Elapsed time is the longest path through parallel needs, not their sum: only the need that completes last (or the holder
who had everything) moves the end of a case. Through a link the path goes on in the linked matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from licensing.analysis.casefile import SeenCase
from licensing.analysis.critical import Segment, critical_path, paths
from licensing.analysis.durations import Spread, side_by_side
from licensing.analysis.heading import Heading
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
class NeedSum:
    """What cases come to at one need, or at the owner of a state; ``slacks_us`` are those of stays it did not end."""

    parties: set[Party] = field(default_factory=set)
    stays: int = 0
    last: int = 0
    length_us: int = 0
    slacks_us: list[int] = field(default_factory=list)

    def add(self, other: NeedSum) -> None:
        """Add what another case comes to."""
        self.parties |= other.parties
        self.stays += other.stays
        self.last += other.last
        self.length_us += other.length_us
        self.slacks_us += other.slacks_us


Key = tuple[str, str]
"""What the path ran over, and its name."""


def lasts(cohort: Cohort) -> Table[LastRow]:
    """Say over what the critical path of a cohort ran, longest first."""
    sums: dict[Key, NeedSum] = {}
    for seen in cohort.seen:
        for key, own in needs_of(seen).items():
            sums.setdefault(key, NeedSum()).add(own)
    medians = {key: median(item.slacks_us) for key, item in sums.items() if item.slacks_us}
    return drawn_up(cohort.heading, sums, medians, side_by_side(cohort))


def drawn_up(
    heading: Heading, sums: Mapping[Key, NeedSum], slacks_us: Mapping[Key, float], durations: tuple[Spread, ...]
) -> Table[LastRow]:
    """Draw up the report from what cases come to at each need, and the median slack of each that had any."""
    everything = sum(item.length_us for item in sums.values())
    rows = [
        LastRow(
            figure=heading.figure(REPORT, f"{what}/{name}", "critical_days"),
            what=what,
            name=name,
            parties=tuple(party for party in Party if party in item.parties),
            stays=item.stays,
            last=item.last,
            days=item.length_us / DAY_US,
            share=item.length_us / everything if everything else None,
            median_slack_days=slacks_us[what, name] / DAY_US if (what, name) in slacks_us else None,
        )
        for (what, name), item in sums.items()
    ]
    return Table(heading.head(REPORT), tuple(sorted(rows, key=lambda row: (-row.days, row.what, row.name))), durations)


def needs_of(seen: SeenCase) -> dict[Key, NeedSum]:
    """Give what one case comes to at everything that its stays needed, and at everyone its path ran over."""
    found: dict[Key, NeedSum] = {}
    for path in paths(seen):
        for need in path.completions:
            own = found.setdefault((need.item.kind, path_of(need.item.name)), NeedSum())
            own.stays += 1
            own.last += need.critical
            if not need.critical and not need.open:
                own.slacks_us.append(need.slack_us)
    for key, segment in keyed_segments(seen):
        own = found.setdefault(key, NeedSum())
        own.parties.add(segment.party)
        own.length_us += segment.end_us - segment.start_us
        if key[0] == HOLDER:
            own.stays += 1
            own.last += 1
    return found


def keyed_segments(seen: SeenCase) -> Iterator[tuple[Key, Segment]]:
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
