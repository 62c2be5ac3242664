"""Who hands cases to whom, how often they come back, and how long they lie before anybody takes them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, takewhile

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import Spread, owner_of, side_by_side
from licensing.analysis.heading import Heading
from licensing.analysis.report import Table
from licensing.analysis.ruler import Ruler, working_calendar
from licensing.analysis.scope import Cohort
from licensing.domain.case import Visit
from licensing.domain.text import Json
from licensing.domain.vocabulary import Kind
from licensing.domain.when import DAY_US

REPORT = "handoffs"


@dataclass(frozen=True, slots=True)
class HandoffRow:
    """From one owner to another: how often, in how many cases, how often straight back, and the queue behind it."""

    figure: str
    giver: str
    taker: str
    cases: int
    handoffs: int
    returns: int
    """Handoffs that the taker's next one took back."""
    queued_days: float
    """Days that cases lay in queues of the taker right after the handoff."""
    closed_days: float
    """Days among them on which the taker's office was closed."""

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "from": self.giver,
            "to": self.taker,
            "cases": self.cases,
            "handoffs": self.handoffs,
            "returns": self.returns,
            "queued_days": self.queued_days,
            "closed_days": self.closed_days,
        }


@dataclass
class HandoffSum:
    """What cases come to between one owner and another."""

    cases: int = 0
    handoffs: int = 0
    returns: int = 0
    queued_us: int = 0
    closed_us: int = 0

    def add(self, other: HandoffSum) -> None:
        """Add what another case comes to."""
        self.cases += other.cases
        self.handoffs += other.handoffs
        self.returns += other.returns
        self.queued_us += other.queued_us
        self.closed_us += other.closed_us


Pair = tuple[str, str]
"""Who gave, and who took."""


def handoffs(cohort: Cohort) -> Table[HandoffRow]:
    """Give the handoffs of a cohort before its decisions, the longest queues first."""
    sums: dict[Pair, HandoffSum] = {}
    for ruler in cohort.rulers:
        for pair, own in handed_on(ruler).items():
            sums.setdefault(pair, HandoffSum()).add(own)
    return drawn_up(cohort.heading, sums, side_by_side(cohort))


def drawn_up(heading: Heading, sums: Mapping[Pair, HandoffSum], durations: tuple[Spread, ...]) -> Table[HandoffRow]:
    """Draw up the report from what cases come to between each two owners."""
    rows = [
        HandoffRow(
            figure=heading.figure(REPORT, f"{giver}>{taker}", "queued_days"),
            giver=giver,
            taker=taker,
            cases=item.cases,
            handoffs=item.handoffs,
            returns=item.returns,
            queued_days=item.queued_us / DAY_US,
            closed_days=item.closed_us / DAY_US,
        )
        for (giver, taker), item in sums.items()
    ]
    rows.sort(key=lambda row: (-row.queued_days, -row.handoffs, row.giver, row.taker))
    return Table(heading.head(REPORT), tuple(rows), durations)


def handed_on(ruler: Ruler) -> dict[Pair, HandoffSum]:
    """Give what one case comes to between each two owners."""
    found: dict[Pair, HandoffSum] = {}
    holders = list(holdings(ruler.seen))
    for place, (giver, taker) in enumerate(pairwise(holders)):
        back = place + 2 < len(holders) and holders[place + 2].owner == giver.owner
        own = HandoffSum(0, 1, int(back), *_queued(ruler, taker))
        found.setdefault((giver.owner, taker.owner), HandoffSum(cases=1)).add(own)
    return found


@dataclass(frozen=True, slots=True)
class Holding:
    """One owner's unbroken holding of a case: the stays in it."""

    owner: str
    visits: tuple[Visit, ...]


def holdings(seen: SeenCase) -> Iterator[Holding]:
    """Give who held a case in turn; what nobody saw breaks the chain and is nobody's."""
    visits: list[Visit] = []
    for visit in seen.shared_visits:
        owner = owner_of(seen, visit)
        if visits and owner != owner_of(seen, visits[-1]):
            yield Holding(owner_of(seen, visits[-1]), tuple(visits))
            visits = []
        visits.append(visit)
    if visits:
        yield Holding(owner_of(seen, visits[-1]), tuple(visits))


def queues(seen: SeenCase, holding: Holding) -> tuple[Visit, ...]:
    """Give the stays in queues with which a holding begins: before them nobody has taken the case up."""
    kinds = ((visit, seen.state(visit.state)) for visit in holding.visits)
    queued = takewhile(lambda item: item[1] is not None and item[1].kind is Kind.QUEUE, kinds)
    return tuple(visit for visit, _ in queued)


def _queued(ruler: Ruler, holding: Holding) -> tuple[int, int]:
    """Give how long a case lay in queues before its new holder took it up, and how much of that he was closed."""
    seen, queued, closed = ruler.seen, 0, 0
    working = working_calendar(seen.definition, holding.owner)
    for visit in queues(seen, holding):
        begin, end = seen.place(visit.entered), seen.place_end(visit.left)
        queued += ruler.span_us(begin, end, holding.owner)
        closed += seen.placement.closed_us(working, begin, end)
    return queued, closed
