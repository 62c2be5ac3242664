"""What a stay waits for: the needs of the ways out of its state, each with the moments it opened and completed.

Which way counts: the transition that was taken, where the definition names any need of it. A stay that is open, ended
by a sighting or left by a way that nothing holds back (return, withdrawal, a refusal that needs nothing) waited for all
the gated ways out that applied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from licensing.analysis.casefile import SeenCase, once
from licensing.calendars.midnight import start_of_day
from licensing.definitions.conditions import AllOf, Condition, DateTest
from licensing.definitions.elements import LinkNeed, Needs, Transition
from licensing.domain.case import Blocker, Referral, Visit
from licensing.domain.vocabulary import ClockKind, Outcome
from licensing.domain.when import When, to_us
from licensing.engine.clocks import ran_out, readings_of
from licensing.engine.conditions import View, holds
from licensing.engine.surroundings import LinkedCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that has to be complete before a way out can be taken; placed moments.

    ``kind`` is ``referral``, ``blocker``, ``link``, ``fact``, ``clock``, ``floor`` or ``date``. A floor runs from
    ``opened_us`` to ``completed_us``; ``None`` there: not complete by the horizon.
    """

    kind: str
    name: str
    opened_us: int
    completed_us: int | None
    recalled_us: int | None = None
    """When a referral was called back without an answer: from then on nobody is waited for by it."""
    fixed: bool = False
    """Its moment does not depend on this case: a slot, a fiscal year, another matter."""
    soft: bool = False
    referral: Referral | None = None
    blocker: Blocker | None = None

    @property
    def holder(self) -> bool:
        """Say whether somebody holds the case by it: a referral, a blocker or a link."""
        return self.kind in ("referral", "blocker", "link")

    @property
    def ended_us(self) -> int | None:
        """Give when it was complete or called back; ``None`` while it is open."""
        return self.recalled_us if self.completed_us is None else self.completed_us

    def open_at(self, placed_us: int) -> bool:
        """Say whether it has opened and has not ended at a placed moment."""
        return self.opened_us <= placed_us and (self.ended_us is None or placed_us < self.ended_us)

    def met_at(self, placed_us: int) -> bool:
        """Say whether it holds nothing back at a placed moment; a blocker does so only while it is open."""
        if self.kind == "blocker":
            return not self.open_at(placed_us)
        return self.completed_us is not None and self.completed_us <= placed_us


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a state, with everything it needs."""

    transition: str
    items: tuple[Item, ...]


@once
def ways_of(seen: SeenCase, visit: Visit) -> tuple[Way, ...]:
    """Give the ways out that a stay waited for, as far as they need anything."""
    taken = gate_of(seen, visit)
    if taken is not None and (taken.items or seen.definition.transitions[taken.transition].needs != Needs()):
        return (taken,)
    view = seen.view(visit)
    rules = seen.definition.ways_out(visit.state)
    applied = {name: rule for name, rule in rules.items() if rule.gated and holds(rule.when, view)}
    ways = (Way(name, tuple(_items(seen, visit, view, rule))) for name, rule in applied.items())
    return tuple(way for way in ways if way.items)


@once
def gate_of(seen: SeenCase, visit: Visit) -> Way | None:
    """Give the transition that ended a stay and what it needed; ``None`` where nothing is known to have gated it."""
    rule = seen.definition.transitions.get(visit.left_by)
    if rule is None or not rule.gated or visit.left is None:
        return None
    return Way(visit.left_by, tuple(_items(seen, visit, seen.view(visit), rule)))


def _items(seen: SeenCase, visit: Visit, view: View, rule: Transition) -> Iterator[Item]:
    needs = rule.needs
    for name, sent in _referrals(view, needs.referrals):
        yield _referral(seen, visit, name, sent)
    for blocker in seen.case.blockers:
        if blocker.kind in needs.none_open and _overlaps(seen, blocker, visit):
            yield Item(
                kind="blocker",
                name=blocker.id,
                opened_us=seen.place(blocker.opened),
                completed_us=None if blocker.cleared is None else seen.place(blocker.cleared),
                blocker=blocker,
            )
    for fact in needs.facts:
        if holds(fact.when, view):
            first = next((item for item in view.case.facts if (item.name, item.on) == (fact.fact, "case")), None)
            done = None if first is None else seen.place(first.recorded)
            yield Item(kind="fact", name=fact.fact, opened_us=seen.place(visit.entered), completed_us=done)
    for clock in (*needs.clock, *((rule.lapse_of,) if rule.lapse_of else ())):
        yield from _clock(seen, visit, view, clock)
    for need in needs.linked:
        if holds(need.when, view):
            yield from _link(seen, visit, view, need)
    for day in _dates(rule.when):
        begins_us = seen.placement.instant_us(to_us(start_of_day(day, view.zone)))
        yield Item(
            kind="date",
            name=day.isoformat(),
            opened_us=seen.place(visit.entered),
            completed_us=begins_us,
            fixed=True,
        )


def _referral(seen: SeenCase, visit: Visit, name: str, sent: Referral | None) -> Item:
    """Give a referral with all that became of it, also after the stay; one not sent yet is open to nobody."""
    if sent is None:
        return Item(kind="referral", name=name, opened_us=seen.place_end(visit.left), completed_us=None)
    referral = next(item for item in seen.case.referrals if item.id == sent.id)
    ended_us = None if referral.ended is None else seen.place(referral.ended)
    return Item(
        kind="referral",
        name=referral.id,
        opened_us=seen.place(referral.sent),
        completed_us=ended_us if referral.answered else None,
        recalled_us=None if referral.answered else ended_us,
        referral=referral,
    )


def _overlaps(seen: SeenCase, blocker: Blocker, visit: Visit) -> bool:
    entered, left = seen.place(visit.entered), seen.place_end(visit.left)
    return seen.place(blocker.opened) <= left and seen.place_end(blocker.cleared) >= entered


def _referrals(view: View, wanted: str | tuple[str, ...] | None) -> Iterator[tuple[str, Referral | None]]:
    """Give every path that a way out needs answered, with the newest referral sent there, if any was."""
    state = view.definition.states.get(view.case.state)
    if wanted is None or state is None:
        return
    if isinstance(wanted, tuple):
        for name in wanted:
            rule = state.referrals.get(name) or view.definition.declared_referral(name)
            if rule is not None and holds(rule.when, view):
                yield name, _newest(view.case.referrals, name)
        return
    stay = view.case.visit
    here = tuple(
        item
        for item in view.case.referrals
        if item.visit == stay.number or item.open or item.ended_order > stay.entered_order
    )
    for name, rule in state.referrals.items():
        sent = _newest(here, name)
        if (rule.required and holds(rule.when, view)) or (wanted == "all-answered" and sent is not None):
            yield name, sent


def _newest(referrals: tuple[Referral, ...], path: str) -> Referral | None:
    return next((item for item in reversed(referrals) if item.path == path), None)


def _clock(seen: SeenCase, visit: Visit, view: View, name: str) -> Iterator[Item]:
    rule = view.definition.clocks[name]
    kind = "floor" if rule.kind is ClockKind.FLOOR else "clock"
    found = readings_of(view, name)
    if not found:
        yield Item(kind=kind, name=name, opened_us=seen.place_end(visit.left), completed_us=None)
        return
    newest = found[-1]
    due = None if newest.stopped is not None and not ran_out(newest, view.when) else newest.due
    due_us = None if due is None else seen.placement.instant_us(to_us(due))
    yield Item(
        kind=kind,
        name=newest.instance,
        opened_us=seen.place(newest.started),
        completed_us=due_us,
        fixed=rule.due is not None,
    )


def _link(seen: SeenCase, visit: Visit, view: View, need: LinkNeed) -> Iterator[Item]:
    """Give a link once for a need: it is met when the last of the roles it takes came to its outcome."""
    met: list[tuple[int, str]] = []
    unmet: list[str] = []
    for role in need.roles:
        linked = view.surroundings.of_role(role)
        since = None if linked is None else met_since(linked, need.outcome, view.when)
        if since is None:
            unmet.append(role)
        else:
            met.append((seen.place(since), role))
    met.sort()
    enough = len(met) >= need.at_least
    if need.soft and not enough and visit.left is not None:
        return
    name = met[need.at_least - 1][1] if enough else unmet[0]
    yield Item(
        kind="link",
        name=name,
        opened_us=seen.place(visit.entered),
        completed_us=met[need.at_least - 1][0] if enough else None,
        fixed=True,
        soft=need.soft,
    )


def met_since(linked: LinkedCase, outcomes: tuple[Outcome, ...], when: When) -> When | None:
    """Give the decision since which a linked case has stood at one of the outcomes without a break."""
    if linked.outcome_at(when) not in outcomes:
        return None
    since: When | None = None
    for decided, outcome in linked.decisions:
        if decided.earliest_us is not None and decided.earliest_us > when.latest_us:
            break
        if outcome not in outcomes:
            since = None
        elif since is None:
            since = decided
    return since


def _dates(condition: Condition | None) -> Iterator[date]:
    """Give the days before which a condition cannot hold: a fiscal year, a rule not yet in force."""
    parts = condition.all if isinstance(condition, AllOf) else (condition,)
    for part in parts:
        if isinstance(part, DateTest) and part.on_or_after is not None:
            yield part.on_or_after
