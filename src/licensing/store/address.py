"""Where a store is: a path, or the URL of a SQLite file or of a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from licensing.domain.errors import StoreUnreachable

_FORMS = "Give a path, sqlite:///PATH or postgresql://USER@HOST/DATABASE."
_POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}


def read_address(address: str | Path) -> URL:
    """Read the address of a store, with the file's path made absolute. Raises :class:`StoreUnreachable`."""
    if isinstance(address, Path) or "://" not in address:
        return _file(str(address))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as fault:
        raise StoreUnreachable("the address of the store cannot be read.", next_step=_FORMS) from fault
    if url.drivername == "sqlite":
        return _file(url.database or "")
    if url.drivername not in _POSTGRESQL:
        raise StoreUnreachable(f"a store cannot live in '{url.drivername}'.", next_step=_FORMS)
    if not url.database:
        raise StoreUnreachable(f"{printed(url)} names no database.", next_step=_FORMS)
    return url.set(drivername="postgresql+psycopg")


def printed(url: URL) -> str:
    """Give the address as a person may see it: a file's path, or the URL without its password."""
    if url.drivername == "sqlite":
        return url.database or ""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _file(path: str) -> URL:
    if path in {"", ":memory:"}:
        raise StoreUnreachable("a store is a file: it must outlive this command.", next_step=_FORMS)
    return URL.create("sqlite", database=str(Path(path).expanduser().absolute()))
