"""A store is addressed by a path or by a URL, and a password is never printed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from licensing.domain.errors import StoreUnreachable
from licensing.store.address import printed, read_address
from licensing.store.connection import engine_for


@pytest.mark.parametrize(
    "address, path",
    [
        ("cases.db", Path.cwd() / "cases.db"),
        (Path("folder/cases.db"), Path.cwd() / "folder" / "cases.db"),
        ("sqlite:///cases.db", Path.cwd() / "cases.db"),
        ("sqlite:////srv/案件 100%.db", Path("/srv/案件 100%.db")),
        ("/srv/a b?c#d.db", Path("/srv/a b?c#d.db")),
        ("~/cases.db", Path.home() / "cases.db"),
    ],
)
def test_a_file_is_named_by_a_path_or_by_a_url(address, path):
    assert printed(read_address(address)) == str(path)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_server_is_named_by_a_url_and_printed_without_its_password(scheme):
    url = read_address(f"{scheme}://officer:secret@db.example:5433/licensing")
    assert (url.drivername, url.password) == ("postgresql+psycopg", "secret")
    assert printed(url) == "postgresql://officer:***@db.example:5433/licensing"


@pytest.mark.parametrize(
    "address, sentence",
    [
        ("mysql://localhost/licensing", "a store cannot live in 'mysql'"),
        ("sqlite+aiosqlite:///cases.db", "a store cannot live in 'sqlite"),
        ("postgresql://localhost", "names no database"),
        ("postgresql://localhost:port/licensing", "cannot be read"),
        ("sqlite://", "must outlive this command"),
        (":memory:", "must outlive this command"),
        ("", "must outlive this command"),
    ],
)
def test_any_other_address_is_refused_with_the_forms_that_are_understood(address, sentence):
    with pytest.raises(StoreUnreachable, match="STORE-008") as caught:
        read_address(address)
    assert sentence in caught.value.message
    assert caught.value.next_step == "Give a path, sqlite:///PATH or postgresql://USER@HOST/DATABASE."


def test_a_server_cannot_be_spoken_to_without_its_driver(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnreachable, match="driver") as caught:
        engine_for(read_address("postgresql://localhost/licensing"), mode="rw", wait_seconds=1)
    assert caught.value.next_step == "Run: pip install 'licensing[postgres]'"
