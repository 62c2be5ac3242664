"""Rows on their way by a file of text, and the database in memory, of bounded size, that sorts and writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

MEMORY = "256MB"
LONGEST_ROW = 16_000_000
"""Bytes of a row on the way: all a case says, with what quotes and escapes add."""
_CHUNK = 10_000


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


def staged(path: Path, columns: Mapping[str, str], *, header: bool = False) -> str:
    """Give, as SQL, the rows of a file of text that Python's ``csv`` has written, by columns and their types.

    The piece that is read at once is named: DuckDB's own would be sixteen of the longest rows, more than its memory.
    """
    typed = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
    return (
        f"read_csv({quoted(path)}, header={str(header).lower()}, quote='\"', escape='\"', delim=',', nullstr='',"
        f" columns={{{typed}}}, auto_detect=false, max_line_size={LONGEST_ROW}, buffer_size={2 * LONGEST_ROW},"
        " parallel=false)"
    )


def fetched(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Give the rows of an answer, some thousands of them in memory at a time."""
    while chunk := found.fetchmany(_CHUNK):
        yield from chunk


def quoted(path: Path) -> str:
    """Give a path as SQL."""
    return "'" + str(path).replace("'", "''") + "'"
