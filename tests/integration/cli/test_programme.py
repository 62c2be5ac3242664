"""`licensing programme`: submit, list and show, in tables, JSON and CSV, in both languages."""

from __future__ import annotations

import csv
import io

import pytest

from tests.integration.cli.conftest import MOCK_CASE
from tests.support.programmes import AMENDMENT, KITE, without


@pytest.fixture
def kite(tmp_path):
    path = tmp_path / "kite.yaml"
    path.write_text(KITE, encoding="utf-8")
    return path


@pytest.fixture
def submitted(licensing, kite):
    assert licensing("programme", "submit", kite, "--quiet").code == 0
    return licensing


def lines_after(out, heading):
    """Give the lines of a section, up to the next empty one."""
    lines = out.splitlines()
    start = lines.index(heading) + 1
    end = next((place for place in range(start, len(lines)) if not lines[place]), len(lines))
    return lines[start:end]


def test_submitting_says_what_was_opened_and_the_next_step(licensing, kite):
    said = licensing("programme", "submit", kite)
    assert (said.code, said.err) == (0, "")
    assert [line.split()[0] for line in said.out.splitlines()] == [
        "Case",
        "T-KITE-REQUIREMENT",
        "T-KITE-US",
        "T-KITE-FINDING",
        "T-KITE-PERMIT",
        "T-KITE",
        "Next:",
        "licensing",
    ]
    again = licensing("programme", "submit", kite, "--json")
    assert {row["new"] for row in again.json} == {"known already"}
    assert {row["programme"] for row in again.json} == {"T-KITE"}


def test_a_programme_file_is_no_case_file_and_the_other_way_round(licensing, kite, mock_case):
    as_case = licensing("case", "submit", kite)
    assert (as_case.code, as_case.out) == (2, "")
    as_programme = licensing("programme", "submit", mock_case)
    assert (as_programme.code, as_programme.out) == (2, "")
    assert "licensing case submit" in as_programme.err
    assert licensing("programme", "submit").code == 2
    assert "ref: US-ML-T-1" in MOCK_CASE


def test_the_list_tells_how_far_the_members_are(submitted):
    said = submitted("programme", "list")
    row = next(line for line in said.out.splitlines() if line.startswith("T-KITE"))
    assert row.split() == ["T-KITE", "mock", "exchange", "2025-02-03", "4", "of", "4"]
    (item,) = submitted("programme", "list", "--json", "--lang", "ja").json
    assert (item["title"], item["outcome"], item["members_decided"]) == ("カイト（架空）", "granted", 4)
    assert submitted("programme", "list", "--csv").out.startswith("programme,process,provenance,title,")


def test_an_empty_store_says_how_to_begin(licensing):
    assert licensing("db", "upgrade").code == 0
    said = licensing("programme", "list")
    assert said.out.splitlines()[0] == "No programme in this store."
    assert licensing("programme", "list", "--json").json == []


def test_a_programme_is_shown_with_all_its_figures_within_the_screen(submitted):
    said = submitted("programme", "show", "T-KITE")
    assert (said.code, said.err) == (0, "")
    assert max(map(len, said.out.splitlines())) <= 80
    assert "Data flow in both directions: Japan came last, 2025-05-14: 100 days from its" in said.out
    timeline = [line for line in lines_after(said.out, "Timeline") if line[:2].strip()]
    assert [line.split()[0] for line in timeline] == ["Side", "both", "both", "JP", "US", "JP"]
    (join,) = [line for line in said.out.splitlines() if line.startswith("T-KITE open-japanese-data-last:")]
    assert join.startswith("T-KITE open-japanese-data-last: JP (export-permit), 2025-05-12")
    ledger = lines_after(said.out, "Whose time it was")
    assert [line.split() for line in ledger if line.startswith("JP")] == [
        ["JP", "Deciding", "agency", "39", "39.0", "%"]
    ]
    assert next(line for line in ledger if "Σ" in line).split() == ["Σ", "100"]
    path = lines_after(said.out, "Critical path")
    assert {line.split()[1] for line in path if line.startswith("2025-")} == {"both", "US", "JP"}


def test_a_shut_gate_stands_out(licensing, kite, tmp_path):
    kite.write_text(without(KITE, "open-us-data", "open-japanese-data-last"), encoding="utf-8")
    assert licensing("programme", "submit", kite).code == 0
    amendment = tmp_path / "amendment.yaml"
    amendment.write_text(AMENDMENT, encoding="utf-8")
    assert licensing("case", "submit", amendment).code == 0
    said = licensing("programme", "show", "T-KITE")
    gate = next(line for line in lines_after(said.out, "Gates") if line.startswith("open-us-data "))
    assert gate.split() == ["open-us-data", "us-authorization", "hard", "CLOSED", "–", "–"]
    assert "In 'Authorizations of both countries under way'" in said.out


def test_json_has_every_figure_and_csv_the_timeline(submitted):
    shown = submitted("programme", "show", "T-KITE", "--json").json
    assert shown["provenance"] == "mock"
    assert shown["elapsed_us"] == sum(row["us"] for row in shown["ledger"]) == (100 * 24 + 1) * 3600 * 10**6
    assert sum(row["share"] for row in shown["ledger"]) == pytest.approx(1)
    assert (shown["n_decided"], shown["n_open"]) == (4, 0)
    assert [step["to"] for step in shown["critical_path"]][-1] == "2025-05-14"
    rows = list(csv.DictReader(io.StringIO(submitted("programme", "show", "T-KITE", "--csv").out)))
    assert [row["ref"] for row in rows] == [row["ref"] for row in shown["timeline"]]


def test_as_of_a_day_it_is_shown_as_it_was(submitted):
    shown = submitted("programme", "show", "T-KITE", "--as-of", "2025-03-31", "--json").json
    assert (shown["as_of"], shown["n_open"]) == ("2025-03-31T14:59:59.999999Z", 2)
    assert submitted("programme", "show", "T-KITE", "--as-of", "soon").code == 2


def test_in_japanese_the_labels_are_japanese(submitted):
    said = submitted("programme", "show", "T-KITE", "--lang", "ja")
    for words in ("カイト（架空）", "経過", "関門", "クリティカルパス", "双方向の交流", "決定機関"):
        assert words in said.out


def test_what_is_no_programme_is_said_to_be_none(submitted):
    said = submitted("programme", "show", "T-KITE-US")
    assert (said.code, said.out) == (2, "")
    assert said.err == "CASE-001 no programme 'T-KITE-US' in this store. See `licensing programme list`.\n"
