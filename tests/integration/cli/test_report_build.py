"""``licensing report build``: one file to hand on, from a store."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256

import pytest

from tests.support.html_pages import parsed

TRANSFER = "jp/equipment-transfer"


@pytest.fixture
def store(licensing, observed, mock_case):
    """Give a store with real and invented cases."""
    files = sorted(observed.glob("*.yaml"))
    assert licensing("case", "submit", *files, mock_case).code == 0
    return files


def test_it_says_what_the_file_tells_of_and_the_file_tells_how_it_was_made(licensing, store, tmp_path):
    said = licensing("report", "build", TRANSFER, "--html", "a.html", "--as-of", "2024-12-31", "--json")
    content = (tmp_path / "a.html").read_bytes()
    assert said.json["bytes"] == len(content) < 1_000_000
    assert said.json["sha256"] == sha256(content).hexdigest()
    read = parsed(content.decode())
    assert f"{said.json['n_decided']} decided" in read.by_id("map").text
    assert said.json["snapshot"] in read.by_id("rebuild").text
    expected = (
        "licensing report build jp/equipment-transfer --html a.html --provenance observed --clock elapsed"
        " --as-of 2024-12-31 --lang en"
    )
    assert expected in read.by_id("rebuild").text


def test_the_command_of_the_report_makes_the_same_bytes_in_another_process_and_folder(licensing, store, tmp_path):
    assert licensing("report", "build", TRANSFER, "--html", "a.html", "--lang", "ja").code == 0
    first = (tmp_path / "a.html").read_bytes()
    (code,) = [item for item in parsed(first.decode()).by_id("rebuild").inside if item.name == "pre"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    store_there = {"LICENSING_STORE": str(tmp_path / "licensing.db"), "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, "-c", "from licensing.cli.main import main; main()", *code.text.split()[1:]],
        cwd=elsewhere,
        env=os.environ | store_there,
        check=True,
        capture_output=True,
    )
    assert (elsewhere / "a.html").read_bytes() == first
    assert str(tmp_path) not in first.decode()


def test_real_and_invented_cases_are_never_in_one_report(licensing, store, mock_case, tmp_path):
    text = mock_case.read_text("utf-8")
    other = text.replace("us/munitions-license", TRANSFER).replace("US-ML-T-1", "JP-ET-T-1").split("attributes")[0]
    (tmp_path / "other.yaml").write_text(f"{other}opened: 2026-01-05T09:00\n", "utf-8")
    submitted = licensing("case", "submit", "other.yaml")
    assert submitted.code == 0, submitted.err
    refused = licensing("report", "build", TRANSFER, "--html", "a.html")
    assert refused.code == 2
    assert refused.err.startswith("REPORT-002")
    assert "--provenance observed" in refused.err
    assert not (tmp_path / "a.html").exists()


def test_a_file_that_cannot_be_written_leaves_nothing_behind(licensing, store, tmp_path):
    refused = licensing("report", "build", TRANSFER, "--html", "nowhere/a.html")
    assert refused.code == 2
    assert refused.err.startswith("USE-001 cannot write nowhere/a.html")
    assert not (tmp_path / "nowhere").exists()
    assert licensing("report", "build", TRANSFER).code == 2


def test_without_the_extra_nothing_is_read_and_the_error_names_it(licensing, monkeypatch):
    monkeypatch.setattr("licensing.report.build.find_spec", lambda name: None)
    refused = licensing("report", "build", TRANSFER, "--html", "a.html")
    assert refused.code == 2
    assert "licensing[charts]" in refused.err
    assert len(refused.err.strip().splitlines()) == 1


def test_reports_on_a_clock_and_by_an_attribute(licensing, store, tmp_path):
    said = licensing("report", "build", "us/munitions-license", "--html", "a.html", "--clock", "on-clock", "--csv")
    assert said.code == 0
    assert said.out.splitlines()[0].startswith("file,bytes,sha256")
    assert "days on clock nspd-56-60" in parsed((tmp_path / "a.html").read_text("utf-8")).by_id("map").text
    assert licensing("report", "build", "us/munitions-license", "--html", "b.html", "--by", "vehicle").code == 0
    assert parsed((tmp_path / "b.html").read_text("utf-8")).rows("by")[0][0][0] == "DSP-5"


def test_an_imported_log_has_a_report_that_claims_no_law(licensing, tmp_path):
    rows = ["case,activity,timestamp", "P-1,Receive,2026-01-05 09:00", "P-1,Decide,2026-01-22 10:00"]
    (tmp_path / "permits.csv").write_text("\n".join(rows) + "\n", "utf-8")
    mapping = "columns: {case: case, activity: activity, time: timestamp}\nzone: Asia/Tokyo\nends: [Decide]\n"
    (tmp_path / "permits.yaml").write_text(mapping + "outcomes: {Decide: granted}\n", "utf-8")
    imported = licensing("import", "permits.csv", "--mapping", "permits.yaml")
    assert imported.code == 0, imported.err
    assert licensing("report", "build", "log/permits", "--html", "a.html").code == 0
    read = parsed((tmp_path / "a.html").read_text("utf-8"))
    assert "The definition of this process cites no text." in read.by_id("citations").text
    assert "No text is cited for the states" in read.by_id("summary").text
    assert "Law last read" not in read.by_id("measured").text
    assert {row[0][0] for row in read.rows("grounds-data")} == {"no basis cited"}
