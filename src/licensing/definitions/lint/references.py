"""Every name that a part of a definition uses, and whether something of that name is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from licensing.definitions.base import Element
from licensing.definitions.clocks import Clock, DueBy, MetBy, Trigger, While
from licensing.definitions.conditions import (
    AttributeTest,
    AuthorizationTest,
    BlockerTest,
    FactSpan,
    FactTest,
    LinkTest,
    PositionTest,
    PrecedentTest,
    VisitedTest,
)
from licensing.definitions.definition import Definition, Version
from licensing.definitions.elements import (
    ANY_UNDECIDED,
    BlockerType,
    FactNeed,
    LinkNeed,
    Needs,
    Precedent,
    State,
    Step,
    SubReferral,
    Transition,
)
from licensing.definitions.finding import Finding
from licensing.definitions.inside import inside
from licensing.definitions.lint.scope import Scope
from licensing.definitions.strict_yaml import FilePath
from licensing.domain.vocabulary import ClockScope


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that is used, of what kind of thing, and where."""

    kind: str
    name: str
    path: FilePath


def unknown_names(scope: Scope) -> Iterator[Finding]:
    """Find names of states, facts, clocks, owners and so on that nothing answers to (``LINT-10``)."""
    known = _known(scope)
    for reference in references(scope.definition):
        names = known[reference.kind]
        if reference.name not in names:
            where = (
                "Add it to the glossary with its party, calendar and labels"
                if reference.kind == "owner"
                else f"Known: {', '.join(sorted(names)) or 'none'}"
            )
            yield scope.error(
                "LINT-10", reference.path, f"there is no {reference.kind} '{reference.name}'.", f"{where}."
            )
    yield from _unknown_in_context(scope)


def references(definition: Definition) -> Iterator[Reference]:
    """Give every name that a definition uses of something declared elsewhere."""
    yield Reference("calendar", definition.calendar, ("calendar",))
    for owner in definition.parties:
        yield Reference("owner", owner, ("parties", owner))
    for path, part in inside(definition):
        if isinstance(part, Element | Version):
            yield from _many("basis", part.basis, (*path, "basis"))
        for kind, key, names in _used(part):
            yield from _many(kind, names, (*path, key))


def _many(kind: str, names: tuple[str, ...], path: FilePath) -> Iterator[Reference]:
    yield from (Reference(kind, name, (*path, place)) for place, name in enumerate(names))


def _used(part: BaseModel) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give kind, key and names of everything one part names."""
    match part:
        case State() | Step():
            yield "owner", "owner", (part.owner,)
        case SubReferral():
            yield "owner", "owner", _given(part.owner)
            if not isinstance(part.silence, str):
                yield "clock", "silence", (part.silence.clock,)
        case Transition():
            yield "state", "from", _states(part.from_)
            yield "state", "to", (part.to,)
            yield "clock", "lapse_of", _given(part.lapse_of)
        case Needs():
            if isinstance(part.referrals, tuple):
                yield "referral", "referrals", part.referrals
            yield "blocker", "none_open", part.none_open
            yield "clock", "clock", part.clock
        case FactNeed() | FactTest() | DueBy() | MetBy():
            yield "fact", "fact", (part.fact,)
        case Precedent():
            yield "attribute", "alike", tuple(part.alike)
            yield "attribute", "covers", tuple(part.covers)
        case LinkNeed():
            yield "link", "any_of" if part.any_of else "role", part.roles
        case BlockerType():
            yield "state", "may_open_in", _states(part.may_open_in)
            yield "owner", "cleared_by", part.cleared_by
        case Clock():
            yield "calendar", "calendar", _given(part.calendar)
            if part.scope is not ClockScope.CASE:
                yield part.scope.value, "of", part.of
        case Trigger():
            yield "transition", "transition", part.transition
            yield "state", "entered", part.entered
            yield "state", "left", part.left
            yield "fact", "fact", _given(part.fact)
            yield "clock", "due_of", _given(part.due_of)
        case While():
            yield "blocker", "blocker", _given(part.blocker)
            yield "state", "state", part.state
            yield "referral", "referral", part.referral
        case _:
            yield from _asked(part)


def _asked(part: BaseModel) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    match part:
        case AttributeTest():
            yield "attribute", "attribute", (part.attribute,)
        case FactSpan():
            yield "fact", "of", (part.of,)
            yield "fact", "after", (part.after,)
        case PositionTest():
            yield "referral", "position", (part.position,)
        case LinkTest():
            yield "link", "link", (part.link,)
        case PrecedentTest():
            yield "precedent", "precedent", (part.precedent,)
        case AuthorizationTest():
            yield "authorization", "authorization", (part.authorization,)
        case VisitedTest():
            yield "state", "visited", (part.visited,)
        case BlockerTest():
            yield "blocker", "blocker", (part.blocker,)
    if isinstance(part, AttributeTest | FactTest):
        yield "group", "within", _given(part.within)
        yield "group", "includes", _given(part.includes)


def _given(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)


def _states(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != ANY_UNDECIDED)


def referral_paths(definition: Definition) -> dict[str, tuple[SubReferral, ...]]:
    """Give every path a referral can have, with the rules that states declare for it."""
    found: dict[str, tuple[SubReferral, ...]] = {}
    for state in definition.states.values():
        for name, referral in state.referrals.items():
            found[name] = (*found.get(name, ()), referral)
            for below, rule in referral.sub_referrals.items():
                found[f"{name}/{below}"] = (*found.get(f"{name}/{below}", ()), rule)
    return found


def _known(scope: Scope) -> dict[str, Collection[str]]:
    definition = scope.definition
    return {
        "attribute": definition.attributes,
        "basis": definition.bases,
        "blocker": definition.blockers,
        "calendar": scope.calendars,
        "clock": definition.clocks,
        "fact": definition.facts,
        "group": definition.groups,
        "link": definition.links,
        "precedent": definition.precedents,
        "authorization": definition.authorizations,
        "owner": scope.owners,
        "referral": referral_paths(definition),
        "state": definition.states,
        "transition": definition.transitions,
    }


def _unknown_in_context(scope: Scope) -> Iterator[Finding]:
    """Find reasons that a blocker and positions that a referral does not have."""
    definition, paths = scope.definition, referral_paths(scope.definition)
    for path, part in inside(definition):
        if isinstance(part, While) and part.blocker in definition.blockers:
            reasons = definition.blockers[part.blocker].reasons
            for place, reason in enumerate(part.reason):
                if reason not in reasons:
                    message = f"blocker '{part.blocker}' has no reason '{reason}'."
                    remedy = f"Known: {', '.join(reasons) or 'none'}."
                    yield scope.error("LINT-10", (*path, "reason", place), message, remedy)
        if isinstance(part, PositionTest) and part.position in paths:
            positions = _positions(paths[part.position])
            for place, position in enumerate(part.in_):
                if positions and position not in positions:
                    message = f"referral '{part.position}' has no position '{position}'."
                    remedy = f"Known: {', '.join(sorted(positions))}."
                    yield scope.error("LINT-10", (*path, "in", place), message, remedy)


def _positions(rules: tuple[SubReferral, ...]) -> frozenset[str]:
    """Give the positions that a referral can end with; empty where any word will do."""
    if any(not rule.positions for rule in rules):
        return frozenset()
    by_silence = {rule.silence.position for rule in rules if not isinstance(rule.silence, str)}
    return frozenset(position for rule in rules for position in rule.positions) | by_silence
