"""The gates of a programme: what each transition waits for in other matters, when it was met, and who came last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from licensing.analysis.casefile import SeenCase
from licensing.analysis.critical import link_waits
from licensing.analysis.items import met_since
from licensing.analysis.programme import OTHER, Course, Programme, country_of
from licensing.definitions.elements import LinkNeed, Transition
from licensing.domain.vocabulary import Outcome, Party
from licensing.domain.when import When
from licensing.engine.conditions import View, holds

Standing = Literal["passed", "open", "closed"]


@dataclass(frozen=True, slots=True)
class Gate:
    """One linked need of a transition: ``passed`` when it was taken, else ``open`` or ``closed``."""

    ref: str
    role: str
    """What the waiting case is in the programme; empty for the lead."""
    transition: str
    roles: tuple[str, ...]
    at_least: int
    outcomes: tuple[Outcome, ...]
    soft: bool
    standing: Standing
    passed: When | None
    met: When | None
    """Since when the need has been met; ``None`` where it was not."""
    last_role: str
    """The role that met it last."""
    last_country: str

    @property
    def unmet_when_passed(self) -> bool:
        """Say whether the case went through without what it usually waits for."""
        return self.standing == "passed" and self.met is None


@dataclass(frozen=True, slots=True)
class Join:
    """A transition that waits for several matters: which of them came last, and how much later than the first."""

    ref: str
    transition: str
    standing: Standing
    last_role: str
    last_country: str
    met: When | None
    spread_us: int
    """From the first of the needs met to the last."""


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Time that one case waited for the matter of another role, everything else it needed being there."""

    ref: str
    country: str
    role: str
    other: str
    start_us: int
    end_us: int
    party: Party


def gates(programme: Programme) -> tuple[Gate, ...]:
    """Give every gate of the lead and of the members that was passed or can still be come to: the lead's, by time."""
    found = (gate for course in programme.courses for gate in _gates(course))
    return tuple(sorted(found, key=_order))


def joins(found: tuple[Gate, ...]) -> tuple[Join, ...]:
    """Give the transitions with more than one hard gate, in their order."""
    grouped: dict[tuple[str, str], list[Gate]] = {}
    for gate in found:
        if not gate.soft:
            grouped.setdefault((gate.ref, gate.transition), []).append(gate)
    made = []
    for (ref, transition), own in grouped.items():
        if len(own) < 2:
            continue
        met = sorted((gate for gate in own if gate.met is not None), key=_when)
        whole = len(met) == len(own)
        last = met[-1] if whole else None
        made.append(
            Join(
                ref=ref,
                transition=transition,
                standing="closed" if not whole and own[0].standing != "passed" else own[0].standing,
                last_role=last.last_role if last else "",
                last_country=last.last_country if last else "",
                met=last.met if last else None,
                spread_us=_when(met[-1]) - _when(met[0]) if last else 0,
            )
        )
    return tuple(made)


def other_sides(programme: Programme) -> tuple[OtherSide, ...]:
    """Give the waits at links of every course: from everything else needed to the linked matter's outcome."""
    return tuple(
        OtherSide(
            course.ref,
            course.country,
            wait.role,
            _country(course, wait.role),
            wait.start_us,
            wait.end_us,
            wait.party,
        )
        for course in programme.courses
        for wait in link_waits(course.seen)
    )


def _gates(course: Course) -> Iterator[Gate]:
    seen = course.seen
    ahead = _ahead(seen)
    for name, rule in seen.definition.transitions.items():
        if not rule.gated or not rule.needs.linked:
            continue
        passed = next((visit for visit in reversed(seen.case.visits) if visit.left and visit.left_by == name), None)
        if passed is not None:
            view = seen.view(passed)
        elif seen.definition.sources(rule) & ahead and seen.case.closed is None:
            view = seen.view(seen.case.visit)
            if seen.case.state in seen.definition.sources(rule) and not holds(rule.when, view):
                continue
        else:
            continue
        for need in rule.needs.linked:
            if holds(need.when, view) and (passed is not None or _concerns(seen, view, rule, need)):
                yield _gate(course, name, need, view, passed=passed.left if passed else None)


def _concerns(seen: SeenCase, view: View, rule: Transition, need: LinkNeed) -> bool:
    """Say whether a gate that is not passed is worth a line: a matter plays a role of it, or it is the next one."""
    filled = any(view.surroundings.of_role(role) is not None for role in need.roles)
    return filled or seen.case.state in seen.definition.sources(rule)


def _gate(course: Course, transition: str, need: LinkNeed, view: View, *, passed: When | None) -> Gate:
    met: list[tuple[int, str, When]] = []
    for role in need.roles:
        linked = view.surroundings.of_role(role)
        since = None if linked is None else met_since(linked, need.outcome, view.when)
        if since is not None:
            met.append((since.latest_us, role, since))
    met.sort(key=lambda item: item[:2])
    enough = met[need.at_least - 1] if len(met) >= need.at_least else None
    return Gate(
        ref=course.ref,
        role=course.role,
        transition=transition,
        roles=need.roles,
        at_least=need.at_least,
        outcomes=need.outcome,
        soft=need.soft,
        standing="passed" if passed is not None else "open" if enough else "closed",
        passed=passed,
        met=enough[2] if enough else None,
        last_role=enough[1] if enough else "",
        last_country=_country(course, enough[1]) if enough else "",
    )


def _country(course: Course, role: str) -> str:
    """Give the country of the matter that plays a role for a case, be it a member of the programme or not."""
    related = course.seen.file.related_to(role)
    return OTHER if related is None else country_of(related.definition, related.case)


def _ahead(seen: SeenCase) -> frozenset[str]:
    """Give the states that a case can still come to, its own among them."""
    reached, edge = {seen.case.state}, [seen.case.state]
    while edge:
        for rule in seen.definition.ways_out(edge.pop()).values():
            if rule.to not in reached:
                reached.add(rule.to)
                edge.append(rule.to)
    return frozenset(reached)


def _order(gate: Gate) -> tuple[bool, str, bool, int, str]:
    """Put the lead first, what was passed before what was not, by time; a store keeps no order of transitions."""
    passed_us = 0 if gate.passed is None else gate.passed.latest_us
    return (bool(gate.role), gate.ref, gate.passed is None, passed_us, gate.transition)


def _when(gate: Gate) -> int:
    return 0 if gate.met is None else gate.met.latest_us
