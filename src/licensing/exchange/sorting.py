"""Put the rows of a table, which may be in any order, together case by case, on disk and in bounded memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from licensing.exchange.log import MOST_EVENTS_IN_A_CASE, LogCase, LogEvent, Phase, fault
from licensing.exchange.moments import Moments, iso_day
from licensing.exchange.table import Row

if TYPE_CHECKING:
    import duckdb

MEMORY = "256MB"
LONGEST_ROW = 16_000_000
"""Bytes of a row on the way: all a case says, with what quotes and escapes add."""
_CHUNK = 10_000
_COLUMNS = {
    "ref": "VARCHAR",
    "place": "BIGINT",
    "line": "BIGINT",
    "activity": "VARCHAR",
    "us": "BIGINT",
    "phase": "VARCHAR",
    "instance": "VARCHAR",
    "resource": "VARCHAR",
    "attributes": "VARCHAR",
}


def connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that may use a folder of ours and nothing else of the machine."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": "2",
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    import duckdb  # noqa: PLC0415 - reports that read no log do not wait for it

    database = duckdb.connect(":memory:", config=settings)
    # Its own bar would go to standard output, into what a command answers.
    database.execute("SET enable_progress_bar = false")
    return database


def by_case(name: str, rows: Iterable[Row], folder: Path, moments: Moments) -> Iterator[LogCase]:
    """Give the cases of a table in the order in which they first appear.

    ``name`` is what errors call the table, ``moments`` what read its times. Raises :class:`LogFault` where rows of a
    case contradict each other.
    """
    staged = folder / "staged.csv"
    with staged.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        place = 0
        for row in rows:
            said = json.dumps(dict(row.attributes), ensure_ascii=False) if row.attributes else ""
            # A row without a beginning or an end still says that there is such a case.
            for event in row.events or (None,):
                place += 1
                told = ("", "", "", "", "") if event is None else _told(event)
                writer.writerow((row.case, place, row.line, *told, said))
    with connected(folder) as database:
        typed = ", ".join(f"'{column}': '{kind}'" for column, kind in _COLUMNS.items())
        database.execute(
            f"CREATE TABLE staged AS SELECT * FROM read_csv(?, header=false, quote='\"', escape='\"', delim=',',"  # noqa: S608 - our own names
            f" columns={{{typed}}}, nullstr='', auto_detect=false, max_line_size={LONGEST_ROW}, parallel=false)",
            [str(staged)],
        )
        staged.unlink()
        found = database.execute(
            "SELECT staged.* FROM staged JOIN (SELECT ref, min(place) AS first FROM staged GROUP BY ref) USING (ref)"
            " ORDER BY first, place"
        )
        for ref, lines in groupby(_fetched(found), key=lambda line: str(line[0])):
            yield replace(_case(name, ref, lines), by_day=bool(moments.by_day))


def _told(event: LogEvent) -> tuple[str, ...]:
    return (event.activity, str(event.us), event.phase.value, event.instance, event.resource)


def _fetched(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    while chunk := found.fetchmany(_CHUNK):
        yield from chunk


def _case(name: str, ref: str, lines: Iterator[tuple[object, ...]]) -> LogCase:
    events: list[LogEvent] = []
    said: dict[str, str] = {}
    first = passed_over = 0
    for _, _, line, activity, us, phase, instance, resource, attributes in lines:
        number = int(str(line))
        first = first or number
        for key, text in (json.loads(str(attributes)) if attributes else {}).items():
            if said.setdefault(key, text) != text:
                problem = f"the case {ref[:60]!r} has two values of {key!r}."
                raise fault(name, number, problem, "Leave the column out of the attributes, or correct it.")
        if us is None:
            passed_over += 1
            continue
        if len(events) >= MOST_EVENTS_IN_A_CASE:
            raise fault(name, number, f"a case has more than {MOST_EVENTS_IN_A_CASE} events.", "Split it.")
        run, who = str(instance or ""), str(resource or "")
        events.append(LogEvent(str(activity), int(str(us)), Phase(str(phase)), number, run, who))
    days = tuple((key, text) for key, text in said.items() if iso_day(text) is not None)
    attributes_left = tuple((key, text) for key, text in said.items() if iso_day(text) is None)
    return LogCase(ref, first, tuple(events), attributes_left, days, passed_over)
