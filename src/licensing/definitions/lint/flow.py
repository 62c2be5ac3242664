"""The way of a case through its states: where it begins, how it is filed, that it can end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from licensing.definitions.definition import Definition
from licensing.definitions.elements import Transition
from licensing.definitions.finding import Finding
from licensing.definitions.lint.scope import Scope
from licensing.domain.vocabulary import Kind, Outcome, Stage

GIVEN_ON_FILINGS = (Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS, Outcome.REFUSED)
"""Outcomes that presuppose a filing; withdrawal, return and the like can come before."""


@dataclass(frozen=True)
class Graph:
    """Which state leads to which."""

    edges: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, definition: Definition, only: Callable[[Transition], bool] = lambda _: True) -> Graph:
        """Draw the graph of all transitions, or only of some."""
        return cls(
            frozenset(
                (source, rule.to)
                for rule in definition.transitions.values()
                if only(rule)
                for source in definition.sources(rule)
                if source in definition.states and rule.to in definition.states
            )
        )

    def after(self, states: Iterable[str]) -> frozenset[str]:
        """Give the states a case can come to from any of these, themselves included."""
        return _closure(states, self.edges)

    def before(self, states: Iterable[str]) -> frozenset[str]:
        """Give the states from which a case can come to any of these, themselves included."""
        return _closure(states, frozenset((target, source) for source, target in self.edges))

    def next(self, state: str) -> frozenset[str]:
        """Give the states that follow directly."""
        return frozenset(target for source, target in self.edges if source == state)


def _closure(states: Iterable[str], edges: frozenset[tuple[str, str]]) -> frozenset[str]:
    found = set(states)
    fresh = set(found)
    while fresh:
        fresh = {target for source, target in edges if source in fresh} - found
        found |= fresh
    return frozenset(found)


def initial_states(definition: Definition) -> list[str]:
    """Give the states that are marked as the initial one."""
    return [name for name, state in definition.states.items() if state.initial]


def faults_of_flow(scope: Scope) -> Iterator[Finding]:
    """Find states that cannot be reached or left, and cases that cannot be filed or never end (``LINT-11`` to 18)."""
    graph = Graph.of(scope.definition)
    yield from _beginning(scope, graph)
    yield from _ways_out(scope, graph)
    yield from _ends(scope)
    yield from _filing(scope, graph)
    yield from _outcomes(scope)


def _beginning(scope: Scope, graph: Graph) -> Iterator[Finding]:
    initial = initial_states(scope.definition)
    if len(initial) != 1:
        found = ", ".join(initial) or "none"
        yield scope.error(
            "LINT-11", ("states",), f"a case opens in exactly one state; initial: {found}.", "Mark one `initial: true`."
        )
    reachable = graph.after(initial)
    for name in scope.definition.states:
        if initial and name not in reachable:
            yield scope.error(
                "LINT-12",
                ("states", name),
                f"no case can come to state '{name}'.",
                "Add a transition to it, or remove it.",
            )


def _ways_out(scope: Scope, graph: Graph) -> Iterator[Finding]:
    definition = scope.definition
    ends = [name for name in definition.states if definition.terminal(name)]
    if not ends:
        yield scope.error("LINT-14", ("states",), "no state is an end.", "Give one `kind: terminal`.")
        return
    ending = graph.before(ends)
    unforced = Graph.of(definition, only=lambda rule: rule.outcome is not Outcome.WITHDRAWN)
    ending_unforced = unforced.before(ends)
    for name in definition.states:
        path = ("states", name)
        if definition.terminal(name):
            continue
        if not definition.ways_out(name):
            yield scope.error("LINT-13", path, f"nothing leads out of state '{name}'.", "Add a transition from it.")
        elif name not in ending:
            yield scope.error(
                "LINT-14", path, f"a case in state '{name}' can never end.", "Add a way to a terminal state."
            )
        elif name not in ending_unforced:
            yield scope.warning(
                "LINT-14",
                path,
                f"a case in state '{name}' can end only by being withdrawn.",
                "Add the way on, if there is one.",
            )


def _ends(scope: Scope) -> Iterator[Finding]:
    definition = scope.definition
    for name, state in definition.states.items():
        if state.kind is not Kind.TERMINAL:
            continue
        if state.stage is not Stage.AFTER:
            yield scope.error(
                "LINT-15",
                ("states", name, "stage"),
                f"the end state '{name}' has stage {state.stage}.",
                "Give it `stage: after`.",
            )
        for way in definition.ways_out(name):
            yield scope.error(
                "LINT-15",
                ("transitions", way, "from"),
                f"'{way}' leaves the end state '{name}', where cases are closed.",
                "Leave from another state, or let the state not be terminal.",
            )


def _filing(scope: Scope, graph: Graph) -> Iterator[Finding]:
    definition = scope.definition
    filings = {name: rule for name, rule in definition.transitions.items() if rule.files}
    if not filings:
        yield scope.error("LINT-16", ("transitions",), "no transition files the case.", "Mark one `files: true`.")
        return
    initial = initial_states(definition)
    reachable = graph.after(initial)
    unfiled = Graph.of(definition, only=lambda rule: not rule.files).after(initial)
    for name, rule in definition.transitions.items():
        sources = definition.sources(rule)
        late = sorted((sources & reachable) - unfiled)
        early = sorted(sources & unfiled)
        if rule.files and late:
            yield scope.error(
                "LINT-16",
                ("transitions", name, "files"),
                f"'{name}' files the case from {', '.join(late)}, where it has been filed already.",
                "Only the first filing counts: take `files` away.",
            )
        if not rule.files and rule.outcome in GIVEN_ON_FILINGS and early:
            yield scope.error(
                "LINT-16",
                ("transitions", name, "outcome"),
                f"'{name}' decides a case in {', '.join(early)}, which may never have been filed.",
                "Let a transition with `files: true` come before.",
            )


def _outcomes(scope: Scope) -> Iterator[Finding]:
    definition = scope.definition
    for name, rule in definition.transitions.items():
        if rule.outcome is not None and rule.label is None:
            yield scope.error(
                "LINT-17",
                ("transitions", name),
                f"'{name}' gives the outcome {rule.outcome} without the process's own label.",
                "Add `label`.",
            )
        undecided = sorted(definition.sources(rule) & definition.undecided)
        target = definition.states.get(rule.to)
        if rule.outcome is None and undecided and target is not None and target.stage is Stage.AFTER:
            yield scope.warning(
                "LINT-18",
                ("transitions", name),
                f"'{name}' takes an undecided case past its decision without an outcome.",
                "Add `outcome`, or give the state it leads to an earlier stage.",
            )
