"""The schema of a store: which revision it has, and how it is brought to this program's."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from licensing.domain.errors import StoreMissing, StoreNewer, StoreOutdated, StoreUnreachable

VERSION_TABLE = "licensing_version"
REVISIONS = ("0001", "0002")
"""Every revision there has been, oldest first; the same as the files of ``migrations/versions``."""

# Any number that no other program is likely to lock.
_UPGRADE_LOCK = 0x6C6963656E7365


class Schema(StrEnum):
    """How a database stands to this program's schema."""

    ABSENT = "absent"
    CURRENT = "current"
    OUTDATED = "outdated"
    NEWER = "newer"
    FOREIGN = "foreign"


def revision(connection: Connection) -> str | None:
    """Give the revision of the schema, ``None`` where there is no store."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608 - our own name


def schema(connection: Connection) -> Schema:
    """Say how the database stands to this program's schema."""
    found = revision(connection)
    if found is None:
        # A PostgreSQL database may be shared; a file with other tables belongs to another program.
        shared = connection.dialect.name != "sqlite"
        others = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
        return Schema.ABSENT if shared or not others else Schema.FOREIGN
    if found == REVISIONS[-1]:
        return Schema.CURRENT
    if found in REVISIONS:
        return Schema.OUTDATED
    return Schema.NEWER if found > REVISIONS[-1] else Schema.FOREIGN


def require_current(connection: Connection, address: str) -> None:
    """Raise the :class:`StoreError` that says why the schema is not this program's."""
    match schema(connection):
        case Schema.ABSENT:
            raise StoreMissing(f"there is no store in {address} yet.", next_step="Run: licensing db upgrade")
        case Schema.OUTDATED:
            raise StoreOutdated(
                f"{address} has schema {revision(connection)}, this program needs {REVISIONS[-1]}.",
                next_step="Run: licensing db upgrade",
            )
        case Schema.NEWER:
            raise StoreNewer(
                f"{address} has schema {revision(connection)}, this program knows {REVISIONS[-1]} and older.",
                next_step="Use the version of licensing that made it, or a newer one.",
            )
        case Schema.FOREIGN:
            raise StoreUnreachable(
                f"{address} is no store: it belongs to another program.", next_step="Give another path."
            )
        case Schema.CURRENT:
            return


def migrations_folder() -> Path:
    """Give the folder of the migrations: at the top of the repository, or inside an installed package."""
    package = Path(str(files("licensing")))
    bundled = package / "_bundled" / "migrations"
    return bundled if bundled.is_dir() else package.parents[1] / "migrations"


def upgrade(connection: Connection) -> None:
    """Bring the schema to this program's revision, inside the transaction that the caller has begun."""
    # Only an upgrade pays for importing Alembic.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, REVISIONS[-1])
