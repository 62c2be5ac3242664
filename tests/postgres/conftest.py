"""A new PostgreSQL database for each test, on the server that LICENSING_TEST_POSTGRES_URL names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url

from licensing.store.database import Database

pytest.register_assert_rewrite("tests.support.store_behavior", "tests.support.store_evidence")

SERVER = os.environ.get("LICENSING_TEST_POSTGRES_URL", "")
PREFIX = f"licensing_test_{os.getpid()}"
NUMBERS = count(1)
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Mark what is in this folder, and leave it out where there is no server."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.postgres)
            if not SERVER:
                item.add_marker(pytest.mark.skip(reason="LICENSING_TEST_POSTGRES_URL is not set"))


@contextmanager
def database_made(name: str, template: str = "template1") -> Iterator[URL]:
    """Make a database of the server for as long as it is used."""
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield make_url(SERVER).set(database=name)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        engine.dispose()


@pytest.fixture(scope="session")
def template():
    """Give the name of a database with an empty store."""
    with database_made(f"{PREFIX}_template") as url:
        Database.open(url.render_as_string(hide_password=False), create=True).close()
        yield url.database


@pytest.fixture
def url(template):
    with database_made(f"{PREFIX}_{next(NUMBERS)}", template) as url:
        yield url


@pytest.fixture
def address(url):
    return url.render_as_string(hide_password=False)


@pytest.fixture
def database(address):
    with Database.open(address) as database:
        yield database


@pytest.fixture
def another(address, database):
    """Open the store of the test once more."""
    return partial(Database.open, address)
