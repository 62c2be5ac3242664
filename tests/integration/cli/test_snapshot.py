"""`licensing db snapshot`, and reports that are answered from what it makes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from licensing.analysis.catalog import REPORTS
from licensing.definitions.casefile import read_case_file
from licensing.domain.event import Corrected, Event
from licensing.domain.vocabulary import Provenance
from licensing.engine.evolve import effective
from licensing.service import counting, reports
from licensing.service.cases import Cases
from licensing.service.snapshots import path_of, refresh
from licensing.service.walks import step
from licensing.snapshot import contents
from licensing.snapshot.file import reading
from licensing.store.database import Database
from tests.integration.cli.conftest import ROOT, Licensing

SNAPSHOT = Path("licensing.db.snapshot.duckdb")
SOME = ("bottlenecks", "blockers")
TRANSFER = "jp/equipment-transfer"
LICENSE = "us/munitions-license"
ASKED = (
    (),
    ("--clock", "working"),
    ("--clock", "on-clock"),
    ("--since", "2020-01-01", "--until", "2026-03-31"),
)


@pytest.fixture(scope="module")
def walked_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with the dated cases and some mock ones, those walked to their end."""
    path = tmp_path_factory.mktemp("walked") / "licensing.db"
    files = [
        read_case_file(file)
        for kind in ("mock", "observed")
        for file in sorted((ROOT / "examples" / kind).glob("*.yaml"))
    ]
    linked = {matter for file in files for matter in file.links.values()}
    with Database.open(path, create=True) as database:
        cases = Cases(database, lambda: datetime(2026, 1, 1, tzinfo=UTC))
        cases.submit(files)
        for file in sorted(files, key=lambda item: (item.of_matter not in linked, item.ref)):
            while file.provenance is Provenance.MOCK and step(cases, file.ref).moved:
                pass
    return path


@pytest.fixture
def submitted(licensing: Licensing, walked_store: Path) -> Licensing:
    shutil.copy(walked_store, "licensing.db")
    return licensing


OPTIONS = {
    "survival": (("--state", "signed"), ("--still-after", "20")),
    "trend": (("--every", "month"), ("--every", "quarter")),
}


def figures(licensing: Licensing, names: Iterable[str] = SOME) -> dict[tuple[str, ...], str]:
    """Print reports in every way that a snapshot can answer."""
    told = {}
    for process, provenance in ((TRANSFER, "observed"), (LICENSE, "mock")):
        for report in names:
            for how in ASKED if process == LICENSE else ASKED[:-1]:
                if report == "rework" and "--clock" in how:
                    continue  # what lies between two cases of a matter is kept in elapsed days only
                said = licensing("report", report, process, "--provenance", provenance, "--json", *how)
                assert said.code == 0 or (report, process) == ("survival", TRANSFER), said.err  # it has no clock
                told[report, process, *how] = said.out + said.err
    return told


def counted(licensing: Licensing, *how: str) -> int:
    said = licensing("db", "snapshot", "--json", *how)
    assert (said.code, said.err) == (0, "")
    number = said.json["counted"]
    assert isinstance(number, int)
    return number


def no_cases_read(*_: object, **__: object) -> None:
    message = "the cases were read one by one"
    raise AssertionError(message)


def test_reports_from_a_snapshot_print_what_they_print_without_one(submitted, monkeypatch):
    without = figures(submitted, REPORTS), split(submitted)
    assert counted(submitted) > 30
    monkeypatch.setattr(reports, "case_files", no_cases_read)
    assert (figures(submitted, REPORTS), split(submitted)) == without


def split(licensing: Licensing) -> dict[tuple[str, ...], str]:
    """Print every report by an attribute, and each with the options that it alone has."""
    told = {}
    for report in REPORTS:
        for how in (("--by", "submission"), *OPTIONS.get(report, ())):
            process = "jp/transfer-agreement" if "--state" in how else LICENSE
            said = licensing("report", report, process, "--provenance", "mock", "--json", *how)
            assert said.code == 0, said.err
            told[report, *how] = said.out
    return told


def test_a_stock_is_counted_case_by_case(submitted):
    asked = ("report", "survival", LICENSE, "--json", "--stock-on", "2026-03-31")
    without = submitted(*asked)
    assert without.code == 0
    counted(submitted)
    assert submitted(*asked).out == without.out


@pytest.mark.parametrize(
    "how", [("--by", "no-such"), ("--provenance", "simulated"), ("--clock", "on-clock", "--clock-id", "no-such")]
)
def test_what_no_report_has_is_refused_the_same_with_a_snapshot(submitted, how):
    without = submitted("report", "referrals", LICENSE, *how)
    assert without.code != 0
    counted(submitted)
    assert submitted("report", "referrals", LICENSE, *how) == without


def test_an_unknown_state_is_refused_the_same_with_a_snapshot(submitted):
    without = submitted("report", "survival", LICENSE, "--state", "no-such")
    assert without.code != 0
    counted(submitted)
    assert submitted("report", "survival", LICENSE, "--state", "no-such") == without


def test_a_report_that_the_snapshot_cannot_answer_reads_the_cases(submitted):
    asked = ("report", "bottlenecks", TRANSFER, "--provenance", "observed", "--json", "--as-of", "2015-06-30")
    without = submitted(*asked).out
    counted(submitted)
    assert submitted(*asked).out == without


def test_a_snapshot_older_than_the_store_answers_nothing(submitted, mock_case):
    counted(submitted)
    submitted("case", "submit", mock_case)
    submitted("case", "advance", "US-ML-T-1", "confirm-munitions", "--when", "2026-01-06T10:00")
    told = submitted("report", "bottlenecks", LICENSE, "--provenance", "mock", "--json").json
    SNAPSHOT.unlink()
    assert submitted("report", "bottlenecks", LICENSE, "--provenance", "mock", "--json").json == told


def test_only_what_has_changed_is_counted_anew_and_comes_to_the_same_as_counting_all(submitted, mock_case):
    every_case = counted(submitted)
    assert counted(submitted) == 0
    submitted("case", "submit", mock_case)
    some = counted(submitted)
    assert 1 <= some < every_case / 2
    changed = figures(submitted)
    ours = ("report", "bottlenecks", LICENSE, "--provenance", "mock", "--json")
    refreshed = submitted(*ours).out
    assert counted(submitted, "--full") == every_case + 1
    assert figures(submitted) == changed
    assert submitted(*ours).out == refreshed


def test_a_case_is_counted_anew_when_a_case_it_is_linked_to_moves_on(submitted):
    counted(submitted)
    with Database.open("licensing.db", read_only=True) as database, database.reading() as unit:
        links = unit.links()
        newest = {head.matter: head for head in unit.heads()}
    ref, linked = next((ref, newest[matter]) for ref, own in links.items() for _, matter in own if matter in newest)
    before = keys()
    with Database.open("licensing.db") as database:
        _touch(database, linked.ref)
    counted(submitted)
    after = keys()
    assert before[ref][0] == after[ref][0]  # its own events are what they were
    assert before[ref][1] != after[ref][1]
    assert before[linked.ref][0] != after[linked.ref][0]


def _touch(database: Database, ref: str) -> None:
    """Record that nothing else happened: the last event once more, voided and told again."""
    with database.writing() as unit:
        unit.lock(ref)
        events = unit.events(ref)
        standing = effective(events)
        last = events[-1]
        again = Event(
            last.seq + 1, standing[-1].when, Corrected(last.key, "told again", standing), "again", "test", command="{}"
        )
        unit.append(ref, (again,), 1)


def keys() -> dict[str, tuple[str, str]]:
    with reading(SNAPSHOT.absolute()) as connection:
        assert connection is not None
        return {
            ref: (head, around)
            for ref, head, around in connection.execute("SELECT ref, head, around FROM cases").fetchall()
        }


def test_a_refresh_that_is_stopped_half_way_leaves_the_snapshot_that_was_there(submitted, mock_case, monkeypatch):
    counted(submitted)
    before = SNAPSHOT.read_bytes()
    submitted("case", "submit", mock_case)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, Database.open("licensing.db", read_only=True) as database:
        patch.setattr(contents, "load", stopped)
        with pytest.raises(KeyboardInterrupt):
            refresh(database, lambda *_: None)
    assert SNAPSHOT.read_bytes() == before
    assert [path.name for path in Path().iterdir() if path.name.startswith(".licensing")] == []
    assert counted(submitted) >= 1


KILLED = """
import os, signal
import licensing.snapshot.contents as contents
from licensing.service.snapshots import refresh
from licensing.service.walks import step
from licensing.store.database import Database

load = contents.load

def killed(connection, folder):
    load(connection, folder)
    os.kill(os.getpid(), signal.SIGKILL)

contents.load = killed
with Database.open("licensing.db", read_only=True) as database:
    refresh(database, lambda *_: None)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_killed_refresh_leaves_the_snapshot_that_was_there(submitted, mock_case):
    counted(submitted)
    before = SNAPSHOT.read_bytes()
    submitted("case", "submit", mock_case)
    ended = subprocess.run([sys.executable, "-c", KILLED], env=dict(os.environ), check=False, timeout=120)
    assert ended.returncode == -signal.SIGKILL
    assert SNAPSHOT.read_bytes() == before
    left_over = next(Path().glob(f".{SNAPSHOT}.*"))
    os.utime(left_over, (0, 0))
    assert counted(submitted) >= 1
    assert not left_over.exists()
    refreshed = figures(submitted)
    SNAPSHOT.unlink()
    assert figures(submitted) == refreshed


def test_whoever_reads_the_snapshot_goes_on_while_it_is_exchanged(submitted, mock_case):
    every_case = counted(submitted)
    submitted("case", "submit", mock_case)
    with reading(SNAPSHOT.absolute()) as connection:
        assert connection is not None
        counted(submitted)
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (every_case,)
    with reading(SNAPSHOT.absolute()) as connection:
        assert connection is not None
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (every_case + 1,)


@pytest.mark.parametrize("rubbish", [b"", b"no snapshot at all" * 1000])
def test_a_damaged_snapshot_is_passed_over_and_made_anew(submitted, rubbish):
    without = figures(submitted)
    every_case = counted(submitted)
    SNAPSHOT.write_bytes(rubbish)
    assert figures(submitted) == without
    assert counted(submitted) == every_case


def test_a_snapshot_of_another_program_is_made_anew(submitted):
    every_case = counted(submitted)
    with duckdb.connect(str(SNAPSHOT)) as connection:
        connection.execute("UPDATE about SET value = 'another' WHERE name = 'calendars'")
    assert counted(submitted) == every_case


def test_a_snapshot_that_cannot_be_written_says_so(submitted):
    SNAPSHOT.mkdir()
    said = submitted("db", "snapshot")
    assert said.code == 3
    assert said.err.startswith("STORE-010 the snapshot ")
    assert submitted("report", "bottlenecks", TRANSFER, "--provenance", "observed").code == 0


def test_several_processes_count_what_one_counts(submitted, monkeypatch):
    counted(submitted)
    alone = figures(submitted)
    monkeypatch.setattr(counting, "POOLED", 1)
    monkeypatch.setattr(counting, "_BATCH", 7)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    every_case = counted(submitted, "--full")
    assert every_case > 30
    assert figures(submitted) == alone


def test_the_snapshot_lies_beside_the_store(submitted, tmp_path):
    with Database.open("licensing.db", read_only=True) as database:
        assert path_of(database).absolute() == tmp_path / SNAPSHOT
    said = submitted("db", "snapshot")
    assert said.out.startswith("licensing.db.snapshot.duckdb: ") or str(SNAPSHOT) in said.out.replace("\n", "")


def test_the_store_is_not_opened_by_duckdb():
    for path in (ROOT / "src" / "licensing" / "snapshot").glob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        assert "sqlite_scan" not in text
        assert "attach" not in text
