"""Read a table of events (CSV): columns by mapping or by their names, rows in any order, faults by line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from licensing.domain.errors import LogMisfit
from licensing.exchange.log import LONGEST_LINE, LONGEST_TEXT, LogEvent, Phase, Progress, fault, no_progress
from licensing.exchange.mapping import Columns, LogMapping
from licensing.exchange.moments import Moments
from licensing.exchange.opening import opened
from licensing.exchange.xes import PHASES

DELIMITERS = (",", ";", "\t", "|")
NAMES: dict[str, tuple[str, ...]] = {
    "case": ("case:concept:name", "case", "case id", "case_id", "caseid", "case-id", "案件", "案件番号"),
    "activity": ("concept:name", "activity", "event", "task", "activity name", "活動", "作業"),
    "time": (
        "time:timestamp",
        "timestamp",
        "complete timestamp",
        "completetimestamp",
        "end",
        "end_timestamp",
        "complete",
        "time",
        "date",
        "日時",
        "完了日時",
    ),
    "start": ("start_timestamp", "start timestamp", "starttimestamp", "start", "time:start", "開始日時"),
    "lifecycle": ("lifecycle:transition", "lifecycle", "transition"),
    "instance": ("concept:instance", "instance"),
    "resource": ("org:resource", "resource", "user", "担当"),
}
"""Names by which columns are known, in small letters, the surest first."""
CASE_PREFIX = "case:"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its events, and what it says of its case."""

    case: str
    line: int
    events: tuple[LogEvent, ...]
    attributes: tuple[tuple[str, str], ...]


def detect(name: str, header: Sequence[str]) -> Columns:
    """Find the columns of a table by their names. Raises :class:`LogMisfit` where case, activity or time is missing."""
    folded = {name.strip().lower(): name for name in reversed(header)}
    found = {key: next((folded[word] for word in names if word in folded), None) for key, names in NAMES.items()}
    missing = [key for key in ("case", "activity", "time") if found[key] is None]
    if missing:
        raise LogMisfit(
            f"{name}:1: no column is known to be the {' or the '.join(missing)}.",
            next_step=f"Name it in a mapping file (columns: ...); the table has {', '.join(header)[:400]}.",
        )
    taken = set(found.values())
    own = tuple(word for word in header if word.lower().startswith(CASE_PREFIX) and word not in taken)
    return Columns.model_validate({**{key: word for key, word in found.items() if word is not None}, "attributes": own})


def read_table(path: Path, mapping: LogMapping, moments: Moments, progress: Progress = no_progress) -> Iterator[Row]:
    """Read the rows of a table. Raises ``MissingFile``, :class:`LogFault` with file and line, :class:`LogMisfit`."""
    with opened(path) as (stream, below):
        lines = _Lines(str(path), stream, below, progress)
        first = next(lines, "")
        rows = _cells(str(path), lines, first, mapping.delimiter or max(DELIMITERS, key=first.count))
        _, header = next(rows, (1, []))
        told = TableRows(str(path), header, mapping, moments)
        for line, cells in rows:
            yield told.row(cells, line)


def _cells(name: str, lines: _Lines, first: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of every row that has any, with the line on which it begins."""
    begun = 1
    try:
        for cells in csv.reader(chain([first], lines), delimiter=delimiter, strict=True):
            if cells:
                yield begun, cells
            begun = lines.number + 1
    except csv.Error as error:
        cut = "the file is cut off within quotes" if "unexpected end" in str(error) else f"no CSV ({error})"
        raise fault(name, begun, f"{cut}.", "Export the table again.") from error


class _Lines(Iterator[str]):
    """The lines of a table, decoded, each of a bearable length."""

    def __init__(self, name: str, stream: IO[bytes], below: IO[bytes], progress: Progress) -> None:
        self.name, self.stream, self.below, self.progress = name, stream, below, progress
        self.number = 0

    def __next__(self) -> str:
        raw = self.stream.readline(LONGEST_LINE + 1)
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) > LONGEST_LINE:
            raise fault(
                self.name, self.number, "the line is too long for a table.", f"Keep it below {LONGEST_LINE} bytes."
            )
        if b"\0" in raw:
            raise fault(self.name, self.number, "the line holds a zero byte.", "Save the table as UTF-8.")
        if self.number % 4096 == 0:
            self.progress(self.below.tell())
        try:
            return raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise fault(
                self.name, self.number, f"no UTF-8 at byte {error.start} of the line.", "Save it as UTF-8."
            ) from error


class TableRows:
    """Reads the rows of one file by its columns: those of the mapping, or those known by their names.

    Raises :class:`LogFault` for a header that names a column twice, :class:`LogMisfit` for one that lacks a column.
    """

    def __init__(self, name: str, header: list[str], mapping: LogMapping, moments: Moments) -> None:
        columns = mapping.columns or detect(name, header)
        self.name, self.header, self.columns, self.moments = name, header, columns, moments
        twice = {column for column in header if header.count(column) > 1}
        if twice:
            raise fault(name, 1, f"two columns are named {min(twice)!r}.", "Give each its own name.")
        self.place = {column: number for number, column in enumerate(header)}
        asked = [value for value in columns.model_dump().values() if isinstance(value, str)] + list(columns.attributes)
        missing = [column for column in asked if column not in self.place]
        if missing:
            raise LogMisfit(f"{name} has no column {missing[0]!r}.", next_step=f"It has {', '.join(header)[:400]}.")

    def row(self, cells: list[str], line: int) -> Row:
        """Read one row."""
        if len(cells) != len(self.header):
            problem = f"the row has {len(cells)} cells, the header {len(self.header)}."
            raise fault(self.name, line, problem, "Export the table again.")
        longest = max(map(len, cells))
        if longest > LONGEST_TEXT:
            raise fault(self.name, line, f"a cell has {longest} characters.", f"Keep it below {LONGEST_TEXT}.")
        columns = self.columns
        case, activity = self._needed(cells, columns.case, line), self._needed(cells, columns.activity, line)
        instance = "" if columns.instance is None else cells[self.place[columns.instance]]
        resource = "" if columns.resource is None else cells[self.place[columns.resource]]

        def event(column: str, phase: Phase, run: str) -> LogEvent:
            text = self._needed(cells, column, line)
            try:
                return LogEvent(activity, self.moments.us(text), phase, line, run, resource)
            except ValueError as error:
                raise fault(
                    self.name, line, f"{error}.", "Correct it, or name zone or time_form in a mapping file."
                ) from error

        phase: Phase | None = Phase.END
        if columns.lifecycle is not None:
            phase = PHASES.get(cells[self.place[columns.lifecycle]].strip().lower() or "complete")
        events: tuple[LogEvent, ...] = ()
        if columns.start is not None and cells[self.place[columns.start]].strip():
            # The line tells runs of one activity apart: both ends stand in it.
            run = instance or str(line)
            events = (event(columns.start, Phase.START, run), event(columns.time, Phase.END, run))
            if events[0].us > events[1].us:
                raise fault(self.name, line, "the activity ends before it begins.", "Correct the row.")
        elif phase is not None:
            events = (event(columns.time, phase, instance),)
        return Row(case, line, events, self._attributes(cells))

    def _needed(self, cells: list[str], column: str, line: int) -> str:
        text = cells[self.place[column]].strip()
        if not text:
            raise fault(self.name, line, f"{column!r} is empty.", "Give every row its case, activity and time.")
        return text

    def _attributes(self, cells: list[str]) -> tuple[tuple[str, str], ...]:
        found = ((column, cells[self.place[column]]) for column in self.columns.attributes)
        return tuple((column.removeprefix(CASE_PREFIX), text) for column, text in found if text)
