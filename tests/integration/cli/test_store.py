"""The store from the command line: what it says of itself, and what a store that cannot be used gets."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.integration.cli.conftest import Licensing


def test_a_store_that_is_not_there_is_named(licensing: Licensing) -> None:
    said = licensing("case", "list")
    assert (said.code, said.err.split()[0]) == (3, "STORE-001")
    assert said.err.count("\n") == 1


def test_a_store_of_a_newer_schema_is_refused(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    with sqlite3.connect("licensing.db") as connection:
        connection.execute("UPDATE licensing_version SET version_num = '9999'")
    said = licensing("case", "list")
    assert (said.code, said.err.split()[0]) == (3, "STORE-002")


def test_a_file_that_is_no_store_is_refused(licensing: Licensing, tmp_path: Path) -> None:
    (tmp_path / "licensing.db").write_text("not a database, but long enough to be taken for one" * 20)
    said = licensing("case", "list")
    assert (said.code, said.err.split()[0]) == (3, "STORE-008")


def test_a_store_verifies_checks_and_rebuilds(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    root = licensing("db", "verify", "--json").json["root"]
    assert licensing("db", "verify", "--expect", root).code == 0
    assert licensing("db", "rebuild").out == "1 case rebuilt\n"
    assert licensing("db", "check", "--json").json == {"cases": 1, "findings": []}
    assert licensing("db", "verify", "--expect", "0" * 64).code == 1
    assert "schema" in licensing("db", "info").out


def test_a_changed_event_is_named(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    with sqlite3.connect("licensing.db") as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE events SET actor = 'somebody else'")
    found = licensing("db", "verify", "--json")
    assert found.code == 1
    assert [(fault["subject"], fault["seq"]) for fault in found.json["faults"]] == [("US-ML-T-1", 1)]
    assert licensing("db", "check").code == 1
