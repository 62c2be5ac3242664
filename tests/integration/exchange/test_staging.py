"""Rows on their way: files far larger than the memory they may take."""

from __future__ import annotations

import csv

from licensing.exchange import staging
from licensing.exchange.staging import connected, staged


def test_a_file_larger_than_all_memory_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "MEMORY", "32MB")
    monkeypatch.setattr(staging, "LONGEST_ROW", 2_500_000)
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows((number, "x" * 90) for number in range(600_000))
    assert path.stat().st_size > 50_000_000
    with connected(tmp_path) as database:
        found = database.execute(
            f"SELECT count(*), min(length(said)) FROM {staged(path, {'number': 'INTEGER', 'said': 'VARCHAR'})}"
        )
        assert found.fetchall() == [(600_000, 90)]
