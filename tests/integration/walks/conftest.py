"""A store with nothing in it, and a mock case to be walked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from licensing.definitions.casefile import CaseFile
from licensing.domain.event import Event
from licensing.service.cases import Cases
from licensing.service.walks import Walked, step
from licensing.store.database import Database


def mock_case(**given: Any) -> CaseFile:
    """Give the file of a small munitions license for Japan, which only walks."""
    head = {"ref": "US-1", "process": "us/munitions-license", "provenance": "mock", "opened": "2021-01-11T09:00"}
    attributes = {"vehicle": "DSP-5", "value_usd": 640_000, "major_defense_equipment": False, "destinations": ["JP"]}
    return CaseFile.model_validate(head | {"attributes": attributes, "seed": 14} | given)


def cases_of(database: Database) -> Cases:
    """Give the use cases of a store; the moment of recording has nothing to do with virtual time."""
    return Cases(database, lambda: datetime.now(UTC))


def walk(cases: Cases, ref: str, steps: int = 400) -> list[Walked]:
    """Let so many things happen, or all; the last of them did not move the case when nothing was left."""
    walked: list[Walked] = []
    while len(walked) < steps and (not walked or walked[-1].moved):
        walked.append(step(cases, ref))
    return walked


def events(cases: Cases, ref: str) -> list[Event]:
    """Give everything that was recorded of a case."""
    with cases.database.reading() as unit:
        return list(unit.events(ref))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the address of a store that does not exist yet."""
    return tmp_path / "licensing.db"


@pytest.fixture
def cases(path: Path) -> Iterator[Cases]:
    """Open a new store."""
    with Database.open(path, create=True) as database:
        yield cases_of(database)
