"""Run golden paths: does the engine, on this definition, do what the law says?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from licensing.definitions.definition import Definition
from licensing.definitions.process import Process
from licensing.definitions.script import Earlier, Ends, Expect, GoldenPath, Step, command_of, moment
from licensing.domain.case import Case
from licensing.domain.command import Command, Correct, Migrate, Submit
from licensing.domain.errors import LicensingError
from licensing.domain.event import Event
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import When
from licensing.engine.clocks import readings_of
from licensing.engine.conditions import View
from licensing.engine.correction import correct
from licensing.engine.decide import basis_of, decide, record
from licensing.engine.evolve import evolve, fold
from licensing.engine.needs import ways_out
from licensing.engine.surroundings import EarlierCase, LinkedCase, Surroundings


@dataclass
class _Walk:
    process: Process
    definition: Definition
    surroundings: Surroundings
    events: list[Event] = field(default_factory=list)
    case: Case | None = None

    def do(self, command: Command) -> None:
        if isinstance(command, Correct):
            bodies = correct(self.events, command, self._by_digest, self.surroundings)
        else:
            definition = self._under(command)
            bodies = decide(definition, self.case, command, self.surroundings)  # type: ignore[assignment]
            self.definition = definition
        for event in record(self.case, command, bodies, basis_of(self.definition, command)):
            self.case = evolve(self.case, event)
            self.events.append(event)

    def _under(self, command: Command) -> Definition:
        return self.process.version(command.version) if isinstance(command, Migrate) else self.definition

    def _by_digest(self, digest: str) -> Definition:
        return next(item for item in self.process.versions if item.digest == digest)


def run_path(process: Process, path: GoldenPath, zone: str) -> Iterator[str]:
    """Walk a golden path and give a sentence for everything that differs from what it expects."""
    definition = process.version(path.version)
    walk = _Walk(process, definition, _surroundings(path, zone))
    try:
        walk.do(
            Submit(
                when=moment(path.opened, zone),
                actor="golden-path",
                key="open",
                ref=path.id,
                process=process.id,
                version=definition.version.id,
                definition_digest=definition.digest,
                provenance=Provenance(path.provenance),
                matter=path.id,
                attributes=tuple(sorted(path.attributes.items())),
                links=tuple((role, role) for role in path.links),
                state=path.state or "",
            )
        )
    except LicensingError as error:
        yield f"{path.id}: cannot open: {error}"
        return
    for number, step in enumerate(path.steps, start=1):
        yield from (f"{path.id} step {number} ({step.verb} {step.object}): {text}" for text in _step(walk, step, zone))
    if path.ends is not None and walk.case is not None:
        yield from (f"{path.id}: {text}" for text in _ends(walk.case, path.ends))
    if walk.case is not None and fold(walk.events) != walk.case:
        yield f"{path.id}: the log replayed gives another case"


def _step(walk: _Walk, step: Step, zone: str) -> Iterator[str]:
    expected = step.expect or Expect()
    versions = {item.version.id: item.digest for item in walk.process.versions}
    key = f"step-{len(walk.events)}"
    try:
        walk.do(command_of(step, key=key, zone=zone, actor="golden-path", versions=lambda name: versions.get(name, "")))
    except LicensingError as error:
        if expected.refused != error.code:
            yield f"refused: {error}"
    else:
        if expected.refused:
            yield f"was accepted, but the law refuses it ({expected.refused})"
    if walk.case is not None:
        yield from _differences(walk, walk.case, expected, moment(step.when, zone))


def _differences(walk: _Walk, case: Case, expected: Expect, when: When) -> Iterator[str]:
    if expected.state is not None and case.state != expected.state:
        yield f"state is {case.state}, expected {expected.state}"
    if expected.outcome is not None and case.outcome != expected.outcome:
        yield f"outcome is {case.outcome}, expected {expected.outcome}"
    if expected.open is not None:
        found = {item.path for item in case.open_referrals} | {item.kind for item in case.open_blockers}
        if found != set(expected.open):
            yield f"open is {sorted(found)}, expected {sorted(expected.open)}"
    view = View(walk.definition, case, when, walk.surroundings)
    if expected.possible is not None:
        possible = {way.transition for way in ways_out(view) if way.possible and not way.rule.lapse_of}
        if possible != set(expected.possible):
            yield f"possible is {sorted(possible)}, expected {sorted(expected.possible)}"
    for name, clock in expected.clocks.items():
        found_clocks = readings_of(view, name) if name in walk.definition.clocks else ()
        if not found_clocks:
            yield f"clock {name} has not started"
            continue
        newest = found_clocks[-1]
        for what, value, wanted in (
            ("counted", newest.counted_days, clock.counted),
            ("excluded", newest.excluded_days, clock.excluded),
            ("due", newest.due_day, clock.due),
            ("state", newest.state.value, clock.state),
        ):
            if wanted is not None and value != wanted:
                yield f"clock {name} {what} is {value}, expected {wanted}"


def _ends(case: Case, ends: Ends) -> Iterator[str]:
    for what, value, wanted in (
        ("state", case.state, ends.state),
        ("outcome", case.outcome, ends.outcome),
        ("label", case.outcome_label, ends.label),
    ):
        if wanted is not None and value != wanted:
            yield f"ends with {what} {value}, expected {wanted}"


def _surroundings(path: GoldenPath, zone: str) -> Surroundings:
    return Surroundings(
        tuple(
            LinkedCase(role, role, role, "", "", ((moment(link.when, zone), link.outcome),))
            for role, link in path.links.items()
        ),
        tuple(_earlier(name, item, zone) for name, item in path.precedents.items()),
        tuple(_earlier(name, item, zone) for name, item in path.authorizations.items()),
    )


def _earlier(name: str, item: Earlier, zone: str) -> EarlierCase:
    closed = None if item.closed is None else moment(item.closed, zone)
    return EarlierCase(name, name, name, ((moment(item.when, zone), item.outcome),), closed)
