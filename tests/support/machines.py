"""A machine that throws random commands at a case and holds the invariants of the engine against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition
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
from licensing.domain.event import Event, Value
from licensing.domain.vocabulary import UNKNOWN_STATE, Outcome, Provenance
from licensing.domain.when import When, to_us
from licensing.engine.clocks import readings, readings_of, rule_of
from licensing.engine.conditions import View
from licensing.engine.correction import commands_of, correct, replay
from licensing.engine.decide import basis_of, decide, record
from licensing.engine.evolve import effective, evolve
from licensing.engine.lapses import lapsable
from licensing.engine.needs import ways_out
from licensing.engine.surroundings import Surroundings
from tests.support.drawn import LAST, NONSENSE, Drawn
from tests.support.invariants import (
    clocks_count_what_they_do_not_exclude,
    it_is_in_exactly_one_state,
    nothing_is_open_after_closing,
    the_log_tells_the_case,
)

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


class CaseMachine(Drawn, RuleBasedStateMachine):
    """One case of a process under random commands; a subclass names the process."""

    @initialize(data=st.data())
    def open(self, data: st.DataObject) -> None:
        """Open a case of any version, with any attributes and surroundings."""
        self.data = data
        self.definition: Definition = self.process.version(self.one(self.versions()))
        self.zone = calendar(self.definition.calendar).zone.key
        self.now = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(hours=self.data.draw(st.integers(0, 24 * 365 * 12)))
        self.surroundings = Surroundings(tuple(self.linked()))
        self.events: list[Event] = []
        self.lapsed: set[str] = set()
        self.runs: set[tuple[str, str, When]] = set()
        self.keys = 0
        observed = self.data.draw(st.sampled_from((False, False, True)))
        submit = Submit(
            when=self.moment(),
            actor="machine",
            key="open",
            ref="CASE",
            process=self.process.id,
            version=self.definition.version.id,
            definition_digest=self.definition.digest,
            provenance=Provenance.OBSERVED if observed else Provenance.MOCK,
            matter="CASE",
            attributes=tuple(self.attributes().items()),
            links=tuple((role, f"{role}-matter") for role in self.definition.links),
            state=self.data.draw(st.sampled_from(("", *self.open_states()))) if observed else "",
        )
        self._add(submit, decide(self.definition, None, submit, self.surroundings))

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Do one thing; people mostly do what is possible, and a closed case makes room for the next."""
        self.data = data
        if self.case.closed is not None and self.data.draw(st.integers(0, 3)):
            self.teardown()
            self.open(data)
            return
        getattr(self, self.one([name for name, weight in ACTIONS.items() for _ in range(weight)]))()

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
            name = self.one(onward)
            for need in ways[name].missing:
                self._fulfill(need.kind, need.name)
            self._attempt(Advance(transition=name, **self.soon()))

    def work_on_what_is_open(self) -> None:
        """Answer, question, move or block an open referral, or open a blocker that may open here."""
        case = self.case
        kinds = [
            kind
            for kind, item in self.definition.blockers.items()
            if case.state in self.definition.blocker_states(item)
        ]
        referrals = [item.path for item in case.open_referrals]
        todo = self.one(("block", "ask", "reply", "answer", "record", "refer"))
        if todo == "block" and kinds:
            kind = self.one(kinds)
            reason = self.one(self.definition.blockers[kind].reasons or ("",))
            self._attempt(Block(kind=kind, reason=reason, referral=self.one(("", *referrals)), **self.soon()))
        elif todo == "refer":
            self._attempt(Refer(referral=self.referral(), **self.soon()))
        elif todo == "record":
            facts = [name for name, item in self.definition.facts.items() if item.on == "case"]
            if facts:
                self._fulfill("fact", self.one(facts))
        elif referrals:
            path = self.one(referrals)
            if todo == "answer":
                self._fulfill("referral", path)
            else:
                self._attempt({"ask": Ask, "reply": Reply}.get(todo, Move)(referral=path, **self.soon()))

    def take_any_transition(self) -> None:
        """Take any transition, or one that nobody has heard of."""
        self._attempt(Advance(transition=self.one(self.definition.transitions, *NONSENSE), **self.common()))

    def ask_another_body(self) -> None:
        """Send a referral, or one below it."""
        self._attempt(Refer(referral=self.referral(), **self.common()))

    def answer(self) -> None:
        """Answer a referral, most often an open one with a position it knows."""
        self._answer(self.open_referral())

    def question_the_applicant(self) -> None:
        """Ask, or reply, within a referral; or take it to its next step."""
        verbs = {"ask": Ask, "reply": Reply, "move": Move}
        self._attempt(verbs[self.one(verbs)](referral=self.open_referral(), **self.common()))

    def block(self) -> None:
        """Open a blocker on the case or on a referral."""
        kind = self.one(self.definition.blockers, *NONSENSE[:2])
        declared = self.definition.blockers.get(kind)
        reason = self.one((declared.reasons if declared else ()) or ("",), *NONSENSE[:1])
        referral = self.one(("", self.open_referral()))
        self._attempt(Block(kind=kind, reason=reason, referral=referral, **self.common()))

    def unblock(self) -> None:
        """Clear a blocker."""
        kind = self.one([item.kind for item in self.case.open_blockers] or NONSENSE)
        declared = self.definition.blockers.get(kind)
        by = self.one(("", "congress", *(declared.cleared_by if declared else ())))
        self._attempt(Unblock(kind=kind, by=by, **self.common()))

    def record(self) -> None:
        """Record a fact, of its type or not, on what it is declared for or not."""
        self._record(self.one(self.definition.facts, *NONSENSE[:2]))

    # ---- what happens by itself, and what is done to the record

    def let_time_pass(self) -> None:
        """Let the default of a clock happen when it is due."""
        self._lapse_next()

    def lapse_anything(self) -> None:
        """Ask for the lapse of any clock instance at any time, also a second time."""
        names = [item.instance for item in readings(self._view())] + [f"{name}#1" for name in self.definition.clocks]
        self._attempt(Lapse(instance=self.one([*names, *sorted(self.lapsed)], *NONSENSE[:2]), **self.common()))

    def observe(self) -> None:
        """See the case in a state."""
        state = self.one((*self.definition.states, UNKNOWN_STATE), NONSENSE[1])
        outcome = self.data.draw(st.sampled_from((None, *Outcome)))
        gap = self.data.draw(st.booleans())
        self._attempt(Observe(state=state, gap=gap, outcome=outcome, label="seen", **self.common()))

    def migrate(self) -> None:
        """Move the case to another version."""
        version = self.process.version(self.one(self.versions()))
        command = Migrate(version=version.version.id, definition_digest=version.digest, basis="usage", **self.common())
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
        command = Correct(target=target.key, reason="a slip", replacement=replacement, **self.common())
        before, events = self.case, list(self.events)
        try:
            bodies = correct(self.events, command, self._by_digest, self.surroundings)
        except CaseError as error:
            self._proper(error)
            assert (self.case, self.events) == (before, events)
            return
        self._add(command, bodies)
        self.definition = self._by_digest(self.case.definition_digest)
        self.lapsed = {move.lapsed_clock for move in self.case.moves if move.lapsed_clock}
        self.runs = set()
        assert [event.body for event in replay(commands_of(self.events), self._by_digest, self.surroundings)] == [
            event.body for event in effective(self.events)
        ], "a corrected history is one that would have been accepted"

    # ---- what must always hold

    @invariant()
    def what_must_always_hold(self) -> None:
        """Hold the case against every invariant that needs no replay."""
        it_is_in_exactly_one_state(self.definition, self.case)
        nothing_is_open_after_closing(self.definition, self.case)
        clocks_count_what_they_do_not_exclude(self._view())

    def teardown(self) -> None:
        """Replay the log and write it as JSON: each gives the same case, and the same digests."""
        if hasattr(self, "case"):
            the_log_tells_the_case(self.events, self.case, self._by_digest, self.surroundings)

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
        self.definition = self._by_digest(self.case.definition_digest)

    def _lapse_next(self) -> None:
        dues = {item.instance: item.due for item in lapsable(self._view())}
        if dues:
            instance = self.one(dues)
            self.now = max(self.now, dues[instance] or self.now)
            self._attempt(Lapse(instance=instance, **self.soon()))

    def _fulfill(self, kind: str, name: str) -> None:
        match kind:
            case "fact":
                self._attempt(Record(fact=name, value=self.value(self.definition.facts[name]), **self.soon()))
            case "blocker":
                self._attempt(Unblock(kind=name, by="", **self.soon()))
            case "clock":
                found = readings_of(self._view(), name)
                if found and found[-1].due is not None:
                    self.now = max(self.now, min(found[-1].due, LAST))
            case "referral":
                self._settle(name)

    def _settle(self, path: str) -> None:
        if all(item.path != path for item in self.case.open_referrals):
            self._attempt(Refer(referral=path, **self.soon()))
        found = [item for item in self.case.open_referrals if item.path == path]
        rule = rule_of(self.definition, self.case, found[0]) if found else None
        if rule is None:
            return
        for name, below in getattr(rule, "sub_referrals", {}).items():
            if below.required:
                self._settle(f"{path}/{name}")
        for _ in getattr(rule, "steps", ())[1:]:
            self._attempt(Move(referral=path, **self.soon()))
        self._attempt(Answer(referral=path, position=self.one(rule.positions or ("",)), **self.soon()))

    def _add(self, command: Command, bodies: Sequence[Any]) -> None:
        assert bodies, "what is accepted leaves a trace"
        definition = self._by_digest(command.definition_digest) if isinstance(command, Migrate) else self.definition
        case = self.case if self.events else None
        for event in record(case, command, tuple(bodies), basis_of(definition, command)):
            case = self.case = evolve(case, event)
            self.events.append(event)
        assert self.case.seq == len(self.events)

    def _lapse_was_due(self, command: Lapse) -> None:
        found = {item.instance: item for item in readings(self._view(command.when))}
        reading = found[command.instance]
        assert reading.due is not None
        assert to_us(reading.due) <= command.when.latest_us, "a lapse is never early"
        assert command.instance not in self.lapsed, "a lapse happens once"
        self.lapsed.add(command.instance)
        run = (reading.clock, reading.on, reading.started)
        assert run not in self.runs, "no run of a clock lapses under two names"
        self.runs.add(run)

    def _proper(self, error: CaseError) -> None:
        assert error.code.startswith("CASE-")
        assert error.message.endswith((".", "?"))
        assert error.next_step

    def _view(self, when: When | None = None) -> View:
        return View(self.definition, self.case, when or self.case.last, self.surroundings)

    def _by_digest(self, digest: str) -> Definition:
        return next(item for item in self.process.versions if item.digest == digest)

    def _answer(self, path: str) -> None:
        rules = [self.definition.referral(state, path) for state in self.definition.states]
        positions = [position for item in rules if item for position in item.positions]
        self._attempt(Answer(referral=path, position=self.one(positions or ("answered",), ""), **self.common()))

    def _record(self, name: str) -> None:
        declared = self.definition.facts.get(name)
        value: Value = self.value(declared) if declared else "?"
        if self.data.draw(st.sampled_from((False,) * 9 + (True,))):
            value = self.data.draw(st.sampled_from((-1, "2024-02-30", ("JP", "Norway"), "9999-12-31", True)))
        on = "case"
        if declared and declared.on == "referral":
            on = self.open_referral()
        elif declared and declared.on == "blocker":
            on = self.one([item.kind for item in self.case.open_blockers] or NONSENSE)
        self._attempt(Record(fact=name, value=value, on=on, **self.common()))
