"""What happens next to the referrals of a mock case: sent, asked, replied, moved, answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licensing.definitions.elements import Referral as ReferralRule
from licensing.definitions.elements import SubReferral
from licensing.domain.case import Referral
from licensing.domain.command import Answer, Ask, Command, Move, Refer, Reply
from licensing.engine.clocks import rule_of
from licensing.engine.conditions import holds
from licensing.engine.overlays import ANSWERED
from licensing.simulation.scene import Scene
from licensing.simulation.timing import after

_ASKED_AT = 0.3
_SUB_SENT_AT = 0.1
"""Shares of a referral's own duration after which a question comes and a referral below it is sent."""


def referrals(scene: Scene) -> Iterator[Command]:
    """Give what can happen next to each referral that is open or may be sent, from the assumptions."""
    yield from _sent(scene)
    for referral in sorted(scene.case.open_referrals, key=lambda item: item.path):
        rule = rule_of(scene.definition, scene.case, referral)
        if rule is not None:
            yield from _Open(scene, referral, rule).commands()


def _sent(scene: Scene) -> Iterator[Command]:
    """Send what the holder decides to send, and what is required only since something became known."""
    case = scene.case
    for name, rule in sorted(scene.state.referrals.items()):
        wanted = rule.required or (rule.sent == "by-command" and _chance(scene, f"{case.state}/{name}", scene.stay))
        if wanted and not any(item.path == name and _of_this_stay(scene, item) for item in case.referrals):
            yield from _refer(scene, name, rule, scene.entered_us, scene.state.owner)


def _of_this_stay(scene: Scene, referral: Referral) -> bool:
    """Say whether a referral was sent during the stay under way, or was still open when it began."""
    stay = scene.case.visit
    return referral.visit == stay.number or referral.open or referral.ended_order > stay.entered_order


def _refer(scene: Scene, path: str, rule: SubReferral, moment_us: int, owner: str) -> Iterator[Command]:
    for command in scene.at_work(Refer, moment_us, owner, referral=path):
        if holds(rule.when, scene.view_at(command.when.latest_us)):
            yield command


def _chance(scene: Scene, place: str, name: str) -> bool:
    rare = scene.assumptions.referrals.get(place)
    return rare is not None and scene.draws.chance(f"refer:{place}:{name}", rare.probability)


@dataclass(frozen=True, slots=True)
class _Open:
    """One open referral with its rule: where it was sent, or where the one above it was sent."""

    scene: Scene
    referral: Referral
    rule: SubReferral

    def commands(self) -> Iterator[Command]:
        """Give the next event of the referral, and of those to be sent below it."""
        before_answer = [*self._below(), *self._question()]
        yield from before_answer
        if before_answer or self._waits():
            return
        steps = self.rule.steps if isinstance(self.rule, ReferralRule) else ()
        if steps and self.referral.step != steps[-1].id:
            yield from self._step()
        else:
            yield from self._answer()

    @property
    def _place(self) -> str:
        return self.scene.place_of(self.referral)

    @property
    def _owner(self) -> str:
        """Give who holds the referral: the owner of its step, the body asked, or the state that asked."""
        if isinstance(self.rule, ReferralRule):
            for step in self.rule.steps:
                if step.id == self.referral.step:
                    return step.owner
        declaring = self._place.partition("/")[0]
        return self.rule.owner or self.scene.definition.states[declaring].owner

    @property
    def _whole_days(self) -> float:
        return self.scene.days(self.referral.id, self._place) or 0.0

    def _waits(self) -> bool:
        """Say whether the body asked waits: for a reply or an answer from below that will come, or for a blocker."""
        if any(item.referral == self.referral.id for item in self.scene.case.open_blockers):
            return True
        for item in self.scene.case.open_referrals:
            if item.parent == self.referral.path and item.sent_within(self.referral):
                below = rule_of(self.scene.definition, self.scene.case, item)
                answers = f"{self._place}/{item.name}" in self.scene.assumptions.durations
                if below is not None and (below.required or answers):
                    return True
        return False

    def _below(self) -> Iterator[Command]:
        if not isinstance(self.rule, ReferralRule):
            return
        sent_us = after(self.referral.sent.latest_us, self._whole_days * _SUB_SENT_AT)
        for name, sub in sorted(self.rule.sub_referrals.items()):
            wanted = sub.required or _chance(self.scene, f"{self._place}/{name}", self.referral.id)
            if wanted and not self._sent_below(name):
                yield from _refer(self.scene, f"{self.referral.path}/{name}", sub, sent_us, self._owner)

    def _sent_below(self, name: str) -> bool:
        path = f"{self.referral.path}/{name}"
        return any(item.path == path and item.sent_within(self.referral) for item in self.scene.case.referrals)

    def _question(self) -> Iterator[Command]:
        scene, referral, place = self.scene, self.referral, self._place
        if referral.questions and referral.questions[-1].replied is None:
            days = scene.days(f"question:{referral.id}:{len(referral.questions)}", f"question:{place}")
            if days is not None:
                replied_us = after(referral.questions[-1].asked.latest_us, days)
                yield from scene.at_work(Reply, replied_us, scene.applicant, referral=referral.path)
        elif not referral.questions:
            rare = scene.assumptions.questions.get(place)
            if rare is not None and scene.draws.chance(f"ask:{referral.id}", rare.probability):
                asked_us = after(referral.sent.latest_us, self._whole_days * _ASKED_AT)
                yield from scene.at_work(Ask, asked_us, self._owner, referral=referral.path)

    def _step(self) -> Iterator[Command]:
        ends_us = self._step_ends_us()
        if ends_us is not None:
            yield from self.scene.at_work(Move, ends_us, self._owner, referral=self.referral.path)

    def _step_ends_us(self) -> int | None:
        step = self.referral.step
        days = self.scene.days(f"{self.referral.id}/{step}", f"{self._place}/{step}")
        return None if days is None else after(self.referral.steps[-1].entered.latest_us, days)

    def _answer(self) -> Iterator[Command]:
        days = self.scene.days(self.referral.id, self._place)
        whole_us = None if days is None else after(self.referral.sent.latest_us, days)
        ends_us = self._step_ends_us() if self.referral.step else whole_us
        if ends_us is None:
            return
        fields = {"referral": self.referral.path, "position": self._position()}
        for command in self.scene.at_work(Answer, ends_us, self._owner, **fields):
            late = list(self._required_by(command.when.latest_us))
            yield from late or [command]

    def _required_by(self, at_us: int) -> Iterator[Command]:
        """Send below what is required at the moment of the answer, though it was not when this one was sent."""
        if isinstance(self.rule, ReferralRule):
            for name, sub in sorted(self.rule.sub_referrals.items()):
                if sub.required and not self._sent_below(name):
                    yield from _refer(self.scene, f"{self.referral.path}/{name}", sub, at_us, self._owner)

    def _position(self) -> str:
        """Draw a position among those this version declares, by the weights of the ones the assumptions name."""
        declared, chosen = self.rule.positions, self.scene.assumptions.positions.get(self._place)
        weights = {} if chosen is None else chosen.weights
        known = {name: weight for name, weight in weights.items() if not declared or name in declared}
        if known:
            return self.scene.draws.choice(f"position:{self.referral.id}", known)
        return next(iter(declared), ANSWERED)
