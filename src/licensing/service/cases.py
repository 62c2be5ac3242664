"""Submit cases and carry out commands on them, each in one transaction and only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from licensing.definitions.casefile import CaseFile
from licensing.definitions.definition import Definition
from licensing.definitions.process import Process
from licensing.definitions.registry import process
from licensing.definitions.script import command_of, moment
from licensing.definitions.strict_yaml import Document
from licensing.domain.case import Case
from licensing.domain.command import Advance, Command, Correct, Migrate, Submit, command_text
from licensing.domain.errors import CaseExists, InvalidCommand, KeyReused, UnknownCase
from licensing.domain.event import Body, Event
from licensing.domain.text import canonical
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import When, to_us
from licensing.engine.correction import correct
from licensing.engine.decide import basis_of, decide, record
from licensing.engine.evolve import evolve, fold
from licensing.engine.surroundings import Surroundings
from licensing.service.place import at_place
from licensing.service.surroundings import surroundings_of
from licensing.service.zones import zone_of
from licensing.simulation.plan import Plan
from licensing.store.database import Database
from licensing.store.header import CaseHeader
from licensing.store.unit import Writing


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a command: the case after it, and whether it was new or known already."""

    case: Case
    new: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """The use cases on single cases of a store; ``now`` gives the moment of recording."""

    database: Database
    now: Callable[[], datetime]

    def submit(self, files: Sequence[CaseFile], *, documents: Sequence[Document] = ()) -> list[Done]:
        """Open the cases of files and record their histories: all of them, or nothing.

        The same file again changes nothing; a file whose history goes on adds what is new. Raises a ``CaseError``
        for a case of the same reference with another content, and for a history the definition does not allow; it
        names file and line where ``documents`` gives what the files were read from.
        """
        with self.database.writing() as unit:
            for ref in sorted({file.ref for file in files}):
                unit.lock(ref)
            places: Sequence[Document | None] = documents or [None] * len(files)
            return [self._submit(unit, file, place) for file, place in zip(files, places, strict=True)]

    def _submit(self, unit: Writing, file: CaseFile, document: Document | None) -> Done:
        with at_place(document, "process"):
            of_process = process(file.process)
        with at_place(document, "opened" if file.version is None else "version"):
            definition = self._opening_definition(file, of_process)
        zone = zone_of(definition)
        header = header_of(file, definition)
        opening = _opening(file, definition, zone)
        known = unit.case(file.ref) is not None
        with at_place(document, "ref"):
            if known:
                _refuse_other(unit, header, opening)
            else:
                unit.put_definition(definition)
                events = record(None, opening, decide(definition, None, opening))
                unit.open_case(header, events, self._recorded_us())
        done = Done(_standing(unit, file.ref), new=not known)
        for number, step in enumerate(file.history, start=1):
            with at_place(document, "history", number - 1):
                key = f"{file.ref}/history-{number}"
                command = command_of(step, key=key, zone=zone, actor=file.actor, versions=_versions(of_process))
                performed = self._perform(unit, file.ref, command)
            done = Done(performed.case, new=done.new or performed.new)
        if done.new:
            with at_place(document, "observed_until"):
                _refuse_blindness(file, done.case)
        return done

    def perform(self, ref: str, command: Command) -> Done:
        """Carry out a command. Raises a ``CaseError`` with what is possible instead; then nothing was written."""
        with self.database.writing() as unit:
            unit.lock(ref)
            return self._perform(unit, ref, command)

    def recorded_when(self, ref: str, key: str) -> When | None:
        """Give the moment of the command of a key, ``None`` where the case has none."""
        with self.database.reading() as unit:
            return next((event.when for event in unit.events(ref) if event.key == key and event.command), None)

    def _perform(self, unit: Writing, ref: str, command: Command) -> Done:
        case = _standing(unit, ref)
        events = unit.events(ref)
        known = unit.command_of(ref, command.key)
        if known is not None:
            text, _, last_seq = known
            if text != command_text(command):
                raise KeyReused(
                    f"key '{command.key}' of {ref} belongs to another command.", next_step="Give another --key."
                )
            return Done(fold(events[:last_seq]), new=False)
        recorded = list(events)
        for part in self._parts(case, command):
            new_events = self._events(unit, recorded, case, part, surroundings_of(unit, case))
            for event in new_events:
                case = evolve(case, event)
            recorded += new_events
        return Done(unit.append(ref, tuple(recorded[len(events) :]), self._recorded_us()), new=True)

    def _parts(self, case: Case, command: Command) -> tuple[Command, ...]:
        """Put the change of version before a filing, when another version is in force on the filing day."""
        if not isinstance(command, Advance) or case.filed is not None:
            return (command,)
        of_process = process(case.process)
        current = next((item for item in of_process.versions if item.digest == case.definition_digest), None)
        rule = current.transitions.get(command.transition) if current else None
        if current is None or rule is None or not rule.files:
            return (command,)
        if of_process.in_force(case.opened.latest_day).version.id != current.version.id:
            return (command,)
        target = of_process.in_force(command.when.latest_day)
        if target.version.id == current.version.id:
            return (command,)
        migration = Migrate(
            when=command.when,
            actor=command.actor,
            key=f"{command.key}/version",
            version=target.version.id,
            definition_digest=target.digest,
            basis="the version in force on the filing date",
            at_filing=True,
        )
        return (migration, command)

    def _events(
        self, unit: Writing, events: list[Event], case: Case, command: Command, surroundings: Surroundings
    ) -> list[Event]:
        bodies: tuple[Body, ...]
        if isinstance(command, Correct):
            bodies = correct(events, command, unit.definition, surroundings)
            definition = unit.definition(case.definition_digest)
        else:
            definition = self._deciding_definition(unit, case, command)
            bodies = decide(definition, case, command, surroundings)
        return record(case, command, bodies, basis_of(definition, command))

    def _deciding_definition(self, unit: Writing, case: Case, command: Command) -> Definition:
        if not isinstance(command, Migrate):
            return unit.definition(case.definition_digest)
        target = process(case.process).version(command.version)
        unit.put_definition(target)
        return target

    def _opening_definition(self, file: CaseFile, of_process: Process) -> Definition:
        if file.version is not None:
            return of_process.version(file.version)
        zone = zone_of(of_process.latest)
        return of_process.in_force(moment(file.opened, zone).latest_day)

    def _recorded_us(self) -> int:
        return to_us(self.now())


def header_of(file: CaseFile, definition: Definition) -> CaseHeader:
    """Give what the store keeps of a case file beside its events."""
    return CaseHeader(
        ref=file.ref,
        process=definition.id,
        provenance=file.provenance,
        matter=file.of_matter,
        title_en=file.title.en if file.title else "",
        title_ja=file.title.ja if file.title else "",
        observed_until=file.observed_until,
        plan=None if file.provenance is Provenance.OBSERVED else canonical(Plan.of(file).as_json()),
        sources=canonical([source.model_dump(mode="json", exclude_none=True) for source in file.sources]),
        links=tuple(sorted(file.links.items())),
    )


def _standing(unit: Writing, ref: str) -> Case:
    case = unit.case(ref)
    if case is None:
        raise UnknownCase(f"no case '{ref}' in this store.", next_step="See `licensing case list`.")
    return case


def _refuse_blindness(file: CaseFile, case: Case) -> None:
    """Raise :class:`InvalidCommand` where the last look at an observed case came before what was seen of it."""
    if file.observed_until is not None and file.observed_until < case.last.latest_day:
        raise InvalidCommand(
            f"{case.ref} was observed until {file.observed_until}, and something of it is dated {case.last}.",
            next_step="Give the day of the last look.",
        )


def _opening(file: CaseFile, definition: Definition, zone: str) -> Submit:
    return Submit(
        when=moment(file.opened, zone),
        actor=file.actor,
        key=f"{file.ref}/open",
        ref=file.ref,
        process=definition.id,
        version=definition.version.id,
        definition_digest=definition.digest,
        provenance=file.provenance,
        matter=file.of_matter,
        attributes=tuple(sorted(file.attributes.items())),
        links=tuple(sorted(file.links.items())),
        state=file.state or "",
    )


def _refuse_other(unit: Writing, header: CaseHeader, opening: Submit) -> None:
    """Raise :class:`CaseExists` unless the case in the store was opened by the same file."""
    known = unit.command_of(header.ref, opening.key)
    if known is None or known[0] != command_text(opening) or unit.header(header.ref) != header:
        raise CaseExists(f"a case {header.ref} exists with another content.", next_step="Give the file another ref.")


def _versions(of_process: Process) -> Callable[[str], str]:
    return lambda version: of_process.version(version).digest
