"""Choose what happens next to the referrals of a case: sent, asked, replied, moved, answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licensing.calendars.registry import calendar
from licensing.definitions.assumptions import Assumptions
from licensing.definitions.elements import Referral as ReferralRule
from licensing.definitions.elements import SubReferral
from licensing.definitions.glossary import calendar_of
from licensing.domain.case import Referral
from licensing.domain.command import Answer, Ask, Move, Refer, Reply
from licensing.engine.conditions import View, holds
from licensing.simulation.candidate import Candidate
from licensing.simulation.draws import Draws
from licensing.simulation.timing import after, in_office_hours

_ASKED_AT = 0.3
_SUB_SENT_AT = 0.1
"""Shares of a referral's own duration after which a question comes and a referral below it is sent."""
DEFAULT_POSITION = "answered"


@dataclass(frozen=True, slots=True)
class ReferralChoices:
    """The next event of every referral of a case, from the assumptions."""

    view: View
    assumptions: Assumptions
    draws: Draws

    def candidates(self) -> Iterator[Candidate]:
        """Give what can happen next to each referral that is open or may be sent."""
        yield from self._sent_by_command()
        for referral in self.view.case.open_referrals:
            rule = self.view.definition.referral(referral.state, referral.path)
            if rule is not None:
                yield from self._of(referral, rule)

    def _sent_by_command(self) -> Iterator[Candidate]:
        case = self.view.case
        for name, rule in self.view.definition.states[case.state].referrals.items():
            asked = any(item.path == name and item.visit == case.visit.number for item in case.referrals)
            if rule.sent == "on-entry" or asked or not holds(rule.when, self.view):
                continue
            if rule.required or self._chance(f"{case.state}/{name}", f"{case.visit.number}"):
                yield self._candidate(case.visit.entered.latest_us, rule, Refer, referral=name)

    def _of(self, referral: Referral, rule: SubReferral) -> Iterator[Candidate]:
        key = f"{referral.state}/{referral.path}"
        whole = self._days(key, referral.id)
        steps = rule.steps if isinstance(rule, ReferralRule) else ()
        waiting = False
        if isinstance(rule, ReferralRule):
            for sub in self._below(referral, rule, whole or 0.0):
                waiting = True
                if sub is not None:
                    yield sub
        for question in self._question(referral, rule, key, whole or 0.0):
            waiting = True
            if question is not None:
                yield question
        if waiting or any(item.referral == referral.id for item in self.view.case.open_blockers):
            return
        if steps and referral.step != steps[-1].id:
            yield from self._step(referral, rule, key)
        else:
            yield from self._answer(referral, rule, key, last_step=referral.step)

    def _below(self, referral: Referral, rule: ReferralRule, whole: float) -> Iterator[Candidate | None]:
        case = self.view.case
        for name, sub in rule.sub_referrals.items():
            path = f"{referral.path}/{name}"
            asked = [item for item in case.referrals if item.path == path and item.sent_within(referral)]
            if any(item.open for item in asked):
                answers = self._days(f"{referral.state}/{path}", asked[-1].id) is not None
                if sub.required or answers:
                    yield None
            wanted = sub.required or self._chance(f"{referral.state}/{path}", referral.id)
            if not asked and wanted and holds(sub.when, self.view):
                sent_us = after(referral.sent.latest_us, whole * _SUB_SENT_AT)
                yield self._candidate(sent_us, rule, Refer, referral=path)

    def _question(self, referral: Referral, rule: SubReferral, key: str, whole: float) -> Iterator[Candidate | None]:
        if referral.questions and referral.questions[-1].replied is None:
            days = self._days(f"question:{key}", f"question:{referral.id}")
            asked_us = referral.questions[-1].asked.latest_us
            yield None if days is None else self._candidate(after(asked_us, days), rule, Reply, referral=referral.path)
        elif not referral.questions:
            rare = self.assumptions.questions.get(key)
            if rare is not None and self.draws.chance(f"ask:{referral.id}", rare.probability):
                asked_us = after(referral.sent.latest_us, whole * _ASKED_AT)
                yield self._candidate(asked_us, rule, Ask, referral=referral.path)

    def _step(self, referral: Referral, rule: SubReferral, key: str) -> Iterator[Candidate]:
        days = self._days(f"{key}/{referral.step}", f"{referral.id}/{referral.step}")
        if days is not None:
            begun_us = referral.steps[-1].entered.latest_us
            yield self._candidate(after(begun_us, days), rule, Move, referral=referral.path)

    def _answer(self, referral: Referral, rule: SubReferral, key: str, *, last_step: str) -> Iterator[Candidate]:
        begun_us = referral.steps[-1].entered.latest_us if last_step else referral.sent.latest_us
        stepped = f"{key}/{last_step}" if last_step else key
        days = self._days(stepped, f"{referral.id}/{last_step}" if last_step else referral.id)
        if days is None:
            return
        chosen = self.assumptions.positions.get(key)
        position = next(iter(rule.positions), DEFAULT_POSITION)
        if chosen is not None:
            position = self.draws.choice(f"position:{referral.id}", chosen.weights)
        yield self._candidate(after(begun_us, days), rule, Answer, referral=referral.path, position=position)

    def _candidate(
        self, at_us: int, rule: SubReferral, command: type[Refer | Answer | Ask | Reply | Move], **fields: str
    ) -> Candidate:
        owner = rule.owner or self.view.definition.states[self.view.case.state].owner
        return Candidate(
            in_office_hours(at_us, self.view.case.last.latest_us, calendar(calendar_of(owner))), command, fields
        )

    def _days(self, key: str, name: str) -> float | None:
        duration = self.assumptions.durations.get(key)
        return None if duration is None else self.draws.days(f"days:{name}", duration)

    def _chance(self, key: str, name: str) -> bool:
        rare = self.assumptions.referrals.get(key)
        return rare is not None and self.draws.chance(f"refer:{key}:{name}", rare.probability)
