"""The ledger of time: every instant from opening to decision goes to exactly one party.

First match wins: nobody saw the case → ``unknown``; a floor runs and every other need is met → ``statutory``; open
items that a way out needs → the party of the one that completes last (open counts as last; tie: opened first), and
inside a referral a question or a blocker bound to it goes to its own party; a blocker that nobody needs → its party;
else the owner of the state. Instants are read by the latest consistent placement
(:mod:`licensing.analysis.placement`), in whole microseconds, so that shares sum to the elapsed time exactly.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from licensing.analysis.casefile import SeenCase, once
from licensing.analysis.durations import Spread, owner_of, side_by_side
from licensing.analysis.heading import Heading
from licensing.analysis.holders import Holder, changes, holder_of, of_blocker
from licensing.analysis.items import Item, Way, ways_of
from licensing.analysis.ruler import Ruler, working_calendar
from licensing.analysis.scope import Cohort
from licensing.definitions.glossary import party_of
from licensing.domain.case import Blocker, Visit
from licensing.domain.text import Json
from licensing.domain.vocabulary import UNKNOWN_STATE, Party
from licensing.domain.when import DAY_US

REPORT = "ledger"


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of a case's time that goes to one party, with the reason and what it was held by."""

    visit: int
    state: str
    start_us: int
    end_us: int
    party: Party
    reason: str
    """``unknown``, ``floor``, ``referral``, ``question``, ``blocker``, ``link``, or the kind of the state."""
    item: str
    owner: str

    @property
    def length_us(self) -> int:
        """Give its length on the case's line of time."""
        return self.end_us - self.start_us


@once
def slices(seen: SeenCase) -> tuple[Slice, ...]:
    """Cut a case's time from opening to decision (or the horizon) into stretches of one party each."""
    found: list[Slice] = []
    for visit in seen.waiting_visits:
        for start, end, holder in _stay(seen, visit):
            last = found[-1] if found else None
            if last is not None and last.visit == visit.number and _same(last, holder):
                found.pop()
                start = last.start_us  # noqa: PLW2901 - the stretch goes on
            found.append(
                Slice(visit.number, visit.state, start, end, holder.party, holder.reason, holder.item, holder.owner)
            )
    return tuple(found)


def _same(last: Slice, holder: Holder) -> bool:
    return (last.party, last.reason, last.item, last.owner) == (
        holder.party,
        holder.reason,
        holder.item,
        holder.owner,
    )


def _stay(seen: SeenCase, visit: Visit) -> Iterator[tuple[int, int, Holder]]:
    begin, end = seen.place(visit.entered), seen.place_end(visit.left)
    if end <= begin:
        return
    waits = _Waits(seen, visit)
    cuts = sorted({begin, end, *(cut for cut in waits.cuts if begin < cut < end)})
    for start, stop in pairwise(cuts):
        yield start, stop, waits.holder(start)


@dataclass(frozen=True)
class _Waits:
    """What one stay waited for, and who held it."""

    seen: SeenCase
    visit: Visit

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        return () if self.visit.state == UNKNOWN_STATE else ways_of(self.seen, self.visit)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item once, whichever ways out need it."""
        return tuple(dict.fromkeys(item for way in self.ways for item in way.items))

    @cached_property
    def others(self) -> tuple[Blocker, ...]:
        return unneeded_blockers(self.seen, self.items)

    @property
    def cuts(self) -> Iterator[int]:
        for item in self.items:
            yield item.opened_us
            if item.ended_us is not None:
                yield item.ended_us
            yield from changes(self.seen, item)
        for blocker in self.others:
            yield self.seen.place(blocker.opened)
            yield self.seen.place_end(blocker.cleared)

    def holder(self, at_us: int) -> Holder:
        """Give whose time an instant is, by the order of the rules."""
        seen, visit = self.seen, self.visit
        if visit.state == UNKNOWN_STATE:
            return Holder(Party.UNKNOWN, "unknown", "")
        floor = next((found for way in self.ways if (found := _floor(way, at_us)) is not None), None)
        if floor is not None:
            return Holder(Party.STATUTORY, "floor", floor.name)
        held = [item for item in self.items if item.holder and item.open_at(at_us)]
        if held:
            return holder_of(seen, max(held, key=_last_completed), at_us)
        standing = [
            (math.inf if item.cleared is None else seen.place(item.cleared), -seen.place(item.opened), item)
            for item in self.others
            if seen.place(item.opened) <= at_us < seen.place_end(item.cleared)
        ]
        if standing:
            return of_blocker(seen, max(standing, key=lambda found: found[:2])[2])
        state = seen.state(visit.state)
        owner = owner_of(seen, visit)
        reason = "unknown" if state is None else state.kind.value
        return Holder(party_of(seen.definition, owner), reason, "", owner)


def unneeded_blockers(seen: SeenCase, items: tuple[Item, ...]) -> tuple[Blocker, ...]:
    """Give the blockers that stand in the way of the case itself although no way out names them."""
    needed = {item.name for item in items if item.kind == "blocker"}
    return tuple(item for item in seen.case.blockers if not item.referral and item.id not in needed)


def _floor(way: Way, at_us: int) -> Item | None:
    if not all(item.met_at(at_us) for item in way.items if item.kind != "floor" and not item.soft):
        return None
    return next((item for item in way.items if item.kind == "floor" and item.open_at(at_us)), None)


def _last_completed(item: Item) -> tuple[float, int]:
    return (math.inf if item.ended_us is None else item.ended_us, -item.opened_us)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What one party had of the cases' time; closed days of its calendar are a second column, not a party."""

    figure: str
    party: Party
    cases: int
    total_us: int | None
    """``None`` where the law has no clock to count by."""
    closed_us: int
    imprecise: int
    """Cases whose stays behind this row are ranges, read here at their latest consistent placement."""
    share: float | None
    reasons: tuple[tuple[str, int], ...]

    def as_json(self) -> dict[str, Json]:
        """Give the row; ``reasons`` says in days by what the party held the cases."""
        return {
            "figure": self.figure,
            "party": self.party.value,
            "cases": self.cases,
            "total_days": None if self.total_us is None else self.total_us / DAY_US,
            "closed_days": self.closed_us / DAY_US,
            "imprecise_cases": self.imprecise,
            "share": self.share,
            "reasons": {reason: length_us / DAY_US for reason, length_us in self.reasons},
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of time of a cohort, parties in order of their days."""

    head: dict[str, Json]
    rows: tuple[LedgerRow, ...]
    durations: tuple[Spread, ...]

    def as_json(self) -> dict[str, Json]:
        """Give head, rows, and the durations of whole cases and matters side by side."""
        return {
            **self.head,
            "rows": [row.as_json() for row in self.rows],
            "durations": [item.as_json() for item in self.durations],
        }


@dataclass(frozen=True, slots=True)
class PartySum:
    """What the cases of a report come to for one party: days by reason, and how many cases there are behind them."""

    reasons: Mapping[str, int]
    closed_us: int
    cases: int
    imprecise: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one case adds to a party and a reason."""

    party: Party
    reason: str
    counted_us: int
    closed_us: int
    imprecise: bool
    """One of the stays behind it is known as a range only."""


def shares_of(ruler: Ruler, cut: tuple[Slice, ...] | None = None) -> tuple[Share, ...]:
    """Give to whom the time of a case goes, and for what reason; ``cut`` where its slices are known already."""
    ranges = _ranges(ruler.seen)
    found: dict[tuple[Party, str], list[tuple[int, int, bool]]] = {}
    for item in slices(ruler.seen) if cut is None else cut:
        counted_us = ruler.span_us(item.start_us, item.end_us, item.owner)
        found.setdefault((item.party, item.reason), []).append(
            (counted_us, closed_us(ruler, item), item.visit in ranges)
        )
    return tuple(
        Share(party, reason, sum(own[0] for own in parts), sum(own[1] for own in parts), any(own[2] for own in parts))
        for (party, reason), parts in found.items()
    )


def ledger(cohort: Cohort) -> Ledger:
    """Say whose time it was, over all cases of a cohort."""
    reasons: dict[Party, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    closed: dict[Party, int] = defaultdict(int)
    cases: dict[Party, int] = defaultdict(int)
    imprecise: dict[Party, int] = defaultdict(int)
    for ruler in cohort.rulers:
        shares = shares_of(ruler)
        for item in shares:
            reasons[item.party][item.reason] += item.counted_us
            closed[item.party] += item.closed_us
        for party in {item.party for item in shares}:
            cases[party] += 1
            imprecise[party] += any(item.imprecise for item in shares if item.party is party)
    sums = {party: PartySum(own, closed[party], cases[party], imprecise[party]) for party, own in reasons.items()}
    measurable = any(ruler.measurable for ruler in cohort.rulers)
    return drawn_up(cohort.heading, sums, side_by_side(cohort), measurable=measurable)


def drawn_up(
    heading: Heading, sums: Mapping[Party, PartySum], durations: tuple[Spread, ...], *, measurable: bool
) -> Ledger:
    """Draw up the report from what cases come to for each party; ``measurable`` where there is a clock to count by."""
    everything = sum(sum(item.reasons.values()) for item in sums.values())
    rows = [
        LedgerRow(
            figure=heading.figure(REPORT, party.value, "total_days"),
            party=party,
            cases=item.cases,
            total_us=sum(item.reasons.values()) if measurable else None,
            closed_us=item.closed_us,
            imprecise=item.imprecise,
            share=sum(item.reasons.values()) / everything if everything else None,
            reasons=tuple(sorted(item.reasons.items(), key=lambda own: (-own[1], own[0]))) if measurable else (),
        )
        for party, item in sums.items()
    ]
    rows.sort(key=lambda row: (-(row.total_us or 0), row.party))
    return Ledger(heading.head(REPORT), tuple(rows), durations)


def _ranges(seen: SeenCase) -> frozenset[int]:
    """Give the numbers of the stays whose length is known as a range only."""
    stays = ((visit.number, Ruler(seen).between(visit.entered, visit.left, "")) for visit in seen.waiting_visits)
    return frozenset(number for number, measured in stays if measured is not None and not measured.exact)


def closed_us(ruler: Ruler, item: Slice) -> int:
    """Give how much of a stretch fell on closed days of whoever held the case."""
    working = working_calendar(ruler.seen.definition, item.owner)
    return ruler.seen.placement.closed_us(working, item.start_us, item.end_us)
