"""A notebook opens a store, reads frozen results, and takes them on as Arrow tables."""

from __future__ import annotations

import builtins
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import licensing
from licensing.definitions.casefile import read_case_file
from licensing.domain.errors import ProvenanceNeeded, StoreMissing, UsageError
from licensing.service.cases import Cases
from licensing.store.database import Database

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
PROCESS = "jp/equipment-transfer"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "licensing.db"
    with Database.open(path, create=True) as database:
        files = [read_case_file(file) for file in sorted(EXAMPLES.glob("*/jp-et-*.yaml"))]
        Cases(database, lambda: datetime(2026, 11, 23, tzinfo=UTC)).submit(files)
    with licensing.open_store(path) as opened:
        yield opened


def test_a_report_is_a_frozen_result_with_rows_and_head(store):
    made = store.report("bottlenecks", PROCESS, provenance="observed")
    assert made.head["provenance"] == "observed"
    assert {row["state"] for row in made.rows} >= {"awaiting-buyer"} or made.data["after_rows"]
    with pytest.raises(FrozenInstanceError):
        made.data = {}


def test_provenances_are_never_mixed(store):
    with pytest.raises(ProvenanceNeeded, match="observed and mock"):
        store.report("ledger", PROCESS)
    assert [result.data["provenance"] for result in store.reports("ledger", PROCESS)] == ["observed", "mock"]


def test_a_result_shows_itself_as_a_table_and_says_its_provenance(store):
    html = store.report("ledger", PROCESS, provenance="observed")._repr_html_()
    assert html.startswith("<table><caption>ledger")
    assert "OBSERVED</caption>" in html
    assert html.count("<tr>") == html.count("</tr>") > 1
    assert "<script" not in html


def test_a_result_goes_on_as_an_arrow_table(store):
    made = store.report("ledger", PROCESS, provenance="observed")
    table = made.to_arrow()
    assert table.num_rows == len(made.rows)
    assert table.column("party").to_pylist() == [row["party"] for row in made.rows]
    assert table.schema.metadata[b"provenance"] == b"observed"


def test_without_pyarrow_the_extra_is_named(store, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name == "pyarrow":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match="pyarrow") as caught:
        store.report("ledger", PROCESS, provenance="observed").to_arrow()
    assert "licensing[notebook]" in caught.value.next_step


def test_survival_and_trend_take_their_options(store):
    asked = {"provenance": "observed", "as_of": date(2026, 11, 1)}
    assert store.report("survival", PROCESS, state="awaiting-buyer", **asked).data["state"] == "awaiting-buyer"
    assert store.report("trend", PROCESS, every="quarter", **asked).data["every"] == "quarter"
    assert len(store.reports("bottlenecks", PROCESS, by="destination", provenance="observed")) > 3


def test_a_figure_leads_back_to_its_cases(store):
    made = store.report("ledger", PROCESS, provenance="observed")
    found = store.why(made.rows[0]["figure"])
    assert found.row == made.rows[0]


def test_the_processes_with_cases_are_named(store):
    assert store.processes() == (PROCESS,)


def test_a_report_or_store_that_is_not_there_is_said_so(store, tmp_path):
    with pytest.raises(UsageError, match="'weather' is no report"):
        store.report("weather", PROCESS, provenance="observed")
    with pytest.raises(StoreMissing):
        licensing.open_store(tmp_path / "none.db")
    with pytest.raises(AttributeError):
        licensing.closed_store  # noqa: B018 - it is not there
