"""Snapshots of imported logs: made once, since a log does not change, and kept beside its columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from licensing.analysis.figure import digest_of_heads
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import from_us
from licensing.exchange.discovered import definition_of, discovered
from licensing.exchange.imports import cases_of, columns_as_imported
from licensing.exchange.record import Imported, columns_of, imported_logs
from licensing.service.counting import count_logged
from licensing.service.imports import folder_of
from licensing.service.snapshots import Progress, Refreshed
from licensing.snapshot.contents import Change, Cohort, apply, root_of
from licensing.snapshot.file import SUFFIX
from licensing.store.connection import is_sqlite
from licensing.store.database import Database


def path_of_log(folder: Path, record: Imported) -> Path:
    """Give the path of the snapshot of a log."""
    return columns_of(folder, record).with_suffix(SUFFIX)


def root_of_log(folder: Path, record: Imported) -> str:
    """Give what a snapshot of a log is of: its columns. Raises ``LogDamaged`` where they are not what was imported."""
    columns_as_imported(folder, record)
    return record.columns_digest


def refresh_logs(database: Database, progress: Progress, *, full: bool = False) -> Iterator[Refreshed]:
    """Make the snapshot of every imported log that has none. Raises ``SnapshotFailed`` or ``LogDamaged``."""
    if not is_sqlite(database.url):
        return
    folder = folder_of(database)
    for record in imported_logs(folder):
        path = path_of_log(folder, record)
        if root_of(path) != root_of_log(folder, record) or full:
            _make(folder, record, path, progress)
            yield Refreshed(path, record.cases, record.cases, 0)
        else:
            yield Refreshed(path, record.cases, 0, 0)


def _make(folder: Path, record: Imported, path: Path, progress: Progress) -> None:
    law, head = definition_of(record.outline), record.columns_digest
    last = {case.ref: case.last.latest_us for case in cases_of(folder, record)}
    as_of_us = max(last.values())
    digest = digest_of_heads(((ref, head) for ref in last), {law.digest}, from_us(as_of_us))
    done = 0

    def tell(counted: int) -> None:
        nonlocal done
        done += counted
        progress(done, len(last))

    with tempfile.TemporaryDirectory(prefix="licensing-snapshot-") as name:
        progress(0, len(last))
        count_logged(cases_of(folder, record), law, head, as_of_us, Path(name), tell)
        cohort = Cohort(1, record.process, Provenance.OBSERVED.value, as_of_us, None, digest, len(last))
        change = Change(
            forgotten=[],
            sheets=Path(name),
            definitions=[(1, law.digest, law.text)],
            cohorts=[cohort],
            root=head,
            read=discovered,
        )
        apply(path, change, anew=True)
