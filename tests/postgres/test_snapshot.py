"""Snapshots of a store on PostgreSQL lie in the folder of the command, and answer as reports on the cases do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from licensing.analysis.catalog import REPORTS
from licensing.analysis.heading import Scope
from licensing.definitions.casefile import read_case_file
from licensing.domain.vocabulary import Provenance
from licensing.service import counting
from licensing.service.answers import prepared
from licensing.service.cases import Cases
from licensing.service.reports import each
from licensing.service.snapshots import path_of, refresh
from licensing.store.database import Database

OBSERVED = sorted((Path(__file__).resolve().parents[2] / "examples" / "observed").glob("jp-*.yaml"))
PROCESS = "jp/equipment-transfer"


@pytest.fixture
def filled(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Database:
    monkeypatch.chdir(tmp_path)
    Cases(database, lambda: datetime(2026, 11, 23, tzinfo=UTC)).submit([read_case_file(path) for path in OBSERVED])
    return database


@pytest.mark.parametrize("pooled", [1, 1_000])
def test_a_snapshot_answers_as_the_cases_do(filled: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pooled):
    monkeypatch.setattr(counting, "POOLED", pooled)
    done = refresh(filled, lambda *_: None)
    assert done.counted == len(OBSERVED)
    assert done.path == path_of(filled) == tmp_path / done.path.name
    for name, make in REPORTS.items():
        found = prepared(filled, name, PROCESS, Scope(), provenance=Provenance.OBSERVED)
        assert found is not None, name
        plainly = each(filled, make, PROCESS, Scope(), provenance=Provenance.OBSERVED)
        assert [report.as_json() for report in found] == [report.as_json() for report in plainly]
    assert refresh(filled, lambda *_: None).counted == 0
