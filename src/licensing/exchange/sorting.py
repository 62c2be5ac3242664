"""Put the rows of a table, which may be in any order, together case by case, on disk and in bounded memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from licensing.exchange.log import MOST_EVENTS_IN_A_CASE, LogCase, LogEvent, Phase, fault
from licensing.exchange.moments import Moments, iso_day
from licensing.exchange.staging import connected, fetched, staged
from licensing.exchange.table import Row

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


def by_case(name: str, rows: Iterable[Row], folder: Path, moments: Moments) -> Iterator[LogCase]:
    """Give the cases of a table in the order in which they first appear.

    ``name`` is what errors call the table, ``moments`` what read its times. Raises :class:`LogFault` where rows of a
    case contradict each other.
    """
    table = folder / "staged.csv"
    with table.open("w", encoding="utf-8", newline="") as sink:
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
        database.execute(f"CREATE TABLE staged AS SELECT * FROM {staged(table, _COLUMNS)}")  # noqa: S608 - our own names
        table.unlink()
        found = database.execute(
            "SELECT staged.* FROM staged JOIN (SELECT ref, min(place) AS first FROM staged GROUP BY ref) USING (ref)"
            " ORDER BY first, place"
        )
        for ref, lines in groupby(fetched(found), key=lambda line: str(line[0])):
            yield replace(_case(name, ref, lines), by_day=bool(moments.by_day))


def _told(event: LogEvent) -> tuple[str, ...]:
    return (event.activity, str(event.us), event.phase.value, event.instance, event.resource)


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
