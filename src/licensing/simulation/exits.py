"""How a mock case leaves its state: the way its holder chooses, and when that way is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from licensing.domain.command import Advance, Command
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import to_us
from licensing.engine.clocks import readings_of
from licensing.engine.conditions import View, holds
from licensing.engine.needs import WayOut, needs_of
from licensing.simulation.lapses import comes_due
from licensing.simulation.scene import Scene

_NOT_DRAWN = (Outcome.WITHDRAWN, Outcome.RETURNED)
"""Outcomes a walked case comes to only where weights say so."""


@dataclass(frozen=True, slots=True)
class Exit:
    """The ways out of the state a case is in; its holder wants to take one when the stay has lasted long enough."""

    scene: Scene

    def chosen(self) -> Command | None:
        """Give the way drawn by weight, at the first moment at which nothing but time has to pass for it."""
        return self._first(self._one_drawn)

    def other(self) -> Command | None:
        """Give another way that is or will be open, for a case in which nothing else happens any more."""
        return self._first(self._weights)

    def awaits_linked(self) -> bool:
        """Say whether the way drawn needs the outcome of a linked matter that has come to none yet."""
        if self.scene.leaves_us is None:
            return False
        view = self.scene.view_at(self.scene.leaves_us)
        return any(
            self._undecided(role)
            for way in _ways(view, self._one_drawn(view))
            if any(need.kind == "link" for need in way.missing)
            for need in way.rule.needs.linked
            if not need.soft and holds(need.when, view)
            for role in need.roles
        )

    def _undecided(self, role: str) -> bool:
        linked = self.scene.surroundings.of_role(role)
        return linked is None or linked.undecided

    def _first(self, considered: Callable[[View], dict[str, float]]) -> Command | None:
        """Take one of the ways considered, by their weights, at the first moment at which one is open.

        Looked at are the moment the holder wants, later decisions of linked matters, and the ends of the clocks that
        the ways considered wait for.
        """
        moments = list(self._moments())
        heapify(moments)
        while moments:
            at_us = heappop(moments)
            view = self.scene.view_at(at_us)
            weights = considered(view)
            ways = _ways(view, weights)
            open_now = {way.transition: weights[way.transition] for way in ways if way.possible}
            if open_now:
                name = self.scene.draws.choice(f"way:{self.scene.stay}", open_now)
                return next(self.scene.at(Advance, at_us, self.scene.key, transition=name), None)
            for due_us in _dues(view, ways):
                placed = self._placed(due_us)
                if placed is not None and placed > at_us:
                    heappush(moments, placed)
        return None

    def _moments(self) -> Iterator[int]:
        wanted = self.scene.leaves_us
        if wanted is None:
            return
        yield wanted
        for linked in self.scene.surroundings.linked:
            for decided, _ in linked.decisions:
                if decided.earliest_us is not None and decided.earliest_us > wanted:
                    placed = self._placed(decided.earliest_us)
                    if placed is not None:
                        yield placed

    def _placed(self, not_before_us: int) -> int | None:
        return self.scene.office(not_before_us, self.scene.state.owner, not_before_us=not_before_us)

    def _one_drawn(self, view: View) -> dict[str, float]:
        weights = self._weights(view)
        return {self.scene.draws.choice(f"way:{self.scene.stay}", weights): 1.0} if weights else {}

    def _weights(self, view: View) -> dict[str, float]:
        """Give the ways that apply by the weight the assumptions give them.

        Where they give weight to no way that this version has, those they do not name count alike, but for
        withdrawal and return.
        """
        chosen = self.scene.assumptions.choices.get(self.scene.case.state)
        named = {} if chosen is None else chosen.weights
        rules = {name: rule for name, rule in view.definition.ways_out(view.case.state).items() if not rule.lapse_of}
        weights = {name: named.get(name, 0.0) for name in rules}
        if not any(weights.values()):
            weights = {
                name: 1.0 for name, rule in rules.items() if name not in named and rule.outcome not in _NOT_DRAWN
            }
        return {name: weight for name, weight in weights.items() if weight > 0 and holds(rules[name].when, view)}


def _ways(view: View, names: dict[str, float]) -> list[WayOut]:
    rules = view.definition.transitions
    return [WayOut(name, rules[name], tuple(needs_of(view, rules[name]))) for name in names]


def _dues(view: View, ways: list[WayOut]) -> Iterator[int]:
    """Give the ends of running clocks that ways wait for."""
    for way in ways:
        for need in way.missing:
            if need.kind == "clock":
                yield from (
                    to_us(item.due) for item in readings_of(view, need.name)[-1:] if item.due and comes_due(item)
                )
