"""Programmes: matters of several processes and countries that one lead case of a joint process ties together.

Nothing of a programme is stored beside its cases: it *is* the lead case with its links, one for each role, and so
is derived from them whenever somebody looks. What a member's country is, its process says, or the attribute
``country`` of a case of a joint process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from licensing.analysis.casefile import CaseFile
from licensing.analysis.programme import Course, Programme
from licensing.definitions.definition import Definition
from licensing.definitions.programme_file import Programme as ProgrammeAsRead
from licensing.definitions.registry import process, process_ids
from licensing.definitions.script import moment
from licensing.domain.case import Case
from licensing.domain.errors import UnknownCase
from licensing.domain.when import from_us
from licensing.service.cases import Cases, Done
from licensing.service.days import end_at_home
from licensing.service.reports import case_file
from licensing.service.surroundings import cases_of_matter
from licensing.service.zones import zone_of
from licensing.store.database import Database
from licensing.store.header import CaseHeader, CaseSummary
from licensing.store.unit import Reading


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a programme's file: its lead, and every case it opens, the lead last."""

    ref: str
    cases: tuple[Done, ...]

    @property
    def new(self) -> bool:
        """Say whether anything was new."""
        return any(done.new for done in self.cases)


@dataclass(frozen=True, slots=True)
class Listed:
    """One programme of a list."""

    summary: CaseSummary
    header: CaseHeader
    members: int
    decided: int
    """Members whose newest case has been decided."""


def submit(cases: Cases, programmes: Sequence[ProgrammeAsRead]) -> list[Submitted]:
    """Open every case of programmes in one transaction, or nothing; the same files again change nothing.

    Raises ``InvalidFile`` for a role that the lead's process does not know, or that is played by a case of another
    process than it names; else what ``Cases.submit`` raises.
    """
    for programme in programmes:
        _refuse_wrong_roles(cases.database, programme)
    openings = [item for programme in programmes for item in programme.openings]
    done = iter(
        cases.submit([item.case for item in openings], documents=[item.document for item in openings])
        if openings
        else ()
    )
    return [Submitted(programme.lead.ref, tuple(next(done) for _ in programme.openings)) for programme in programmes]


def _refuse_wrong_roles(database: Database, programme: ProgrammeAsRead) -> None:
    document, lead = programme.document, programme.lead
    if lead.process not in process_ids():
        known = ", ".join(item for item in process_ids() if item.startswith("joint/"))
        raise document.fault(("lead", "process"), f"no process '{lead.process}'.", f"Joint processes: {known}.")
    definition = _definition_of(lead.process, programme)
    played = {item.role: item.case.process for item in programme.openings if item.role}
    if programme.matters:
        with database.reading() as unit:
            for role, matter in programme.matters:
                newest = unit.newest_of_matter(matter)
                if newest is None:
                    raise document.fault(
                        ("members", role), f"no matter '{matter}' in this store.", "Submit its case, or write it out."
                    )
                if newest.provenance is not programme.file.provenance:
                    raise document.fault(
                        ("members", role),
                        f"{newest.ref} is {newest.provenance}, the programme {programme.file.provenance}.",
                        "Keep observed and mock cases apart: no figure mixes them.",
                    )
                played[role] = newest.process
    for role in programme.file.members:
        of_process, declared = played.get(role), definition.links.get(role)
        if declared is None:
            raise document.fault(
                ("members", role),
                f"{lead.process} has no role '{role}'.",
                f"Roles: {', '.join(definition.links) or 'none'}.",
            )
        if of_process is not None and declared.processes and of_process not in declared.processes:
            raise document.fault(
                ("members", role),
                f"a case of {of_process} cannot play '{role}'.",
                f"It is played by {', '.join(declared.processes)}.",
            )


def _definition_of(lead: str, programme: ProgrammeAsRead) -> Definition:
    of_process = process(lead)
    if programme.lead.version is not None:
        return of_process.version(programme.lead.version)
    return of_process.in_force(moment(programme.lead.opened, zone_of(of_process.latest)).latest_day)


def listed(database: Database) -> tuple[Listed, ...]:
    """Give the programmes of a store by reference: cases of joint processes that others are linked to."""
    found = []
    with database.reading() as unit:
        for of_process in _joint():
            for summary in unit.summaries(process=of_process):
                header = unit.header(summary.ref)
                if header.links:
                    newest = [unit.newest_of_matter(matter) for _, matter in header.links]
                    decided = sum(case is not None and case.decided is not None for case in newest)
                    found.append(Listed(summary, header, len(newest), decided))
    return tuple(sorted(found, key=lambda item: item.summary.ref))


def is_programme(unit: Reading, ref: str) -> bool:
    """Say whether a case is the lead of a programme. Raises ``UnknownCase``."""
    header = unit.header(ref)
    return header.process.startswith("joint/") and bool(header.links)


def walk_order(unit: Reading, ref: str) -> tuple[tuple[str, str], ...]:
    """Give reference and process of every case of a programme, those that others are linked to first, the lead last.

    All cases of a member's matter belong to it: what was amended, and the amendment.
    """
    members = [case for _, matter in unit.header(ref).links for case in cases_of_matter(unit, matter)]
    unique = {case.ref: case for case in members if case.ref != ref}
    linked = {matter for case in unique.values() for _, matter in case.links}
    ordered = sorted(unique.values(), key=lambda case: case.matter not in linked)
    return (*((case.ref, case.process) for case in ordered), (ref, unit.header(ref).process))


def read(database: Database, ref: str, as_of: str | None = None) -> Programme:
    """Take in a programme as it was at the end of a day; by default at the newest event of its cases.

    Raises ``UnknownCase`` for a reference that is no programme of this store, or that was not open yet, and
    ``UsageError`` for text that is no day.
    """
    with database.reading() as unit:
        if not unit.events(ref) or not is_programme(unit, ref):
            raise UnknownCase(f"no programme '{ref}' in this store.", next_step="See `licensing programme list`.")
        lead = case_file(unit, ref)
        own = [("", lead), *_members(unit, lead.case)]
        newest_us = max(file.case.last.latest_us for _, file in own)
        header = unit.header(ref)
    asked = end_at_home(as_of, "--as-of", header.process) or from_us(newest_us)
    seen = [(role, file.seen(asked)) for role, file in own]
    courses = tuple(Course(role, case) for role, case in seen if case is not None)
    if not courses or courses[0].role:
        raise UnknownCase(f"programme '{ref}' was not open by then.", next_step="Give a later day.")
    members = sorted(courses[1:], key=lambda item: (item.seen.case.opened.latest_us, item.ref))
    return Programme(courses[0], tuple(members), asked, header.title_en, header.title_ja)


def _members(unit: Reading, lead: Case) -> Iterator[tuple[str, CaseFile]]:
    for role, matter in lead.links:
        for case in cases_of_matter(unit, matter):
            yield role, case_file(unit, case.ref)


def _joint() -> Iterator[str]:
    yield from (item for item in process_ids() if item.startswith("joint/"))
