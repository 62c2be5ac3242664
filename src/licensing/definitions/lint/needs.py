"""Whether what a transition needs can ever be there, and is ever asked for."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.definitions.elements import Needs, Transition
from licensing.definitions.finding import Finding
from licensing.definitions.lint.flow import Graph
from licensing.definitions.lint.scope import Scope
from licensing.definitions.lint.triggers import can_have_started
from licensing.definitions.strict_yaml import FilePath


def faults_of_needs(scope: Scope) -> Iterator[Finding]:
    """Find needs that nothing can fulfill, or that can never be wanting (``LINT-23``), and idle blockers (24)."""
    definition = scope.definition
    graph = Graph.of(definition)
    for name, rule in definition.transitions.items():
        path: FilePath = ("transitions", name, "needs")
        if rule.needs == Needs():
            continue
        if not rule.gated:
            yield scope.error(
                "LINT-23", path, f"'{name}' is never gated, being {rule.outcome}.", "Take its needs away."
            )
            continue
        if rule.lapse_of:
            message = f"'{name}' happens when {rule.lapse_of} runs out; its needs are never asked."
            yield scope.error("LINT-23", path, message, "Put what must hold into `when`.")
            continue
        earlier = graph.before(definition.sources(rule))
        yield from _referrals(scope, path, rule, earlier)
        yield from _blockers(scope, path, rule, earlier)
        yield from _clocks(scope, path, rule, earlier)
        yield from _links(scope, path, rule)
    yield from _idle_blockers(scope)


def _referrals(scope: Scope, path: FilePath, rule: Transition, earlier: frozenset[str]) -> Iterator[Finding]:
    states, wanted = scope.definition.states, rule.needs.referrals
    if isinstance(wanted, tuple):
        for place, name in enumerate(wanted):
            declaring = [state for state, part in states.items() if name in part.referrals]
            if declaring and not earlier & set(declaring):
                message = f"referral '{name}' is sent only from {', '.join(declaring)}, which does not come before."
                yield scope.error("LINT-23", (*path, "referrals", place), message, "Name one that was sent before.")
    elif wanted is not None:
        sources = scope.definition.sources(rule) & states.keys()
        here = [item for state in sorted(sources) for item in states[state].referrals.values()]
        if not here or (wanted == "required-answered" and not any(item.required for item in here)):
            kind = "required referral" if wanted == "required-answered" else "referral"
            message = f"no state it leaves has a {kind}."
            yield scope.error("LINT-23", (*path, "referrals"), message, "Take the need away, or declare the referral.")


def _blockers(scope: Scope, path: FilePath, rule: Transition, earlier: frozenset[str]) -> Iterator[Finding]:
    definition = scope.definition
    for place, kind in enumerate(rule.needs.none_open):
        declared = definition.blockers.get(kind)
        if declared is not None and not definition.blocker_states(declared) & earlier:
            message = f"blocker '{kind}' cannot be open in {', '.join(sorted(definition.sources(rule)))}."
            yield scope.error(
                "LINT-23", (*path, "none_open", place), message, "Let it open there or before, or take the need away."
            )


def _clocks(scope: Scope, path: FilePath, rule: Transition, earlier: frozenset[str]) -> Iterator[Finding]:
    for place, name in enumerate(rule.needs.clock):
        clock = scope.definition.clocks.get(name)
        if clock is not None and not can_have_started(scope.definition, clock, earlier):
            sources = ", ".join(sorted(scope.definition.sources(rule)))
            message = f"clock '{name}' cannot have started in {sources}."
            yield scope.error(
                "LINT-23", (*path, "clock", place), message, "Start it by an event that comes before this transition."
            )


def _links(scope: Scope, path: FilePath, rule: Transition) -> Iterator[Finding]:
    for place, need in enumerate(rule.needs.linked):
        if need.at_least > len(need.roles):
            message = f"{need.at_least} linked matters are needed, but {len(need.roles)} roles are named."
            yield scope.error("LINT-23", (*path, "linked", place, "at_least"), message, "Lower it, or name more roles.")


def _idle_blockers(scope: Scope) -> Iterator[Finding]:
    definition = scope.definition
    for kind, blocker in definition.blockers.items():
        open_in = definition.blocker_states(blocker) & definition.states.keys()
        if not any(not definition.terminal(state) for state in open_in):
            yield scope.error(
                "LINT-24",
                ("blockers", kind, "may_open_in"),
                f"blocker '{kind}' may open nowhere: a closed case has no blockers.",
                "Name a state in which it can open.",
            )
