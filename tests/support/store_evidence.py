"""How a store notices that somebody changed it: tested on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from licensing.domain.errors import (
    StoreMissing,
    StoreNewer,
    StoreOutdated,
    StoreTampered,
    StoreUnreachable,
)
from licensing.store import integrity, schema
from licensing.store.connection import altering
from licensing.store.database import Database
from licensing.store.triggers import POSTGRESQL, SQLITE
from tests.support.stores import keep_random, keep_small, projections

LATER = "9999999999999999"
CHANGES = {
    "earliest_us": "7",
    "latest_us": LATER,
    "precision": "'day'",
    "zone": "'Asia/Tokyo'",
    "recorded_at_us": LATER,
    "actor": "'somebody-else'",
    "key": "'another'",
    "type": "'seen'",
    "payload": "replace(payload, 'officer-review', 'closed')",
    "basis": "'[\"22 CFR 126.1\"]'",
    "command": "'{}'",
    "command_digest": "'0'",
    "previous": "'0'",
    "digest": "'0'",
}


def triggers_of(database: Database) -> dict[str, str]:
    return SQLITE if database.engine.dialect.name == "sqlite" else POSTGRESQL


def tamper(database: Database, *statements: str) -> None:
    """Change the store as somebody could who may do anything to it, and put the triggers back."""
    triggers = triggers_of(database)
    on = "" if triggers is SQLITE else " ON events"
    with database.transaction() as connection:
        for name in triggers:
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
        for statement in statements:
            connection.exec_driver_sql(statement)
        for trigger in triggers.values():
            connection.exec_driver_sql(trigger)


def faults(database: Database) -> list[tuple[str, int | None]]:
    return [(fault.subject, fault.seq) for fault in integrity.verify(database).faults]


class NoticesTampering:
    """Events cannot be changed without being noticed, at the very event."""

    @pytest.mark.parametrize("statement", ["UPDATE events SET actor = 'x'", "DELETE FROM events WHERE seq = 2"])
    def test_events_can_be_neither_changed_nor_removed(self, database, statement):
        keep_small(database)
        with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
            connection.exec_driver_sql(statement)
        assert faults(database) == []

    def test_each_database_has_its_three_triggers(self, database):
        assert len(triggers_of(database)) == 3
        with database.connected() as connection:
            if database.engine.dialect.name == "sqlite":
                found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            else:
                found = connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            assert set(found.scalars()) == set(triggers_of(database))

    @pytest.mark.parametrize("column", CHANGES)
    def test_a_changed_event_is_found_whatever_was_changed(self, database, column):
        keep_random(database, "JP-1", 1)
        keep_small(database)
        tamper(database, f"UPDATE events SET {column} = {CHANGES[column]} WHERE ref = 'US-1' AND seq = 2")
        assert faults(database)[0] == ("US-1", 2)
        # Whoever changes a digest also breaks the chain to the event after it.
        assert faults(database)[1:] in ([], [("US-1", 2)], [("US-1", 3)])

    def test_an_event_that_cannot_be_read_is_found_and_stops_who_reads_it(self, database):
        keep_small(database)
        tamper(database, "UPDATE events SET payload = '{' WHERE seq = 3")
        assert faults(database) == [("US-1", 3)]
        with pytest.raises(StoreTampered, match="event 3 of case US-1"), database.reading() as unit:
            unit.case("US-1")

    def test_a_removed_event_in_the_middle_is_found(self, database):
        keep_small(database)
        tamper(database, "DELETE FROM events WHERE seq = 2")
        assert faults(database) == [("US-1", 3)]

    def test_a_removed_tail_is_found(self, database):
        keep_small(database)
        tamper(database, "DELETE FROM events WHERE seq = 4")
        (fault,) = integrity.verify(database).faults
        assert fault.says == "its last event should be number 4, and is number 3"

    def test_another_head_than_the_last_event_is_found(self, database):
        keep_small(database)
        tamper(database, "UPDATE cases SET head_digest = '0'")
        (fault,) = integrity.verify(database).faults
        assert fault.says == "its last event is not the one that the case names"

    def test_a_tail_removed_together_with_its_head_shows_in_the_root(self, database):
        keep_small(database)
        root = integrity.verify(database).root
        head = "(SELECT digest FROM events WHERE seq = 3)"
        tamper(database, "DELETE FROM events WHERE seq = 4", f"UPDATE cases SET head_seq = 3, head_digest = {head}")
        found = integrity.verify(database)
        assert found.faults == ()
        assert found.root != root

    def test_a_removed_case_shows_in_the_root(self, database):
        keep_small(database, "US-1")
        root = integrity.verify(database).root
        keep_small(database, "US-2")
        assert integrity.verify(database).root != root
        tables = ("events", "attributes", "visits", "links", "referrals", "blockers", "facts", "cases")
        tamper(database, *(f"DELETE FROM {table} WHERE ref = 'US-2'" for table in tables))
        assert integrity.verify(database).root == root

    def test_a_case_without_events_is_found(self, database):
        keep_small(database)
        tamper(database, "DELETE FROM events")
        assert faults(database) == [("US-1", None)]
        with pytest.raises(StoreTampered), database.reading() as unit:
            list(unit.cases())

    def test_a_changed_definition_is_found(self, database):
        keep_small(database)
        tamper(database, "UPDATE definitions SET text = replace(text, 'official', 'press') WHERE version = '2020-01'")
        assert faults(database) == [("us/fictitious-license", None)]

    def test_a_missing_definition_is_named(self, database):
        with pytest.raises(StoreTampered, match="definition"), database.reading() as unit:
            unit.definition("0")

    def test_the_number_of_cases_and_events_is_told(self, database):
        keep_small(database)
        found = integrity.verify(database)
        assert (found.cases, found.events, found.root) == (1, 4, integrity.info(database).root)


class NoticesDrift:
    """Projections that differ from the events are found, and a rebuild mends them."""

    @pytest.mark.parametrize(
        "table, statement",
        [
            ("cases", "UPDATE cases SET state = 'closed'"),
            ("visits", "UPDATE visits SET left_latest_us = left_latest_us + 1 WHERE number = 1"),
            ("visits", "DELETE FROM visits WHERE number = 2"),
            ("links", "DELETE FROM links"),
            ("attributes", "UPDATE attributes SET value = '0'"),
            ("referrals", "UPDATE referrals SET position = 'object'"),
            ("blockers", "UPDATE blockers SET reason = 'other'"),
            ("facts", "UPDATE facts SET value = '8'"),
        ],
    )
    def test_a_projection_that_drifted_is_found_and_mended(self, database, table, statement):
        for seed in range(6):
            keep_random(database, f"case-{seed}", seed, length=20)
        before = projections(database)
        with database.transaction() as connection:
            assert connection.exec_driver_sql(statement).rowcount > 0
        findings = integrity.check(database).findings
        assert findings
        assert all(finding.startswith(f"{table}: case-") for finding in findings)
        told: list[tuple[int, int]] = []
        assert integrity.rebuild(database, lambda done, total: told.append((done, total))) == 6
        assert told == [(0, 6), (6, 6)]
        assert integrity.check(database).findings == ()
        assert projections(database) == before

    def test_a_rebuild_that_fails_changes_nothing(self, database):
        keep_small(database)
        before = projections(database)
        with pytest.raises(ZeroDivisionError):
            integrity.rebuild(database, lambda done, total: 1 // (total - done))
        assert projections(database) == before

    def test_a_missing_trigger_is_found(self, database):
        on = "" if database.engine.dialect.name == "sqlite" else " ON events"
        with database.transaction() as connection:
            connection.exec_driver_sql(f"DROP TRIGGER events_no_delete{on}")
        assert integrity.check(database).findings == ("trigger events_no_delete is missing or switched off",)

    def test_a_trigger_that_does_something_else_is_found(self, database):
        with database.transaction() as connection:
            if database.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("DROP TRIGGER events_no_update")
                connection.exec_driver_sql(
                    "CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT 1; END"
                )
                changed = "events_no_update"
            else:
                connection.exec_driver_sql(
                    "CREATE OR REPLACE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql"
                    " AS $$ BEGIN RETURN NEW; END $$"
                )
                changed = "events_append_only"
        assert integrity.check(database).findings == (f"trigger {changed} was changed",)

    def test_events_that_tell_no_case_are_named(self, database):
        keep_small(database)
        tamper(database, "DELETE FROM events WHERE seq = 1")
        (finding,) = integrity.check(database).findings
        assert finding.startswith("events: those of US-1 tell no case")


class KnowsItsSchema:
    """The schema is this program's, or the error says what to do."""

    def test_the_tables_are_those_of_the_program(self, database):
        with database.connected() as connection:
            command.check(configuration(connection))

    def test_the_schema_goes_up_and_down_and_up_again(self, database, another):
        with database.connected() as connection, altering(connection):
            command.downgrade(configuration(connection), "base")
        with database.connected() as connection:
            assert set(inspect(connection).get_table_names()) <= {schema.VERSION_TABLE}
        assert database.upgrade() == schema.REVISIONS[-1]
        keep_small(database)
        assert integrity.check(database).findings == ()
        with database.connected() as connection:
            command.check(configuration(connection))

    def test_an_upgrade_of_a_store_that_is_up_to_date_changes_nothing(self, database):
        keep_small(database)
        before = projections(database)
        database.upgrade()
        assert projections(database) == before

    def test_a_store_of_a_newer_program_is_refused_with_both_revisions(self, database, another):
        self.set_revision(database, "0999")
        with (
            pytest.raises(StoreNewer, match=rf"schema 0999, this program knows {schema.REVISIONS[-1]} and older"),
            another(),
        ):
            pass
        with pytest.raises(StoreNewer), another(create=True, outdated=True):
            pass

    def test_an_older_store_is_refused_until_it_is_upgraded(self, database, another, monkeypatch):
        newest = schema.REVISIONS[-1]
        monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "0998"))
        monkeypatch.setattr(integrity, "REVISIONS", schema.REVISIONS)
        with pytest.raises(StoreOutdated) as caught, another(create=True):
            pass
        assert caught.value.next_step == "Run: licensing db upgrade"
        with another(outdated=True) as older:
            assert integrity.info(older).schema == newest
            assert integrity.check(older).findings == (f"the schema is {newest}, this program's is 0998",)

    @pytest.mark.parametrize("older", schema.REVISIONS[:-1])
    def test_an_upgrade_fills_the_tables_that_an_older_store_did_not_have(self, database, older):
        keep_small(database)
        before = projections(database)
        with database.connected() as connection, altering(connection):
            command.downgrade(configuration(connection), older)
        told: list[tuple[int, int]] = []
        assert integrity.upgrade(database, lambda *done: told.append(done)) == schema.REVISIONS[-1]
        assert told
        assert projections(database) == before
        assert integrity.check(database).findings == ()

    def test_a_revision_that_nobody_made_is_no_store(self, database, another):
        self.set_revision(database, "0000-other")
        with pytest.raises(StoreUnreachable, match="another program"), another():
            pass

    def test_a_store_that_was_emptied_is_missing(self, database, another):
        with database.connected() as connection, altering(connection):
            command.downgrade(configuration(connection), "base")
        with pytest.raises(StoreMissing, match="no store in"), another():
            pass
        with another(create=True) as again:
            assert integrity.check(again).findings == ()

    def test_an_upgrade_that_fails_half_way_leaves_no_trace(self, database, another, monkeypatch):
        with database.connected() as connection, altering(connection):
            command.downgrade(configuration(connection), "base")
        real = schema.upgrade

        def broken(connection):
            real(connection)
            raise ZeroDivisionError

        monkeypatch.setattr(schema, "upgrade", broken)
        with pytest.raises(ZeroDivisionError):
            database.upgrade()
        with database.connected() as connection:
            assert set(inspect(connection).get_table_names()) <= {schema.VERSION_TABLE}

    @staticmethod
    def set_revision(database, revision):
        with database.transaction() as connection:
            connection.execute(text("UPDATE licensing_version SET version_num = :it"), {"it": revision})


def configuration(connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))
    config.attributes["connection"] = connection
    return config
