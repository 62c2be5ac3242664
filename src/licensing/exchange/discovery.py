"""Discover a case in its events without a definition: stays and referrals, with bounds where the log is silent.

An activity of which the log has only the end is a stay that began at some instant between the end before and its own:
its length and that of the wait before it are ranges, never zero and never a guess. Activities that overlap are
referrals of one state, ``in-progress``. A case is opened by its first event and, unless a mapping says which activities
end one, closed by its last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from licensing.domain.case import Case, Decision, Fact, Occurrence, Referral, Visit
from licensing.domain.event import Value
from licensing.domain.vocabulary import UNKNOWN_STATE, Outcome, Provenance
from licensing.domain.when import Precision, When, from_us
from licensing.exchange.log import LogCase, Scalar
from licensing.exchange.mapping import LogMapping
from licensing.exchange.names import ENDED, IN_PROGRESS, Names, before
from licensing.exchange.runs import Run, runs_of, together

LEAVE = "leave"
"""The way out of ``in-progress``: what it needs is that everything under way has ended."""
DONE = "complete"
VERSION = "discovered"


@dataclass
class Discovery:
    """Discovers the cases of one log, and keeps what the definition of them has to know."""

    process: str
    mapping: LogMapping
    names: Names = field(default_factory=Names)
    activities: dict[str, str] = field(default_factory=dict)
    """The states and referrals seen, in the order in which they first are, with the log's own words."""
    referred: dict[str, None] = field(default_factory=dict)
    gaps: dict[str, bool] = field(default_factory=dict)
    """The waits seen, and whether the end of every one is known."""
    first_us: int | None = None
    last_us: int | None = None
    cases: int = 0
    events: int = 0
    open: int = 0
    empty: int = 0
    passed_over: int = 0

    def case(self, log: LogCase) -> Case | None:
        """Give the case that a log tells; ``None`` where nothing is recorded of it."""
        self.events += len(log.events)
        self.passed_over += log.passed_over
        runs = runs_of(log.events)
        if not runs:
            self.empty += 1
            return None
        self.cases += 1
        told = _Telling(self, log).told(runs)
        last_us = told.last.latest_us
        self.first_us = min(told.opened.latest_us, last_us if self.first_us is None else self.first_us)
        self.last_us = max(last_us, last_us if self.last_us is None else self.last_us)
        self.open += told.closed is None
        return told

    @property
    def groups(self) -> dict[str, int]:
        """Give which activities are declared to run beside each other."""
        return {activity: number for number, group in enumerate(self.mapping.parallel) for activity in group}


class _Telling:
    """Tells one case: every boundary has a place in the order of events."""

    def __init__(self, discovery: Discovery, log: LogCase) -> None:
        self.known, self.log = discovery, log
        self.zone = discovery.mapping.zone or "UTC"
        self.order = 1
        self.visits: list[Visit] = []
        self.referrals: list[Referral] = []
        self.moves: list[Occurrence] = []
        self.decisions: list[Decision] = []

    def told(self, runs: Sequence[Run]) -> Case:
        groups = self.known.groups
        opened = self._at(runs[0].begin)
        until: int | None = None
        last: tuple[Run, ...] = ()
        for part in together(runs, groups):
            last = part
            until = self._part(part, until, declared=part[0].activity in groups)
        closed = self._close(last, until)
        newest = self._at(max(event.us for event in self.log.events))
        return Case(
            ref=self.log.ref,
            process=self.known.process,
            version=VERSION,
            definition_digest="",
            provenance=Provenance.OBSERVED,
            matter=self.log.ref,
            attributes=tuple((key, _value(value)) for key, value in self.log.attributes),
            links=(),
            opened=opened,
            visits=tuple(self.visits),
            seq=self.order,
            last=newest,
            decisions=tuple(self.decisions),
            closed=closed,
            referrals=tuple(self.referrals),
            facts=tuple(Fact(key, text, "case", opened, 1) for key, text in self.log.days),
            moves=tuple(self.moves),
            events=self.order,
        )

    def _part(self, part: tuple[Run, ...], until: int | None, *, declared: bool) -> int | None:
        """Tell one run, or several that overlap; give the instant at which the last of them ended."""
        begun = self._begun(part, until, declared=declared)
        alone = len(part) == 1 and not declared
        state = self._name(part[0].activity) if alone else IN_PROGRESS
        if until is not None and begun != self._at(until):
            gap = before(state)
            self.known.gaps[gap] = self.known.gaps.get(gap, True) and begun.exact
            self._enter(gap, self._at(until))
        self._enter(state, begun)
        if not alone:
            self._refer(part, until, declared=declared)
        ends = [run.end for run in part]
        if None in ends:
            return None
        end = max(item for item in ends if item is not None)
        self._leave(self._at(end), "" if alone else LEAVE)
        self._decide(part, end)
        return end

    def _begun(self, part: tuple[Run, ...], until: int | None, *, declared: bool) -> When:
        """Give when the first of some runs began: bounds where the log has no beginning of one."""
        first = min(run.begin for run in part)
        if all(run.start is not None for run in part):
            return self._at(first)
        return self._start(until, first, declared=declared)

    def _start(self, until: int | None, end: int, *, declared: bool) -> When:
        """Give a start that the log does not have: between the end before and its own, unless the mapping says when."""
        if declared and until is not None:
            return self._at(until)
        if until == end:
            return self._at(end)
        earliest = None if until is None else self._at(until).earliest_us
        return When(earliest, self._at(end).latest_us, Precision.UNKNOWN, self.zone)

    def _refer(self, part: tuple[Run, ...], until: int | None, *, declared: bool) -> None:
        """Tell runs that overlap as referrals of the stay."""
        visit = self.visits[-1]
        made: list[Referral] = []
        for run in part:
            path = self._name(run.activity)
            self.known.referred.setdefault(path)
            number = 1 + sum(item.path == path for item in (*self.referrals, *made))
            end = run.end if run.end is not None else run.begin
            sent = self._at(run.start) if run.start is not None else self._start(until, end, declared=declared)
            made.append(Referral(path, number, visit.state, visit.number, sent, sent_order=self._tick()))
        ended = sorted((run.end, place) for place, run in enumerate(part) if run.end is not None)
        for end, place in ended:
            made[place] = replace(made[place], ended=self._at(end), position=DONE, ended_order=self._tick())
        self.referrals.extend(made)

    def _decide(self, part: tuple[Run, ...], end: int) -> None:
        """Record what the end of a run decided, where a mapping says so; the first decision is the one that counts."""
        for run in part:
            outcome = self.known.mapping.outcomes.get(run.activity)
            if outcome is not None and run.end is not None:
                self._decided(self._at(end), outcome, self._name(run.activity))

    def _close(self, last: tuple[Run, ...], until: int | None) -> When | None:
        """End the case with its last event, unless something goes on or its last activity is none that ends one."""
        if until is None:
            return None
        ends = self.known.mapping.ends
        moment = self._at(until)
        if ends and not any(run.activity in ends for run in last):
            self._enter(UNKNOWN_STATE, moment)
            return None
        if not self.decisions:
            self._decided(moment, None, last[-1].activity)
        self._enter(ENDED, moment)
        return moment

    def _decided(self, when: When, outcome: Outcome | None, label: str) -> None:
        self.decisions.append(Decision(when, outcome, "", label))
        if outcome is not None:
            order = self.visits[-1].left_order
            self.moves.append(Occurrence(when, "", self.visits[-1].state, outcome, order=order))

    def _enter(self, state: str, when: When) -> None:
        """Enter a state; the stay before ends at the same place in the order of events."""
        if self.visits and self.visits[-1].left is None:
            self._leave(when, "")
        order = self.visits[-1].left_order if self.visits else self.order
        self.visits.append(Visit(len(self.visits) + 1, state, when, entered_order=order))
        self.moves.append(Occurrence(when, "", state, order=order))

    def _leave(self, when: When, by: str) -> None:
        self.visits[-1] = replace(self.visits[-1], left=when, left_by=by, left_order=self._tick())

    def _name(self, activity: str) -> str:
        name = self.known.names.of(activity)
        self.known.activities.setdefault(name, activity)
        return name

    def _tick(self) -> int:
        self.order += 1
        return self.order

    def _at(self, us: int) -> When:
        """Give an instant of the log: the instant, or all of its day where the log knows days only."""
        return day_of(us, self.zone) if self.log.by_day else When.at(from_us(us), self.zone)


def day_of(us: int, zone: str) -> When:
    """Give some moment of the day of a zone in which an instant lies."""
    return When.on(from_us(us).astimezone(ZoneInfo(zone)).date(), zone)


def _value(value: Scalar) -> Value:
    """Give an attribute as a case can carry it: numbers with a fraction as their text."""
    return str(value) if isinstance(value, float) else value
