"""Read a table of events from Parquet: its typed cells as the texts that a table of text would have."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from licensing.domain.errors import LogFault, LogMisfit
from licensing.exchange.log import LONGEST_TEXT, Progress, no_progress
from licensing.exchange.mapping import LogMapping
from licensing.exchange.moments import Moments
from licensing.exchange.opening import unreadable
from licensing.exchange.staging import connected, quoted
from licensing.exchange.table import Row, TableRows

START = b"PAR1"
_MOMENTS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_WITH_OFFSET = "TIMESTAMP WITH TIME ZONE"
_FORM = "'%Y-%m-%dT%H:%M:%S.%f'"


def read_parquet(
    path: Path,
    mapping: LogMapping,
    moments: Moments,
    work: Path,
    progress: Progress = no_progress,
    rows: int | None = None,
) -> Iterator[Row]:
    """Read the rows of a table, or the first ``rows``; faults name the row, the first of which is 1.

    The table goes by way of a file of text in ``work``, so that memory stays bounded. Raises ``MissingFile``,
    :class:`LogFault` or :class:`LogMisfit`.
    """
    staged = work / "parquet.csv"
    types, total = _staged(path, staged, work, rows)
    told = TableRows(str(path), list(types), mapping, moments)
    typed = [told.columns.time, told.columns.start]
    if moments.form is not None and any(types.get(name or "") in (*_MOMENTS, _WITH_OFFSET) for name in typed):
        raise LogMisfit(
            f"{path} has timestamps, and the mapping a time_form for times as text.", next_step="Leave time_form out."
        )
    size = path.stat().st_size
    with staged.open(encoding="utf-8", newline="") as text:
        for number, cells in enumerate(csv.reader(text), start=1):
            if number % 4096 == 0:
                progress(size * number // total)
            yield told.row(cells, number)
    staged.unlink()


def _staged(path: Path, staged: Path, work: Path, rows: int | None) -> tuple[dict[str, str], int]:
    """Write a table as text, and give its columns with their types, and the number of its rows."""
    import duckdb  # noqa: PLC0415 - reports that read no log do not wait for it

    source = f"read_parquet({quoted(path)})"
    try:
        with connected(work) as database:
            described = database.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608 - our path, quoted
            types = {str(name): str(kind) for name, kind, *_ in described}
            cells = ", ".join(_as_text(name, kind) for name, kind in types.items())
            limit = "" if rows is None else f" LIMIT {rows}"
            database.execute(
                f"COPY (SELECT {cells} FROM {source}{limit}) TO {quoted(staged)} (FORMAT csv, HEADER false)"  # noqa: S608 - its columns, quoted
            )
            total = database.execute(f"SELECT count(*) FROM {source}").fetchall()  # noqa: S608 - as above
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise LogFault(
            f"{path}: no Parquet that can be read ({reason[:300]}).",
            next_step="Write or copy the file again. Nothing was imported.",
        ) from error
    except OSError as error:
        raise unreadable(path, error) from error
    return types, max(1, int(total[0][0]))


def _as_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind == _WITH_OFFSET:
        return f"coalesce(strftime(make_timestamp(epoch_us({column})), {_FORM}) || '+00:00', '')"
    if kind in _MOMENTS:
        return f"coalesce(strftime({column}::TIMESTAMP, {_FORM}), '')"
    return f"coalesce(left({column}::VARCHAR, {LONGEST_TEXT + 1}), '')"
