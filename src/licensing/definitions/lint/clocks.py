"""Clocks: that they can start and stop, that their end does something, and that they are counted for something."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.definitions.clocks import Clock
from licensing.definitions.elements import SubReferral
from licensing.definitions.finding import Finding
from licensing.definitions.lint.flow import Graph, initial_states
from licensing.definitions.lint.references import referral_paths
from licensing.definitions.lint.scope import Scope
from licensing.definitions.lint.triggers import can_fire, can_have_started
from licensing.definitions.strict_yaml import FilePath
from licensing.domain.vocabulary import ClockKind, ClockScope

_ENDED_BY_EVENT = (ClockKind.CEILING, ClockKind.WINDOW)


def faults_of_clocks(scope: Scope) -> Iterator[Finding]:
    """Find clocks that cannot run, end or count (``LINT-30`` to ``LINT-35``)."""
    definition = scope.definition
    reachable = Graph.of(definition).after(initial_states(definition))
    for name, clock in definition.clocks.items():
        yield from _start_and_stop(scope, name, clock, reachable)
        yield from _default(scope, name, clock)
        yield from _subject(scope, name, clock)
    yield from _lapses(scope)
    yield from _silence(scope)
    yield from _headline(scope)


def _start_and_stop(scope: Scope, name: str, clock: Clock, reachable: frozenset[str]) -> Iterator[Finding]:
    for code, key, triggers in (("LINT-30", "start", clock.start), ("LINT-31", "stop", clock.stop)):
        for place, trigger in enumerate(triggers):
            if not can_fire(scope.definition, clock, trigger, reachable):
                yield scope.error(
                    code,
                    ("clocks", name, key, place),
                    f"this can never {key} clock '{name}'.",
                    "Name an event that can happen.",
                )
    if not clock.start:
        yield scope.error("LINT-30", ("clocks", name, "start"), f"nothing starts clock '{name}'.", "Add a trigger.")
    if clock.scope is ClockScope.CASE and clock.kind in _ENDED_BY_EVENT and not clock.stop and clock.default is None:
        yield scope.error(
            "LINT-31",
            ("clocks", name),
            f"nothing stops the {clock.kind} '{name}' before the case is closed.",
            "Add `stop`, or the `default` that happens at its end.",
        )


def _default(scope: Scope, name: str, clock: Clock) -> Iterator[Finding]:
    if clock.default is None:
        return
    path: FilePath = ("clocks", name, "default")
    if clock.scope is ClockScope.REFERRAL:
        positions = {rule.silence.position for rule in _silent(scope, name) if not isinstance(rule.silence, str)}
        if positions != {clock.default}:
            expected = " or ".join(sorted(positions)) or "no silence rule names this clock"
            yield scope.error(
                "LINT-32",
                path,
                f"silence does not count as '{clock.default}' when clock '{name}' runs out ({expected}).",
                f"Let the referral say `silence: {{{clock.default}: {name}}}`.",
            )
        return
    rule = scope.definition.transitions.get(clock.default)
    if rule is None:
        known = ", ".join(scope.definition.transitions)
        yield scope.error("LINT-32", path, f"there is no transition '{clock.default}'.", f"Transitions: {known}.")
    elif rule.lapse_of != name:
        yield scope.error(
            "LINT-32",
            path,
            f"transition '{clock.default}' is not what happens when clock '{name}' runs out.",
            f"Give the transition `lapse_of: {name}`.",
        )


def _lapses(scope: Scope) -> Iterator[Finding]:
    definition = scope.definition
    graph = Graph.of(definition)
    for name, rule in definition.transitions.items():
        clock = definition.clocks.get(rule.lapse_of or "")
        if clock is None:
            continue
        path: FilePath = ("transitions", name, "lapse_of")
        if clock.default != name or clock.scope is ClockScope.REFERRAL:
            yield scope.error(
                "LINT-32",
                path,
                f"clock '{rule.lapse_of}' does not take '{name}' when it runs out, and nobody else can.",
                f"Give the clock `default: {name}`, or take `lapse_of` away.",
            )
        elif not can_have_started(definition, clock, graph.before(definition.sources(rule))):
            sources = ", ".join(sorted(definition.sources(rule)))
            yield scope.error(
                "LINT-32",
                path,
                f"clock '{rule.lapse_of}' cannot have started in {sources}.",
                "Start it by an event that comes before this transition.",
            )


def _silent(scope: Scope, clock: str) -> list[SubReferral]:
    """Give the referrals whose silence a clock turns into an answer."""
    return [
        rule
        for rules in referral_paths(scope.definition).values()
        for rule in rules
        if not isinstance(rule.silence, str) and rule.silence.clock == clock
    ]


def _silence(scope: Scope) -> Iterator[Finding]:
    definition = scope.definition
    for state, declared in definition.states.items():
        for name, referral in declared.referrals.items():
            path: FilePath = ("states", state, "referrals", name)
            yield from _silence_clock(scope, path, name, referral)
            for below, rule in referral.sub_referrals.items():
                yield from _silence_clock(scope, (*path, "sub_referrals", below), f"{name}/{below}", rule)


def _silence_clock(scope: Scope, path: FilePath, referral: str, rule: SubReferral) -> Iterator[Finding]:
    clock = None if isinstance(rule.silence, str) else scope.definition.clocks.get(rule.silence.clock)
    if isinstance(rule.silence, str) or clock is None:
        return
    name = rule.silence.clock
    if clock.scope is not ClockScope.REFERRAL or clock.kind is not ClockKind.WINDOW:
        yield scope.error(
            "LINT-33",
            (*path, "silence"),
            f"silence is counted by a window of scope referral; '{name}' is a {clock.kind} of scope {clock.scope}.",
            "Name such a clock.",
        )
    elif clock.of and referral not in clock.of:
        yield scope.error(
            "LINT-33",
            (*path, "silence"),
            f"clock '{name}' is not counted for referral '{referral}'.",
            "Add the referral to its `of`.",
        )


def _headline(scope: Scope) -> Iterator[Finding]:
    name = scope.definition.headline_clock
    if name is None:
        return
    clock = scope.definition.clocks.get(name)
    if clock is None:
        known = ", ".join(scope.definition.clocks) or "none"
        message, remedy = f"there is no clock '{name}'.", f"Clocks: {known}; or `headline_clock: null`."
    elif clock.scope is not ClockScope.CASE or clock.kind not in _ENDED_BY_EVENT:
        message = f"the headline clock is a {clock.kind} of scope {clock.scope}."
        remedy = "Name a ceiling or window of scope case, or write `headline_clock: null`."
    else:
        return
    yield scope.error("LINT-34", ("headline_clock",), message, remedy)


def _subject(scope: Scope, name: str, clock: Clock) -> Iterator[Finding]:
    definition = scope.definition
    if clock.scope is ClockScope.CASE:
        if clock.of:
            message = f"clock '{name}' is counted for the case, not for {', '.join(clock.of)}."
            yield scope.error("LINT-35", ("clocks", name, "of"), message, "Give it another scope, or take `of` away.")
        return
    counted = bool(clock.of) or (
        bool(definition.blockers) if clock.scope is ClockScope.BLOCKER else bool(_silent(scope, name))
    )
    if not counted:
        yield scope.error(
            "LINT-35",
            ("clocks", name, "scope"),
            f"clock '{name}' is counted for no {clock.scope}.",
            f"Name the {clock.scope}s in `of`.",
        )
