"""The database of a store: opened, brought up to date, and used in one short transaction at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Connection, Engine

from licensing.definitions.definition import Definition
from licensing.domain.errors import StoreMissing, StoreReadOnly, StoreUnreachable
from licensing.store import schema
from licensing.store.address import printed, read_address
from licensing.store.connection import (
    altering,
    begin_reading,
    begin_writing,
    engine_for,
    is_sqlite,
    keep_a_write_ahead_log,
)
from licensing.store.faults import named_faults
from licensing.store.unit import Reading, Writing

WAIT_SECONDS = 15.0


class Database:
    """A store that has been opened; close it, or use it in a ``with`` statement."""

    def __init__(self, engine: Engine, url: URL, *, read_only: bool) -> None:
        self.engine = engine
        self.url = url
        self.read_only = read_only
        self._definitions: dict[str, Definition] = {}

    @classmethod
    def open(
        cls,
        address: str | Path,
        *,
        read_only: bool = False,
        create: bool = False,
        outdated: bool = False,
        wait_seconds: float = WAIT_SECONDS,
    ) -> Self:
        """Open the store at a path or URL.

        ``create`` makes it where there is none; ``outdated`` opens one of an older schema too, for its upgrade;
        ``wait_seconds`` is how long to wait for a lock. Raises :class:`StoreMissing`, :class:`StoreNewer`,
        :class:`StoreOutdated`, :class:`StoreLocked`, :class:`StoreReadOnly` or :class:`StoreUnreachable`.
        """
        url = read_address(address)
        _refuse_impossible(url, create=create)
        mode = "ro" if read_only else "rwc" if create else "rw"
        database = cls(engine_for(url, mode=mode, wait_seconds=wait_seconds), url, read_only=read_only)
        try:
            database._prepare(create=create, outdated=outdated)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def address(self) -> str:
        """Give the address as a person may see it, without a password."""
        return printed(self.url)

    def close(self) -> None:
        """Give up every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Read one state of the store in one transaction."""
        with self.connected() as connection:
            yield Reading(begin_reading(connection), self._definitions)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Write in one transaction: all of it or, after any error, nothing. Keep it short."""
        with self.transaction() as connection:
            yield Writing(connection, self._definitions)

    def upgrade(self) -> str:
        """Bring the schema to this program's revision and give that; what fails half way leaves no trace."""
        self._refuse_readers()
        with self.connected() as connection:
            with altering(connection):
                schema.upgrade(connection)
            keep_a_write_ahead_log(connection)
        return schema.REVISIONS[-1]

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Lend a connection, its complaints put in this program's words."""
        with named_faults(self.url), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Lend a connection in a writing transaction, committed at the end."""
        self._refuse_readers()
        with self.connected() as connection:
            begin_writing(connection)
            yield connection
            connection.commit()

    def _refuse_readers(self) -> None:
        if self.read_only:
            raise StoreReadOnly(f"{self.address} was opened for reading only.", next_step="Open it for writing.")

    def _prepare(self, *, create: bool, outdated: bool) -> None:
        with self.connected() as connection:
            found = schema.schema(connection)
        if found is schema.Schema.ABSENT and create:
            self.upgrade()
            return
        if found is schema.Schema.OUTDATED and outdated:
            return
        with self.connected() as connection:
            schema.require_current(connection, self.address)
            if not self.read_only:
                keep_a_write_ahead_log(connection)


def _refuse_impossible(url: URL, *, create: bool) -> None:
    """Say what is wrong with a path before SQLite says less of it."""
    if not is_sqlite(url):
        return
    path = Path(url.database or "")
    try:
        if path.is_dir():
            raise StoreUnreachable(f"{path} is a folder, not a store.", next_step="Give the path of a file.")
        if not path.parent.is_dir():
            raise StoreMissing(f"there is no folder {path.parent}.", next_step="Make it, or give another path.")
        if not create and not path.exists():
            raise StoreMissing(f"there is no store at {path}.", next_step="Run: licensing db upgrade")
    except OSError as fault:
        raise StoreUnreachable(
            f"{path} cannot be reached: {fault.strerror}.", next_step="Give another path."
        ) from fault
