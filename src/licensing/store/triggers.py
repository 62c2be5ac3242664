"""The triggers that let nobody change or remove an event, on either database.

SQLite drops a table's triggers when a migration rebuilds the table: such a migration must make them anew, and
``licensing db check`` looks for each of them.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"

SQLITE = {
    "events_no_update": f"CREATE TRIGGER events_no_update BEFORE UPDATE ON events {_REFUSE}",
    "events_no_delete": f"CREATE TRIGGER events_no_delete BEFORE DELETE ON events {_REFUSE}",
    # INSERT OR REPLACE would remove a row without a word to the trigger above; this one speaks as SQLite does.
    "events_no_replace": (
        "CREATE TRIGGER events_no_replace BEFORE INSERT ON events BEGIN"
        " SELECT RAISE(ABORT, 'UNIQUE constraint failed: events.ref, events.seq')"
        " FROM events WHERE ref = NEW.ref AND seq = NEW.seq;"
        " SELECT RAISE(ABORT, 'UNIQUE constraint failed: events.ref, events.key')"
        " FROM events WHERE ref = NEW.ref AND key = NEW.key AND command IS NOT NULL AND NEW.command IS NOT NULL;"
        " END"
    ),
}
"""SQLite's triggers by name."""

POSTGRESQL_BODY = "BEGIN RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation'; END"
"""What the function of PostgreSQL's triggers does."""
POSTGRESQL = {
    name: f"CREATE TRIGGER {name} BEFORE {action} ON events FOR EACH {each} EXECUTE FUNCTION events_append_only()"
    for name, action, each in (
        ("events_no_update", "UPDATE", "ROW"),
        ("events_no_delete", "DELETE", "ROW"),
        ("events_no_truncate", "TRUNCATE", "STATEMENT"),
    )
}
"""PostgreSQL's triggers by name."""


def trigger_faults(connection: Connection) -> tuple[str, ...]:
    """Say which triggers are missing, do something else, or have been switched off."""
    if connection.dialect.name == "sqlite":
        wanted = SQLITE
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
    else:
        wanted = POSTGRESQL | {"events_append_only": POSTGRESQL_BODY}
        query = (
            "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger"
            " WHERE tgrelid = 'events'::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
            " UNION ALL SELECT proname, btrim(prosrc) FROM pg_proc WHERE proname = 'events_append_only'"
        )
    found: dict[str, str] = dict(connection.execute(text(query)).all())
    faults = [f"trigger {name} is missing or switched off" for name in wanted if name not in found]
    faults += [f"trigger {name} was changed" for name in wanted if name in found and found[name] != wanted[name]]
    return (*faults, *(f"trigger {name} does not belong on events" for name in found if name not in wanted))
