"""Fold events into a case; folding cannot fail, because only what ``decide`` allowed was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from licensing.domain.case import (
    Blocker,
    Case,
    Decision,
    Fact,
    Occurrence,
    Question,
    Referral,
    StepVisit,
    Visit,
)
from licensing.domain.event import (
    BlockerCleared,
    BlockerOpened,
    CaseOpened,
    Corrected,
    Event,
    FactRecorded,
    Migrated,
    Moved,
    QuestionAsked,
    QuestionReplied,
    ReferralAnswered,
    ReferralRecalled,
    ReferralSent,
    ReferralStepped,
    Seen,
)
from licensing.domain.vocabulary import UNKNOWN_STATE, Outcome
from licensing.domain.when import When, tighten


def fold(events: Iterable[Event]) -> Case:
    """Give the case that a whole log tells. Raises ``ValueError`` for a log that does not begin with its opening."""
    case: Case | None = None
    for event in events:
        case = evolve(case, event)
    if case is None:
        message = "a case has at least the event of its opening"
        raise ValueError(message)
    return case


def effective(events: Sequence[Event]) -> tuple[Event, ...]:
    """Give the history that stands: what the last correction left, and everything after it."""
    for place in range(len(events) - 1, -1, -1):
        body = events[place].body
        if isinstance(body, Corrected):
            return (*body.history, *events[place + 1 :])
    return tuple(events)


def fold_tightened(events: Sequence[Event]) -> Case:
    """Give the case with every moment narrowed by the order of events, as figures read it."""
    standing = effective(events)
    moments = tighten([event.when for event in standing])
    case = fold(replace(event, when=moment) for event, moment in zip(standing, moments, strict=True))
    return replace(case, seq=events[-1].seq)


def evolve(case: Case | None, event: Event) -> Case:
    """Give the case after one more event."""
    body = event.body
    if isinstance(body, Corrected):
        return replace(fold(body.history), seq=event.seq)
    if isinstance(body, CaseOpened) and case is None:
        return _opened(body, event)
    if case is None:
        message = "a case begins with its opening"
        raise ValueError(message)
    # An imprecise moment cannot lie before what is known to precede it, so neither can anything after it.
    last = event.when.bounded(earliest_us=case.last.earliest_us)
    return replace(_changed(case, event), seq=event.seq, last=last, events=case.events + 1)


def _opened(body: CaseOpened, event: Event) -> Case:
    return Case(
        ref=body.ref,
        process=body.process,
        version=body.version,
        definition_digest=body.definition_digest,
        provenance=body.provenance,
        matter=body.matter,
        attributes=body.attributes,
        links=body.links,
        opened=event.when,
        visits=(Visit(1, body.state, event.when, entered_order=1),),
        seq=event.seq,
        last=event.when,
        moves=(Occurrence(event.when, "", body.state, order=1),),
        events=1,
    )


def _changed(case: Case, event: Event) -> Case:
    when, order = event.when, case.events + 1
    match event.body:
        case Moved() as body:
            return _moved(case, body, when, order)
        case Seen() as body:
            return _seen(case, body, when, order)
        case ReferralSent(path, number, step):
            steps = (StepVisit(step, when),) if step else ()
            sent = Referral(path, number, case.state, case.visit.number, when, steps=steps, sent_order=order)
            return replace(case, referrals=(*case.referrals, sent))
        case BlockerOpened(kind, number, reason, referral):
            opened = Blocker(kind, number, reason, referral, when, opened_order=order)
            return replace(case, blockers=(*case.blockers, opened))
        case BlockerCleared(kind, number, by):
            blockers = tuple(
                replace(item, cleared=when, cleared_by=by, cleared_order=order)
                if (item.kind, item.number) == (kind, number)
                else item
                for item in case.blockers
            )
            return replace(case, blockers=blockers)
        case FactRecorded(name, value, on):
            return replace(case, facts=(*case.facts, Fact(name, value, on, when, order)))
        case Migrated(version, definition_digest):
            return replace(case, version=version, definition_digest=definition_digest)
        case ReferralStepped() | ReferralAnswered() | ReferralRecalled() | QuestionAsked() | QuestionReplied() as body:
            referrals = tuple(
                _referral(item, body, when, order) if (item.path, item.number) == (body.path, body.number) else item
                for item in case.referrals
            )
            return replace(case, referrals=referrals)
        case _:
            message = f"an event of type {event.type} cannot follow"
            raise ValueError(message)


def _moved(case: Case, body: Moved, when: When, order: int) -> Case:
    left = _left(case.visits, when, order, body.transition)
    move = Occurrence(when, body.transition, body.target, body.outcome, body.lapsed_clock, body.relied_on, order)
    return replace(
        _decided(case, body.outcome, body.transition, body.label, when),
        visits=_entered(left, body.target, when, order, body.transition),
        filed=when if body.files and case.filed is None else case.filed,
        closed=when if body.terminal else None,
        moves=(*case.moves, move),
    )


def _seen(case: Case, body: Seen, when: When, order: int) -> Case:
    visits = case.visits
    if body.gap and visits[-1].state != UNKNOWN_STATE:
        visits = _entered(_left(visits, case.last, order), UNKNOWN_STATE, case.last, order)
    if (visits[-1].state, body.state) != (UNKNOWN_STATE, UNKNOWN_STATE):
        visits = _entered(_left(visits, when, order), body.state, when, order)
    return replace(
        _decided(case, body.outcome, "", body.label, when),
        visits=visits,
        closed=when if body.terminal else None,
        moves=(*case.moves, Occurrence(when, "", body.state, body.outcome, order=order)),
    )


def _decided(case: Case, outcome: Outcome | None, transition: str, label: str, when: When) -> Case:
    if outcome is None:
        return case
    return replace(case, decisions=(*case.decisions, Decision(when, outcome, transition, label)))


def _left(visits: tuple[Visit, ...], when: When, order: int, by: str = "") -> tuple[Visit, ...]:
    return (*visits[:-1], replace(visits[-1], left=when, left_by=by, left_order=order))


def _entered(visits: tuple[Visit, ...], state: str, when: When, order: int, by: str = "") -> tuple[Visit, ...]:
    return (*visits, Visit(len(visits) + 1, state, when, entered_by=by, entered_order=order))


def _referral(
    referral: Referral,
    body: ReferralStepped | ReferralAnswered | ReferralRecalled | QuestionAsked | QuestionReplied,
    when: When,
    order: int,
) -> Referral:
    match body:
        case ReferralStepped(step=step):
            steps = (*referral.steps[:-1], replace(referral.steps[-1], left=when), StepVisit(step, when))
            return replace(referral, steps=steps)
        case QuestionAsked():
            return replace(referral, questions=(*referral.questions, Question(when)))
        case QuestionReplied():
            questions = (*referral.questions[:-1], replace(referral.questions[-1], replied=when))
            return replace(referral, questions=questions)
        case _:
            steps = referral.steps
            if steps and steps[-1].left is None:
                steps = (*steps[:-1], replace(steps[-1], left=when))
            questions = referral.questions
            if questions and questions[-1].replied is None:
                questions = (*questions[:-1], replace(questions[-1], replied=when))
            ended = replace(referral, ended=when, steps=steps, questions=questions, ended_order=order)
            if isinstance(body, ReferralAnswered):
                return replace(ended, position=body.position, by_silence=body.by_silence)
            return ended
