"""The file of a snapshot: opened for reading, or changed as a copy that takes its place once it is whole."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from licensing.domain.errors import SnapshotFailed
from licensing.snapshot.schema import FORMAT, create_statements

SUFFIX = ".snapshot.duckdb"
_LEFT_BEHIND_SECONDS = 86_400
_Config = dict[str, str | bool | int | float | list[str]]
_OFFLINE: _Config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_COUNTING: _Config = _OFFLINE | {"preserve_insertion_order": "false"}


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """Lend a snapshot for reading; ``None`` where there is none, or none that this program can read."""
    connection = None
    try:
        if path.is_file():
            connection = duckdb.connect(str(path), read_only=True, config=_COUNTING)
            if about(connection).get("format") != FORMAT:
                connection.close()
                connection = None
    except duckdb.Error:
        connection = None
    try:
        yield connection
    finally:
        if connection is not None:
            connection.close()


@contextmanager
def changing(path: Path, *, anew: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a copy of a snapshot for writing (an empty one with ``anew``), and put it in its place at the end.

    After any error, or a crash, the one that was there still is. Raises :class:`SnapshotFailed`.
    """
    try:
        _clear_away(path)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
            copy = Path(folder) / path.name
            if not anew and path.exists():
                shutil.copyfile(path, copy)
            fresh = not copy.exists()
            with duckdb.connect(str(copy), config=_OFFLINE) as connection:
                for statement in create_statements() if fresh else ():
                    connection.execute(statement)
                yield connection
                connection.execute("CHECKPOINT")
            with copy.open("rb+") as written:
                os.fsync(written.fileno())
            copy.replace(path)
    except (duckdb.Error, OSError) as fault:
        raise SnapshotFailed(
            f"the snapshot {path} was not written: {fault}.",
            next_step="Make room in its folder, or get the right to write there; reports do without it meanwhile.",
        ) from fault


def _clear_away(path: Path) -> None:
    """Remove copies that were left behind by a killed process: those of an earlier day."""
    for folder in path.parent.glob(f".{path.name}.*"):
        if time.time() - folder.stat().st_mtime > _LEFT_BEHIND_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def about(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Give what a snapshot says of itself."""
    return dict(connection.execute("SELECT name, value FROM about").fetchall())
