"""A new SQLite store for each test."""

from __future__ import annotations

from functools import partial

import pytest

from licensing.store.database import Database

pytest.register_assert_rewrite("tests.support.store_behavior", "tests.support.store_evidence")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "licensing.db"


@pytest.fixture
def database(path):
    with Database.open(path, create=True) as database:
        yield database


@pytest.fixture
def another(path, database):
    """Open the store of the test once more."""
    return partial(Database.open, path)
