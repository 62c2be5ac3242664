"""Take a log in: read, discovered and written as one immutable file of columns with a record of where it came from.

Everything is written in a folder of its own first and put in place at the end, the record last: a log that breaks off
anywhere leaves nothing behind.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from licensing.domain.case import Case
from licensing.domain.errors import LogDamaged, LogExists, LogFault, LogMisfit, OutputFailed, UsageError
from licensing.domain.text import digest
from licensing.exchange.columns import read_columns, write_columns
from licensing.exchange.discovered import LOG, Outline, definition_of
from licensing.exchange.discovery import Discovery
from licensing.exchange.log import LogCase, Progress, no_progress
from licensing.exchange.mapping import LogMapping
from licensing.exchange.moments import Moments
from licensing.exchange.ocel import read_ocel
from licensing.exchange.opening import opened, unreadable
from licensing.exchange.parquet import START as PARQUET
from licensing.exchange.parquet import read_parquet
from licensing.exchange.record import Imported, columns_of, keep, read_record, record_of, sha256_of
from licensing.exchange.sorting import by_case
from licensing.exchange.table import read_table
from licensing.exchange.xes import read_xes

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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
    if form == "Parquet":
        return by_case(str(path), read_parquet(path, mapping, moments, work, progress, rows), work, moments)
    return by_case(str(path), islice(read_table(path, mapping, moments, progress), rows), work, moments)


def format_of(path: Path) -> str:
    """Tell XES, OCEL, Parquet and CSV by how the file begins. Raises ``MissingFile`` or :class:`LogFault`."""
    with opened(path) as (stream, _):
        start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(PARQUET):
        return "Parquet"
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return "XES"
    return "OCEL" if start.startswith((b"{", b"[")) else "CSV"


def import_log(
    path: Path, process: str, mapping: LogMapping, folder: Path, now: datetime, progress: Progress = no_progress
) -> tuple[Imported, bool]:
    """Take a log in, and say whether it is new: the same file under the same mapping is there already.

    Raises :class:`LogFault`, ``LogMisfit``, :class:`LogExists` or ``OutputFailed``; nothing is left behind then.
    """
    record = record_of(folder, process)
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
            columns_digest=sha256_of(written),
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
        keep(imported, written, folder)
    return imported, True


def cases_of(folder: Path, imported: Imported) -> Iterator[Case]:
    """Give the cases of an imported log. Raises :class:`LogDamaged` where its columns are not what was written."""
    columns = columns_as_imported(folder, imported)
    definition = definition_of(imported.outline)
    with tempfile.TemporaryDirectory() as work:
        yield from read_columns(columns, imported.process, definition.digest, imported.zone, Path(work))


def columns_as_imported(folder: Path, imported: Imported) -> Path:
    """Give the file of a log's columns. Raises :class:`LogDamaged` where they are not what was written."""
    columns = columns_of(folder, imported)
    if not columns.exists() or sha256_of(columns) != imported.columns_digest:
        raise LogDamaged(
            f"{columns} is not what was imported on {imported.imported_at[:10]}.",
            next_step=f"Remove it and {record_of(folder, imported.process).name}, and import {imported.origin} again.",
        )
    return columns


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
        return sha256_of(path)
    except OSError as error:
        raise unreadable(path, error) from error
