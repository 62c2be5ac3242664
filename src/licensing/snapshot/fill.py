"""Filling a snapshot: rows of cases go by CSV files, which DuckDB reads in parallel, into its tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from licensing.snapshot.measured import Row
from licensing.snapshot.schema import CLUSTERED, OF_CASES, WORDS, columns

_NULL = "\\N"


class Sheets:
    """CSV files, one for each table, to which rows of cases are written."""

    def __init__(self, folder: Path, name: str) -> None:
        self._paths = {table: folder / f"{table}-{name}.csv" for table in OF_CASES}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._writers = {
            table: csv.writer(self._stack.enter_context(path.open("w", encoding="utf-8", newline="")))
            for table, path in self._paths.items()
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Write the rows of a case."""
        for table, own in rows.items():
            self._writers[table].writerows([_NULL if cell is None else cell for cell in row] for row in own)


def load(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Take in the rows of all CSV files of a folder."""
    for table in OF_CASES:
        told = ", ".join(
            f"'{name}': '{'VARCHAR' if name in WORDS[table] else kind}'" for name, kind in columns(table).items()
        )
        sheets = str(folder / f"{table}-*.csv").replace("'", "''")
        take_in(
            connection,
            table,
            f"read_csv('{sheets}', header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
            f" new_line = '\\r\\n', nullstr = '{_NULL}', columns = {{{told}}})",
        )


def take_in(connection: duckdb.DuckDBPyConnection, table: str, rows: str) -> None:
    """Take rows into a table; ``rows`` is a relation (SQL of our own) with the table's columns, words in full."""
    connection.execute(f"CREATE TEMP TABLE staged AS SELECT * FROM {rows}")
    _learn_words(connection, table)
    names = {name: f"(SELECT code FROM words WHERE word = {name})" for name in WORDS[table]}
    cells = ", ".join(names.get(name, name) for name in columns(table))
    order = f" ORDER BY {CLUSTERED[table]}" if table in CLUSTERED else ""
    connection.execute(f"INSERT INTO {table} SELECT {cells} FROM staged{order}")
    connection.execute("DROP TABLE staged")


def forget(connection: duckdb.DuckDBPyConnection, ids: Iterable[int]) -> None:
    """Delete cases with all their rows."""
    connection.execute("CREATE OR REPLACE TEMP TABLE gone (id INTEGER)")
    numbers = list(ids)
    if not numbers:
        return
    connection.execute("INSERT INTO gone SELECT unnest(?::INTEGER[])", [numbers])
    for table in OF_CASES:
        column = "id" if table == "cases" else "case_id"
        connection.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM gone)")


def _learn_words(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Give codes to the words of the staged rows that have none."""
    if not WORDS[table]:
        return
    said = " UNION ALL ".join(f"SELECT {name} AS word FROM staged WHERE {name} IS NOT NULL" for name in WORDS[table])
    connection.execute(
        f"INSERT INTO words SELECT (SELECT coalesce(max(code), 0) FROM words) + row_number() OVER (ORDER BY word), word"
        f" FROM (SELECT DISTINCT word FROM ({said})) WHERE word NOT IN (SELECT word FROM words)"
    )
