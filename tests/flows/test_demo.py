"""`licensing demo`: the main job in an empty folder, twice, with nothing left behind."""

from __future__ import annotations

import os
import pty
import time
from datetime import UTC, datetime

import pytest

from tests.support.command_line import EXAMPLES, Desk

pytestmark = [pytest.mark.flows, pytest.mark.slow]

LIMIT_SECONDS = 180


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def first(empty):
    started = time.monotonic()
    said = empty.call("demo")
    return said, time.monotonic() - started


def test_the_demo_does_the_main_job_in_an_empty_folder_within_three_minutes(empty, first):
    said, seconds = first
    assert (said.code, said.err) == (0, "")
    assert seconds < LIMIT_SECONDS
    # SQLite keeps its log beside a store whose last user only read it.
    assert {path.name.partition("-")[0] for path in empty.folder.iterdir()} == {"home", "licensing.db", "prefect"}
    assert list((empty.folder / "home").iterdir()) == []
    assert empty.left_running() == []


def test_it_submits_every_example_and_completes_a_flow_run_for_every_mock_one(empty, first):
    said, _ = first
    mock = len(list((EXAMPLES / "mock").glob("*.yaml")))
    observed = len(list((EXAMPLES / "observed").glob("*.yaml")))
    lines = " ".join(said.out.split())
    assert f"{mock + observed} example cases, {observed} observed in public sources, {mock} mock." in lines
    assert f"{mock} of {mock} flow runs completed." in lines
    assert len(empty.refs()) == mock + observed
    assert empty.call("db", "verify").code == 0


def test_no_mock_case_goes_on_for_years_against_which_the_open_ones_would_be_measured(empty, first):
    ends = {ref: max(event[4] for event in empty.events(ref)) for ref in empty.refs()}
    late = {ref for ref, end_us in ends.items() if end_us > datetime(2026, 12, 31, tzinfo=UTC).timestamp() * 1e6}
    assert late == set(), "let its script end earlier, with `then: wait`"


def test_its_tables_fit_80_columns_and_keep_observed_and_mock_cases_apart(first):
    said, _ = first
    tables, _, rest = said.out.partition("\n4. Next.")
    assert max(map(len, tables.splitlines())) <= 80
    words = " ".join(tables.split())
    for title in ("Where the days go", "What blocks", "Whose time"):
        assert f"{title} · us/munitions-license" in words
        assert words.count(f"{title} · jp/equipment-transfer") == 2
    assert "OBSERVED" in words
    assert "MOCK" in words
    assert "case list" in rest


def test_every_command_it_proposes_is_one(empty, first):
    said, _ = first
    _, _, rest = said.out.partition("\n4. Next.")
    proposed = [line.split("licensing ", 1)[1].split() for line in rest.splitlines() if "bin/licensing " in line]
    assert len(proposed) == 6
    for words in proposed:
        if words != ["flow", "serve"]:
            tried = empty.call(*words)
            assert (tried.code, tried.err) == (0, "")
    assert empty.left_running() == []


def test_a_second_demo_in_the_same_folder_changes_nothing(empty, first):
    said, _ = first
    before = {ref: empty.events(ref) for ref in empty.refs()}
    again = empty.call("demo")
    assert (again.code, again.err) == (0, "")
    assert {ref: empty.events(ref) for ref in empty.refs()} == before
    assert again.out.partition("\n3. Report")[2] == said.out.partition("\n3. Report")[2]
    assert empty.left_running() == []


def test_on_a_terminal_progress_is_shown_and_in_a_pipe_it_is_not(empty, first):
    theirs, ours = pty.openpty()
    process = empty.begin("flow", "run", "US-ML-2021-0101", stderr=ours)
    os.close(ours)
    shown = b""
    try:
        while chunk := os.read(theirs, 4096):
            shown += chunk
    except OSError:
        os.close(theirs)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"Starting Prefect" in shown
    assert b"Walking cases" in shown
    assert out.splitlines()[-1].startswith("US-ML-2021-0101 Approved")
