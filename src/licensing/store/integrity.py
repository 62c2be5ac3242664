"""Whether a store can be believed: its chains of digests, its projections, its triggers; and its rebuilding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from licensing.domain.case import Case
from licensing.domain.event import Event
from licensing.engine.evolve import fold
from licensing.store.database import Database
from licensing.store.evidence import Fault, faults, root_of
from licensing.store.moment import Cells
from licensing.store.projection import PROJECTIONS, case_cells
from licensing.store.queries import CASES
from licensing.store.schema import REVISIONS, revision
from licensing.store.tables import Base, CaseRow, DefinitionRow, EventRow
from licensing.store.triggers import trigger_faults
from licensing.store.unit import Reading

Progress = Callable[[int, int], None]
"""Told how many cases are done, of how many."""

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Verification:
    """What recomputing every digest found; ``root`` stands for the heads of all cases."""

    cases: int
    events: int
    root: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What comparing the store with itself found; no findings means that all is well."""

    cases: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Info:
    """What a store is and holds; ``cases`` counts by process and provenance."""

    address: str
    backend: str
    durability: str
    schema: str
    size_bytes: int
    cases: tuple[tuple[str, str, int], ...]
    events: int
    definitions: int
    root: str


def verify(database: Database) -> Verification:
    """Recompute every digest. Faults name the very event; a removed tail or case only shows in another ``root``."""
    with database.reading() as unit:
        connection = unit.connection
        found = tuple(faults(connection))
        return Verification(_count(connection, CaseRow), _count(connection, EventRow), root_of(connection), found)


def check(database: Database) -> Check:
    """Compare the projections with what the events tell, and look for the triggers and the schema.

    Raises :class:`StoreTampered` for an event that cannot be read.
    """
    with database.reading() as unit:
        connection = unit.connection
        findings = [*trigger_faults(connection), *_file_faults(connection)]
        found = revision(connection)
        if found != REVISIONS[-1]:
            findings.append(f"the schema is {found}, this program's is {REVISIONS[-1]}")
        cases = 0
        stream = ((summary.ref, events) for summary, events in unit.cases())
        while batch := list(islice(stream, _BATCH)):
            cases += len(batch)
            findings += _drift(connection, batch)
        return Check(cases, tuple(findings))


def upgrade(database: Database, progress: Progress) -> str:
    """Bring the schema to this program's revision and give that; a store that was older gets its new projections."""
    with database.connected() as connection:
        before = revision(connection)
    after = database.upgrade()
    if before not in (None, after):
        rebuild(database, progress)
    return after


def rebuild(database: Database, progress: Progress) -> int:
    """Derive every projection anew from the events, in one transaction, and give the number of cases."""
    with database.transaction() as connection:
        if connection.dialect.name != "sqlite":
            # Readers go on; whoever would write waits until the projections are whole again.
            connection.execute(text("LOCK TABLE cases IN EXCLUSIVE MODE"))
        refs = connection.execute(select(CaseRow.ref).order_by(CaseRow.ref)).scalars().all()
        unit = Reading(connection, {})
        progress(0, len(refs))
        for start in range(0, len(refs), _BATCH):
            cases = [fold(unit.events(ref)) for ref in refs[start : start + _BATCH]]
            _rewrite(connection, cases)
            progress(start + len(cases), len(refs))
        return len(refs)


def info(database: Database) -> Info:
    """Describe a store."""
    with database.reading() as unit:
        connection = unit.connection
        counts = connection.execute(
            select(CaseRow.process, CaseRow.provenance, func.count())
            .group_by(CaseRow.process, CaseRow.provenance)
            .order_by(CaseRow.process, CaseRow.provenance)
        )
        backend, durability, size_bytes = _backend(connection)
        return Info(
            address=database.address,
            backend=backend,
            durability=durability,
            schema=revision(connection) or "",
            size_bytes=size_bytes,
            cases=tuple(counts.all()),
            events=_count(connection, EventRow),
            definitions=_count(connection, DefinitionRow),
            root=root_of(connection),
        )


def _count(connection: Connection, row: type[Base]) -> int:
    return connection.execute(select(func.count()).select_from(row)).scalar_one()


def _drift(connection: Connection, batch: Sequence[tuple[str, tuple[Event, ...]]]) -> Iterator[str]:
    refs = [ref for ref, _ in batch]
    cases: list[Case] = []
    for ref, events in batch:
        try:
            cases.append(fold(events))
        except ValueError as fault:
            yield f"events: those of {ref} tell no case: {fault}"
    own = {row.ref: row for row in connection.execute(select(CASES).where(CASES.c.ref.in_(refs)))}
    for case in cases:
        names = [name for name, cell in case_cells(case).items() if getattr(own[case.ref], name) != cell]
        if names:
            yield f"cases: {case.ref} differs from its events in {', '.join(names)}"
    for projection in PROJECTIONS:
        table = projection.table
        told: dict[str, list[Cells]] = {ref: [] for ref in refs}
        for row in connection.execute(select(table).where(table.c.ref.in_(refs))).mappings():
            told[row["ref"]].append(dict(row))
        for case in cases:
            if _sorted(told[case.ref]) != _sorted(list(projection.rows(case))):
                yield f"{table.name}: {case.ref} differs from its events"


def _sorted(rows: list[Cells]) -> list[list[tuple[str, object]]]:
    return sorted((sorted(row.items()) for row in rows), key=repr)


def _rewrite(connection: Connection, cases: Sequence[Case]) -> None:
    refs = [case.ref for case in cases]
    here = update(CASES).where(CASES.c.ref == bindparam("at_ref"))
    connection.execute(here, [{"at_ref": case.ref, **case_cells(case)} for case in cases])
    for projection in PROJECTIONS:
        connection.execute(delete(projection.table).where(projection.table.c.ref.in_(refs)))
        rows = [row for case in cases for row in projection.rows(case)]
        if rows:
            connection.execute(insert(projection.table), rows)


def _file_faults(connection: Connection) -> list[str]:
    """Ask SQLite whether its file is whole; PostgreSQL looks after its own."""
    if connection.dialect.name != "sqlite":
        return []
    words = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"the file is damaged: {word}" for word in words if word != "ok"] + [
        f"{row[0]}: a row belongs to no row of {row[2]}" for row in broken
    ]


def _backend(connection: Connection) -> tuple[str, str, int]:
    def one(query: str) -> Any:  # noqa: ANN401
        return connection.exec_driver_sql(query).scalar_one()

    version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
    if connection.dialect.name == "sqlite":
        synchronous = ("off", "normal", "full", "extra")[one("PRAGMA synchronous")]
        size = one("PRAGMA page_count") * one("PRAGMA page_size")
        return f"SQLite {version}", f"{one('PRAGMA journal_mode')}, synchronous={synchronous}", size
    durability = f"fsync={one('SHOW fsync')}, synchronous_commit={one('SHOW synchronous_commit')}"
    names = [CaseRow, EventRow, DefinitionRow]
    tables = [*(row.__tablename__ for row in names), *(projection.table.name for projection in PROJECTIONS)]
    size = sum(one(f"SELECT pg_total_relation_size('{name}'::regclass)") for name in tables)
    return f"PostgreSQL {version}", durability, size
