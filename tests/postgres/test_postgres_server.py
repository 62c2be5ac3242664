"""A PostgreSQL server may be away, closed to us, or full: one sentence says so, without the password."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from licensing.domain.errors import (
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    StoreUnreachable,
)
from licensing.store import integrity, schema
from licensing.store.database import Database
from tests.support.histories import opening
from tests.support.stores import NINE, keep_small, open_case


def test_a_store_says_where_it_is_and_that_it_waits_for_the_disk(database, url):
    keep_small(database)
    told = integrity.info(database)
    assert told.backend.startswith("PostgreSQL ")
    assert told.durability == "fsync=on, synchronous_commit=on"
    assert told.address.startswith("postgresql://")
    assert url.password not in told.address
    assert (told.events, told.schema) == (4, schema.REVISIONS[-1])
    assert told.size_bytes > 0


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_way_to_write_the_address_is_understood(url, scheme):
    address = url.set(drivername=scheme).render_as_string(hide_password=False)
    Database.open(address).close()


def test_options_in_the_address_are_kept(address):
    with Database.open(f"{address}?options=-c%20work_mem%3D7MB") as database, database.connected() as connection:
        assert connection.exec_driver_sql("SHOW work_mem").scalar() == "7MB"
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "15s"


def test_a_server_that_is_away_does_not_answer(url):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = url.set(host="127.0.0.1", port=closed.getsockname()[1]).render_as_string(hide_password=False)
        with pytest.raises(StoreUnreachable, match="does not answer") as caught:
            Database.open(address)
    assert url.password not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_password_is_told_and_not_shown(url):
    wrong = url.set(password="open-sesame").render_as_string(hide_password=False)
    with pytest.raises(StoreUnreachable, match="password authentication failed") as caught:
        Database.open(wrong)
    assert "open-sesame" not in str(caught.value)


def test_a_database_that_is_not_there_is_missing(url):
    with pytest.raises(StoreMissing, match="no database at") as caught:
        Database.open(url.set(database="nowhere").render_as_string(hide_password=False), create=True)
    assert caught.value.next_step == "Make it with createdb."


def test_a_database_shared_with_another_program_can_hold_a_store(database, address):
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name text)")
        connection.exec_driver_sql("DROP TABLE licensing_version")
    # The tables of a store are there, but nothing says that they are one.
    with pytest.raises(StoreUnreachable, match="already exists"):
        Database.open(address, create=True)


def test_events_cannot_be_truncated(database):
    keep_small(database)
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE events")


def test_a_trigger_that_was_switched_off_is_found(database):
    with database.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE events DISABLE TRIGGER events_no_update")
    assert integrity.check(database).findings == ("trigger events_no_update is missing or switched off",)


@pytest.mark.parametrize(
    "state, error",
    [
        ("53100", StoreFull),
        ("25006", StoreReadOnly),
        ("42501", StoreReadOnly),
        ("40P01", StoreLocked),
        ("40001", StoreLocked),
        ("57014", StoreLocked),
        ("XX000", StoreUnreachable),
    ],
)
def test_what_the_server_complains_of_has_a_name_here(database, state, error):
    complaint = f"DO $$ BEGIN RAISE EXCEPTION 'trouble' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(error) as caught, database.transaction() as connection:
        connection.exec_driver_sql(complaint)
    assert caught.value.next_step


def test_writers_of_different_cases_do_not_wait_for_each_other(database, another):
    keep_small(database, "US-1")
    with database.writing() as unit, another(wait_seconds=0.2) as other:
        unit.lock("US-1")
        open_case(other, opening("US-2", at=NINE))
        assert integrity.info(other).events == 5


def test_a_connection_that_was_cut_says_so_and_the_next_unit_works(database):
    keep_small(database)

    def be_cut_off() -> None:
        with database.writing() as unit, database.engine.connect() as other:
            mine = unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            other.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")
            unit.lock("US-1")

    with pytest.raises(StoreUnreachable, match="does not answer"):
        be_cut_off()
    with database.reading() as unit:
        assert unit.refs() == ("US-1",)


def test_an_address_without_a_database_is_refused(url):
    with pytest.raises(StoreUnreachable, match="names no database"):
        Database.open(str(make_url("postgresql://somebody@127.0.0.1")))
