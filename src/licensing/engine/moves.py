"""Moves of the case itself: transitions taken, and sightings of observed cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from licensing.definitions.elements import Transition
from licensing.domain.case import Case, Referral
from licensing.domain.command import Advance, Observe
from licensing.domain.errors import InvalidCommand, NotPossibleNow, ObservedOnly
from licensing.domain.event import BlockerCleared, Body, Event, Moved, ReferralRecalled, ReferralSent, Seen
from licensing.domain.vocabulary import UNKNOWN_STATE, Provenance
from licensing.engine.conditions import View, holds
from licensing.engine.evolve import evolve
from licensing.engine.needs import WayOut, needs_of, relied_on
from licensing.engine.refusal import not_possible, possibilities, wanting


def advance(view: View, command: Advance) -> list[Body]:
    """Take a transition that a person chose."""
    name = command.transition
    rule = view.definition.transitions.get(name)
    if rule is None:
        raise InvalidCommand(f"{view.definition.id} has no transition '{name}'.", next_step=possibilities(view))
    if view.case.state not in view.definition.sources(rule):
        raise not_possible(view, f"'{name}'")
    if rule.lapse_of:
        raise NotPossibleNow(
            f"'{name}' is what happens when clock {rule.lapse_of} runs out; nobody takes it.",
            next_step=possibilities(view),
        )
    way = WayOut(name, rule, tuple(needs_of(view, rule)))
    if not way.possible:
        raise NotPossibleNow(
            f"'{name}' is not possible from {view.case.state}: it still needs {wanting(view.definition, way)}.",
            next_step=possibilities(view),
        )
    return take(view, name, rule)


def take(view: View, name: str, rule: Transition, *, lapsed_clock: str = "") -> list[Body]:
    """Give the events of a transition: what it ends, the move, and the referrals sent on entry."""
    terminal = view.definition.terminal(rule.to)
    move = Moved(
        transition=name,
        source=view.case.state,
        target=rule.to,
        outcome=rule.outcome,
        label=rule.label.en if rule.label and rule.outcome else "",
        files=rule.files,
        terminal=terminal,
        lapsed_clock=lapsed_clock,
        relied_on=relied_on(view, rule),
    )
    bodies = [*_ended(view.case, referrals=terminal or rule.referrals == "recall", blockers=terminal), move]
    return [*bodies, *sent_on_entry(replace(view, case=_after(view, bodies)))]


def observe(view: View, command: Observe) -> list[Body]:
    """See an observed case in a state without a legal transition to it."""
    case, definition = view.case, view.definition
    if case.provenance is not Provenance.OBSERVED:
        raise ObservedOnly(
            f"{case.ref} is {case.provenance}; only an observed case can be seen in a state.",
            next_step="Use `licensing case advance`.",
        )
    if command.state not in definition.states and command.state != UNKNOWN_STATE:
        raise InvalidCommand(
            f"{definition.id} has no state '{command.state}'.",
            next_step=f"States: {', '.join(definition.states)}.",
        )
    if case.closed is not None:
        raise NotPossibleNow(f"{case.ref} is closed.", next_step="Correct its closing first.")
    terminal = definition.terminal(command.state)
    bodies = _ended(case, referrals=terminal, blockers=terminal)
    bodies.append(Seen(command.state, command.gap, command.outcome, command.label, terminal))
    return bodies


def _ended(case: Case, *, referrals: bool, blockers: bool) -> list[Body]:
    ended = recalled(case, case.open_referrals) if referrals else []
    bound = {(item.kind, item.number) for item in ended if isinstance(item, BlockerCleared)}
    return ended + [
        BlockerCleared(item.kind, item.number)
        for item in case.open_blockers
        if blockers and (item.kind, item.number) not in bound
    ]


def recalled(case: Case, referrals: Iterable[Referral]) -> list[Body]:
    """Call open referrals back, with whatever stands in their way only."""
    called = list(referrals)
    return [*cleared(case, called), *(ReferralRecalled(item.path, item.number) for item in called)]


def cleared(case: Case, referrals: Iterable[Referral]) -> list[Body]:
    """End the blockers that stand in the way of referrals which end: nobody has cleared them."""
    ending = {item.id for item in referrals}
    return [BlockerCleared(item.kind, item.number) for item in case.open_blockers if item.referral in ending]


def _after(view: View, bodies: Iterable[Body]) -> Case:
    case = view.case
    for body in bodies:
        case = evolve(case, Event(case.seq + 1, view.when, body, key="", actor=""))
    return case


def sent_on_entry(view: View) -> list[Body]:
    """Send what the state just entered asks of others; a referral that is still open is not sent again."""
    still_open = {item.path for item in view.case.open_referrals}
    return [
        sent(view.case, name, referral.steps[0].id if referral.steps else "")
        for name, referral in view.definition.states[view.case.state].referrals.items()
        if referral.sent == "on-entry" and name not in still_open and holds(referral.when, view)
    ]


def sent(case: Case, path: str, step: str) -> ReferralSent:
    """Number a referral among those of its path."""
    return ReferralSent(path, 1 + sum(item.path == path for item in case.referrals), step)
