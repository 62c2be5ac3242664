"""One unit of work on the store: what can be read in it, and what can be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import reduce
from itertools import groupby, takewhile, zip_longest
from typing import Any, Unpack

from sqlalchemy import Connection, CursorResult, Row, Select, select
from sqlalchemy.dialects import postgresql, sqlite

from licensing.definitions.definition import Definition
from licensing.definitions.process import definition_of_text
from licensing.domain.case import Case
from licensing.domain.errors import CaseExists, StoreLocked, StoreTampered, UnknownCase
from licensing.domain.event import Event, Value
from licensing.domain.text import canonical
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import When
from licensing.engine.evolve import evolve, fold
from licensing.store.header import CaseHeader, CaseSummary, Head, header_of, summary_of
from licensing.store.moment import Cells, moment_in
from licensing.store.projection import PROJECTIONS, case_cells
from licensing.store.queries import (
    CASE_OF,
    CASES,
    DEFINITION_OF,
    DEFINITIONS,
    EVENTS,
    EVENTS_OF,
    HEAD_OF,
    HEADS,
    LINKS,
    LINKS_OF,
    LOCKED_HEAD_OF,
    MOVE_HEAD,
    NEWEST_OF_MATTER,
    OPEN_CASE,
    RECORD_EVENTS,
    RESERVE,
    STAYS,
    Narrowing,
    decided_alike,
    narrowed,
)
from licensing.store.record import START, Record, chain, event_cells, event_of
from licensing.store.tables import CaseRow, EventRow

_STREAMED_ROWS = 2000


class Reading:
    """What a store says, all of it as of one moment."""

    def __init__(self, connection: Connection, definitions: dict[str, Definition]) -> None:
        self.connection = connection
        self._definitions = definitions

    def events(self, ref: str) -> tuple[Event, ...]:
        """Give every event of a case in order, none for a case that is not there."""
        return tuple(event_of(row) for row in self._rows_of(ref))

    def recorded(self, ref: str) -> tuple[tuple[Event, int], ...]:
        """Give every event of a case in order, with the instant at which it was recorded (UTC microseconds)."""
        return tuple((event_of(row), int(row.recorded_at_us)) for row in self._rows_of(ref))

    def events_as_known_on(self, ref: str, recorded_until_us: int) -> tuple[Event, ...]:
        """Give the events that had been recorded by an instant (UTC microseconds)."""
        return _known(self._rows_of(ref), recorded_until_us)

    def case(self, ref: str) -> Case | None:
        """Give a case, folded from its events; ``None`` where there is none of this reference."""
        events = self.events(ref)
        return fold(events) if events else None

    def newest_of_matter(self, matter: str) -> Case | None:
        """Give the case of a matter that was opened last."""
        ref = self.connection.execute(NEWEST_OF_MATTER, {"matter": matter}).scalar()
        return None if ref is None else self.case(ref)

    def header(self, ref: str) -> CaseHeader:
        """Give what the file of a case said beside its history. Raises :class:`UnknownCase`."""
        row = self.connection.execute(CASE_OF, {"ref": ref}).one_or_none()
        if row is None:
            raise unknown(ref)
        links = self.connection.execute(LINKS_OF, {"ref": ref})
        return header_of(row, tuple((role, matter) for role, matter in links))

    def plan(self, ref: str) -> str | None:
        """Give the canonical text of a mock case's plan. Raises :class:`UnknownCase`."""
        return self.header(ref).plan

    def summaries(self, **narrowing: Unpack[Narrowing]) -> tuple[CaseSummary, ...]:
        """Give one line for each case, by reference, narrowed by process, provenance, state or matter."""
        wanted = narrowed(select(CASES), **narrowing).order_by(CaseRow.ref)
        return tuple(summary_of(row) for row in self.connection.execute(wanted))

    def entered(self, **narrowing: Unpack[Narrowing]) -> dict[str, When]:
        """Give, by reference, when each case entered the state it is in."""
        return {row.ref: moment_in(row, "entered") for row in self.connection.execute(narrowed(STAYS, **narrowing))}

    def heads(self) -> tuple[Head, ...]:
        """Give the newest event of every case, by reference: what has changed shows here."""
        return tuple(Head(*row) for row in self.connection.execute(HEADS))

    def links(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Give the roles and matters that cases are linked to, by reference."""
        found: dict[str, list[tuple[str, str]]] = {}
        for ref, role, matter in self.connection.execute(LINKS):
            found.setdefault(ref, []).append((role, matter))
        return {ref: tuple(own) for ref, own in found.items()}

    def refs(self, **narrowing: Unpack[Narrowing]) -> tuple[str, ...]:
        """Give the references of cases in order, narrowed by process, provenance, state or matter."""
        wanted = narrowed(select(CaseRow.ref), **narrowing).order_by(CaseRow.ref)
        return tuple(self.connection.execute(wanted).scalars())

    def decided_alike(
        self,
        processes: Sequence[str],
        provenance: Provenance,
        outcomes: Sequence[Outcome],
        alike: Mapping[str, Value],
    ) -> tuple[str, ...]:
        """Give the references of cases that stand decided like this and have such attributes, oldest decision first."""
        values = {name: canonical(value) for name, value in alike.items()}
        wanted = decided_alike(processes, provenance, outcomes, values)
        return tuple(self.connection.execute(wanted).scalars())

    def cases(
        self,
        process: str | None = None,
        provenance: Provenance | None = None,
        recorded_until_us: int | None = None,
    ) -> Iterator[tuple[CaseSummary, tuple[Event, ...]]]:
        """Stream cases by reference, each with its events, or those recorded by an instant (UTC microseconds).

        The summary is today's even then; a case of which nothing had been recorded yet is left out.
        """
        only: Narrowing = {"process": process, "provenance": provenance}
        events = select(EVENTS)
        if process or provenance:
            events = narrowed(events.join(CaseRow, CaseRow.ref == EventRow.ref), **only)
        with (
            closing(self._stream(narrowed(select(CASES), **only).order_by(CaseRow.ref))) as headers,
            closing(self._stream(events.order_by(EventRow.ref, EventRow.seq))) as rows,
        ):
            groups = groupby(rows, key=lambda row: str(row.ref))
            for header, group in zip_longest(headers, groups):
                if header is None or group is None or header.ref != group[0]:
                    raise StoreTampered(
                        "cases and events do not belong together.", next_step="Run: licensing db verify"
                    )
                known = _known(group[1], recorded_until_us)
                if known:
                    yield summary_of(header), known

    def command_of(self, ref: str, key: str) -> tuple[str, int, int] | None:
        """Give the text of the command of a key, and the places of its first and last event."""
        own = [event for event in self.events(ref) if event.key == key]
        return (own[0].command, own[0].seq, own[-1].seq) if own else None

    def digest_at(self, ref: str, seq: int) -> str:
        """Give the digest of one event of a case. Raises :class:`UnknownCase` where there is no such event."""
        query = select(EventRow.digest).where(EventRow.ref == ref, EventRow.seq == seq)
        found = self.connection.execute(query).scalar()
        if found is None:
            raise unknown(ref)
        return found

    def definition(self, digest: str) -> Definition:
        """Give the definition of a digest, as it was when a case was opened under it."""
        if digest not in self._definitions:
            kept = self.connection.execute(DEFINITION_OF, {"digest": digest}).scalar()
            if kept is None:
                raise StoreTampered(f"definition {digest} is missing.", next_step="Run: licensing db verify")
            self._definitions[digest] = definition_of_text(kept)
        return self._definitions[digest]

    def _rows_of(self, ref: str) -> Iterable[Row[Any]]:
        return self.connection.execute(EVENTS_OF, {"ref": ref})

    def _stream(self, query: Select[Any]) -> CursorResult[Any]:
        return self.connection.execute(query, execution_options={"yield_per": _STREAMED_ROWS})


class Writing(Reading):
    """What one command may write, in one transaction: all of it or nothing."""

    def __init__(self, connection: Connection, definitions: dict[str, Definition]) -> None:
        super().__init__(connection, definitions)
        self._events: dict[str, tuple[Event, ...]] = {}
        self._cases: dict[str, Case] = {}
        self._heads: dict[str, tuple[int, str]] = {}

    def lock(self, ref: str) -> bool:
        """Keep a case for this unit alone until its end, and say whether there is such a case.

        A reference without a case is kept as well, so that two units cannot both open it.
        """
        for known in (self._events, self._cases, self._heads):
            known.pop(ref, None)
        if self.connection.dialect.name == "sqlite":
            return self._head(HEAD_OF, ref) is not None
        if self._head(LOCKED_HEAD_OF, ref) is None:
            self.connection.execute(RESERVE, {"ref": ref})
        return self._head(LOCKED_HEAD_OF, ref) is not None

    def events(self, ref: str) -> tuple[Event, ...]:
        """Give every event of a case in order, those of this unit included."""
        if ref not in self._events:
            self._events[ref] = super().events(ref)
        return self._events[ref]

    def case(self, ref: str) -> Case | None:
        """Give a case as it stands in this unit; ``None`` where there is none of this reference."""
        if ref not in self._cases:
            case = super().case(ref)
            if case is None:
                return None
            self._cases[ref] = case
        return self._cases[ref]

    def put_definition(self, definition: Definition) -> None:
        """Keep a definition in its canonical text, unless it is there already."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        row = {
            "digest": definition.digest,
            "process": definition.id,
            "version": definition.version.id,
            "text": definition.text,
        }
        self.connection.execute(dialect.insert(DEFINITIONS).on_conflict_do_nothing(), row)

    def open_case(self, header: CaseHeader, events: Sequence[Event], recorded_at_us: int) -> Case:
        """Open a case with its first events, its definition having been put before.

        Raises :class:`CaseExists`, and ``ValueError`` where header and events speak of different cases.
        """
        case = fold(events)
        told = (case.ref, case.process, case.provenance, case.matter, set(case.links))
        if told != (header.ref, header.process, header.provenance, header.matter, set(header.links)):
            message = f"the header and the events of {header.ref} disagree"
            raise ValueError(message)
        if self.lock(case.ref):
            raise CaseExists(f"there is a case {case.ref} already.", next_step="Give the new one its own reference.")
        records = chain(case.ref, events, recorded_at_us, START)
        own: Cells = {
            "ref": case.ref,
            "title_en": header.title_en,
            "title_ja": header.title_ja,
            "observed_until": header.observed_until,
            "plan": header.plan,
            "sources": header.sources,
        }
        self.connection.execute(OPEN_CASE, own | _head_cells(records) | case_cells(case))
        return self._written(None, case, records)

    def append(self, ref: str, events: Sequence[Event], recorded_at_us: int) -> Case:
        """Append events to a case, recorded at an instant (UTC microseconds), and give the case after them.

        Raises :class:`UnknownCase`, and :class:`StoreLocked` where another unit has appended meanwhile.
        """
        before = self.case(ref)
        if before is None:
            raise unknown(ref)
        if not events:
            return before
        _, digest = self._head(HEAD_OF, ref) or (0, START)
        after = reduce(evolve, events, before)
        records = chain(ref, events, recorded_at_us, digest)
        here: Cells = {"at_ref": ref, "at_seq": before.seq, "at_digest": digest}
        changed = self.connection.execute(MOVE_HEAD, here | _head_cells(records) | case_cells(after))
        places = range(before.seq + 1, before.seq + 1 + len(events))
        if changed.rowcount != 1 or [event.seq for event in events] != list(places):
            raise StoreLocked(
                f"another command changed {ref} meanwhile.", next_step="Run the command again: it starts from there."
            )
        return self._written(before, after, records)

    def _written(self, before: Case | None, after: Case, records: Sequence[Record]) -> Case:
        self.connection.execute(RECORD_EVENTS, [event_cells(record) for record in records])
        for projection in PROJECTIONS:
            projection.write(self.connection, before, after)
        self._events[after.ref] = (*self._events.get(after.ref, ()), *(record.event for record in records))
        self._cases[after.ref] = after
        self._heads[after.ref] = (records[-1].event.seq, records[-1].digest)
        return after

    def _head(self, query: Select[int, str], ref: str) -> tuple[int, str] | None:
        if ref not in self._heads:
            row = self.connection.execute(query, {"ref": ref}).one_or_none()
            if row is None:
                return None
            self._heads[ref] = (row.head_seq, row.head_digest)
        return self._heads[ref]


def unknown(ref: str) -> UnknownCase:
    """Give the error of a reference that no case has."""
    return UnknownCase(f"there is no case {ref}.", next_step="Run: licensing case list")


def _known(rows: Iterable[Row[Any]], recorded_until_us: int | None) -> tuple[Event, ...]:
    """Read events up to the first that was recorded later: what comes after it rests on it."""
    return tuple(
        event_of(row)
        for row in takewhile(lambda row: recorded_until_us is None or row.recorded_at_us <= recorded_until_us, rows)
    )


def _head_cells(records: Sequence[Record]) -> Cells:
    return {"head_seq": records[-1].event.seq, "head_digest": records[-1].digest}
