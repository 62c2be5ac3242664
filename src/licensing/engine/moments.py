"""When the triggers of a clock happened, and the stretches that an exclusion names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cmp_to_key

from licensing.calendars.registry import calendar
from licensing.definitions.clocks import Trigger, While
from licensing.domain.case import Blocker, Case, Referral
from licensing.domain.event import Value
from licensing.domain.when import When
from licensing.engine.conditions import View


@dataclass(frozen=True, slots=True)
class Subject:
    """What one clock is counted for: the case, one of its referrals or one of its blockers."""

    on: str = "case"
    referral: Referral | None = None
    blocker: Blocker | None = None

    @property
    def label(self) -> str:
        """Give the part of an instance's name that says which object it is; empty for the case."""
        item = self.referral or self.blocker
        return "" if item is None else f"@{item.id}"


CASE = Subject()


def referral_subject(referral: Referral) -> Subject:
    """Make the subject of a referral."""
    return Subject(f"referral:{referral.id}", referral=referral)


def blocker_subject(blocker: Blocker) -> Subject:
    """Make the subject of a blocker."""
    return Subject(f"blocker:{blocker.id}", blocker=blocker)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a trigger happened, and its place in the order of the case's events."""

    when: When
    order: int

    def after(self, other: Moment) -> bool:
        """Say whether it came after another: by their days where those tell, else by the order of events.

        What one event does at once, such as leaving a state and entering the next, is not after itself.
        """
        if self.lies_after(other.when) or other.lies_after(self.when):
            return self.lies_after(other.when)
        return self.order > other.order

    def lies_after(self, when: When) -> bool:
        """Say whether its days leave no doubt that it came later; a dated fact can name a day still to come."""
        return self.when.earliest_us is not None and self.when.earliest_us > when.latest_us


def in_order(found: Iterable[Moment]) -> list[Moment]:
    """Give moments in the order in which they happened."""
    return sorted(found, key=cmp_to_key(_compared))


def _compared(one: Moment, other: Moment) -> int:
    return one.after(other) - other.after(one)


def moments(trigger: Trigger, view: View, subject: Subject) -> Iterator[Moment]:
    """Give every moment at which a trigger happened, ``due_of`` apart, in the order of events."""
    case = view.case
    if trigger.transition:
        yield from (Moment(move.when, move.order) for move in case.moves if move.transition in trigger.transition)
    elif trigger.outcome:
        wanted = trigger.outcome
        yield from (
            Moment(move.when, move.order)
            for move in case.moves
            if move.outcome is not None and (wanted == "any" or move.outcome in wanted)
        )
    elif trigger.entered:
        yield from (Moment(stay.entered, stay.entered_order) for stay in case.visits if stay.state in trigger.entered)
    elif trigger.left:
        yield from (
            Moment(stay.left, stay.left_order)
            for stay in case.visits
            if stay.state in trigger.left and stay.left is not None
        )
    elif trigger.fact:
        yield from fact_moments(trigger.fact, view, subject)
    elif trigger.referral:
        sent = trigger.referral == "sent"
        for referral in (subject.referral,) if subject.referral else case.referrals:
            if sent:
                yield Moment(referral.sent, referral.sent_order)
            elif referral.ended is not None and referral.answered:
                yield Moment(referral.ended, referral.ended_order)
    elif trigger.blocker:
        opened = trigger.blocker == "opened"
        for blocker in (subject.blocker,) if subject.blocker else case.blockers:
            if opened:
                yield Moment(blocker.opened, blocker.opened_order)
            elif blocker.cleared is not None:
                yield Moment(blocker.cleared, blocker.cleared_order)


def fact_moments(name: str, view: View, subject: Subject) -> Iterator[Moment]:
    """Give the days that a dated fact states; a fact of another type happened when it was recorded."""
    declared = view.definition.facts.get(name)
    for fact in view.case.facts:
        if fact.name == name and fact.on == subject.on:
            dated = declared is not None and declared.value == "date"
            yield Moment(_day(fact.value, view) if dated else fact.recorded, fact.order)


def _day(value: Value, view: View) -> When:
    return When.on(date.fromisoformat(str(value)), calendar(view.definition.calendar).zone.key)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a case's time with the object whose it is; open while ``end`` is ``None``."""

    start: When
    end: When | None
    on: str
    cause: str


def stretches(clause: While, case: Case, subject: Subject) -> Iterator[Stretch]:
    """Give the stretches an exclusion names, those of the subject itself where the clock has one."""
    if clause.blocker:
        for blocker in case.blockers:
            named = blocker.kind == clause.blocker and (not clause.reason or blocker.reason in clause.reason)
            if named and (subject.referral is None or blocker.referral in ("", subject.referral.id)):
                yield Stretch(blocker.opened, blocker.cleared, f"blocker:{blocker.id}", blocker.kind)
    elif clause.state:
        for visit in case.visits:
            if visit.state in clause.state:
                yield Stretch(visit.entered, visit.left, "case", visit.state)
    for referral in case.referrals:
        own = subject.referral is None or referral.id == subject.referral.id
        below = subject.referral is not None and case.parent_of(referral) == subject.referral
        if (own or below) and referral.path in clause.referral:
            yield Stretch(referral.sent, referral.ended, f"referral:{referral.id}", referral.path)
        if own and clause.question:
            for question in referral.questions:
                yield Stretch(question.asked, question.replied, f"referral:{referral.id}", "question")
