"""Events as rows: written once, each chained to the one before by its digest."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from licensing.domain.errors import StoreTampered
from licensing.domain.event import Event, body_from_json, body_to_json
from licensing.domain.text import canonical, digest
from licensing.domain.when import Precision, When
from licensing.store.moment import Cells

START = ""
"""What stands for the digest before the first event of a case."""


@dataclass(frozen=True, slots=True)
class Record:
    """An event together with what the store adds to it."""

    ref: str
    event: Event
    recorded_at_us: int
    previous: str
    digest: str


def chain(ref: str, events: Iterable[Event], recorded_at_us: int, previous: str) -> list[Record]:
    """Chain events to the digest before them; a digest also covers the instant at which its event was recorded."""
    records: list[Record] = []
    for event in events:
        own = event_digest(event, recorded_at_us, previous)
        records.append(Record(ref, event, recorded_at_us, previous, own))
        previous = own
    return records


def event_digest(event: Event, recorded_at_us: int, previous: str) -> str:
    """Give the digest of an event: over the digest before it, its instant of recording and its canonical text."""
    return event.chained(f"{previous}\n{recorded_at_us}")


def event_cells(record: Record) -> Cells:
    """Give the row of an event."""
    event = record.event
    return {
        "ref": record.ref,
        "seq": event.seq,
        "earliest_us": event.when.earliest_us,
        "latest_us": event.when.latest_us,
        "precision": event.when.precision.value,
        "zone": event.when.zone,
        "recorded_at_us": record.recorded_at_us,
        "actor": event.actor,
        "key": event.key,
        "type": event.type,
        "payload": canonical(body_to_json(event.body)),
        "basis": canonical(list(event.basis)),
        "command": event.command or None,
        "command_digest": digest(event.command) if event.command else None,
        "previous": record.previous,
        "digest": record.digest,
    }


def event_of(row: Row[Any]) -> Event:
    """Read an event back from its row. Raises :class:`StoreTampered` where the row is no event."""
    try:
        return Event(
            seq=row.seq,
            when=When(row.earliest_us, row.latest_us, Precision(row.precision), row.zone),
            body=body_from_json(row.type, json.loads(row.payload)),
            key=row.key,
            actor=row.actor,
            basis=tuple(json.loads(row.basis)),
            command=row.command or "",
        )
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise StoreTampered(
            f"event {row.seq} of case {row.ref} cannot be read.", next_step="Run: licensing db verify"
        ) from fault
