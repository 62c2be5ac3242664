"""Whatever is wrong gets one line with code, cause and next step, its exit code, and leaves nothing half written."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from licensing.cli.main import main
from licensing.store.database import Database
from tests.integration.cli.conftest import MOCK_CASE, Licensing, Said
from tests.support.rights import as_ordinary_user

REF = "US-ML-T-1"
PROGRAM = Path(sys.executable).with_name("licensing")
LINE = re.compile(r"[A-Z]+-\d{3} .+\. .+\.?\n")
"""Code, cause, next step, and nothing after it."""


def refused(said: Said, exit_code: int, code: str) -> str:
    """Check the form of a refusal and give its line."""
    assert (said.code, said.err.split(" ")[0], said.out) == (exit_code, code, ""), said.err
    assert LINE.fullmatch(said.err), said.err
    assert "Traceback" not in said.err
    return said.err


def rows(store: Path) -> list[str] | None:
    """Give everything that a store holds; ``None`` where there is none."""
    if not store.exists():
        return None
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


@contextmanager
def nothing_written(store: Path) -> Iterator[None]:
    before = rows(store)
    yield
    assert rows(store) == before


@pytest.fixture(scope="module")
def submitted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with the mock case, made once: copying it is quicker than making it."""
    folder = tmp_path_factory.mktemp("submitted")
    (folder / "case.yaml").write_text(MOCK_CASE, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["case", "submit", str(folder / "case.yaml"), "--store", str(folder / "licensing.db"), "--quiet"])
    assert not ended.value.code
    return folder / "licensing.db"


@pytest.fixture
def submitted(licensing: Licensing, submitted_once: Path, tmp_path: Path) -> Licensing:
    shutil.copy(submitted_once, tmp_path / "licensing.db")
    return licensing


FILES = {
    "a tab in the indent": ("ref: A\n\tprocess: B\n", "FILE-001"),
    "an open bracket": ("ref: [A\n", "FILE-001"),
    "a key given twice": ("ref: A\nref: B\n", "FILE-001"),
    "a tag": ("ref: !!python/object:os.system A\n", "FILE-001"),
    "nothing": ("", "FILE-002"),
    "a list": ("- ref: A\n", "FILE-002"),
    "a word": ("hello\n", "FILE-002"),
    "no process": ("ref: A\nprovenance: mock\nopened: 2026-01-05\n", "FILE-002"),
    "a character that is no text": ('ref: A\ntitle: {en: "a\\0b", ja: "c"}\n', "FILE-001"),
}


@pytest.mark.parametrize("text, code", FILES.values(), ids=FILES)
def test_a_malformed_file_is_named_with_its_line(
    licensing: Licensing, tmp_path: Path, mock_case: Path, text: str, code: str
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text, encoding="utf-8")
    with nothing_written(tmp_path / "licensing.db"):
        assert str(wrong) in refused(licensing("case", "submit", mock_case, wrong), 2, code)


CHANGES = {
    "an unknown key": ("color: blue", "FILE-002", 7),
    "a moment that is none": ("opened: soon", "FILE-002", 6),
    "a day of no month": ("opened: 2026-02-30", "FILE-001", 6),
    "a day of the last year of all": ("opened: 9999-12-31", "FILE-002", 6),
    "a report before its first day": ("opened: {report: 2026-01-05, not_before: 2026-01-06}", "FILE-002", 6),
    "a day that no version covers": ("opened: 1999-01-05", "DEF-002", 6),
    "an unknown process": ("process: us/munitions", "DEF-001", 3),
    "an unknown version": ('version: "1999-01"', "DEF-002", 7),
    "an attribute nobody declared": ("attributes: {color: blue}", "CASE-006", 5),
    "an attribute of another type": (
        "attributes: {vehicle: DSP-5, value_usd: much, major_defense_equipment: false, destinations: [JP]}",
        "CASE-006",
        5,
    ),
    "a step of two verbs": ("history: [{advance: a, refer: b, when: 2026-01-06}]", "FILE-002", 7),
    "a step that is not possible": ("history:\n- {advance: approve, when: 2026-01-06}", "CASE-003", 8),
    "a step before the opening": ("history:\n- {advance: confirm-munitions, when: 2026-01-04}", "CASE-004", 8),
    "a last look at a mock case": ("observed_until: 2020-01-01", "FILE-002", 1),
}


@pytest.mark.parametrize("change, code, line", CHANGES.values(), ids=CHANGES)
def test_what_a_file_says_wrong_is_named_with_its_line(
    submitted: Licensing, tmp_path: Path, mock_case: Path, change: str, code: str, line: int
) -> None:
    lines = [
        item for item in mock_case.read_text(encoding="utf-8").splitlines() if not item.startswith(("script", "  -"))
    ]
    name = change.partition(":")[0]
    lines[1] = "ref: US-ML-T-2"
    kept = [change if item.startswith(f"{name}:") else item for item in lines]
    mock_case.write_text("\n".join(kept if change in kept else [*kept, change]) + "\n", encoding="utf-8")
    with nothing_written(tmp_path / "licensing.db"):
        words = refused(submitted("case", "submit", mock_case), 2, code)
    assert f"{mock_case}:{line}: " in words


def test_an_observed_case_was_looked_at_until_its_last_event_at_least(licensing: Licensing, observed: Path) -> None:
    path = Path("pac3.yaml")
    text = (observed / "jp-et-pac3-us.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("observed_until: 2025-11-20", "observed_until: 2025-11-19"), encoding="utf-8")
    words = refused(licensing("case", "submit", path), 2, "CASE-006")
    assert "JP-ET-PAC3-US was observed until 2025-11-19, and something of it is dated 2023-12-22..2025-11-20." in words
    assert licensing("case", "list", "--json").json == []


def test_a_step_that_was_changed_after_it_was_recorded_is_mended_by_a_correction(
    licensing: Licensing, mock_case: Path, tmp_path: Path
) -> None:
    step = "history:\n- {advance: confirm-munitions, when: 2026-01-06}\n"
    mock_case.write_text(mock_case.read_text(encoding="utf-8") + step, encoding="utf-8")
    assert licensing("case", "submit", mock_case).code == 0
    mock_case.write_text(mock_case.read_text(encoding="utf-8").replace("2026-01-06}", "2026-01-07}"), encoding="utf-8")
    with nothing_written(tmp_path / "licensing.db"):
        assert "licensing case correct" in refused(licensing("case", "submit", mock_case), 2, "CASE-005")


COMMANDS = {
    "an unknown case": ("CASE-001", "case advance NOBODY confirm-munitions"),
    "an unknown transition": ("CASE-006", f"case advance {REF} approve-at-once"),
    "a transition not possible now": ("CASE-003", f"case advance {REF} approve"),
    "a moment before the previous event": ("CASE-004", f"case advance {REF} confirm-munitions --when 2026-01-04"),
    "a moment that is none": ("USE-001", f"case advance {REF} confirm-munitions --when tomorrow"),
    "a moment out of reach": ("USE-001", f"case advance {REF} confirm-munitions --when 9999-12"),
    "a year the calendars do not know": ("CASE-006", f"case advance {REF} confirm-munitions --when 2100-01-01"),
    "an unknown referral": ("CASE-006", f"case answer {REF} nobody approve"),
    "a referral that is not open": ("CASE-003", f"case answer {REF} dtsa approve"),
    "an unknown blocker": ("CASE-006", f"case block {REF} bad-weather"),
    "an unknown fact": ("CASE-006", f"case record {REF} weather good"),
    "a value that is none": ("USE-001", f"case record {REF} weather 1.5"),
    "an unknown clock": ("CASE-007", f"case lapse {REF} sundial#1"),
    "an unknown version": ("DEF-002", f"case migrate {REF} 1999-01 --basis none"),
    "a key nobody used": ("CASE-008", f"case correct {REF} nothing --void --reason none"),
    "a correction of two kinds": ("USE-001", f"case correct {REF} {REF}/open --void --when-it-was 2026 --reason r"),
    "a correction to no moment": ("USE-001", f"case correct {REF} {REF}/open --when-it-was never --reason r"),
    "no case at all": ("USE-001", "case submit"),
    "an unknown process": ("DEF-001", "report bottlenecks us/munitions"),
    "a path for a process": ("DEF-001", "report bottlenecks ../../../etc/passwd"),
    "an unknown clock of a report": ("REPORT-003", "report ledger us/munitions-license --clock on-clock --clock-id x"),
    "no case of that origin": ("REPORT-001", "report blockers us/munitions-license --provenance observed"),
    "a day out of reach": ("USE-001", "report ledger us/munitions-license --as-of 9999-12-31"),
    "days in the wrong order": ("USE-001", "report ledger us/munitions-license --since 2026-02 --until 2026-01"),
    "a state that no process has": ("USE-001", "case list --state limbo"),
    "a process that is none, in a list": ("DEF-001", "case list --process us/munitions"),
    "no case to walk": ("USE-001", "flow run"),
    "an unknown case to walk": ("CASE-001", "flow run NOBODY"),
}


@pytest.mark.parametrize("code, words", COMMANDS.values(), ids=COMMANDS)
def test_a_wrong_command_is_refused(submitted: Licensing, tmp_path: Path, code: str, words: str) -> None:
    with nothing_written(tmp_path / "licensing.db"):
        refused(submitted(*words.split()), 2, code)


@pytest.mark.parametrize("option", ["--when", "--key", "--actor"])
def test_an_option_that_a_script_left_empty_is_not_taken_for_left_out(
    submitted: Licensing, tmp_path: Path, option: str
) -> None:
    with nothing_written(tmp_path / "licensing.db"):
        refused(submitted("case", "advance", REF, "confirm-munitions", option, ""), 2, "USE-001")


def test_options_of_every_command_may_stand_before_it(submitted: Licensing) -> None:
    assert submitted("--json", "--store", "licensing.db", "case", "list").json[0]["ref"] == REF
    assert submitted("--store=licensing.db", "--quiet", "case", "show", REF).code == 0


def test_a_setting_that_cannot_be_is_named_by_its_variable(
    submitted: Licensing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LICENSING_LANG", "fr")
    assert "LICENSING_LANG is 'fr'" in refused(submitted("case", "list"), 2, "USE-001")


def test_an_answer_has_one_form(submitted: Licensing) -> None:
    said = submitted("case", "list", "--json", "--csv")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "Choose one of them." in said.err


def test_json_asked_for_is_json_refused(submitted: Licensing) -> None:
    said = submitted("case", "show", "NOBODY", "--json")
    error = said.__class__(said.code, said.err, "").json
    assert (error["type"], error["exit_code"], said.out) == ("CASE-001", 2, "")
    assert set(error) == {"type", "title", "detail", "next_step", "exit_code"}


ADDRESSES = {
    "no folder": ("/no/such/folder/x.db", "STORE-001"),
    "no file": ("nothing.db", "STORE-001"),
    "a folder": (".", "STORE-008"),
    "memory": (":memory:", "STORE-008"),
    "nothing": ("", "STORE-008"),
    "another database": ("mysql://x/y", "STORE-008"),
    "a server that is away": ("postgresql://someone:secret@127.0.0.1:1/licensing", "STORE-008"),
    "no database named": ("postgresql://", "STORE-008"),
}


@pytest.mark.parametrize("address, code", ADDRESSES.values(), ids=ADDRESSES)
def test_a_store_that_cannot_be_is_named(licensing: Licensing, address: str, code: str) -> None:
    assert "secret" not in refused(licensing("case", "list", "--store", address), 3, code)


def test_a_store_of_a_newer_schema_is_left_alone(submitted: Licensing, tmp_path: Path, mock_case: Path) -> None:
    with closing(sqlite3.connect("licensing.db")) as connection, connection:
        connection.execute("UPDATE licensing_version SET version_num = '9999'")
    with nothing_written(tmp_path / "licensing.db"):
        for command in (("case", "list"), ("case", "submit", mock_case), ("db", "upgrade"), ("db", "rebuild")):
            refused(submitted(*command), 3, "STORE-002")


def test_a_store_that_another_process_is_writing_is_waited_for_and_then_named(
    submitted: Licensing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Database.open.__func__.__kwdefaults__, "wait_seconds", 0.2)
    with closing(sqlite3.connect("licensing.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with nothing_written(tmp_path / "licensing.db"):
            refused(submitted("case", "advance", REF, "confirm-munitions"), 3, "STORE-004")
            assert submitted("case", "show", REF).code == 0
        other.execute("ROLLBACK")
    assert submitted("case", "advance", REF, "confirm-munitions").code == 0


def test_a_store_that_cannot_be_written_to_can_be_read(submitted: Licensing, mock_case: Path) -> None:
    licensing = submitted
    # Here, because an ordinary user may not be able to read the modules that these commands import.
    licensing("case", "show", REF)
    with tempfile.TemporaryDirectory(prefix="licensing-store-") as name:
        folder, store = Path(name), Path(name) / "licensing.db"
        folder.chmod(0o755)
        assert licensing("case", "submit", mock_case, "--store", store).code == 0
        (folder / "case.yaml").write_bytes(mock_case.read_bytes())
        store.chmod(0o444)
        folder.chmod(0o555)
        before = store.read_bytes()
        with as_ordinary_user():
            shown = licensing("case", "show", REF, "--store", store)
            wrote = licensing("case", "advance", REF, "confirm-munitions", "--store", store)
            made = licensing("case", "submit", folder / "case.yaml", "--store", folder / "another.db")
        folder.chmod(0o755)
        assert shown.code == 0, shown.err
        refused(wrote, 3, "STORE-005")
        refused(made, 3, "STORE-005")
        assert sorted(item.name for item in folder.iterdir()) == ["case.yaml", store.name]
        assert store.read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_stops_a_command_and_keeps_what_was_acknowledged(
    licensing: Licensing, mock_case: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=420k", "tmpfs", disk], check=False, capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small disk here: {mounted.stderr.strip()}")
    store = disk / "licensing.db"
    try:
        text = mock_case.read_text(encoding="utf-8")
        acknowledged = []
        for number in range(1000):
            mock_case.write_text(text.replace(REF, f"US-{number}"), encoding="utf-8")
            said = licensing("case", "submit", mock_case, "--store", store)
            if said.code:
                break
            acknowledged.append(f"US-{number}")
        refused(said, 3, "STORE-006")
        (disk / "licensing.db-shm").unlink(missing_ok=True)
        for name in ("licensing.db", "licensing.db-wal"):
            if (disk / name).exists():
                (tmp_path / name).write_bytes((disk / name).read_bytes())
        listed = licensing("case", "list", "--json", "--store", tmp_path / "licensing.db").json
        assert sorted(row["ref"] for row in listed) == sorted(acknowledged)
        assert licensing("db", "verify", "--store", tmp_path / "licensing.db").code == 0
        assert licensing("db", "check", "--store", tmp_path / "licensing.db").code == 0
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_prefect_server_that_is_away_is_named_before_anything_is_written(
    licensing: Licensing, mock_case: Path, tmp_path: Path
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api"
        for command in (("run", mock_case), ("serve",)):
            assert url in refused(licensing("flow", *command, "--prefect-url", url), 3, "RUN-001")
    assert not (tmp_path / "licensing.db").exists()
    assert not (tmp_path / "prefect").exists()


class Bakery(BaseHTTPRequestHandler):
    """Something that answers, and is no Prefect server."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Fresh bread</html>")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def test_a_server_that_is_not_prefect_is_named_before_anything_is_written(
    licensing: Licensing, mock_case: Path, tmp_path: Path
) -> None:
    with HTTPServer(("127.0.0.1", 0), Bakery) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/api"
        refused(licensing("flow", "run", mock_case, "--prefect-url", url), 3, "RUN-002")
        server.shutdown()
    assert not (tmp_path / "licensing.db").exists()


def test_what_the_locale_has_no_character_for_is_printed_all_the_same(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii", "HOME": str(tmp_path)}
    shown = subprocess.run(
        [PROGRAM, "process", "show", "us/munitions-license", "--lang", "ja"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\\u" in shown.stdout
    assert shown.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_answer_that_cannot_be_written_is_an_error() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        said = subprocess.run([PROGRAM, "config", "show"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    refused(Said(said.returncode, "", said.stderr), 3, "OUT-001")
