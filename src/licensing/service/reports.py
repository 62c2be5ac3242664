"""Reports over the cases of a store: which cases, read as they are or as they were known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from licensing.analysis.casefile import CaseFile
from licensing.analysis.scope import Cohort, Scope
from licensing.definitions.registry import process_path
from licensing.domain.case import Case
from licensing.domain.errors import NoCases
from licensing.domain.event import Event
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import from_us
from licensing.engine.evolve import fold_tightened
from licensing.exchange.discovered import LOG
from licensing.service.imports import imported_case_files
from licensing.service.surroundings import cases_of_matter, surroundings_of
from licensing.store.database import Database
from licensing.store.header import CaseSummary
from licensing.store.unit import Reading

R = TypeVar("R")
DEEPEST_LINKS = 4


def each(
    database: Database,
    make: Callable[[Cohort], R],
    process: str,
    scope: Scope,
    *,
    by: str = "",
    provenance: Provenance | None = None,
    recorded_until_us: int | None = None,
) -> Iterator[R]:
    """Make something of each cohort: one for every provenance, and for every value of an attribute if one is given.

    Raises ``UnknownProcess``, ``NoCases``, ``UnknownClock``, or ``UsageError`` for an attribute that no version has.
    """
    for cohort in cohorts(database, process, scope, provenance=provenance, recorded_until_us=recorded_until_us):
        for part in cohort.by(by) if by else (cohort,):
            yield make(part)


def cohorts(
    database: Database,
    process: str,
    scope: Scope,
    *,
    provenance: Provenance | None = None,
    recorded_until_us: int | None = None,
) -> Iterator[Cohort]:
    """Give the cases that reports are about, one cohort for each provenance.

    Raises ``UnknownProcess``, ``NoCases`` or ``UnknownClock``.
    """
    made = False
    for files in _files(database, process, provenance, recorded_until_us):
        made = True
        yield Cohort.of(files, scope)
    if not made:
        then = "had" if recorded_until_us is not None else "has"
        when = f" by {from_us(recorded_until_us):%Y-%m-%d}" if recorded_until_us is not None else ""
        raise NoCases(
            f"this store {then} no {provenance.value + ' ' if provenance else ''}case of {process}{when}.",
            next_step="Submit some: `licensing case submit FILE`, or run `licensing demo`.",
        )


def _files(
    database: Database, process: str, provenance: Provenance | None, recorded_until_us: int | None
) -> Iterator[list[CaseFile]]:
    """Give the cases of a process of the library, or of an imported log, whose cases were all observed."""
    if process.startswith(LOG):
        if provenance in (None, Provenance.OBSERVED):
            yield from imported_case_files(database, process, recorded_until_us)
        return
    process_path(process)
    yield from case_files(database, process, provenance, recorded_until_us)


def case_files(
    database: Database, process: str, provenance: Provenance | None = None, recorded_until_us: int | None = None
) -> Iterator[list[CaseFile]]:
    """Give the cases of a process as reports take them in, one list for each provenance."""
    with database.reading() as unit:
        found: dict[Provenance, list[CaseFile]] = {}
        for summary, events in unit.cases(process, provenance, recorded_until_us):
            file = told(unit, events, summary.observed_until, _head(unit, summary, len(events)), recorded_until_us)
            found.setdefault(file.case.provenance, []).append(file)
    for item in Provenance:
        if item in found:
            yield found[item]


def case_file(unit: Reading, ref: str, recorded_until_us: int | None = None) -> CaseFile:
    """Give one case as reports take it in. Raises ``UnknownCase``."""
    header = unit.header(ref)
    events = unit.events(ref) if recorded_until_us is None else unit.events_as_known_on(ref, recorded_until_us)
    return told(unit, events, header.observed_until, "", recorded_until_us)


def told(
    unit: Reading,
    events: Sequence[Event],
    observed_until: date | None,
    head: str,
    recorded_until_us: int | None = None,
) -> CaseFile:
    """Give a case, told by its events, as reports take it in."""
    case = fold_tightened(events)
    return CaseFile(
        case=case,
        definition=unit.definition(case.definition_digest),
        observed_until=observed_until,
        linked=surroundings_of(unit, case, recorded_until_us),
        related=tuple(_related(unit, case, recorded_until_us, depth=1)),
        head=head,
    )


def _head(unit: Reading, summary: CaseSummary, known: int) -> str:
    """Give the digest of the newest of the first ``known`` events."""
    return summary.head_digest if known == summary.head_seq else unit.digest_at(summary.ref, known)


def _related(unit: Reading, case: Case, recorded_until_us: int | None, *, depth: int) -> Iterator[tuple[str, CaseFile]]:
    for role, matter in case.links if depth <= DEEPEST_LINKS else ():
        for linked in reversed(cases_of_matter(unit, matter, recorded_until_us)):
            yield (
                role,
                CaseFile(
                    case=fold_tightened(
                        unit.events(linked.ref)
                        if recorded_until_us is None
                        else unit.events_as_known_on(linked.ref, recorded_until_us)
                    ),
                    definition=unit.definition(linked.definition_digest),
                    observed_until=unit.header(linked.ref).observed_until,
                    linked=surroundings_of(unit, linked, recorded_until_us),
                    related=tuple(_related(unit, linked, recorded_until_us, depth=depth + 1)),
                ),
            )
