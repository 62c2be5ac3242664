"""The whole command line on PostgreSQL says and keeps what it says and keeps on SQLite, to the byte."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from licensing.cli import case, common
from licensing.cli.main import main
from licensing.definitions.casefile import read_case_file
from licensing.service.cases import Cases
from licensing.service.walks import step
from licensing.store.database import Database
from licensing.store.unit import Reading
from tests.support.two_writers import TwoWriters, desks

__all__ = ["desks"]

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("[mo]*/*.yaml"))
PROGRAMME = EXAMPLES[0].parents[1] / "programmes" / "us-jp-codevelopment.yaml"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MENDED = "JP-ET-FRIGATE-AUSTRALIA"
WALKED = ("US-ML-2026-0001", "US-ML-2025-0004", "JP-ET-MOCK-DARUMA", "JP-3P-MOCK-RETRANSFER")
HELD = "US-ML-2026-0009"

WRITTEN = [
    ("case", "submit", *EXAMPLES),
    ("programme", "submit", PROGRAMME),
    ("programme", "submit", PROGRAMME),
    ("case", "advance", HELD, "confirm-munitions", "--when", "2026-02-03T10:00", "--key", "one"),
    ("case", "advance", HELD, "confirm-munitions", "--when", "2026-02-03T10:00", "--key", "one"),
    ("case", "block", HELD, "no-officer-free", "--when", "2026-02-04", "--key", "two"),
    ("case", "unblock", HELD, "no-officer-free", "--when", "2026-02-05", "--key", "three"),
    ("case", "advance", HELD, "approve", "--when", "2026-02-06", "--key", "four"),
    ("case", "advance", HELD, "confirm-munitions", "--when", "2026-02-01", "--key", "five"),
    ("case", "correct", HELD, "one", "--when-it-was", "2026-02-02", "--reason", "misread", "--key", "six"),
    (
        "case",
        "correct",
        MENDED,
        f"{MENDED}/history-7",
        "--when-it-was",
        "2025-08-06",
        "--reason",
        "r",
        "--key",
        "seven",
    ),
    ("case", "correct", MENDED, f"{MENDED}/open", "--void", "--reason", "r", "--key", "eight"),
]
READ = [
    ("case", "list"),
    ("case", "list", "--state", "in-use", "--over", "100"),
    *(("case", "show", ref) for ref in (*WALKED, HELD, MENDED)),
    ("case", "show", "NOBODY"),
    ("programme", "list"),
    ("programme", "show", "CODEV-MOCK-KITE"),
    *(
        ("report", kind, process, "--provenance", provenance, *more)
        for kind in ("bottlenecks", "blockers", "ledger")
        for process, provenance in (
            ("us/munitions-license", "mock"),
            ("jp/equipment-transfer", "mock"),
            ("jp/equipment-transfer", "observed"),
            ("jp/export-permit", "observed"),
            ("jp/third-party-consent", "observed"),
        )
        for more in ((), ("--as-known-on", "2026-11-22"), ("--clock", "working"))
    ),
    ("db", "check"),
    ("db", "verify"),
    ("db", "rebuild"),
    ("db", "check"),
]


def said(*words: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0), out.getvalue(), err.getvalue()


def walk(address: str) -> None:
    """Walk some of the mock cases: as flows would, by the same service."""
    with Database.open(address) as database:
        cases = Cases(database, lambda: NOW)
        for ref in WALKED:
            while step(cases, ref).moved:
                pass


def everything(unit: Reading) -> list[tuple[object, ...]]:
    return [(summary, events, unit.header(summary.ref)) for summary, events in unit.cases()]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock, so that both stores record everything at one moment."""
    monkeypatch.setattr(case, "now", lambda: NOW)
    monkeypatch.setattr(common, "now", lambda: NOW)


@pytest.mark.usefixtures("clock")
def test_every_command_says_and_keeps_the_same_on_both_databases(address: str, tmp_path: Path) -> None:
    stores = (address, str(tmp_path / "licensing.db"))
    for words in WRITTEN:
        ours, other = (said(*words, "--json", "--store", store) for store in stores)
        assert ours == other, words
    for store in stores:
        walk(store)
    for words in READ:
        for form in ("--json", "--csv", "--quiet"):
            ours, other = (said(*words, form, "--store", store) for store in stores)
            assert ours == other, words
    kept = []
    for store in stores:
        with Database.open(store) as database, database.reading() as unit:
            kept.append(everything(unit))
    assert kept[0] == kept[1]
    assert len(kept[0]) == len(EXAMPLES) + 7  # the lead and six members


@pytest.mark.usefixtures("clock")
def test_what_the_store_is_differs_only_in_what_it_is_made_of(address: str, url, tmp_path: Path) -> None:
    sqlite = str(tmp_path / "licensing.db")
    for store in (address, sqlite):
        assert said("case", "submit", *EXAMPLES, "--store", store)[0] == 0
        assert said("db", "upgrade", "--store", store)[0] == 0
    ours, other = (json.loads(said("db", "info", "--json", "--store", store)[1]) for store in (address, sqlite))
    assert {name for name in ours if ours[name] != other[name]} == {"address", "backend", "durability", "size_bytes"}
    assert ours["durability"] == "fsync=on, synchronous_commit=on"
    assert url.password not in ours["address"]


def test_every_example_can_be_read_back_as_it_was_written(address: str) -> None:
    assert said("case", "submit", *EXAMPLES, "--store", address)[0] == 0
    code, out, _ = said("case", "submit", *EXAMPLES, "--csv", "--store", address)
    assert code == 0
    assert [line.rsplit(",", 1)[1] for line in out.splitlines()[1:]] == ["known already"] * len(EXAMPLES)
    assert {read_case_file(path).ref for path in EXAMPLES} == {line.split(",")[0] for line in out.splitlines()[1:]}


class TestOnPostgreSql(TwoWriters):
    """Locks are of rows, and of references that no case has yet."""
