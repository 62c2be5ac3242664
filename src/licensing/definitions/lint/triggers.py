"""Whether an event that starts or stops a clock can happen at all, or before a case comes to some states."""

from __future__ import annotations

from collections.abc import Collection

from licensing.definitions.clocks import Clock, Trigger
from licensing.definitions.definition import Definition
from licensing.definitions.lint.flow import Graph
from licensing.domain.vocabulary import ClockScope


def can_have_started(definition: Definition, clock: Clock, states: Collection[str]) -> bool:
    """Say whether a clock can have started in a case that has been in these states only."""
    return any(can_fire(definition, clock, trigger, states) for trigger in clock.start)


def can_fire(definition: Definition, clock: Clock, trigger: Trigger, states: Collection[str]) -> bool:
    """Say whether a trigger of a clock can happen in a case that has been in these states only."""
    return _fires(definition, clock, trigger, frozenset(states), frozenset())


def _fires(
    definition: Definition, clock: Clock, trigger: Trigger, states: frozenset[str], asked: frozenset[str]
) -> bool:
    moves = {name: rule for name, rule in definition.transitions.items() if rule.to in states}
    if trigger.transition:
        return any(name in moves for name in trigger.transition)
    if trigger.outcome:
        wanted = trigger.outcome
        return any(rule.outcome is not None and (wanted == "any" or rule.outcome in wanted) for rule in moves.values())
    if trigger.entered:
        return any(state in states for state in trigger.entered)
    if trigger.left:
        graph = Graph.of(definition)
        return any(graph.next(state) & states for state in trigger.left)
    if trigger.due_of:
        return _due(definition, trigger.due_of, states, asked)
    if trigger.referral:
        return any(definition.states[state].referrals for state in states if state in definition.states)
    if trigger.blocker:
        kinds = clock.of if clock.scope is ClockScope.BLOCKER and clock.of else tuple(definition.blockers)
        found = [definition.blockers[kind] for kind in kinds if kind in definition.blockers]
        return any(definition.blocker_states(blocker) & states for blocker in found)
    return trigger.fact in definition.facts


def _due(definition: Definition, name: str, states: frozenset[str], asked: frozenset[str]) -> bool:
    """Say whether another clock can run out, without going round in a circle of clocks."""
    other = definition.clocks.get(name)
    if other is None or name in asked:
        return False
    return any(_fires(definition, other, trigger, states, asked | {name}) for trigger in other.start)
