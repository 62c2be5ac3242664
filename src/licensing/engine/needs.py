"""What a way out of a state still needs, item by item, and on what basis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licensing.definitions.conditions import AuthorizationTest, PrecedentTest, parts
from licensing.definitions.elements import LinkNeed, Referral, Transition
from licensing.domain.case import Referral as SentReferral
from licensing.engine.clocks import ran_out, readings_of
from licensing.engine.conditions import View, authorization, holds, precedent


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a transition needs: what it is, whether it is met, in words, and the bases it rests on."""

    kind: str
    """``referral``, ``blocker``, ``fact``, ``clock``, ``link`` or ``condition``."""
    name: str
    met: bool
    words: str
    basis: tuple[str, ...]
    soft: bool = False


@dataclass(frozen=True, slots=True)
class WayOut:
    """A transition that leaves the state a case is in, with what it needs."""

    transition: str
    rule: Transition
    needs: tuple[Need, ...]

    @property
    def applies(self) -> bool:
        """Say whether the condition of the definition holds for this case."""
        return all(need.met for need in self.needs if need.kind == "condition")

    @property
    def missing(self) -> tuple[Need, ...]:
        """Give what is still needed; soft needs are waited for, not required."""
        return tuple(need for need in self.needs if not need.met and not need.soft)

    @property
    def possible(self) -> bool:
        """Say whether it can be taken now."""
        return not self.missing


def ways_out(view: View) -> tuple[WayOut, ...]:
    """Give every transition that leaves the state the case is in."""
    ways = view.definition.ways_out(view.case.state)
    return tuple(WayOut(name, rule, tuple(needs_of(view, rule))) for name, rule in ways.items())


def needs_of(view: View, rule: Transition) -> Iterator[Need]:
    """Give everything a transition needs in this case; withdrawal and return need nothing but their condition."""
    if rule.when is not None:
        met = holds(rule.when, view)
        yield Need("condition", "when", met, "the condition of the definition to hold", rule.basis)
    if not rule.gated:
        return
    needs = rule.needs
    if needs.referrals is not None:
        yield from _referral_needs(view, needs.referrals)
    for kind in needs.none_open:
        standing = [item for item in view.case.open_blockers if item.kind == kind]
        basis = view.definition.blockers[kind].basis
        yield Need("blocker", kind, not standing, f"blocker {kind} cleared", basis)
    for fact in needs.facts:
        if holds(fact.when, view):
            known = view.case.fact(fact.fact) is not None
            yield Need("fact", fact.fact, known, f"fact {fact.fact} recorded", rule.basis)
    for clock in needs.clock:
        yield _clock_need(view, clock)
    for linked in needs.linked:
        if holds(linked.when, view):
            yield _link_need(view, linked, rule)


def _referral_needs(view: View, wanted: str | tuple[str, ...]) -> Iterator[Need]:
    declared = view.definition.states[view.case.state].referrals
    if isinstance(wanted, tuple):
        for name in wanted:
            rule = declared.get(name) or view.definition.declared_referral(name)
            if rule is not None and holds(rule.when, view):
                yield _referral_need(name, rule, [item for item in view.case.referrals if item.path == name])
        return
    here = [item for item in view.case.referrals if _of_this_stay(view, item)]
    for name, rule in declared.items():
        sent = [item for item in here if item.path == name]
        required = rule.required and holds(rule.when, view)
        if required or (wanted == "all-answered" and any(item.open for item in sent)):
            yield _referral_need(name, rule, sent)


def _of_this_stay(view: View, referral: SentReferral) -> bool:
    """Say whether a referral was sent during the stay under way, or was still open when it began."""
    stay = view.case.visit
    return referral.visit == stay.number or referral.open or referral.ended_order > stay.entered_order


def _referral_need(name: str, rule: Referral, sent: list[SentReferral]) -> Need:
    answered = bool(sent) and sent[-1].answered
    words = f"an answer from {name}" if sent else f"{name} to be asked and to answer"
    return Need("referral", name, answered, words, rule.basis)


def _clock_need(view: View, name: str) -> Need:
    basis = view.definition.clocks[name].basis
    found = readings_of(view, name)
    if not found or found[-1].due is None:
        return Need("clock", name, met=False, words=f"clock {name} to have started", basis=basis)
    newest = found[-1]
    over = ran_out(newest, view.when)
    if newest.stopped is not None and not over:
        return Need("clock", name, met=False, words=f"clock {name} to start again (it stopped early)", basis=basis)
    local = found[-1].due.astimezone(view.zone)
    words = f"clock {name} to be over ({local.isoformat(timespec='minutes')})"
    return Need("clock", name, over, words, basis)


def _link_need(view: View, need: LinkNeed, rule: Transition) -> Need:
    met = [role for role in need.roles if _link_met(view, role, need)]
    wanted = " or ".join(need.outcome)
    roles = " or ".join(need.roles)
    count = f"{need.at_least} of " if need.at_least > 1 else ""
    basis = tuple(
        name for role in need.roles if role in view.definition.links for name in view.definition.links[role].basis
    )
    words = f"linked {count}{roles} to be {wanted}"
    return Need("link", roles, len(met) >= need.at_least, words, basis or rule.basis, soft=need.soft)


def _link_met(view: View, role: str, need: LinkNeed) -> bool:
    linked = view.surroundings.of_role(role)
    return linked is not None and linked.outcome_at(view.when) in need.outcome


def relied_on(view: View, rule: Transition) -> tuple[tuple[str, str, str], ...]:
    """Give role, matter and outcome of every other case that a transition needs and has.

    The role of a precedent or a standing authorization is its name in the definition.
    """
    found: list[tuple[str, str, str]] = []
    for part in parts(rule.when) if rule.when is not None else ():
        earlier = None
        if isinstance(part, PrecedentTest):
            earlier = precedent(part.precedent, view)
        elif isinstance(part, AuthorizationTest):
            earlier = authorization(part.authorization, view)
        outcome = earlier.outcome_at(view.when) if earlier else None
        if earlier is not None and outcome is not None:
            found.append((earlier.name, earlier.matter, outcome.value))
    for need in rule.needs.linked if rule.gated else ():
        for role in need.roles if holds(need.when, view) else ():
            linked = view.surroundings.of_role(role)
            outcome = linked.outcome_at(view.when) if linked else None
            if linked is not None and outcome in need.outcome:
                found.append((role, linked.matter, outcome.value))
    return tuple(found)
