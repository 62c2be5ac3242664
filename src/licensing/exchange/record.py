"""The record of an imported log: where it came from, what was made of it, and the file of its columns."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from licensing.domain.errors import LogDamaged, LogExists
from licensing.domain.text import Json
from licensing.exchange.columns import SCHEMA
from licensing.exchange.discovered import LOG, Outline


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


def imported_logs(folder: Path) -> tuple[Imported, ...]:
    """Give the records of every log that was imported beside a store."""
    return tuple(read_record(folder, f"{LOG}{path.stem}") for path in sorted(folder.glob("*.json")))


def read_record(folder: Path, process: str) -> Imported:
    """Read the record of an import. Raises :class:`LogDamaged`."""
    place = record_of(folder, process)
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
        if data.pop("schema") != SCHEMA:
            raise LogDamaged(f"{place} is of another version of this program.", next_step="Import the log again.")
        return Imported(outline=Outline.from_json(data.pop("outline")), **data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LogDamaged(f"{place} cannot be read.", next_step="Remove it and import the log again.") from error


def columns_of(folder: Path, imported: Imported) -> Path:
    """Give the file of an import's columns; its name says which columns they are."""
    return folder / f"{imported.process.removeprefix(LOG)}-{imported.columns_digest[:12]}.parquet"


def record_of(folder: Path, process: str) -> Path:
    """Give the file of an import's record."""
    return folder / f"{process.removeprefix(LOG)}.json"


def keep(imported: Imported, written: Path, folder: Path) -> None:
    """Put columns and record in place, the record last: of two imports under one name the first to write it stays."""
    columns, record = columns_of(folder, imported), record_of(folder, imported.process)
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


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file, read piece by piece."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
