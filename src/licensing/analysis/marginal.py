"""Marginal days: what a case would have saved had one blocker, referral or step not been there.

The thing is taken out, the last completion of what each stay needed is found anew, and the rest of the case moves up by
the difference; floors move with it, fixed dates (agenda slots, fiscal years, the course of a linked matter) do not. A
branch that was not last saves nothing. A blocker that no way out names stops the state, and saves the time in which
nothing else was open. Nothing saves more than the time it was open itself: what the holder did before it opened, he
would have done as well without it. Moments are read by the latest consistent placement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from licensing.analysis.casefile import SeenCase
from licensing.analysis.critical import completion_us, gating_items
from licensing.analysis.items import Item
from licensing.analysis.removal import Target, Targets, inside, removes, spans
from licensing.analysis.stretches import Stretch, Stretches, length_us, tail, united, within, without
from licensing.domain.case import Blocker, Visit


@dataclass(frozen=True, slots=True)
class Saving:
    """What taking a target out of a case changes: stretches saved, and stretches waited anew for a fixed date."""

    saved: Stretches = ()
    regained: Stretches = ()

    @property
    def length_us(self) -> int:
        """Give the microseconds by which the decision would have come earlier."""
        return length_us(self.saved) - length_us(self.regained)


def saving(seen: SeenCase, *gone: Target) -> Saving:
    """Take a target out of a case, or several together; one that is still open is counted up to its horizon."""
    return joint_savings(seen, [frozenset(gone)])[frozenset(gone)]


def savings(seen: SeenCase, wanted: Iterable[Target]) -> dict[Target, Saving]:
    """Take targets out of a case, one at a time."""
    found = joint_savings(seen, [frozenset({target}) for target in wanted])
    return {target: item for (target,), item in found.items()}


def joint_savings(seen: SeenCase, wanted: Iterable[Targets]) -> dict[Targets, Saving]:
    """Take sets of targets that a case has out of it, each set together and one set at a time."""
    stays = [_stay(seen, visit) for visit in seen.waiting_visits]
    return {gone: _saving(seen, gone, stays) for gone in wanted}


def _saving(seen: SeenCase, gone: Targets, stays: list[_Stay]) -> Saving:
    removal = _Removal(seen, gone)
    begins = min(seen.place(start) for target in gone for start, _ in spans(seen, target))
    for stay in stays:
        if stay.left > begins:  # what lay before it is as it was
            removal.go_through(stay)
    return Saving(tuple(removal.saved), tuple(removal.regained))


@dataclass(frozen=True, slots=True)
class _Stay:
    """One stay of the case: what it needed, when all was there, and the blockers that stopped it besides."""

    entered: int
    left: int
    items: tuple[Item, ...]
    others: tuple[Blocker, ...]

    @property
    def ready(self) -> int:
        return max((completion_us(item, self.entered, self.left) for item in self.items), default=self.entered)


def _stay(seen: SeenCase, visit: Visit) -> _Stay:
    named = {
        kind for rule in seen.definition.ways_out(visit.state).values() if rule.gated for kind in rule.needs.none_open
    }
    others = tuple(item for item in seen.case.blockers if not item.referral and item.kind not in named)
    return _Stay(seen.place(visit.entered), seen.place_end(visit.left), gating_items(seen, visit), others)


@dataclass
class _Removal:
    """Walks a case stay by stay and keeps how far everything has moved up by then."""

    seen: SeenCase
    gone: Targets
    saved: list[Stretch] = field(default_factory=list)
    regained: list[Stretch] = field(default_factory=list)
    _waits: list[tuple[int, int]] = field(default_factory=list)
    """Where, on the case's own line of time, a fixed date made it wait anew, and how long."""

    def go_through(self, stay: _Stay) -> None:
        entered, left, items, others, ready = stay.entered, stay.left, stay.items, stay.others, stay.ready
        stops = self._stops(items, others, entered, left)
        kept = [item for item in items if not removes(self.seen, self.gone, item)]
        moved = self._moved_up(entered)
        anew = max((self._completed(item, entered, left, stops) for item in kept), default=entered)
        anew = max(anew, entered)
        if anew > ready:
            self._waits.append((ready, anew - ready))
            self.regained.append((ready - moved, anew - moved))
        else:
            away = [self._stay_of(item) for item in items if item not in kept]
            shorter = [*stops, *(part for item in kept for part in self._inside(item))]
            made = (*within(away, anew, ready), *_latest(shorter, (entered, ready), ready - anew))
            self.saved.extend(without(made, [self._open(item) for item in others if not self._is_target(item)]))
        self.saved.extend(within(stops, ready, left))

    def _completed(self, item: Item, entered: int, left: int, stops: Stretches) -> int:
        """Give when a need would be complete, were the whole stay moved up with its beginning and no further."""
        at = left if item.completed_us is None else min(item.completed_us, left)
        if item.fixed:
            return at + self._moved_up(entered)
        began = at if item.kind == "fact" else item.opened_us
        shorter = length_us(within(self._inside(item), 0, at))
        if began < entered:
            return at - shorter + self._moved_up(entered) - self._moved_up(began)
        return at - shorter - length_us(within(stops, entered, began))

    def _moved_up(self, at: int) -> int:
        """Give how much earlier something that happened at a moment of the case would have happened."""
        waited = sum(length for begin, length in self._waits if begin <= at)
        return length_us(within(self.saved, 0, at)) - waited

    def _stops(self, items: tuple[Item, ...], others: tuple[Blocker, ...], entered: int, left: int) -> Stretches:
        """Give the time in which only what is taken out stopped the state."""
        mine = [self._open(item) for item in others if self._is_target(item)]
        if not mine:
            return ()
        beside = [self._stay_of(item) for item in items if item.holder or item.kind == "floor"]
        beside.extend(self._open(item) for item in others if not self._is_target(item))
        return within(without(mine, beside), entered, left)

    def _inside(self, item: Item) -> Stretches:
        return () if item.referral is None else inside(self.seen, self.gone, item.referral)

    def _is_target(self, blocker: Blocker) -> bool:
        return Target("blocker", blocker.kind) in self.gone

    def _open(self, blocker: Blocker) -> Stretch:
        return self.seen.place(blocker.opened), self.seen.place_end(blocker.cleared)

    def _stay_of(self, item: Item) -> Stretch:
        return item.opened_us, self.seen.end_us if item.ended_us is None else item.ended_us


def _latest(shorter: list[Stretch], stay: Stretch, saved_us: int) -> Stretches:
    """Say which time of a stay is saved where something in it got shorter, maybe before the stay began."""
    longest_us = min(saved_us, length_us(united(shorter)))
    here = within(shorter, *stay)
    if length_us(here) < longest_us:
        return ((stay[1] - longest_us, stay[1]),)
    return tail(here, longest_us)
