"""What runs beside the state of a case: referrals with their steps and questions, and blockers."""

from __future__ import annotations

from licensing.definitions.elements import Referral as ReferralRule
from licensing.definitions.elements import SubReferral
from licensing.domain.case import Blocker, Referral
from licensing.domain.command import Answer, Ask, Block, Move, Refer, Reply, Unblock
from licensing.domain.errors import InvalidCommand, NotPossibleNow
from licensing.domain.event import (
    BlockerCleared,
    BlockerOpened,
    Body,
    QuestionAsked,
    QuestionReplied,
    ReferralAnswered,
    ReferralStepped,
)
from licensing.engine.clocks import rule_of
from licensing.engine.conditions import View, holds
from licensing.engine.moves import recalled, sent

ANSWERED = "answered"
"""The position of an answer to a referral that declares none."""


def refer(view: View, command: Refer) -> list[Body]:
    """Send a referral, or one below an open referral."""
    path = command.referral
    parent = path.rpartition("/")[0]
    state = find_referral(view, parent).state if parent else view.case.state
    rule = view.definition.referral(state, path)
    if rule is None:
        _known(view, path)
        raise NotPossibleNow(f"referral '{path}' is not sent from {state}.", next_step=_referrals(view))
    if any(item.path == path for item in view.case.open_referrals):
        raise NotPossibleNow(f"referral '{path}' is open already.", next_step=_referrals(view))
    if not holds(rule.when, view):
        raise NotPossibleNow(f"referral '{path}' does not apply to this case.", next_step=_referrals(view))
    steps = rule.steps if isinstance(rule, ReferralRule) else ()
    return [sent(view.case, path, steps[0].id if steps else "")]


def answer(view: View, command: Answer) -> list[Body]:
    """Answer an open referral; required referrals below it must have been answered, others are called back."""
    referral = find_referral(view, command.referral)
    rule = _rule(view, referral)
    if rule.positions and command.position not in rule.positions:
        raise InvalidCommand(
            f"'{command.position}' is no position of referral '{referral.path}'.",
            next_step=f"Positions: {', '.join(rule.positions)}.",
        )
    if isinstance(rule, ReferralRule) and rule.steps and referral.step != rule.steps[-1].id:
        raise NotPossibleNow(
            f"referral '{referral.path}' is in step {referral.step}.",
            next_step=f"It is answered from its last step, {rule.steps[-1].id}: `licensing case move`.",
        )
    if any(item.referral == referral.id for item in view.case.open_blockers):
        kinds = ", ".join(item.kind for item in view.case.open_blockers if item.referral == referral.id)
        raise NotPossibleNow(
            f"referral '{referral.path}' is blocked by {kinds}.",
            next_step="Clear it: `licensing case unblock`.",
        )
    position = command.position or ANSWERED
    return [*_below_ended(view, referral, rule), ReferralAnswered(referral.path, referral.number, position)]


def _below_ended(view: View, referral: Referral, rule: SubReferral) -> list[Body]:
    below = [item for item in view.case.referrals if view.case.parent_of(item) == referral]
    if isinstance(rule, ReferralRule):
        for name, sub in rule.sub_referrals.items():
            asked = [item for item in below if item.name == name]
            wanted = sub.required and holds(sub.when, view)
            if (wanted and not asked) or any(item.open for item in asked if sub.required):
                raise NotPossibleNow(
                    f"referral '{referral.path}' still needs an answer from {name}.",
                    next_step=f"Answer '{referral.path}/{name}' first.",
                )
    return recalled(view.case, [item for item in below if item.open])


def ask(view: View, command: Ask) -> list[Body]:
    """Ask the applicant for information within an open referral."""
    referral = find_referral(view, command.referral)
    if referral.questions and referral.questions[-1].replied is None:
        raise NotPossibleNow(
            f"a question is open in referral '{referral.path}'.",
            next_step="Reply first: `licensing case reply`.",
        )
    return [QuestionAsked(referral.path, referral.number)]


def reply(view: View, command: Reply) -> list[Body]:
    """Give the information asked for within a referral."""
    referral = find_referral(view, command.referral)
    if not referral.questions or referral.questions[-1].replied is not None:
        raise NotPossibleNow(f"no question is open in referral '{referral.path}'.", next_step=_referrals(view))
    return [QuestionReplied(referral.path, referral.number)]


def move(view: View, command: Move) -> list[Body]:
    """Take an open referral to its next step."""
    referral = find_referral(view, command.referral)
    rule = _rule(view, referral)
    steps = [step.id for step in rule.steps] if isinstance(rule, ReferralRule) else []
    place = steps.index(referral.step) + 1 if referral.step in steps else len(steps)
    if place >= len(steps):
        raise NotPossibleNow(
            f"referral '{referral.path}' has no step after {referral.step or 'its only one'}.",
            next_step="Answer it: `licensing case answer`.",
        )
    if command.step not in ("", steps[place]):
        raise NotPossibleNow(
            f"'{command.step}' is not the next step of referral '{referral.path}'.",
            next_step=f"The next is {steps[place]}.",
        )
    return [ReferralStepped(referral.path, referral.number, steps[place])]


def block(view: View, command: Block) -> list[Body]:
    """Open a blocker on the case, or on one of its open referrals."""
    rule = view.definition.blockers.get(command.kind)
    if rule is None:
        raise InvalidCommand(
            f"{view.definition.id} has no blocker '{command.kind}'.",
            next_step=f"Blockers: {', '.join(view.definition.blockers) or 'none'}.",
        )
    if rule.reasons and command.reason not in rule.reasons:
        raise InvalidCommand(
            f"blocker '{command.kind}' needs a reason.", next_step=f"Reasons: {', '.join(rule.reasons)}."
        )
    if command.reason and not rule.reasons:
        raise InvalidCommand(f"blocker '{command.kind}' takes no reason.", next_step="Leave it out.")
    allowed = view.definition.blocker_states(rule)
    if view.case.state not in allowed:
        raise NotPossibleNow(
            f"blocker '{command.kind}' cannot open in {view.case.state}.",
            next_step=f"It opens in: {', '.join(sorted(allowed))}.",
        )
    bound = find_referral(view, command.referral).id if command.referral else ""
    if any((item.kind, item.referral) == (command.kind, bound) for item in view.case.open_blockers):
        raise NotPossibleNow(f"blocker '{command.kind}' is open already.", next_step="Clear it first.")
    number = 1 + sum(item.kind == command.kind for item in view.case.blockers)
    return [BlockerOpened(command.kind, number, command.reason, bound)]


def unblock(view: View, command: Unblock) -> list[Body]:
    """Clear the open blocker of a kind."""
    blocker = find_blocker(view, command.kind)
    may_clear = view.definition.blockers[blocker.kind].cleared_by
    if command.by and may_clear and command.by not in may_clear:
        raise NotPossibleNow(
            f"{command.by} cannot clear blocker '{blocker.kind}'.",
            next_step=f"It is cleared by {', '.join(may_clear)}.",
        )
    return [BlockerCleared(blocker.kind, blocker.number, command.by or next(iter(may_clear), ""))]


def find_referral(view: View, path: str) -> Referral:
    """Give the open referral of a path. Raises ``InvalidCommand`` or ``NotPossibleNow``."""
    found = next((item for item in reversed(view.case.open_referrals) if path in (item.path, item.id)), None)
    if found is not None:
        return found
    _known(view, path.partition("#")[0])
    raise NotPossibleNow(f"referral '{path}' is not open.", next_step=_referrals(view))


def find_blocker(view: View, kind: str) -> Blocker:
    """Give the open blocker of a kind. Raises ``InvalidCommand`` or ``NotPossibleNow``."""
    found = next((item for item in reversed(view.case.open_blockers) if kind in (item.kind, item.id)), None)
    if found is not None:
        return found
    if kind.partition("#")[0] not in view.definition.blockers:
        raise InvalidCommand(
            f"{view.definition.id} has no blocker '{kind}'.",
            next_step=f"Blockers: {', '.join(view.definition.blockers) or 'none'}.",
        )
    standing = ", ".join(item.kind for item in view.case.open_blockers) or "none"
    raise NotPossibleNow(f"blocker '{kind}' is not open.", next_step=f"Open blockers: {standing}.")


def _rule(view: View, referral: Referral) -> SubReferral:
    rule = rule_of(view.definition, view.case, referral)
    if rule is None:
        raise NotPossibleNow(
            f"version {view.case.version} does not declare referral '{referral.path}' where it was sent.",
            next_step="It ends when the case moves on.",
        )
    return rule


def _known(view: View, path: str) -> None:
    if not any(view.definition.referral(state, path) for state in view.definition.states):
        raise InvalidCommand(f"{view.definition.id} has no referral '{path}'.", next_step=_referrals(view))


def _referrals(view: View) -> str:
    asked = ", ".join(item.path for item in view.case.open_referrals) or "none"
    return f"Open referrals: {asked}."
