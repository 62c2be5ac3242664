"""Cases as columns: one immutable Parquet file for a log, a row for everything a case has, in their order."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from licensing.domain.case import Case, Decision, Fact, Occurrence, Referral, Visit
from licensing.domain.event import Value
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import Precision, When
from licensing.exchange.discovery import day_of
from licensing.exchange.staging import connected, fetched, quoted, staged

SCHEMA = 1
COLUMNS = {
    "case_no": "INTEGER",
    "place": "INTEGER",
    "kind": "VARCHAR",
    "name": "VARCHAR",
    "visit": "INTEGER",
    "start_low_us": "BIGINT",
    "start_us": "BIGINT",
    "end_low_us": "BIGINT",
    "end_us": "BIGINT",
    "start_order": "INTEGER",
    "end_order": "INTEGER",
    "said": "VARCHAR",
}
"""``start_low_us`` and ``end_low_us`` are the earlier bounds; empty where the log gives none. ``said`` is a word, or
JSON in the row of the case itself."""
_Row: TypeAlias = tuple[Any, ...]


def write_columns(cases: Iterable[Case], path: Path, work: Path) -> None:
    """Write cases to a Parquet file; ``work`` is a folder for what is written on the way."""
    table = work / "columns.csv"
    with table.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        for number, case in enumerate(cases, start=1):
            writer.writerows((number, place, *row) for place, row in enumerate(_rows(case)))
    with connected(work) as database:
        database.execute(
            f"COPY (SELECT * FROM {staged(table, COLUMNS)}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608 - paths of our own
        )
    table.unlink()


def read_columns(path: Path, process: str, digest: str, zone: str, work: Path) -> Iterator[Case]:
    """Give the cases of a Parquet file, under the definition of this digest."""
    with connected(work) as database:
        listed = ", ".join(COLUMNS)
        found = database.execute(f"SELECT {listed} FROM read_parquet(?) ORDER BY case_no, place", [str(path)])  # noqa: S608 - our own names
        for _, rows in groupby(fetched(found), key=lambda row: row[0]):
            yield _case(list(rows), process, digest, zone)


def _rows(case: Case) -> Iterator[_Row]:
    head = {
        "attributes": list(case.attributes),
        "decisions": [[*_bounds(d.when), d.outcome and d.outcome.value, d.label] for d in case.decisions],
        "events": case.events,
        "version": case.version,
    }
    said = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    yield ("case", case.ref, 0, *_bounds(case.opened), *_bounds(case.last), 1, int(case.closed is not None), said)
    for visit in case.visits:
        moments = (*_bounds(visit.entered), *_bounds(visit.left))
        yield ("visit", visit.state, visit.number, *moments, visit.entered_order, visit.left_order, visit.left_by)
    for item in case.referrals:
        moments = (*_bounds(item.sent), *_bounds(item.ended))
        yield ("referral", item.path, item.visit, *moments, item.sent_order, item.ended_order, item.position)
    for move in case.moves:
        outcome = "" if move.outcome is None else move.outcome.value
        yield ("move", move.target, 0, *_bounds(move.when), None, None, move.order, 0, outcome)
    for fact in case.facts:
        yield ("fact", fact.name, 0, *_bounds(fact.recorded), None, None, fact.order, 0, str(fact.value))


def _bounds(when: When | None) -> tuple[int | None, int | None]:
    return (None, None) if when is None else (when.earliest_us, when.latest_us)


def _case(rows: list[_Row], process: str, digest: str, zone: str) -> Case:
    head = rows[0]
    told = json.loads(head[11])
    opened, last = _when(head[5], head[6], zone), _when(head[7], head[8], zone)
    by_kind: dict[str, list[_Row]] = {"visit": [], "referral": [], "move": [], "fact": []}
    for row in rows[1:]:
        by_kind[row[2]].append(row)
    visits = tuple(_visit(row, zone) for row in by_kind["visit"])
    states = {visit.number: visit.state for visit in visits}
    counted: dict[str, int] = {}
    return Case(
        ref=head[3],
        process=process,
        version=told["version"],
        definition_digest=digest,
        provenance=Provenance.OBSERVED,
        matter=head[3],
        attributes=tuple((key, _value(value)) for key, value in told["attributes"]),
        links=(),
        opened=opened,
        visits=visits,
        seq=told["events"],
        last=last,
        decisions=tuple(
            Decision(_when(low, us, zone), outcome and Outcome(outcome), "", label)
            for low, us, outcome, label in told["decisions"]
        ),
        closed=visits[-1].entered if head[10] else None,
        referrals=tuple(_referral(row, states, counted, zone) for row in by_kind["referral"]),
        facts=tuple(
            Fact(row[3], row[11] or "", "case", _when(row[5], row[6], zone), row[9]) for row in by_kind["fact"]
        ),
        moves=tuple(
            Occurrence(_when(row[5], row[6], zone), "", row[3], Outcome(row[11]) if row[11] else None, order=row[9])
            for row in by_kind["move"]
        ),
        events=told["events"],
    )


def _visit(row: _Row, zone: str) -> Visit:
    left = None if row[8] is None else _when(row[7], row[8], zone)
    return Visit(row[4], row[3], _when(row[5], row[6], zone), left, "", row[11] or "", row[9], row[10])


def _referral(row: _Row, states: dict[int, str], counted: dict[str, int], zone: str) -> Referral:
    counted[row[3]] = counted.get(row[3], 0) + 1
    ended = None if row[8] is None else _when(row[7], row[8], zone)
    return Referral(
        path=row[3],
        number=counted[row[3]],
        state=states[row[4]],
        visit=row[4],
        sent=_when(row[5], row[6], zone),
        ended=ended,
        position=row[11] or "",
        sent_order=row[9],
        ended_order=row[10],
    )


def _when(low: int | None, high: int, zone: str) -> When:
    if low == high:
        return When(low, high, Precision.INSTANT, zone)
    day = day_of(high, zone)
    return day if (day.earliest_us, day.latest_us) == (low, high) else When(low, high, Precision.UNKNOWN, zone)


def _value(value: Any) -> Value:  # noqa: ANN401 - whatever JSON gave back
    return tuple(value) if isinstance(value, list) else value
