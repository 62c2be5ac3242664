"""What databases complain of, in the words of this program: one sentence and what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from licensing.domain.errors import (
    KeyReused,
    LicensingError,
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    StoreUnreachable,
)
from licensing.store.address import printed

_TRY_AGAIN = "Let the other command finish, then run this one again."
_MAKE_ROOM = "Make room and run the command again; nothing was half written."
_AS_READER = "Give a store you can write to, or ask for the right to write."
ROOM_BYTES = 1 << 20
"""Less than this on a disk is called full."""

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL: dict[str, type[LicensingError]] = {
    "55P03": StoreLocked,
    "40P01": StoreLocked,
    "40001": StoreLocked,
    "57014": StoreLocked,
    "25006": StoreReadOnly,
    "42501": StoreReadOnly,
    "53100": StoreFull,
    "3D000": StoreMissing,
}


@contextmanager
def named_faults(url: URL) -> Iterator[None]:
    """Raise what the database complains of as a :class:`StoreError`; faults of this program pass unchanged."""
    try:
        yield
    except PoolTimeout as fault:
        raise _locked(url) from fault
    except SQLAlchemyError as fault:
        named = _named(fault, url)
        if named is None:
            raise
        raise named from fault


def _named(fault: SQLAlchemyError, url: URL) -> LicensingError | None:
    if not isinstance(fault, DBAPIError):
        return None
    cause = fault.orig
    if isinstance(fault, IntegrityError):
        return _refused_row(str(cause))
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause, url)
    return _postgresql(fault, url)


def _refused_row(text: str) -> LicensingError | None:
    """Name a row that came twice; any other refused row is a fault of this program."""
    if "uq_events_ref_key" in text or "events.ref, events.key" in text:
        return KeyReused("the key was used for another command meanwhile.", next_step="Give the command its own key.")
    if "UNIQUE" in text or "duplicate key" in text:
        return StoreLocked("another command changed the case meanwhile.", next_step=_TRY_AGAIN)
    return None


def _locked(url: URL) -> StoreLocked:
    return StoreLocked(f"another process keeps {printed(url)} locked.", next_step=_TRY_AGAIN)


def _sqlite(fault: sqlite3.Error, url: URL) -> LicensingError:
    path = Path(url.database or "")
    match getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _locked(url)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return StoreReadOnly(f"{path} cannot be written to.", next_step=_AS_READER)
        case sqlite3.SQLITE_FULL:
            return StoreFull(f"the disk of {path} is full.", next_step=_MAKE_ROOM)
        case sqlite3.SQLITE_CANTOPEN:
            return StoreReadOnly(f"{path} cannot be opened for writing.", next_step=_AS_READER)
        case sqlite3.SQLITE_IOERR if shutil.disk_usage(path.parent).free < ROOM_BYTES:
            return StoreFull(f"the disk of {path} is full.", next_step=_MAKE_ROOM)
        case sqlite3.SQLITE_NOTADB:
            return StoreUnreachable(f"{path} is no store: it is not a SQLite file.", next_step="Give another path.")
        case sqlite3.SQLITE_CORRUPT:
            return StoreUnreachable(f"{path} is damaged: {fault}.", next_step="Bring back a copy of the store.")
        case _:
            return StoreUnreachable(f"{path} cannot be used: {fault}.", next_step="Run: licensing db check")


def _postgresql(fault: DBAPIError, url: URL) -> LicensingError:
    state = getattr(fault.orig, "sqlstate", None) or ""
    words = _first_line(str(fault.orig))
    kind = _POSTGRESQL.get(state)
    if kind is StoreLocked:
        return _locked(url)
    if kind is StoreReadOnly:
        return StoreReadOnly(f"{printed(url)} cannot be written to: {words}.", next_step=_AS_READER)
    if kind is StoreFull:
        return StoreFull(f"the disk of {printed(url)} is full.", next_step=_MAKE_ROOM)
    if kind is StoreMissing or (not state and "does not exist" in words and "database" in words):
        return StoreMissing(f"there is no database at {printed(url)}.", next_step="Make it with createdb.")
    return StoreUnreachable(
        f"{printed(url)} does not answer: {words}.", next_step="Check that the server runs and the address is right."
    )


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "no reason given").rstrip(".")
