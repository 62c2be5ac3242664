"""A machine that throws random commands at a case and holds the invariants of the engine against it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from licensing.calendars.days import count_days
from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition
from licensing.definitions.elements import Attribute, FactType
from licensing.definitions.process import Process
from licensing.domain.case import Case
from licensing.domain.command import (
    Advance,
    Answer,
    Ask,
    Block,
    Command,
    Correct,
    Lapse,
    Migrate,
    Move,
    Observe,
    Record,
    Refer,
    Reply,
    Submit,
    Unblock,
)
from licensing.domain.errors import CaseError
from licensing.domain.event import Event, Value, event_from_json, event_to_json
from licensing.domain.vocabulary import UNKNOWN_STATE, Outcome, Provenance
from licensing.domain.when import When, to_us
from licensing.engine.clocks import ClockReading, Reading, readings, readings_of, rule_of
from licensing.engine.conditions import View
from licensing.engine.correction import commands_of, correct, replay
from licensing.engine.decide import basis_of, decide, record
from licensing.engine.evolve import effective, evolve, fold, fold_tightened
from licensing.engine.lapses import lapsable
from licensing.engine.needs import ways_out
from licensing.engine.surroundings import LinkedCase, Surroundings

NONSENSE = ("", "no-such-word", "ʻokina", "a/b/c", "x#1", "unknown")
COUNTRIES = ("JP", "AU", "NO", "SE", "CN", "KR", "GB")
SMALL_STEPS = (0, 0, 1, 8, 24, 24 * 9, 24 * 31)
STEPS = (*SMALL_STEPS, 24 * 200, 24 * 900)
"""Hours from one command to the next."""
LAST = datetime(2045, 1, 1, tzinfo=UTC)
"""No command comes later: the calendars end in 2060, and validities run for years."""


ACTIONS = {
    "work_on_it": 8,
    "work_on_what_is_open": 8,
    "take_any_transition": 1,
    "ask_another_body": 1,
    "answer": 1,
    "question_the_applicant": 1,
    "block": 2,
    "unblock": 1,
    "record": 2,
    "let_time_pass": 2,
    "lapse_anything": 1,
    "observe": 1,
    "migrate": 1,
    "correct": 2,
}
"""What is done to a case, and how often."""


class CaseMachine(RuleBasedStateMachine):
    """One case of a process under random commands; a subclass names the process."""

    process: Process

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        """Open a case of any version, with any attributes and surroundings."""
        self.data = data
        self.definition: Definition = self.process.version(self._one(self._versions()))
        self.zone = calendar(self.definition.calendar).zone.key
        self.now = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(hours=self.data.draw(st.integers(0, 24 * 365 * 12)))
        self.surroundings = Surroundings(tuple(self._linked()))
        self.events: list[Event] = []
        self.case: Case | None = None
        self.lapsed: set[str] = set()
        self.keys = 0
        observed = self.data.draw(st.sampled_from((False, False, True)))
        submit = Submit(
            when=self._moment(),
            actor="machine",
            key="open",
            ref="CASE",
            process=self.process.id,
            version=self.definition.version.id,
            definition_digest=self.definition.digest,
            provenance=Provenance.OBSERVED if observed else Provenance.MOCK,
            matter="CASE",
            attributes=tuple(self._attributes().items()),
            links=tuple((role, f"{role}-matter") for role in self.definition.links),
            state=self.data.draw(st.sampled_from(("", *self._open_states()))) if observed else "",
        )
        self._attempt(submit)
        assert self.case is not None, "a proper opening is never refused"

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Do one thing; people mostly do what is possible, and a closed case makes room for the next."""
        self.data = data
        if self._now().closed is not None and self.data.draw(st.integers(0, 3)):
            self.teardown()
            self.open(data)
            return
        getattr(self, self._one([name for name, weight in ACTIONS.items() for _ in range(weight)]))()

    # ---- what people do

    def work_on_it(self) -> None:
        """Give a way out what it still needs and take it, as people do; seldom one that ends the case."""
        for _ in range(self.data.draw(st.integers(1, 4))):
            ways = {way.transition: way for way in ways_out(self._view()) if way.applies and not way.rule.lapse_of}
            onward = [name for name, way in ways.items() if not self.definition.terminal(way.rule.to)]
            if self.data.draw(st.integers(0, 19)) == 0 or not onward:
                onward = list(ways)
            if not onward:
                self._lapse_next()
                return
            name = self._one(onward)
            for need in ways[name].missing:
                self._fulfill(need.kind, need.name)
            self._attempt(Advance(transition=name, **self._soon()))

    def work_on_what_is_open(self) -> None:
        """Answer, question, move or block an open referral, or open a blocker that may open here."""
        case = self._now()
        kinds = [
            kind
            for kind, item in self.definition.blockers.items()
            if case.state in self.definition.blocker_states(item)
        ]
        referrals = [item.path for item in case.open_referrals]
        todo = self._one(("block", "ask", "reply", "answer", "record", "refer"))
        if todo == "block" and kinds:
            kind = self._one(kinds)
            reason = self._one(self.definition.blockers[kind].reasons or ("",))
            self._attempt(Block(kind=kind, reason=reason, referral=self._one(("", *referrals)), **self._soon()))
        elif todo == "refer":
            self._attempt(Refer(referral=self._referral(), **self._soon()))
        elif todo == "record":
            facts = [name for name, item in self.definition.facts.items() if item.on == "case"]
            if facts:
                self._fulfill("fact", self._one(facts))
        elif referrals:
            path = self._one(referrals)
            if todo == "answer":
                self._fulfill("referral", path)
            else:
                self._attempt({"ask": Ask, "reply": Reply}.get(todo, Move)(referral=path, **self._soon()))

    def take_any_transition(self) -> None:
        """Take any transition, or one that nobody has heard of."""
        self._attempt(Advance(transition=self._one(self.definition.transitions, *NONSENSE), **self._common()))

    def ask_another_body(self) -> None:
        """Send a referral, or one below it."""
        self._attempt(Refer(referral=self._referral(), **self._common()))

    def answer(self) -> None:
        """Answer a referral, most often an open one with a position it knows."""
        self._answer(self._open_referral())

    def question_the_applicant(self) -> None:
        """Ask, or reply, within a referral; or take it to its next step."""
        verbs = {"ask": Ask, "reply": Reply, "move": Move}
        self._attempt(verbs[self._one(verbs)](referral=self._open_referral(), **self._common()))

    def block(self) -> None:
        """Open a blocker on the case or on a referral."""
        kind = self._one(self.definition.blockers, *NONSENSE[:2])
        declared = self.definition.blockers.get(kind)
        reason = self._one((declared.reasons if declared else ()) or ("",), *NONSENSE[:1])
        referral = self._one(("", self._open_referral()))
        self._attempt(Block(kind=kind, reason=reason, referral=referral, **self._common()))

    def unblock(self) -> None:
        """Clear a blocker."""
        kind = self._one([item.kind for item in self._now().open_blockers] or NONSENSE)
        declared = self.definition.blockers.get(kind)
        by = self._one(("", "congress", *(declared.cleared_by if declared else ())))
        self._attempt(Unblock(kind=kind, by=by, **self._common()))

    def record(self) -> None:
        """Record a fact, of its type or not, on what it is declared for or not."""
        self._record(self._one(self.definition.facts, *NONSENSE[:2]))

    # ---- what happens by itself, and what is done to the record

    def let_time_pass(self) -> None:
        """Let the default of a clock happen when it is due."""
        self._lapse_next()

    def lapse_anything(self) -> None:
        """Ask for the lapse of any clock instance at any time, also a second time."""
        names = [item.instance for item in readings(self._view())] + [f"{name}#1" for name in self.definition.clocks]
        self._attempt(Lapse(instance=self._one([*names, *sorted(self.lapsed)], *NONSENSE[:2]), **self._common()))

    def observe(self) -> None:
        """See the case in a state."""
        state = self._one((*self.definition.states, UNKNOWN_STATE), NONSENSE[1])
        outcome = self.data.draw(st.sampled_from((None, *Outcome)))
        gap = self.data.draw(st.booleans())
        self._attempt(Observe(state=state, gap=gap, outcome=outcome, label="seen", **self._common()))

    def migrate(self) -> None:
        """Move the case to another version."""
        version = self.process.version(self._one(self._versions()))
        command = Migrate(version=version.version.id, definition_digest=version.digest, basis="usage", **self._common())
        self._attempt(command)

    def correct(self) -> None:
        """Void a command, or replace it by the same one at another moment."""
        commands = commands_of(self.events)
        target = commands[self.data.draw(st.integers(0, len(commands) - 1))]
        replacement = None
        if self.data.draw(st.booleans()):
            shift = self.data.draw(st.integers(-40, 40)) * 86_400_000_000
            when = replace(
                target.when,
                earliest_us=None if target.when.earliest_us is None else target.when.earliest_us + shift,
                latest_us=target.when.latest_us + shift,
            )
            replacement = replace(target, when=when)
        command = Correct(target=target.key, reason="a slip", replacement=replacement, **self._common())
        before, events = self.case, list(self.events)
        try:
            bodies = correct(self.events, command, self._by_digest, self.surroundings)
        except CaseError as error:
            self._proper(error)
            assert (self.case, self.events) == (before, events)
            return
        self._add(command, bodies)
        self.definition = self._by_digest(self._now().definition_digest)
        self.lapsed = {move.lapsed_clock for move in self._now().moves if move.lapsed_clock}
        assert [event.body for event in replay(commands_of(self.events), self._by_digest, self.surroundings)] == [
            event.body for event in effective(self.events)
        ], "a corrected history is one that would have been accepted"

    # ---- what must always hold

    @invariant()
    def it_is_in_exactly_one_state(self) -> None:
        """One visit is open, the last; the others tile the case from its opening on."""
        case = self._now()
        assert case.visits[0].entered == case.opened
        assert [visit.number for visit in case.visits] == list(range(1, len(case.visits) + 1))
        assert case.visits[-1].left is None
        for before, after in zip(case.visits, case.visits[1:], strict=False):
            assert before.left == after.entered
        assert case.state in (*self.definition.states, UNKNOWN_STATE)

    @invariant()
    def nothing_is_open_after_closing(self) -> None:
        """A closed case has no open referral and no open blocker; a referral that ended is not blocked."""
        case = self._now()
        assert (case.closed is not None) == self.definition.terminal(case.state)
        if case.closed is not None:
            assert not case.open_referrals
            assert not case.open_blockers
        ended = {item.id for item in case.referrals if not item.open}
        assert not [item for item in case.open_blockers if item.referral in ended]
        for referral in case.open_referrals:
            above = case.parent_of(referral)
            assert above is None or above.open
            assert ("/" in referral.path) == (above is not None)
        paths = [item.path for item in case.open_referrals]
        assert len(paths) == len(set(paths))

    @invariant()
    def clocks_count_what_they_do_not_exclude(self) -> None:
        """No clock is negative; counted and excluded days are all the days between; low is not above high."""
        view = self._view()
        by_reading = {reading: readings(view, reading) for reading in Reading}
        for reading, found in by_reading.items():
            for item in found:
                self._adds_up(view, reading, item)
        for low, high in zip(by_reading[Reading.LOW], by_reading[Reading.HIGH], strict=True):
            assert low.instance == high.instance
            assert low.counted_days <= high.counted_days or low.started.earliest_us is None
        if self._now().closed is not None:
            running = [item.instance for item in by_reading[Reading.LATEST] if item.stopped is None]
            assert not running, (running, self._now().closed, view.when)
        assert len({item.instance for item in by_reading[Reading.LATEST]}) == len(by_reading[Reading.LATEST])

    def teardown(self) -> None:
        """Replay the log and write it as JSON: each gives the same case, and the same digests."""
        if getattr(self, "case", None) is None:
            return
        case = self._now()
        again = replay(commands_of(self.events), self._by_digest, self.surroundings)
        assert replace(fold(again), seq=case.seq) == case
        copied = [event_from_json(json.loads(json.dumps(event_to_json(event)))) for event in self.events]
        assert copied == self.events
        assert fold(copied) == case
        assert self._chain(copied) == self._chain(self.events)
        tightened = fold_tightened(self.events)
        assert tightened.seq == case.seq
        assert [visit.state for visit in tightened.visits] == [visit.state for visit in case.visits]

    # ---- how it is done

    def _attempt(self, command: Command) -> None:
        before, events = self.case, list(self.events)
        definition = self.definition
        if isinstance(command, Migrate):
            definition = self._by_digest(command.definition_digest)
        try:
            bodies = decide(definition, self.case, command, self.surroundings)
        except CaseError as error:
            self._proper(error)
            assert (self.case, self.events) == (before, events)
            return
        if isinstance(command, Lapse):
            self._lapse_was_due(command)
        self._add(command, bodies)
        self.definition = self._by_digest(self._now().definition_digest)

    def _lapse_next(self) -> None:
        dues = {item.instance: item.due for item in lapsable(self._view())}
        if dues:
            instance = self._one(dues)
            self.now = max(self.now, dues[instance] or self.now)
            self._attempt(Lapse(instance=instance, **self._soon()))

    def _fulfill(self, kind: str, name: str) -> None:
        match kind:
            case "fact":
                self._attempt(Record(fact=name, value=self._value(self.definition.facts[name]), **self._soon()))
            case "blocker":
                self._attempt(Unblock(kind=name, by="", **self._soon()))
            case "clock":
                found = readings_of(self._view(), name)
                if found and found[-1].due is not None:
                    self.now = max(self.now, min(found[-1].due, LAST))
            case "referral":
                self._settle(name)

    def _settle(self, path: str) -> None:
        if all(item.path != path for item in self._now().open_referrals):
            self._attempt(Refer(referral=path, **self._soon()))
        found = [item for item in self._now().open_referrals if item.path == path]
        rule = rule_of(self.definition, self._now(), found[0]) if found else None
        if rule is None:
            return
        for name, below in getattr(rule, "sub_referrals", {}).items():
            if below.required:
                self._settle(f"{path}/{name}")
        for _ in getattr(rule, "steps", ())[1:]:
            self._attempt(Move(referral=path, **self._soon()))
        self._attempt(Answer(referral=path, position=self._one(rule.positions or ("",)), **self._soon()))

    def _add(self, command: Command, bodies: Sequence[Any]) -> None:
        assert bodies, "what is accepted leaves a trace"
        definition = self._by_digest(command.definition_digest) if isinstance(command, Migrate) else self.definition
        for event in record(self.case, command, tuple(bodies), basis_of(definition, command)):
            self.case = evolve(self.case, event)
            self.events.append(event)
        assert self._now().seq == len(self.events)

    def _lapse_was_due(self, command: Lapse) -> None:
        found = {item.instance: item for item in readings(self._view(command.when))}
        reading = found[command.instance]
        assert reading.due is not None
        assert to_us(reading.due) <= command.when.latest_us, "a lapse is never early"
        assert command.instance not in self.lapsed, "a lapse happens once"
        self.lapsed.add(command.instance)

    def _adds_up(self, view: View, reading: Reading, item: ClockReading) -> None:
        clock = view.definition.clocks[item.clock]
        days = calendar(clock.calendar or view.definition.calendar) if clock.counts == "working-days" else None
        start = _day(item.started, view, early=reading is Reading.HIGH)
        end = item.stopped or view.when
        until = max(start, _day(end, view, early=reading is Reading.LOW))
        if reading is Reading.LOW and end.earliest_us is None:
            until = start
        assert item.counted_days >= 0
        assert item.excluded_days >= 0
        assert item.counted_days + item.excluded_days == count_days(start, until, calendar=days)
        assert item.due_day is None or clock.due is not None or item.due_day >= start

    def _proper(self, error: CaseError) -> None:
        assert error.code.startswith("CASE-")
        assert error.message.endswith((".", "?"))
        assert error.next_step

    def _chain(self, events: Sequence[Event]) -> str:
        digest = ""
        for event in events:
            digest = event.chained(digest)
        return digest

    def _now(self) -> Case:
        assert self.case is not None
        return self.case

    def _view(self, when: When | None = None) -> View:
        return View(self.definition, self._now(), when or self._now().last, self.surroundings)

    def _by_digest(self, digest: str) -> Definition:
        return next(item for item in self.process.versions if item.digest == digest)

    def _versions(self) -> list[str]:
        return [item.version.id for item in self.process.versions]

    def _one(self, names: Any, *others: str) -> str:
        return str(self.data.draw(st.sampled_from((*names, *others))))

    def _common(self) -> dict[str, Any]:
        self.keys += 1
        return {"when": self._moment(), "actor": "machine", "key": f"k{self.keys}"}

    def _soon(self) -> dict[str, Any]:
        self.keys += 1
        self.now = min(LAST, self.now + timedelta(hours=self.data.draw(st.sampled_from(SMALL_STEPS))))
        when = When.at(self.now, self.zone)
        if self.data.draw(st.booleans()):
            when = When.on(when.latest_day, self.zone)
        return {"when": when, "actor": "machine", "key": f"k{self.keys}"}

    def _moment(self) -> When:
        self.now = min(LAST, self.now + timedelta(hours=self.data.draw(st.sampled_from(STEPS))))
        when = self.now - timedelta(days=self.data.draw(st.sampled_from((0, 0, 0, 0, 0, 0, 0, 3, 500))))
        day = when.date()
        zone = self.data.draw(st.sampled_from((self.zone, self.zone, "Asia/Tokyo")))
        match self.data.draw(st.sampled_from(("instant", "instant", "day", "day", "month", "report", "between"))):
            case "instant":
                return When.at(when, zone)
            case "day":
                return When.on(day, zone)
            case "month":
                return When.in_month(day.year, day.month, zone)
            case "report":
                return When.on_or_before(day, zone)
            case _:
                return When.on_or_before(day, zone, not_before=day - timedelta(days=20))

    def _linked(self) -> list[LinkedCase]:
        found = []
        for role in self.definition.links:
            outcome = self.data.draw(st.sampled_from((None, None, Outcome.GRANTED, Outcome.REFUSED)))
            if self.data.draw(st.booleans()):
                decisions = () if outcome is None else ((When.at(self.now), outcome),)
                found.append(LinkedCase(role, f"{role}-matter", role, "state", "owner", decisions))
        return found

    def _attributes(self) -> dict[str, Value]:
        return {
            name: self._value(declared)
            for name, declared in self.definition.attributes.items()
            if declared.required or self.data.draw(st.booleans())
        }

    def _value(self, declared: Attribute | FactType) -> Value:
        draw = self.data.draw
        match declared.value if isinstance(declared, FactType) else declared.type:
            case "boolean":
                return draw(st.booleans())
            case "integer":
                return draw(st.integers(0, 10))
            case "money":
                return draw(st.sampled_from((0, 999_999, 1_000_000, 14_000_000, 25_000_000, 100_000_000)))
            case "choice":
                return draw(st.sampled_from(declared.of))
            case "country":
                return draw(st.sampled_from(COUNTRIES))
            case "countries":
                return tuple(draw(st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=3, unique=True)))
            case "date":
                days = draw(st.sampled_from((-400, -10, -1, 0, 0, 0, 1, 30, 300)))
                return (self.now.date() + timedelta(days=days)).isoformat()
            case _:
                return draw(st.sampled_from(("甲", "note 12", "")))

    def _open_states(self) -> list[str]:
        return [name for name in self.definition.states if not self.definition.terminal(name)]

    def _paths(self) -> list[str]:
        return [
            path
            for state in self.definition.states.values()
            for name, rule in state.referrals.items()
            for path in (name, *(f"{name}/{below}" for below in rule.sub_referrals))
        ]

    def _referral(self) -> str:
        here = self.definition.states.get(self._now().state)
        below = [
            f"{item.path}/{name}"
            for item in self._now().open_referrals
            for name in getattr(self.definition.referral(item.state, item.path), "sub_referrals", ())
        ]
        return self._one((*(here.referrals if here else ()), *below, *self._paths()), *NONSENSE)

    def _open_referral(self) -> str:
        known = [item.path for item in self._now().open_referrals]
        return self._one((*known, *known, *known, *self._paths()), *NONSENSE[:2])

    def _answer(self, path: str) -> None:
        rules = [self.definition.referral(state, path) for state in self.definition.states]
        positions = [position for item in rules if item for position in item.positions]
        self._attempt(Answer(referral=path, position=self._one(positions or ("answered",), ""), **self._common()))

    def _record(self, name: str) -> None:
        declared = self.definition.facts.get(name)
        value: Value = self._value(declared) if declared else "?"
        if self.data.draw(st.sampled_from((False,) * 9 + (True,))):
            value = self.data.draw(st.sampled_from((-1, "2024-02-30", ("JP", "Norway"), "9999-12-31", True)))
        on = "case"
        if declared and declared.on == "referral":
            on = self._open_referral()
        elif declared and declared.on == "blocker":
            on = self._one([item.kind for item in self._now().open_blockers] or NONSENSE)
        self._attempt(Record(fact=name, value=value, on=on, **self._common()))


def _day(when: When, view: View, *, early: bool) -> date:
    if early and when.earliest_us is not None:
        return replace(when, latest_us=when.earliest_us).local_day(view.zone)
    return when.local_day(view.zone)
