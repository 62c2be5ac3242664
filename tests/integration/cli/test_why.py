"""From every figure of every report a way leads back to its cases, their events, and a text or the word assumption."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from licensing.definitions.casefile import read_case_file
from licensing.service.cases import Cases
from licensing.service.walks import step
from licensing.service.why import NO_SOURCE, SENTENCES
from licensing.store.database import Database
from tests.integration.cli.conftest import ROOT, Licensing

LICENSE = "us/munitions-license"
COMMANDS = {
    **{name: (name,) for name in SENTENCES},
    "survival in a state": ("survival", "--state", "staffed", "--still-after", "5"),
    "survival of a stock": ("survival", "--stock-on", "2025-08-01"),
    "on the clock": ("bottlenecks", "--clock", "on-clock"),
    "by quarter": ("trend", "--every", "quarter"),
}


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("walked") / "licensing.db"
    with Database.open(path, create=True) as database:
        cases = Cases(database, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))

        files = [read_case_file(file) for file in sorted((ROOT / "examples" / "mock").glob("us-ml-*.yaml"))]
        cases.submit(files)
        for file in files:
            while step(cases, file.ref).moved:
                pass
    return path


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_every_figure_of_a_report_leads_back_to_events_and_to_a_text(licensing: Licensing, walked: Path, words):
    report, *options = words
    made = licensing("report", report, LICENSE, *options, "--store", walked, "--json").json
    rows = [*made["rows"], *made.get("after_rows", []), *made.get("pairs", [])]
    assert rows
    for row in rows[:12]:
        said = licensing("why", row["figure"], "--store", walked, "--json")
        assert said.code == 0, said.err
        found = said.json
        assert found["row"] == row
        assert found["sentence"] == SENTENCES[report]
        assert found["bases"] or found["source"] == NO_SOURCE
        for case in found["weights"]:
            for stretch in case["stretches"]:
                assert all(len(event["digest"]) == 64 for event in stretch["events"])


def test_the_cases_behind_a_total_add_up_to_it(licensing: Licensing, walked: Path):
    made = licensing("report", "bottlenecks", LICENSE, "--store", walked, "--json").json
    row = next(row for row in made["rows"] if row["state"] == "congress-informal")
    found = licensing("why", row["figure"], "--store", walked, "--json").json
    assert found["cases"] == row["cases"]
    assert sum(case["days"] for case in found["weights"]) == pytest.approx(row["total_days"])
    assert {basis["kind"] for basis in found["bases"]} == {"practice"}
    events = [event for case in found["weights"] for stretch in case["stretches"] for event in stretch["events"]]
    assert {"Moved"} <= {event["type"] for event in events}


def test_a_person_reads_what_counts_which_cases_weigh_most_and_the_law(licensing: Licensing, walked: Path):
    made = licensing("report", "conformance", LICENSE, "--store", walked, "--json").json
    figure = next(row["figure"] for row in made["rows"] if row["rule"] == "nspd-56-60")
    said = licensing("why", figure, "--store", walked)
    assert said.out.startswith("How often this limit of time ran out, with everything left out that the law\n")
    assert "73 FR 20357" in said.out
    assert "digest" in said.out


def test_a_figure_of_other_cases_is_gone_and_says_what_to_do(licensing: Licensing, walked: Path):
    made = licensing("report", "ledger", LICENSE, "--since", "2026-01", "--store", walked, "--json").json
    figure = made["rows"][0]["figure"]
    said = licensing("why", figure, "--store", walked)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("REPORT-004 the cases of us/munitions-license are not those that")
    assert licensing("why", figure, "--since", "2026-01", "--store", walked).code == 0


@pytest.mark.parametrize(
    "text, code",
    [
        ("nothing", "USE-001"),
        ("weather:us/munitions-license:x:y@0a", "USE-001"),
        ("ledger:us/no-such:x:y@0a", "DEF-001"),
        ("ledger:us/munitions-license:x:y@0a", "REPORT-004"),
    ],
)
def test_what_names_no_figure_is_refused_in_one_line(licensing: Licensing, walked: Path, text, code):
    said = licensing("why", text, "--store", walked)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(code)
    assert said.err.count("\n") == 1
