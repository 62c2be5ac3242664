"""Definitions, cases, their append-only events, and the projections derived from them.

House rules: import nothing of the package, so that this does in ten years what it does today; name every constraint;
alter a table of SQLite with `op.batch_alter_table`, which drops the triggers of that table, and make them anew; say
how to go back; derive nothing here that `licensing db rebuild` derives.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Ordered by bytes on both databases, whatever language the server speaks.
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

REFUSE = "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
SQLITE_TRIGGERS = (
    f"CREATE TRIGGER events_no_update BEFORE UPDATE ON events {REFUSE}",
    f"CREATE TRIGGER events_no_delete BEFORE DELETE ON events {REFUSE}",
    (
        "CREATE TRIGGER events_no_replace BEFORE INSERT ON events BEGIN"
        " SELECT RAISE(ABORT, 'UNIQUE constraint failed: events.ref, events.seq')"
        " FROM events WHERE ref = NEW.ref AND seq = NEW.seq;"
        " SELECT RAISE(ABORT, 'UNIQUE constraint failed: events.ref, events.key')"
        " FROM events WHERE ref = NEW.ref AND key = NEW.key AND command IS NOT NULL AND NEW.command IS NOT NULL;"
        " END"
    ),
)
POSTGRESQL_FUNCTION = (
    "CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation'; END $$"
)
POSTGRESQL_TRIGGERS = (
    POSTGRESQL_FUNCTION,
    *(
        f"CREATE TRIGGER events_no_{action.lower()} BEFORE {action} ON events"
        f" FOR EACH {each} EXECUTE FUNCTION events_append_only()"
        for action, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ),
)


def word(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Give a column of words that are compared and ordered."""
    return sa.Column(name, WORD, nullable=null)


def prose(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Give a column of text that is only kept."""
    return sa.Column(name, sa.Text(), nullable=null)


def number(name: str) -> sa.Column[Any]:
    """Give a column of a place in an order."""
    return sa.Column(name, sa.Integer(), nullable=False)


def moment(name: str, *, null: bool = False) -> list[sa.Column[Any]]:
    """Give the four columns of a moment; ``name`` ends in an underscore, or is empty."""
    return [
        sa.Column(f"{name}earliest_us", sa.BigInteger(), nullable=True),
        sa.Column(f"{name}latest_us", sa.BigInteger(), nullable=null),
        prose(f"{name}precision", null=null),
        prose(f"{name}zone", null=null),
    ]


def placed(name: str, *, null: bool = False) -> list[sa.Column[Any]]:
    """Give the columns of a moment and of its place in the order of events."""
    return [*moment(name, null=null), sa.Column(f"{name}order", sa.Integer(), nullable=null)]


def table_of_case(name: str, columns: list[sa.Column[Any]], *key: str) -> None:
    """Make a table whose rows belong to a case; without hidden row numbers no row can be replaced by one."""
    op.create_table(
        name,
        word("ref"),
        *columns,
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=f"fk_{name}_ref_cases"),
        sa.PrimaryKeyConstraint("ref", *key, name=f"pk_{name}"),
        *checks(name),
        sqlite_with_rowid=False,
    )


def checks(name: str) -> tuple[sa.CheckConstraint, ...]:
    """Give the conditions on the rows of a table."""
    if name != "events":
        return ()
    return (
        sa.CheckConstraint("seq >= 1", name="ck_events_seq"),
        sa.CheckConstraint("(command IS NULL) = (command_digest IS NULL)", name="ck_events_command"),
    )


def upgrade() -> None:
    """Make every table, index and trigger."""
    op.create_table(
        "definitions",
        word("digest"),
        word("process"),
        word("version"),
        prose("text"),
        sa.PrimaryKeyConstraint("digest", name="pk_definitions"),
    )
    cases()
    events()
    projections()


def cases() -> None:
    """Make the table of cases."""
    op.create_table(
        "cases",
        *(word(name) for name in ("ref", "process", "version", "definition_digest", "provenance", "matter")),
        prose("title_en"),
        prose("title_ja"),
        sa.Column("observed_until", sa.Date(), nullable=True),
        prose("plan", null=True),
        prose("sources"),
        number("head_seq"),
        word("head_digest"),
        word("state"),
        word("outcome", null=True),
        prose("outcome_label"),
        *moment("opened_"),
        *(column for name in ("filed_", "decided_", "closed_") for column in moment(name, null=True)),
        sa.CheckConstraint("provenance IN ('observed', 'mock', 'simulated')", name="ck_cases_provenance"),
        sa.CheckConstraint("head_seq >= 1", name="ck_cases_head_seq"),
        sa.ForeignKeyConstraint(
            ["definition_digest"], ["definitions.digest"], name="fk_cases_definition_digest_definitions"
        ),
        sa.PrimaryKeyConstraint("ref", name="pk_cases"),
    )
    op.create_index("ix_cases_matter", "cases", ["matter"])
    op.create_index("ix_cases_process_provenance", "cases", ["process", "provenance"])


def events() -> None:
    """Make the table of events and let nobody change it."""
    told = [prose("actor"), word("key"), prose("type"), prose("payload"), prose("basis"), prose("command", null=True)]
    chained = [word("command_digest", null=True), word("previous"), word("digest")]
    recorded_at = sa.Column("recorded_at_us", sa.BigInteger(), nullable=False)
    table_of_case("events", [number("seq"), *moment(""), recorded_at, *told, *chained], "seq")
    first = sa.text("command IS NOT NULL")
    op.create_index(
        "uq_events_ref_key", "events", ["ref", "key"], unique=True, sqlite_where=first, postgresql_where=first
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def projections() -> None:
    """Make the tables that a rebuild fills."""
    table_of_case("links", [word("role"), word("matter")], "role", "matter")
    op.create_index("ix_links_matter", "links", ["matter"])
    stay = [*placed("entered_"), prose("entered_by"), *placed("left_", null=True), prose("left_by")]
    table_of_case("visits", [number("number"), word("state"), *stay], "number")
    op.create_index("ix_visits_state", "visits", ["state"])
    asked = [word("path"), number("number"), word("state"), number("visit"), *placed("sent_")]
    answer = [prose("position"), prose("by_silence"), prose("steps"), prose("questions")]
    table_of_case("referrals", [*asked, *placed("ended_", null=True), *answer], "path", "number")
    opened = [word("kind"), number("number"), prose("reason"), prose("referral"), *placed("opened_")]
    table_of_case("blockers", [*opened, *placed("cleared_", null=True), prose("cleared_by")], "kind", "number")
    fact = [number("number"), word("name"), prose("value"), prose("on_what"), *placed("recorded_")]
    table_of_case("facts", fact, "number")


def downgrade() -> None:
    """Remove every table, with all that it holds."""
    for name in ("facts", "blockers", "referrals", "visits", "links", "events", "cases", "definitions"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION events_append_only()")
