"""Connections to a store: how SQLite and PostgreSQL are spoken to, and how their transactions begin."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from licensing.domain.errors import StoreReadOnly, StoreUnreachable
from licensing.store.address import printed

CONNECT_SECONDS = 10
_PAUSE_SECONDS = 0.02
_CANNOT_OPEN_READ_ONLY = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


def is_sqlite(url: URL) -> bool:
    """Say whether a store is a SQLite file."""
    return url.drivername == "sqlite"


def engine_for(url: URL, *, mode: str, wait_seconds: float) -> Engine:
    """Make the engine of a store; ``mode`` is ``rw``, ``rwc`` (make the file) or ``ro``.

    ``wait_seconds`` is how long a command waits for a lock that another one holds.
    """
    if is_sqlite(url):
        return create_engine(url, creator=_sqlite_opener(url, mode, wait_seconds))
    try:
        return create_engine(
            url,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "options": _postgresql_options(url, wait_seconds),
                "application_name": "licensing",
            },
        )
    except (ModuleNotFoundError, NoSuchModuleError, ArgumentError) as fault:
        raise StoreUnreachable(
            "PostgreSQL needs its driver, which is not installed.", next_step="Run: pip install 'licensing[postgres]'"
        ) from fault


def begin_writing(connection: Connection) -> None:
    """Begin a transaction that will write: on SQLite it is the only one from its first statement on."""
    if connection.dialect.name == "sqlite":
        # A deferred transaction that read first would fail at once, however long it were willing to wait.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_reading(connection: Connection) -> Connection:
    """Begin a transaction that sees one state of the store, whatever is written meanwhile."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def altering(connection: Connection) -> Iterator[None]:
    """Write in one transaction that may also rebuild tables, which is how SQLite alters them."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # A table that goes away for a moment would trip over the rows that refer to it.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    try:
        begin_writing(connection)
        yield
        connection.commit()
    finally:
        connection.rollback()
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def keep_a_write_ahead_log(connection: Connection) -> None:
    """Let readers of a SQLite file go on while somebody writes; the file remembers it."""
    if connection.dialect.name != "sqlite":
        return
    # SQLite does not wait by itself here: two commands that make one store at once meet at this point.
    until = time.monotonic() + connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() / 1000
    while True:
        try:
            if connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() != "wal":
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            return
        except OperationalError as fault:
            if not _busy(fault) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)


def _busy(fault: OperationalError) -> bool:
    return isinstance(fault.orig, sqlite3.Error) and fault.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _postgresql_options(url: URL, wait_seconds: float) -> str:
    """Give the settings of a session: what is acknowledged is on disk, and a lock is not waited for without end."""
    given = url.query.get("options", ())
    own = f"-c synchronous_commit=on -c lock_timeout={int(wait_seconds * 1000)}"
    return " ".join([*((given,) if isinstance(given, str) else given), own])


def _sqlite_opener(url: URL, mode: str, wait_seconds: float) -> Callable[[], sqlite3.Connection]:
    path = Path(url.database or "")

    def connect(query: str) -> sqlite3.Connection:
        # isolation_level None: transactions begin where this program says so, not where the driver guesses.
        connection = sqlite3.connect(
            f"{path.as_uri()}?{query}", uri=True, timeout=wait_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def open_read_only() -> sqlite3.Connection:
        try:
            return connect("mode=ro")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF not in _CANNOT_OPEN_READ_ONLY or not path.is_file():
                raise
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size > 0:
            # What stands only in the log would silently be missing.
            raise StoreReadOnly(
                f"{printed(url)} has entries in {log.name} that cannot be read in a folder that is read-only.",
                next_step="Copy both files to a folder you can write to.",
            )
        return connect("immutable=1")

    return open_read_only if mode == "ro" else lambda: connect(f"mode={mode}")
