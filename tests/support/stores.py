"""Short ways to fill a store and to look at all of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from random import Random

from sqlalchemy import select

from licensing.domain.event import CaseOpened
from licensing.store.database import Database
from licensing.store.header import CaseHeader
from licensing.store.projection import PROJECTIONS
from licensing.store.tables import CaseRow
from tests.support.histories import VERSIONS, Command, advance, commands, opening

NINE = datetime(2024, 3, 1, 9, tzinfo=UTC)


def header_for(command: Command, **more: object) -> CaseHeader:
    """Give the header that belongs to the opening of a case."""
    body = command[0].body
    assert isinstance(body, CaseOpened)
    return CaseHeader(
        ref=body.ref, process=body.process, provenance=body.provenance, matter=body.matter, links=body.links, **more
    )


def open_case(database: Database, command: Command, *, recorded_at_us: int = 1, **more: object) -> None:
    """Open a case in a unit of its own."""
    with database.writing() as unit:
        for version in VERSIONS:
            unit.put_definition(version)
        unit.open_case(header_for(command, **more), command, recorded_at_us)


def append(database: Database, ref: str, command: Command, *, recorded_at_us: int = 2) -> None:
    """Append one command in a unit of its own."""
    with database.writing() as unit:
        unit.lock(ref)
        unit.append(ref, command, recorded_at_us)


def keep(database: Database, ref: str, history: Iterable[Command]) -> list[Command]:
    """Keep a history, each command in a unit of its own, recorded at 10, 20, 30 ... microseconds."""
    kept: list[Command] = []
    for command in history:
        kept.append(command)
        if len(kept) == 1:
            open_case(database, command, recorded_at_us=10)
        else:
            append(database, ref, command, recorded_at_us=10 * len(kept))
    return kept


def keep_random(database: Database, ref: str, seed: int, length: int = 12) -> list[Command]:
    """Keep a random history."""
    return keep(database, ref, commands(Random(seed), ref, length))


def keep_small(database: Database, ref: str = "US-1") -> list[Command]:
    """Keep a case of four events that was opened, filed, staffed and decided."""
    first = opening(ref, at=NINE)
    kept = [first]
    open_case(database, first)
    for number, state in enumerate(("officer-review", "staffed", "final-action"), start=1):
        with database.writing() as unit:
            unit.lock(ref)
            case = unit.case(ref)
            assert case is not None
            command = advance(case, state, key=f"{ref}/{number}", at=NINE.replace(day=1 + number))
            unit.append(ref, command, 1 + number)
        kept.append(command)
    return kept


def projections(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Give all that a rebuild derives, table by table."""
    with database.connected() as connection:
        tables = [CaseRow.__table__, *(projection.table for projection in PROJECTIONS)]
        return {
            str(table): sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in tables
        }
