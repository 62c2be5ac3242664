"""Who holds a case by a referral, a blocker or a link, instant by instant: the party and the owner, if one is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licensing.analysis.casefile import SeenCase
from licensing.analysis.items import Item
from licensing.definitions.elements import Referral as ReferralRule
from licensing.definitions.glossary import glossary, party_of
from licensing.domain.case import Blocker, Referral
from licensing.domain.vocabulary import Party
from licensing.engine.clocks import rule_of

APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Holder:
    """The party whose time it is, why (``referral``, ``question``, ``blocker``, ``link``) and by what.

    ``owner`` says whose calendar counts; empty where only the party is known.
    """

    party: Party
    reason: str
    item: str
    owner: str = ""


def holder_of(seen: SeenCase, item: Item, placed_us: int) -> Holder:
    """Give who holds the case by an open item at a placed moment."""
    if item.blocker is not None:
        return of_blocker(seen, item.blocker)
    if item.referral is not None:
        return _inside(seen, item.referral, placed_us)
    return _at_link(seen, item, placed_us)


def of_blocker(seen: SeenCase, blocker: Blocker) -> Holder:
    """Give the party that can clear a blocker."""
    rule = seen.definition.blockers.get(blocker.kind)
    if rule is None:
        return Holder(Party.UNKNOWN, "blocker", blocker.id)
    owner = next((name for name in rule.cleared_by if name in glossary().owners), "")
    return Holder(rule.party, "blocker", blocker.id, owner)


def referral_owner(seen: SeenCase, referral: Referral, step: str = "") -> str:
    """Give the owner of a referral, of one of its steps where it is in one.

    A referral without an owner is named after the body it goes to, or else stays with the owner of the state.
    """
    definition = seen.definition
    declared = rule_of(definition, seen.case, referral)
    if isinstance(declared, ReferralRule):
        in_step = next((item.owner for item in declared.steps if item.id == step), None)
        if in_step is not None:
            return in_step
    if declared is not None and declared.owner is not None:
        return declared.owner
    if referral.name in definition.parties or referral.name in glossary().owners:
        return referral.name
    state = definition.states.get(referral.state)
    return "" if state is None else state.owner


def changes(seen: SeenCase, item: Item) -> Iterator[int]:
    """Give the placed moments at which the holder of an item can change while it is open."""
    referral = item.referral
    if referral is not None:
        for step in referral.steps:
            yield seen.place(step.entered)
        for begin, end, _ in _inner(seen, referral):
            yield begin
            yield end
    elif item.kind == "link":
        related = seen.file.related_to(item.name)
        if related is not None:
            yield from (seen.place(visit.entered) for visit in related.case.visits)


def _inside(seen: SeenCase, referral: Referral, placed_us: int) -> Holder:
    """Inside a referral, a question to the applicant or a blocker bound to it goes to its own party.

    Of several, the one that ends last; of those, the one that opened first.
    """
    within = [(end, -begin, holder) for begin, end, holder in _inner(seen, referral) if begin <= placed_us < end]
    if within:
        return max(within, key=lambda item: item[:2])[2]
    step = next(
        (item.step for item in reversed(referral.steps) if seen.place(item.entered) <= placed_us),
        "",
    )
    owner = referral_owner(seen, referral, step)
    return Holder(party_of(seen.definition, owner), "referral", referral.id, _known(owner))


def _inner(seen: SeenCase, referral: Referral) -> Iterator[tuple[int, int, Holder]]:
    for asked in _with_those_below(seen, referral):
        for question in asked.questions:
            end = seen.place_end(question.replied)
            yield seen.place(question.asked), end, Holder(Party.APPLICANT, "question", asked.id, _known(APPLICANT))
        for blocker in seen.case.blockers:
            if blocker.referral == asked.id:
                yield seen.place(blocker.opened), seen.place_end(blocker.cleared), of_blocker(seen, blocker)


def _with_those_below(seen: SeenCase, referral: Referral) -> Iterator[Referral]:
    yield referral
    yield from (item for item in seen.case.referrals if seen.case.parent_of(item) == referral)


def _at_link(seen: SeenCase, item: Item, placed_us: int) -> Holder:
    """Give the owner of the linked case at that instant; a matter nobody opened is held by nobody known."""
    related = seen.file.related_to(item.name)
    if related is not None:
        visit = next(
            (item for item in reversed(related.case.visits) if seen.place(item.entered) <= placed_us),
            related.case.visits[0],
        )
        state = related.definition.states.get(visit.state)
        owner = "" if state is None else state.owner
        return Holder(party_of(related.definition, owner), "link", item.name, _known(owner))
    linked = seen.file.linked.of_role(item.name)
    owner = linked.owner if linked is not None else ""
    return Holder(party_of(seen.definition, owner), "link", item.name, _known(owner))


def _known(owner: str) -> str:
    return owner if owner in glossary().owners else ""
