"""Commands that write to one SQLite store at the same moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from licensing.store.database import Database
from tests.support.two_writers import TwoWriters, desks

__all__ = ["desks"]


@pytest.fixture
def address(tmp_path: Path) -> str:
    address = str(tmp_path / "licensing.db")
    Database.open(address, create=True).close()
    return address


class TestOnSqlite(TwoWriters):
    """Locks are the file's."""
