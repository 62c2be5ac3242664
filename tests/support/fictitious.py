"""The fictitious license of the engine's tests, and a desk at which its cases are played."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition
from licensing.definitions.process import Process, process_of, read_process
from licensing.definitions.script import Reported, moment
from licensing.definitions.strict_yaml import Document
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
from licensing.domain.event import Body, Event, Value
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import When
from licensing.engine.clocks import ClockReading, readings_of
from licensing.engine.conditions import View
from licensing.engine.correction import correct
from licensing.engine.decide import basis_of, decide, record
from licensing.engine.evolve import evolve, fold_tightened
from licensing.engine.lapses import lapsable
from licensing.engine.needs import WayOut, ways_out
from licensing.engine.surroundings import ALONE, LinkedCase, Surroundings

FILE = Path(__file__).parents[1] / "data" / "definitions" / "engine.yaml"
PROCESS = read_process(FILE)
WASHINGTON = "America/New_York"
TOKYO = "Asia/Tokyo"


def changed(change: Callable[[dict[str, Any]], object], process: Process = PROCESS) -> Process:
    """Give the process with its file changed; JSON is YAML, so the file is read as any other."""
    data = deepcopy(process.document.data)
    assert isinstance(data, dict)
    change(data)
    return process_of(Document("changed.yaml", json.dumps(data, ensure_ascii=False)))


def linked(role: str, outcome: Outcome | None, when: str = "2023-01-02T09:00") -> LinkedCase:
    """Give a linked case that has come to an outcome, or has not yet."""
    decisions = () if outcome is None else ((moment(when, WASHINGTON), outcome),)
    return LinkedCase(role, f"{role}-matter", f"{role}-1", "decided", "applicant", decisions)


class Desk:
    """One case of a process and everything that is done to it; moments are given as in case files."""

    def __init__(self, process: Process = PROCESS, version: str = "second", *linked_cases: LinkedCase) -> None:
        self.process = process
        self.definition = process.version(version)
        self.surroundings = Surroundings(linked_cases) if linked_cases else ALONE
        self.zone = calendar(self.definition.calendar).zone.key
        self.events: list[Event] = []
        self._case: Case | None = None
        self._keys = 0

    @property
    def case(self) -> Case:
        """Give the case as it stands."""
        assert self._case is not None
        return self._case

    @property
    def tightened(self) -> Case:
        """Give the case with its moments narrowed by their order."""
        return fold_tightened(self.events)

    def by_digest(self, digest: str) -> Definition:
        """Give the version of a digest."""
        return next(item for item in self.process.versions if item.digest == digest)

    def when(self, spec: str | When) -> When:
        """Read a moment as case files give it."""
        return spec if isinstance(spec, When) else moment(spec, self.zone)

    def reported(self, day: str) -> When:
        """Give a moment known only from a report of a day."""
        return moment(Reported(report=date.fromisoformat(day)), self.zone)

    def common(self, spec: str | When, key: str = "") -> dict[str, Any]:
        """Give what every command brings."""
        self._keys += 1
        return {"when": self.when(spec), "actor": "desk", "key": key or f"k{self._keys}"}

    def do(self, command: Command) -> list[Body]:
        """Do a command, or raise why it cannot be done."""
        bodies: list[Body]
        definition = self.definition
        if isinstance(command, Correct):
            bodies = list(correct(self.events, command, self.by_digest, self.surroundings))
        else:
            if isinstance(command, Migrate):
                definition = self.process.version(command.version)
            bodies = list(decide(definition, self._case, command, self.surroundings))
        for event in record(self._case, command, tuple(bodies), basis_of(definition, command)):
            self._case = evolve(self._case, event)
            self.events.append(event)
        self.definition = self.by_digest(self.case.definition_digest)
        return bodies

    def opening(
        self,
        when: str | When = "2024-01-02T09:00",
        *,
        provenance: Provenance = Provenance.MOCK,
        state: str = "",
        links: tuple[tuple[str, str], ...] = (),
        **attributes: Value,
    ) -> Submit:
        """Give the command that opens a case; without other attributes a small temporary one for Japan."""
        given: dict[str, Value] = {"vehicle": "temporary", "value_usd": 1_000_000, "destinations": ("JP",)}
        return Submit(
            ref="CASE-1",
            process=self.process.id,
            version=self.definition.version.id,
            definition_digest=self.definition.digest,
            provenance=provenance,
            matter="CASE-1",
            attributes=tuple((given | attributes).items()),
            links=links,
            state=state,
            **self.common(when, "open"),
        )

    def submit(self, when: str | When = "2024-01-02T09:00", **given: Any) -> Desk:
        """Open a case."""
        self.do(self.opening(when, **given))
        return self

    def advance(self, transition: str, when: str | When, key: str = "") -> list[Body]:
        """Take a transition."""
        return self.do(Advance(transition=transition, **self.common(when, key)))

    def through(self, when: str | When, *transitions: str) -> Desk:
        """Take several transitions at one moment."""
        for transition in transitions:
            self.advance(transition, when)
        return self

    def refer(self, referral: str, when: str | When) -> list[Body]:
        """Send a referral."""
        return self.do(Refer(referral=referral, **self.common(when)))

    def answer(self, referral: str, position: str, when: str | When) -> list[Body]:
        """Answer a referral."""
        return self.do(Answer(referral=referral, position=position, **self.common(when)))

    def ask(self, referral: str, when: str | When) -> list[Body]:
        """Ask the applicant within a referral."""
        return self.do(Ask(referral=referral, **self.common(when)))

    def reply(self, referral: str, when: str | When) -> list[Body]:
        """Reply within a referral."""
        return self.do(Reply(referral=referral, **self.common(when)))

    def move(self, referral: str, when: str | When, step: str = "") -> list[Body]:
        """Take a referral to its next step."""
        return self.do(Move(referral=referral, step=step, **self.common(when)))

    def block(self, kind: str, when: str | When, reason: str = "", referral: str = "") -> list[Body]:
        """Open a blocker."""
        return self.do(Block(kind=kind, reason=reason, referral=referral, **self.common(when)))

    def unblock(self, kind: str, when: str | When, by: str = "") -> list[Body]:
        """Clear a blocker."""
        return self.do(Unblock(kind=kind, by=by, **self.common(when)))

    def record(self, fact: str, value: Value, when: str | When, on: str = "case", key: str = "") -> list[Body]:
        """Record a fact."""
        return self.do(Record(fact=fact, value=value, on=on, **self.common(when, key)))

    def lapse(self, instance: str, when: str | When) -> list[Body]:
        """Let a clock's default happen."""
        return self.do(Lapse(instance=instance, **self.common(when)))

    def observe(self, state: str, when: str | When, *, gap: bool = True, **given: Any) -> list[Body]:
        """See an observed case in a state."""
        return self.do(Observe(state=state, gap=gap, **given, **self.common(when)))

    def migrate(self, version: str, when: str | When, basis: str = "usage") -> list[Body]:
        """Move the case to another version."""
        digest = self.process.version(version).digest
        return self.do(Migrate(version=version, definition_digest=digest, basis=basis, **self.common(when)))

    def correct(self, target: str, replacement: Command | None, when: str | When = "2024-12-31") -> list[Body]:
        """Replace or void a command."""
        return self.do(Correct(target=target, reason="a slip", replacement=replacement, **self.common(when)))

    def view(self, when: str | When | None = None) -> View:
        """See the case at a moment, or at its last event."""
        return View(self.definition, self.case, self.case.last if when is None else self.when(when), self.surroundings)

    def ways(self, when: str | When | None = None) -> dict[str, WayOut]:
        """Give the ways out of the state the case is in."""
        return {way.transition: way for way in ways_out(self.view(when))}

    def clocks(self, name: str, when: str | When) -> tuple[ClockReading, ...]:
        """Read every instance of a clock."""
        return readings_of(self.view(when), name)

    def clock(self, name: str, when: str | When) -> ClockReading:
        """Read the newest instance of a clock."""
        return self.clocks(name, when)[-1]

    def lapsable(self, when: str | When) -> list[str]:
        """Give the clock instances whose end does something."""
        return [item.instance for item in lapsable(self.view(when))]
