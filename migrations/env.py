"""Run the migrations of a store on the connection that the program brings, or on the store named by ``-x store=``."""

from __future__ import annotations

from collections.abc import Iterable

from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from licensing.store.connection import altering
from licensing.store.database import Database
from licensing.store.schema import VERSION_TABLE
from licensing.store.tables import Base


def number(migration: MigrationContext, _revision: str | Iterable[str | None], scripts: list[MigrationScript]) -> None:
    """Give a new migration the next number."""
    for script in scripts:
        script.rev_id = f"{int(migration.get_current_revision() or 0) + 1:04}"


def run(connection: Connection) -> None:
    """Run what was asked for in one transaction, which the connection has begun or this begins."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        # A shared PostgreSQL database holds other tables than ours; they are nobody's business here.
        include_name=lambda name, kind, _parents: kind != "table" or name in Base.metadata.tables,
        render_as_batch=True,
        transactional_ddl=True,
        process_revision_directives=number,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    store = context.get_x_argument(as_dictionary=True)["store"]
    with Database.open(store, outdated=True) as database, database.connected() as own, altering(own):
        run(own)
