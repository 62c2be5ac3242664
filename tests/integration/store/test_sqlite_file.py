"""A store's file may be missing, foreign, locked, read-only or on a full disk: one sentence says so."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import event

from licensing.domain.errors import (
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    StoreUnreachable,
)
from licensing.store import integrity, schema
from licensing.store.database import Database
from tests.support.histories import advance, opening
from tests.support.rights import as_ordinary_user
from tests.support.stores import NINE, append, keep_small, open_case

TABLES = {
    "attributes",
    "blockers",
    "cases",
    "definitions",
    "events",
    "facts",
    "licensing_version",
    "links",
    "referrals",
    "visits",
}


@pytest.fixture
def folder():
    """Give a folder that an ordinary user can enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="licensing-store-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def open_until_refused(database: Database, number: int, kept: list[str]) -> None:
    """Open cases until the store refuses one, and note those that it took."""
    for place in range(number):
        ref = f"JP-{place:04}"
        open_case(database, opening(ref, at=NINE))
        kept.append(ref)


def test_a_new_store_keeps_a_write_ahead_log_and_waits_for_the_disk(database):
    told = integrity.info(database)
    assert told.durability == "wal, synchronous=full"
    assert told.backend.startswith("SQLite 3.")
    assert told.size_bytes > 0
    with database.connected() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        assert set(tables) == TABLES
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_store_says_what_it_holds(database, path):
    keep_small(database)
    told = integrity.info(database)
    assert told.address == str(path)
    assert told.cases == (("us/fictitious-license", "mock", 1),)
    assert (told.events, told.definitions, told.schema) == (4, 2, schema.REVISIONS[-1])


def test_a_missing_store_is_named_and_not_made(path):
    with pytest.raises(StoreMissing, match="no store at") as caught:
        Database.open(path)
    assert caught.value.next_step == "Run: licensing db upgrade"
    assert not path.exists()


def test_a_store_in_a_missing_folder_is_not_made(tmp_path):
    with pytest.raises(StoreMissing, match="no folder"):
        Database.open(tmp_path / "nowhere" / "licensing.db", create=True)


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(StoreUnreachable, match="is a folder"):
        Database.open(tmp_path, create=True)


def test_an_empty_file_becomes_a_store_only_when_asked(path):
    path.touch()
    with pytest.raises(StoreMissing, match="no store in"):
        Database.open(path)
    with Database.open(path, create=True) as database:
        assert integrity.check(database).findings == ()


def test_a_file_that_is_no_database_is_left_as_it_is(path):
    path.write_text("Applicant,Filed\n" * 200, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreUnreachable, match="not a SQLite file"):
        Database.open(path, create=True)
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_the_database_of_another_program_is_left_as_it_is(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnreachable, match="another program"):
        Database.open(path, create=True)
    assert path.read_bytes() == before


def test_a_damaged_store_is_called_damaged(path):
    with Database.open(path, create=True) as database:
        keep_small(database)
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\xa5" * (len(damaged) - 4096)
    path.write_bytes(damaged)
    with pytest.raises(StoreUnreachable, match=r"damaged|cannot be used"), Database.open(path) as database:
        keep_small(database, "US-2")


def test_a_row_that_belongs_to_no_case_is_found(database):
    keep_small(database)
    with database.connected() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("INSERT INTO links VALUES ('US-9', 'policy-finding', 'm')")
    assert "links: a row belongs to no row of cases" in integrity.check(database).findings


def test_events_that_belong_to_no_case_are_found(database):
    keep_small(database)
    with database.connected() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM cases")
    (fault,) = integrity.verify(database).faults
    assert (fault.subject, fault.says) == ("US-1", "its events belong to no case")


@pytest.mark.parametrize("columns", ["ref, seq, key", "ref, seq + 10, key"], ids=["same place", "same key"])
def test_no_event_can_be_replaced(database, columns):
    keep_small(database)
    rest = (
        "earliest_us, latest_us, precision, zone, recorded_at_us, 'x', type, payload, basis, command, command_digest,"
        " previous, digest FROM events WHERE seq = 2"
    )
    statement = (
        "INSERT OR REPLACE INTO events (ref, seq, key, earliest_us, latest_us, precision, zone, recorded_at_us,"
        f" actor, type, payload, basis, command, command_digest, previous, digest) SELECT {columns}, {rest}"
    )
    other = sqlite3.connect(database.url.database)
    other.execute("PRAGMA recursive_triggers=OFF")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        other.execute(statement)
    other.close()
    assert integrity.verify(database).faults == ()


def test_a_store_that_another_process_keeps_locked_says_so_within_the_time_given(path):
    with Database.open(path, create=True) as database:
        keep_small(database)
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with Database.open(path, wait_seconds=0.2) as late:
            with late.reading() as unit:
                assert unit.refs() == ("US-1",)
            with pytest.raises(StoreLocked, match="another process keeps") as caught:
                open_case(late, opening("US-2", at=NINE))
            assert caught.value.next_step
    finally:
        other.close()


def test_a_store_that_another_process_keeps_for_itself_cannot_even_be_read(path):
    with Database.open(path, create=True) as database:
        keep_small(database)
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="another process keeps"):
            Database.open(path, read_only=True, wait_seconds=0.2)
    finally:
        other.close()


def test_a_store_made_by_two_commands_at_once_waits_for_the_slower_one(path):
    Database.open(path, create=True).close()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        # As the first command leaves it for a moment: the tables are there, the write-ahead log is not yet.
        assert other.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            Database.open(path, wait_seconds=0.1)
        release = threading.Timer(0.5, other.execute, args=("ROLLBACK",))
        release.start()
        with Database.open(path, wait_seconds=20) as database:
            assert integrity.info(database).durability == "wal, synchronous=full"
        release.join()
    finally:
        other.close()


def test_a_writer_waits_for_another_to_finish(database):
    open_case(database, opening("US-1", at=NINE))
    script = (
        "import sqlite3, sys, time\n"
        f"other = sqlite3.connect({str(database.url.database)!r}, isolation_level=None)\n"
        "other.execute('BEGIN IMMEDIATE')\n"
        "print('locked', flush=True)\n"
        "time.sleep(1)\n"
        "other.execute('COMMIT')\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "locked\n"
        # This unit reads before it writes: begun deferred, it could never become a writer.
        with database.writing() as unit:
            unit.append("US-1", advance(unit.case("US-1"), "staffed", key="a", at=NINE), 2)
    with database.reading() as unit:
        assert unit.case("US-1").state == "staffed"


def test_a_store_in_a_read_only_folder_can_be_read(folder):
    path = folder / "licensing.db"
    with Database.open(path, create=True) as database:
        keep_small(database)
    path.chmod(0o444)
    folder.chmod(0o555)
    with as_ordinary_user(), Database.open(path, read_only=True) as database:
        with database.reading() as unit:
            assert unit.case("US-1").state == "final-action"
        assert integrity.verify(database).faults == ()
    assert [item.name for item in folder.iterdir()] == [path.name]


def test_a_store_in_a_read_only_folder_cannot_be_written_to(folder):
    path = folder / "licensing.db"
    with Database.open(path, create=True) as database:
        keep_small(database)
    path.chmod(0o444)
    folder.chmod(0o555)
    with (
        as_ordinary_user(),
        pytest.raises(StoreReadOnly, match="cannot be"),
        Database.open(path) as database,
    ):
        keep_small(database, "US-2")


def test_a_store_whose_newest_events_stand_in_a_log_that_cannot_be_read_says_so(folder):
    path = folder / "licensing.db"
    with Database.open(path, create=True) as database:
        keep_small(database)
        # What a copy of a store in use looks like: its log is there, the log's index is not.
        for name in ("licensing.db", "licensing.db-wal"):
            shutil.copy(folder / name, folder / f"copy-of-{name}")
    copied = folder / "copy-of-licensing.db"
    for item in folder.iterdir():
        item.chmod(0o444)
    folder.chmod(0o555)
    with as_ordinary_user(), pytest.raises(StoreReadOnly, match=r"copy-of-licensing\.db-wal") as caught:
        Database.open(copied, read_only=True)
    assert caught.value.next_step.startswith("Copy both")


def test_a_folder_that_cannot_be_entered_is_named(folder):
    hidden = folder / "hidden"
    hidden.mkdir(mode=0o700)
    hidden.chmod(0o000)
    with as_ordinary_user(), pytest.raises(StoreUnreachable, match="cannot be reached"):
        Database.open(hidden / "licensing.db")


def test_a_full_disk_stops_the_command_and_nothing_is_half_written(database):
    kept: list[str] = []

    @event.listens_for(database.engine, "checkout")
    def no_more_room(connection, *_):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreFull, match=r"disk of .* is full") as caught:
        open_until_refused(database, 200, kept)
    assert "nothing was half written" in caught.value.next_step
    event.remove(database.engine, "checkout", no_more_room)
    with Database.open(database.url.database) as again:
        with again.reading() as unit:
            assert unit.refs() == tuple(kept)
        assert integrity.verify(again).faults == ()
        assert integrity.check(again).findings == ()
        open_case(again, opening("US-1", at=NINE))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_that_really_is_full_loses_nothing_that_was_acknowledged(folder):
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], check=False, capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small disk here: {mounted.stderr.strip()}")
    try:
        with Database.open(disk / "licensing.db", create=True) as database:
            kept: list[str] = []
            with pytest.raises(StoreFull):
                open_until_refused(database, 2000, kept)
        for name in ("licensing.db", "licensing.db-wal"):
            if (disk / name).exists():
                shutil.copy(disk / name, folder / name)
        with Database.open(folder / "licensing.db") as copied:
            with copied.reading() as unit:
                assert unit.refs() == tuple(kept)
            assert integrity.verify(copied).faults == ()
            assert integrity.check(copied).findings == ()
    finally:
        subprocess.run(["umount", disk], check=True)


def test_two_commands_that_make_the_same_store_at_once_both_find_it_made(path):
    script = (
        "import sys\n"
        "from licensing.store.database import Database\n"
        "sys.stdin.readline()\n"
        f"Database.open({str(path)!r}, create=True).close()\n"
    )
    makers = [
        subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for maker in makers:
        maker.stdin.write("go\n")
        maker.stdin.flush()
    assert [maker.communicate(timeout=60)[1] for maker in makers] == ["", "", ""]
    assert [maker.returncode for maker in makers] == [0, 0, 0]
    with Database.open(path) as database:
        assert integrity.check(database).findings == ()


def test_opening_a_store_does_not_import_alembic(database):
    script = (
        "import sys\n"
        "from licensing.store.database import Database\n"
        f"Database.open({str(database.url.database)!r}).close()\n"
        "sys.exit('alembic' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_appending_through_one_connection_is_seen_through_another(database, another):
    open_case(database, opening("US-1", at=NINE))
    with another() as other:
        with other.reading() as unit:
            case = unit.case("US-1")
        append(database, "US-1", advance(case, "staffed", key="a", at=NINE))
        with other.reading() as unit:
            assert unit.case("US-1").state == "staffed"
