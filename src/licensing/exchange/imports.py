"""Take a log in: read, discovered and written as one immutable file of columns with a record of where it came from.

Everything is written in a folder of its own first and put in place at the end, the record last: a log that breaks off
anywhere leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from licensing.domain.case import Case
from licensing.domain.errors import LogDamaged, LogExists, LogFault, LogMisfit, OutputFailed, UsageError
from licensing.domain.text import Json, digest
from licensing.exchange.columns import SCHEMA, read_columns, write_columns
from licensing.exchange.discovered import LOG, Outline, definition_of
from licensing.exchange.discovery import Discovery
from licensing.exchange.log import LogCase, Progress, no_progress
from licensing.exchange.mapping import LogMapping
from licensing.exchange.moments import Moments
from licensing.exchange.ocel import read_ocel
from licensing.exchange.opening import opened, unreadable
from licensing.exchange.sorting import by_case
from licensing.exchange.table import read_table
from licensing.exchange.xes import read_xes

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Imported:
    """The record of an imported log."""

    outline: Outline
    origin: str
    origin_digest: str
    mapping_digest: str
    columns_digest: str
    imported_at: str
    zone: str
    cases: int
    events: int
    open: int
    empty: int
    passed_over: int
    first_us: int
    last_us: int

    @property
    def process(self) -> str:
        """Give the process that reports name."""
        return self.outline.process

    def as_json(self) -> dict[str, Json]:
        """Give the record as it is kept."""
        return {
            "schema": SCHEMA,
            "origin": self.origin,
            "origin_digest": self.origin_digest,
            "mapping_digest": self.mapping_digest,
            "columns_digest": self.columns_digest,
            "imported_at": self.imported_at,
            "zone": self.zone,
            "cases": self.cases,
            "events": self.events,
            "open": self.open,
            "empty": self.empty,
            "passed_over": self.passed_over,
            "first_us": self.first_us,
            "last_us": self.last_us,
            "outline": self.outline.as_json(),
        }


def process_name(text: str) -> str:
    """Give the process of a log from a name or a file's name. Raises :class:`UsageError` where nothing is left."""
    name = re.sub(r"[^a-z0-9]+", "-", text.removeprefix(LOG).lower()).strip("-")
    if not NAME.fullmatch(name):
        raise UsageError(f"'{text}' gives no name.", next_step="Name the process: --as receipt-phase.")
    return f"{LOG}{name}"


def cases_in(
    path: Path, mapping: LogMapping, work: Path, progress: Progress = no_progress, rows: int | None = None
) -> Iterator[LogCase]:
    """Read the cases of a log of any format, or what the first ``rows`` of a table say of them.

    Raises :class:`LogFault` or ``LogMisfit``.
    """
    moments = Moments(None if mapping.zone is None else ZoneInfo(mapping.zone), mapping.time_form)
    form = format_of(path)
    if form == "XES":
        return read_xes(path, moments, progress)
    if form == "OCEL":
        return read_ocel(path, moments, mapping.object)
    return by_case(str(path), islice(read_table(path, mapping, moments, progress), rows), work)


def format_of(path: Path) -> str:
    """Tell XES, OCEL and a table by how the file begins. Raises ``MissingFile`` or :class:`LogFault`."""
    with opened(path) as (stream, _):
        start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return "XES"
    return "OCEL" if start.startswith((b"{", b"[")) else "CSV"


def import_log(
    path: Path, process: str, mapping: LogMapping, folder: Path, now: datetime, progress: Progress = no_progress
) -> tuple[Imported, bool]:
    """Take a log in, and say whether it is new: the same file under the same mapping is there already.

    Raises :class:`LogFault`, ``LogMisfit``, :class:`LogExists` or ``OutputFailed``; nothing is left behind then.
    """
    record = _record_of(folder, process)
    origin_digest, mapping_digest = _origin_digest(path), digest(mapping.model_dump_json())
    if record.exists():
        known = read_record(folder, process)
        if (known.origin_digest, known.mapping_digest) == (origin_digest, mapping_digest):
            return known, False
        raise LogExists(
            f"{process} was imported from {known.origin} on {known.imported_at[:10]}; this is another log or mapping.",
            next_step="Choose another name: --as NAME.",
        )
    with _working_in(folder) as work:
        found = Discovery(process, mapping)
        cases = (case for log in cases_in(path, mapping, work, progress) if (case := found.case(log)) is not None)
        written = work / "columns.parquet"
        write_columns(cases, written, work)
        if found.first_us is None or found.last_us is None:
            raise LogFault(f"{path}:1: the log has no event.", next_step="Name the file of a log.")
        _all_used(path, mapping, found)
        imported = Imported(
            outline=Outline.of(found),
            origin=path.name,
            origin_digest=origin_digest,
            mapping_digest=mapping_digest,
            columns_digest=_sha256(written),
            imported_at=now.isoformat(timespec="seconds"),
            zone=mapping.zone or "UTC",
            cases=found.cases,
            events=found.events,
            open=found.open,
            empty=found.empty,
            passed_over=found.passed_over,
            first_us=found.first_us,
            last_us=found.last_us,
        )
        _keep(imported, written, folder)
    return imported, True


def imported_logs(folder: Path) -> tuple[Imported, ...]:
    """Give the records of every log that was imported beside a store."""
    return tuple(read_record(folder, f"{LOG}{path.stem}") for path in sorted(folder.glob("*.json")))


def read_record(folder: Path, process: str) -> Imported:
    """Read the record of an import. Raises :class:`LogDamaged`."""
    place = _record_of(folder, process)
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
        if data.pop("schema") != SCHEMA:
            raise LogDamaged(f"{place} is of another version of this program.", next_step="Import the log again.")
        return Imported(outline=Outline.from_json(data.pop("outline")), **data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LogDamaged(f"{place} cannot be read.", next_step="Remove it and import the log again.") from error


def cases_of(folder: Path, imported: Imported) -> Iterator[Case]:
    """Give the cases of an imported log. Raises :class:`LogDamaged` where its columns are not what was written."""
    columns = columns_of(folder, imported)
    if not columns.exists() or _sha256(columns) != imported.columns_digest:
        raise LogDamaged(
            f"{columns} is not what was imported on {imported.imported_at[:10]}.",
            next_step=f"Remove it and {_record_of(folder, imported.process).name}, and import {imported.origin} again.",
        )
    definition = definition_of(imported.outline)
    with tempfile.TemporaryDirectory() as work:
        yield from read_columns(columns, imported.process, definition.digest, imported.zone, Path(work))


def columns_of(folder: Path, imported: Imported) -> Path:
    """Give the file of an import's columns; its name says which columns they are."""
    return folder / f"{imported.process.removeprefix(LOG)}-{imported.columns_digest[:12]}.parquet"


def _record_of(folder: Path, process: str) -> Path:
    return folder / f"{process.removeprefix(LOG)}.json"


def _keep(imported: Imported, written: Path, folder: Path) -> None:
    """Put columns and record in place, the record last: of two imports under one name the first to write it stays."""
    columns, record = columns_of(folder, imported), _record_of(folder, imported.process)
    _settle(written)
    written.replace(columns)
    try:
        with record.open("x", encoding="utf-8") as sink:
            sink.write(json.dumps(imported.as_json(), ensure_ascii=False, indent=2) + "\n")
    except FileExistsError as error:
        known = read_record(folder, imported.process)
        if columns != columns_of(folder, known):
            columns.unlink(missing_ok=True)
        raise LogExists(
            f"{imported.process} was imported by another command meanwhile.",
            next_step="Choose another name: --as NAME.",
        ) from error
    _settle(record)


def _settle(path: Path) -> None:
    """See a file onto the disk, and take the right to write to it away."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
    path.chmod(0o444)


def _all_used(path: Path, mapping: LogMapping, found: Discovery) -> None:
    """See that every activity the mapping speaks of is in the log: a slip of spelling would go unnoticed."""
    known = set(found.activities.values())
    named = (*mapping.owners, *mapping.outcomes, *mapping.ends, *(name for group in mapping.parallel for name in group))
    for name in named:
        if name not in known:
            raise LogMisfit(
                f"{path} has no activity '{name}', of which the mapping speaks.",
                next_step=f"It has {', '.join(sorted(known))[:400]}.",
            )


@contextmanager
def _working_in(folder: Path) -> Iterator[Path]:
    """Give a folder beside the columns that is gone afterwards, whatever happens."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".import-", dir=folder))
    except OSError as error:
        raise OutputFailed(
            f"{folder} cannot be written to ({error.strerror}).", next_step="Choose another store."
        ) from error
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _origin_digest(path: Path) -> str:
    try:
        return _sha256(path)
    except OSError as error:
        raise unreadable(path, error) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
