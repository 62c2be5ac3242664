"""Imported logs of a store: taken in, listed, and given to reports like any other cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from licensing.analysis.casefile import CaseFile
from licensing.definitions.registry import process_ids
from licensing.domain.errors import UnknownProcess, UsageError
from licensing.domain.when import from_us, to_us
from licensing.exchange.discovered import definition_of
from licensing.exchange.imports import cases_in, cases_of, format_of, import_log, process_name
from licensing.exchange.log import LogCase, Progress, no_progress
from licensing.exchange.mapping import NO_MAPPING, LogMapping, read_mapping
from licensing.exchange.record import Imported, imported_logs
from licensing.store.connection import is_sqlite
from licensing.store.database import Database

PREVIEWED_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would read: the format and the first cases."""

    format: str
    process: str
    cases: tuple[LogCase, ...]


def folder_of(database: Database) -> Path:
    """Give the folder of a store's columns. Raises :class:`UsageError` for a store that is no file."""
    if not is_sqlite(database.url):
        raise UsageError(
            "columns of imported logs live beside a store that is a file.",
            next_step="Give the path of a SQLite store: --store PATH.",
        )
    return Path(database.url.database or "").with_suffix(".logs")


def mapping_at(path: Path | None) -> LogMapping:
    """Read the mapping file, if there is one."""
    return NO_MAPPING if path is None else read_mapping(path)


def named(path: Path, asked: str | None) -> str:
    """Give the process of a log: the name asked for, or that of its file. Raises :class:`UsageError`."""
    if asked in process_ids():
        raise UsageError(
            f"{asked} is a process of the library, and a log has no law of its own.",
            next_step="Choose another name: --as NAME.",
        )
    return process_name(path.name.split(".")[0] if asked is None else asked)


def take_in(
    database: Database,
    path: Path,
    now: datetime,
    *,
    process: str,
    mapping: LogMapping,
    progress: Progress = no_progress,
) -> tuple[Imported, bool]:
    """Import a log, and say whether it is new. Raises ``LogFault``, ``LogMisfit`` or ``LogExists``."""
    return import_log(path, process, mapping, folder_of(database), now, progress)


def look_at(path: Path, *, process: str, mapping: LogMapping, cases: int = 5) -> Preview:
    """Read the first cases of a log and keep nothing. Raises as :func:`take_in` does."""
    with TemporaryDirectory() as work:
        first = tuple(islice(cases_in(path, mapping, Path(work), rows=PREVIEWED_ROWS), cases))
    return Preview(format_of(path), process, first)


def imported_case_files(
    database: Database, process: str, recorded_until_us: int | None = None
) -> Iterator[list[CaseFile]]:
    """Give the cases of an imported log as reports take them in. Raises ``UnknownProcess`` or ``LogDamaged``."""
    folder, record = folder_of(database), imported(database, process)
    if recorded_until_us is not None and to_us(datetime.fromisoformat(record.imported_at)) > recorded_until_us:
        return
    definition = definition_of(record.outline)
    files = (CaseFile(case, definition, head=record.columns_digest) for case in cases_of(folder, record))
    yield sorted(files, key=lambda file: file.case.ref)


def imported(database: Database, process: str) -> Imported:
    """Give the record of an imported log. Raises ``UnknownProcess``."""
    known = {record.process: record for record in imported_logs(folder_of(database))}
    if process not in known:
        listed = ", ".join(known) or "none yet; see `licensing import`"
        raise UnknownProcess(f"no imported log '{process}'.", next_step=f"Imported: {listed}.")
    return known[process]


def period(record: Imported) -> tuple[str, str]:
    """Give the first and the last day (UTC) of an imported log."""
    return from_us(record.first_us).date().isoformat(), from_us(record.last_us).date().isoformat()
