"""Reports on a store: from a snapshot while that tells the same as the store, else from every case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from licensing.analysis.catalog import Report, maker
from licensing.analysis.heading import Scope
from licensing.domain.vocabulary import Provenance
from licensing.exchange.discovered import LOG, discovered
from licensing.service.imports import folder_of, imported
from licensing.service.log_snapshots import path_of_log, root_of_log
from licensing.service.reports import each
from licensing.service.snapshots import path_of
from licensing.snapshot.chosen import law
from licensing.snapshot.contents import Current, current
from licensing.snapshot.prepared import PREPARED
from licensing.store.database import Database
from licensing.store.evidence import root_of as root_of_store


def report_on(
    database: Database,
    report: str,
    process: str,
    scope: Scope,
    *,
    by: str = "",
    provenance: Provenance | None = None,
    recorded_until_us: int | None = None,
    options: Mapping[str, object] | None = None,
) -> list[Report]:
    """Make a report, from the snapshot where that can answer, else from every case; ``options`` are its own.

    One for each provenance, and each value of an attribute if one is given. Raises what ``reports.each`` does, and
    ``UsageError`` for a name that no report has.
    """
    make = partial(maker(report), **(options or {}))
    if recorded_until_us is None:
        found = prepared(database, report, process, scope, by=by, provenance=provenance, options=options)
        if found is not None:
            return found
    return list(each(database, make, process, scope, by=by, provenance=provenance, recorded_until_us=recorded_until_us))


def prepared(
    database: Database,
    report: str,
    process: str,
    scope: Scope,
    *,
    by: str = "",
    provenance: Provenance | None = None,
    options: Mapping[str, object] | None = None,
) -> list[Report] | None:
    """Give a report from the snapshot, one for each provenance (and each value of an attribute, if one is given).

    ``options`` are those of the report itself. ``None`` where the snapshot cannot answer for the store: it can while
    every case of the store stands where it stood when the snapshot was made.
    """
    with _current(database, process) as snapshot:
        if snapshot is None:
            return None
        made: list[Report] = []
        for item in snapshot.provenances(process):
            if provenance not in (None, item):
                continue
            chosen = snapshot.choose(process, item, scope)
            parts = chosen.by(by) if chosen is not None and by else [chosen]
            reports = [None if part is None else PREPARED[report](part, **(options or {})) for part in parts or [None]]
            told = [found for found in reports if found is not None]
            if len(told) < len(reports):
                return None
            made.extend(told)
        return made or None


@contextmanager
def _current(database: Database, process: str) -> Iterator[Current | None]:
    """Open the snapshot that holds the cases of a process as they are now."""
    if process.startswith(LOG):
        folder, record = folder_of(database), imported(database, process)
        with current(path_of_log(folder, record), partial(root_of_log, folder, record), discovered) as snapshot:
            yield snapshot
    else:
        with (
            database.reading() as unit,
            current(path_of(database), partial(root_of_store, unit.connection), law) as snapshot,
        ):
            yield snapshot
