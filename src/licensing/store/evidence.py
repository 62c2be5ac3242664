"""The evidence: whether every event is the one that was written, and continues the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from licensing.domain.errors import StoreTampered
from licensing.domain.text import canonical, digest
from licensing.store.queries import EVENTS
from licensing.store.record import START, Record, event_cells, event_digest, event_of
from licensing.store.tables import CaseRow, DefinitionRow, EventRow

_STREAMED_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the evidence does not hold: a case (or a process), the event, and what is wrong."""

    subject: str
    seq: int | None
    says: str


def root_of(connection: Connection) -> str:
    """Give the one digest over every case's reference, number of events and newest digest."""
    total = sha256()
    heads = select(CaseRow.ref, CaseRow.head_seq, CaseRow.head_digest).order_by(CaseRow.ref)
    for ref, seq, head in connection.execute(heads):
        total.update(f"{canonical([ref, seq, head])}\n".encode())
    return total.hexdigest()


def faults(connection: Connection) -> Iterator[Fault]:
    """Recompute every digest and give each place where it does not hold."""
    yield from _faults_of_definitions(connection)
    bare = select(CaseRow.ref).where(~exists().where(EventRow.ref == CaseRow.ref)).order_by(CaseRow.ref)
    for ref in connection.execute(bare).scalars():
        yield Fault(ref, None, "all its events are missing")
    told = select(EVENTS, CaseRow.head_seq, CaseRow.head_digest).outerjoin(CaseRow, CaseRow.ref == EventRow.ref)
    rows = connection.execute(
        told.order_by(EventRow.ref, EventRow.seq), execution_options={"yield_per": _STREAMED_ROWS}
    )
    for _, own in groupby(rows, key=lambda row: str(row.ref)):
        yield from _faults_of_case(list(own))


def _faults_of_definitions(connection: Connection) -> Iterator[Fault]:
    for row in connection.execute(select(DefinitionRow.process, DefinitionRow.digest, DefinitionRow.text)):
        if digest(row.text) != row.digest:
            yield Fault(row.process, None, f"the definition of digest {row.digest} was changed")


def _faults_of_case(rows: Sequence[Row[Any]]) -> Iterator[Fault]:
    ref, seq, previous = rows[0].ref, 0, START
    for row in rows:
        if row.seq != seq + 1:
            yield Fault(ref, row.seq, f"what came before it, from event {seq + 1} on, is missing")
        elif row.previous != previous:
            yield Fault(ref, row.seq, "it does not continue the event before it")
        if not _genuine(row):
            yield Fault(ref, row.seq, "it was changed: its digest does not match")
        seq, previous = row.seq, row.digest
    if rows[0].head_seq is None:
        yield Fault(ref, None, "its events belong to no case")
    elif seq != rows[0].head_seq:
        yield Fault(ref, None, f"its last event should be number {rows[0].head_seq}, and is number {seq}")
    elif previous != rows[0].head_digest:
        yield Fault(ref, None, "its last event is not the one that the case names")


def _genuine(row: Row[Any]) -> bool:
    """Say whether a row is the very one that was written for its event."""
    try:
        event = event_of(row)
    except StoreTampered:
        return False
    own = event_digest(event, row.recorded_at_us, row.previous)
    cells = event_cells(Record(row.ref, event, row.recorded_at_us, row.previous, own))
    return all(getattr(row, name) == cell for name, cell in cells.items())
