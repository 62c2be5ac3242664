"""A case as reports take it in, and the same case as it was known at the day of a report."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, TypeVar, TypeVarTuple, Unpack

from licensing.analysis.placement import Placement
from licensing.calendars.midnight import end_of_day
from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition
from licensing.definitions.elements import State
from licensing.domain.case import Blocker, Case, Referral, Visit
from licensing.domain.vocabulary import Provenance, Stage
from licensing.domain.when import When, from_us, to_us
from licensing.engine.conditions import View
from licensing.engine.surroundings import ALONE, Surroundings


@dataclass(frozen=True)
class CaseFile:
    """A case folded with every moment narrowed by the order of events, and what reports need around it."""

    case: Case
    definition: Definition
    observed_until: date | None = None
    """The last day on which anybody looked, for an observed case."""
    linked: Surroundings = ALONE
    related: tuple[tuple[str, CaseFile], ...] = ()
    """Role and file of linked cases: their owners in the course of time, and where the critical path goes on.

    Of a matter with several cases the newest comes first.
    """
    head: str = ""
    """The digest of its newest event, as the store has it."""

    def related_to(self, role: str) -> CaseFile | None:
        """Give the file of the linked case that plays a role."""
        return next((file for name, file in self.related if name == role), None)

    def matter_of(self, role: str) -> tuple[CaseFile, ...]:
        """Give the files of all cases of the matter that plays a role, in the order of their opening."""
        found = [file for name, file in self.related if name == role]
        return tuple(sorted(found, key=lambda file: (file.case.opened.latest_us, file.case.ref)))

    def seen(self, as_of: datetime) -> SeenCase | None:
        """Give the case as it was at ``as_of``; ``None`` where it had not been opened."""
        horizon_us = self._horizon_us(to_us(as_of))
        case = case_at(self.case, horizon_us)
        return None if case is None else SeenCase(self, case, horizon_us)

    def _horizon_us(self, as_of_us: int) -> int:
        if self.observed_until is None or self.case.provenance is not Provenance.OBSERVED:
            return as_of_us
        zone = calendar(self.definition.calendar).zone
        last_look_us = to_us(end_of_day(self.observed_until, zone)) - 1
        return min(as_of_us, max(last_look_us, self.case.last.latest_us))


R = TypeVar("R")
Asked = TypeVarTuple("Asked")


def once(find: Callable[[SeenCase, Unpack[Asked]], R]) -> Callable[[SeenCase, Unpack[Asked]], R]:
    """Have a function of a case, or of a case and a stay, found out once for each case that keeps what is known of it.

    One report asks little twice, and would hold in memory what it needs of one case at a time; whoever counts a case in
    every way asks for the same again and again.
    """

    @wraps(find)
    def found(seen: SeenCase, *asked: *Asked) -> R:
        if seen.known is None:
            return find(seen, *asked)
        key = (find, *asked)
        if key not in seen.known:
            seen.known[key] = find(seen, *asked)
        answer: R = seen.known[key]
        return answer

    return found


@dataclass(frozen=True)
class SeenCase:
    """A case as it was at its horizon: ``as_of``, or the last day anybody looked where that came first.

    What had not happened by then is open.
    """

    file: CaseFile
    case: Case
    horizon_us: int
    line: Placement | None = None
    """The line of time of another case, where this one is looked at from there."""
    known: dict[tuple[Hashable, ...], Any] | None = field(default=None, compare=False, repr=False)
    """What has been found out about the case, by what was asked, where it keeps that: see :func:`once`."""

    @property
    def definition(self) -> Definition:
        """Give the definition the case runs under."""
        return self.file.definition

    @cached_property
    def placement(self) -> Placement:
        """Give the one line of time on which the moments of the case are placed."""
        return self.line or Placement.of(self.case)

    @property
    def decided(self) -> When | None:
        """Give the first decision, ``None`` while there is none."""
        return self.case.decided

    @property
    def over(self) -> When | None:
        """Give the moment at which waiting for a decision ended: the decision, or a closing without one."""
        return self.case.decided or self.case.closed

    def until(self, end: When | None, start: When) -> When:
        """Give the end of a stay, or the horizon with no more precision than the start where it has not ended."""
        return ended_by(end, start, self.horizon_us)

    def place(self, when: When) -> int:
        """Place a moment on the case's line of time."""
        return self.placement.us(when)

    def place_end(self, end: When | None) -> int:
        """Place the end of a stay, or the horizon where it has not ended."""
        return self.end_us if end is None else self.placement.us(end)

    @cached_property
    def end_us(self) -> int:
        """Give the placed horizon."""
        opened = self.case.opened
        return self.placement.us(self.until(None, opened)) if self.placement.zone else self.horizon_us

    def state(self, name: str) -> State | None:
        """Give a state of the definition; ``None`` for ``unknown`` and for states of a version left behind."""
        return self.definition.states.get(name)

    @cached_property
    def waiting_visits(self) -> tuple[Visit, ...]:
        """Give the stays from the opening to the decision, the end state left out."""
        return tuple(visit for visit in self._stays if not self._settled(visit))

    @cached_property
    def shared_visits(self) -> tuple[Visit, ...]:
        """Give the stays that count in shares: before the decision, and in no state of stage ``after``."""
        return tuple(visit for visit in self.waiting_visits if not self._after(visit))

    @cached_property
    def later_visits(self) -> tuple[Visit, ...]:
        """Give the stays between approval and use (signature, deposit, shipment), the end state left out."""
        later = (visit for visit in self._stays if self._settled(visit) or self._after(visit))
        return tuple(visit for visit in later if not self._is_end(visit))

    @cached_property
    def _stays(self) -> tuple[Visit, ...]:
        """Give the stays, one in which nobody saw the case cut where its decision became known."""
        over, order = self.over, self._over_order
        stays: list[Visit] = []
        for visit in self.case.visits:
            ended = visit.left is not None and visit.left_order <= order
            later = visit.entered_order > order or (visit.entered_order == order and visit.entered == over)
            if over is None or ended or later:
                stays.append(visit)
            else:
                stays.append(replace(visit, left=over, left_by="", left_order=order))
                stays.append(replace(visit, entered=over, entered_by="", entered_order=order))
        return tuple(stays)

    @cached_property
    def _over_order(self) -> int:
        """Give the place, in the order of events, of the decision or of a closing without one."""
        moves = self.case.moves
        last = moves[-1].order if self.case.closed is not None else self.case.events + 1
        return next((move.order for move in moves if move.outcome is not None), last)

    def _settled(self, visit: Visit) -> bool:
        ended = visit.left is not None and visit.left_order <= self._over_order
        return self._is_end(visit) or (self.over is not None and not ended)

    def _after(self, visit: Visit) -> bool:
        state = self.state(visit.state)
        return state is not None and state.stage is Stage.AFTER

    def _is_end(self, visit: Visit) -> bool:
        closed = self.case.closed is not None and visit.number == self.case.visits[-1].number
        return self.definition.terminal(visit.state) or closed

    def view(self, visit: Visit) -> View:
        """Give the case as it stood when a stay was about to end (or at the horizon), so that rules can be asked."""
        case = self.case if visit.left is None else _before(self.case, visit.left, visit.left_order)
        return View(self.definition, case, self.until(visit.left, visit.entered), self.file.linked)


def ended_by(end: When | None, start: When, horizon_us: int) -> When:
    """Give the end of a stay, or a horizon with no more precision than the start where it has not ended."""
    if end is not None:
        return end
    if start.exact:
        return When.at(from_us(horizon_us))
    return When.on(start.day_of(horizon_us), start.zone)


def case_at(case: Case, horizon_us: int) -> Case | None:
    """Give a case as it was at an instant: an event counts from the latest moment at which it can have happened."""
    if case.opened.latest_us > horizon_us:
        return None
    if case.last.latest_us <= horizon_us:
        return case
    return _limited(case, lambda when, _: when.latest_us <= horizon_us)


def _before(case: Case, moment: When, order: int) -> Case:
    """Give a case as it was before the event of a place in the order of events."""
    return _limited(case, lambda when, place: place < order if place else when.latest_us <= moment.latest_us)


def _limited(case: Case, happened: Callable[[When, int], bool]) -> Case:
    def visit_then(visit: Visit) -> Visit:
        if visit.left is None or happened(visit.left, visit.left_order):
            return visit
        return replace(visit, left=None, left_by="", left_order=0)

    def referral_then(referral: Referral) -> Referral:
        steps = tuple(
            step if step.left is None or happened(step.left, 0) else replace(step, left=None)
            for step in referral.steps
            if happened(step.entered, 0)
        )
        questions = tuple(
            item if item.replied is None or happened(item.replied, 0) else replace(item, replied=None)
            for item in referral.questions
            if happened(item.asked, 0)
        )
        kept = replace(referral, steps=steps, questions=questions)
        if referral.ended is None or happened(referral.ended, referral.ended_order):
            return kept
        return replace(kept, ended=None, position="", by_silence="", ended_order=0)

    def blocker_then(blocker: Blocker) -> Blocker:
        if blocker.cleared is None or happened(blocker.cleared, blocker.cleared_order):
            return blocker
        return replace(blocker, cleared=None, cleared_by="", cleared_order=0)

    moves = tuple(move for move in case.moves if happened(move.when, move.order))
    outcomes = sum(move.outcome is not None for move in moves)
    closed = case.closed is not None and len(moves) == len(case.moves)
    return replace(
        case,
        visits=tuple(visit_then(visit) for visit in case.visits if happened(visit.entered, visit.entered_order)),
        filed=case.filed if case.filed is not None and happened(case.filed, 0) else None,
        decisions=case.decisions[:outcomes],
        closed=case.closed if closed else None,
        referrals=tuple(referral_then(item) for item in case.referrals if happened(item.sent, item.sent_order)),
        blockers=tuple(blocker_then(item) for item in case.blockers if happened(item.opened, item.opened_order)),
        facts=tuple(item for item in case.facts if happened(item.recorded, item.order)),
        moves=moves,
    )
