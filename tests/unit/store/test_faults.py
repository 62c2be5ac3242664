"""What a database complains of becomes one sentence with a next step; faults of the program stay what they are."""

from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple

import pytest
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from licensing.domain.errors import KeyReused, StoreFull, StoreLocked, StoreReadOnly, StoreUnreachable
from licensing.store.faults import named_faults

FILE = URL.create("sqlite", database="/srv/licensing.db")
Disk = namedtuple("Disk", ("total", "used", "free"))  # noqa: PYI024 - as shutil's own


def met(fault: Exception) -> None:
    with named_faults(FILE):
        raise fault


def of_sqlite(code: int) -> DBAPIError:
    cause = sqlite3.OperationalError("trouble")
    cause.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, cause)


@pytest.mark.parametrize(
    "code, error, sentence",
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreLocked, "another process keeps /srv/licensing.db locked"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreReadOnly, "cannot be written to"),
        (sqlite3.SQLITE_CANTOPEN, StoreReadOnly, "cannot be opened for writing"),
        (sqlite3.SQLITE_FULL, StoreFull, "the disk of /srv/licensing.db is full"),
        (sqlite3.SQLITE_CORRUPT, StoreUnreachable, "is damaged: trouble"),
        (sqlite3.SQLITE_ERROR, StoreUnreachable, "cannot be used: trouble"),
    ],
)
def test_each_complaint_of_sqlite_has_a_sentence_and_a_next_step(code, error, sentence):
    with pytest.raises(error, match=sentence) as caught:
        met(of_sqlite(code))
    assert caught.value.next_step
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("free, error", [(0, StoreFull), (10**9, StoreUnreachable)])
def test_a_failed_write_is_called_a_full_disk_only_where_the_disk_is_full(monkeypatch, free, error):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**9, 10**9 - free, free))
    with pytest.raises(error):
        met(of_sqlite(sqlite3.SQLITE_IOERR_WRITE))


@pytest.mark.parametrize(
    "words, error",
    [
        ("UNIQUE constraint failed: events.ref, events.key", KeyReused),
        ('duplicate key value violates unique constraint "uq_events_ref_key"', KeyReused),
        ("UNIQUE constraint failed: cases.ref", StoreLocked),
        ('duplicate key value violates unique constraint "pk_events"', StoreLocked),
    ],
)
def test_a_row_that_came_twice_means_that_another_command_was_quicker(words, error):
    with pytest.raises(error, match="meanwhile"):
        met(IntegrityError("INSERT", {}, sqlite3.IntegrityError(words)))


def test_a_connection_that_nobody_gives_back_means_that_the_store_is_locked():
    with pytest.raises(StoreLocked):
        met(PoolTimeout("QueuePool limit"))


@pytest.mark.parametrize(
    "fault",
    [
        InvalidRequestError("used wrongly"),
        IntegrityError("INSERT", {}, sqlite3.IntegrityError("FOREIGN KEY constraint failed")),
        ZeroDivisionError("nobody's fault but ours"),
    ],
)
def test_a_fault_of_the_program_is_not_dressed_as_one_of_the_store(fault):
    with pytest.raises((SQLAlchemyError, ZeroDivisionError)) as caught:
        met(fault)
    assert caught.value is fault
