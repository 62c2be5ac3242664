"""The critical path: when each need of a stay completed, which was last, and how long the holder took after it.

A stay is left at max(completion of its needs) + slack. The need that completes last is critical, the others could
have taken longer by their own slack. Through a link the path goes on in the linked matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from licensing.analysis.casefile import SeenCase, once
from licensing.analysis.durations import owner_of
from licensing.analysis.holders import changes, holder_of
from licensing.analysis.items import Item, gate_of, ways_of
from licensing.definitions.glossary import party_of
from licensing.domain.case import Visit
from licensing.domain.vocabulary import Party
from licensing.domain.when import from_us


@dataclass(frozen=True, slots=True)
class Completion:
    """One need of a stay: when it was complete, whether it was the last, how much later it could have been."""

    item: Item
    completed_us: int
    open: bool
    critical: bool
    slack_us: int


@dataclass(frozen=True, slots=True)
class Path:
    """A stay with the completions of what it needed, and the slack between the last of them and its end."""

    visit: Visit
    entered_us: int
    left_us: int
    completions: tuple[Completion, ...]

    @property
    def ready_us(self) -> int:
        """Give the moment at which everything needed was there."""
        return max((item.completed_us for item in self.completions), default=self.entered_us)

    @property
    def critical(self) -> Completion | None:
        """Give the need that completed last; ``None`` where the stay waited for none."""
        return next((item for item in self.completions if item.critical), None)

    @property
    def slack_us(self) -> int:
        """Give what passed after everything was there."""
        return self.left_us - self.ready_us


def gating_items(seen: SeenCase, visit: Visit) -> tuple[Item, ...]:
    """Give the needs that decided when a stay ended.

    Those of the transition taken; nothing for a return or withdrawal, which nothing holds back; for a sighting what
    was complete by then; for an open stay what its ways out need, as far as anybody has it or has begun it: a fact that
    only one of the ways asks for says nothing before the case takes that way.
    """
    if visit.left is not None and visit.left_by:
        taken = gate_of(seen, visit)
        return () if taken is None else taken.items
    items = tuple(dict.fromkeys(item for way in ways_of(seen, visit) for item in way.items))
    if visit.left is None:
        begun = (item for item in items if item.completed_us is not None or (item.holder and item.ended_us is None))
        return tuple(item for item in begun if item.opened_us < seen.end_us)
    left = seen.place(visit.left)
    return tuple(item for item in items if item.completed_us is not None and item.completed_us <= left)


def completion_us(item: Item, entered: int, left: int) -> int:
    """Give when a need was complete, within the stay: at its end where it is still open then."""
    return left if item.completed_us is None else max(entered, min(item.completed_us, left))


@once
def visit_path(seen: SeenCase, visit: Visit) -> Path:
    """Give the completions of a stay's needs; ties of the last go to the one that opened first."""
    entered, left = seen.place(visit.entered), seen.place_end(visit.left)
    items = gating_items(seen, visit)
    done = [completion_us(item, entered, left) for item in items]
    ready = max(done, default=entered)
    last = [item for item, at in zip(items, done, strict=True) if at == ready and ready > entered]
    critical = min(last, key=lambda item: item.opened_us, default=None)
    return Path(
        visit,
        entered,
        left,
        tuple(
            Completion(item, at, item.completed_us is None, item is critical, ready - at)
            for item, at in zip(items, done, strict=True)
        ),
    )


def paths(seen: SeenCase) -> tuple[Path, ...]:
    """Give the path through every stay from opening to decision."""
    return tuple(visit_path(seen, visit) for visit in seen.waiting_visits)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the critical path: in which case and state, and what the wait hung on."""

    ref: str
    state: str
    start_us: int
    end_us: int
    party: Party
    item: str
    """The need that completed last; empty while the owner of the state had everything he needed."""


@once
def critical_path(seen: SeenCase) -> tuple[Segment, ...]:
    """Give the stretches that decided when the case was decided; through a link, those of the linked matter."""
    return tuple(_segments(seen, frozenset({seen.case.ref})))


def _segments(seen: SeenCase, walked: frozenset[str]) -> Iterator[Segment]:
    for path in paths(seen):
        state, critical = path.visit.state, path.critical
        if critical is not None:
            party = _party(seen, critical.item, path.visit, path.ready_us - 1)
            wait = Segment(seen.case.ref, state, path.entered_us, path.ready_us, party, critical.item.name)
            yield from _beyond(seen, wait, walked) if critical.item.kind == "link" else (wait,)
        if path.left_us > path.ready_us:
            party = party_of(seen.definition, owner_of(seen, path.visit))
            yield Segment(seen.case.ref, state, path.ready_us, path.left_us, party, "")


def _beyond(seen: SeenCase, wait: Segment, walked: frozenset[str]) -> Iterator[Segment]:
    """Give a wait for a link as the linked matter's own path, on this case's line of time.

    What the linked case does not cover (it was not open yet, or reconsidered its decision) stays a wait at the link.
    """
    reached = wait.start_us
    for related in seen.file.matter_of(wait.item):
        other = related.seen(from_us(seen.horizon_us))
        if other is None or other.case.ref in walked:
            continue
        for item in _segments(replace(other, line=seen.placement), walked | {other.case.ref}):
            low, high = max(item.start_us, reached), min(item.end_us, wait.end_us)
            if low < high:
                if low > reached:
                    yield replace(wait, start_us=reached, end_us=low)
                yield replace(item, start_us=low, end_us=high)
                reached = high
    if reached < wait.end_us:
        yield replace(wait, start_us=reached)


@dataclass(frozen=True, slots=True)
class LinkWait:
    """A wait at a link: from everything else needed to the linked matter's outcome, by who held that matter."""

    visit: int
    role: str
    start_us: int
    end_us: int
    party: Party


def link_waits(seen: SeenCase) -> tuple[LinkWait, ...]:
    """Give the waits at links (the other country, the other agency), cut where the linked case changed hands."""
    found: list[LinkWait] = []
    for path in paths(seen):
        for link in path.completions:
            if link.item.kind != "link":
                continue
            others = [item.completed_us for item in path.completions if item is not link]
            begin, end = max(others, default=path.entered_us), link.completed_us
            if begin >= end:
                continue
            cuts = sorted({begin, end, *(cut for cut in changes(seen, link.item) if begin < cut < end)})
            found.extend(
                LinkWait(path.visit.number, link.item.name, low, high, holder_of(seen, link.item, low).party)
                for low, high in pairwise(cuts)
            )
    return tuple(found)


def _party(seen: SeenCase, item: Item, visit: Visit, at_us: int) -> Party:
    if item.kind == "floor":
        return Party.STATUTORY
    if item.holder:
        return holder_of(seen, item, at_us).party
    return party_of(seen.definition, owner_of(seen, visit))
