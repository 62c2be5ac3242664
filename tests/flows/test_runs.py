"""`licensing flow runs`: where cases stand, and what to do about a run that went wrong."""

from __future__ import annotations

import signal

import pytest

from licensing.runs.home import PrefectHome
from licensing.runs.server import PrefectServer
from tests.support.command_line import EXAMPLES, Desk

pytestmark = pytest.mark.flows

LONG = "us-ml-denied-reconsidered"
DARUMA = EXAMPLES / "mock" / "jp-ep-linked-finding.yaml"


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    """A desk of its own: whether runs went wrong is told of all of them."""
    desk = Desk(tmp_path_factory.mktemp("watch"))
    with PrefectServer(PrefectHome.beside(desk.folder)):
        yield desk


def ended_while_walking(desk, path, number):
    """Begin to walk a case, and end the command in the middle."""
    process = desk.begin("flow", "run", path)
    with desk.held_at(path.stem, 9):
        process.send_signal(number)
    process.communicate(timeout=60)


def test_a_run_shows_licensing_state_outcome_days_and_what_blocks_the_case(watch, example):
    assert watch.call("flow", "run", DARUMA, example("jp-ep-not-listed", "T-NO-PERMIT")).code == 0
    said = watch.call("flow", "runs", "--json")
    assert (said.code, said.err) == (0, "")
    assert {row["case"]: row for row in said.json} == {
        "JP-ET-MOCK-DARUMA": {
            "case": "JP-ET-MOCK-DARUMA",
            "flow": "jp-equipment-transfer",
            "run": "COMPLETED",
            "state": "Waiting: Waiting for the NSC executive committee",
            "outcome": "",
            "days": "77",
            "waits_for": "nsc-agenda",
            "what": "",
            "do": "",
        },
        "T-NO-PERMIT": {
            "case": "T-NO-PERMIT",
            "flow": "jp-export-permit",
            "run": "COMPLETED",
            "state": "No permit needed: objective test negative, no inform notice",
            "outcome": "No permit needed: objective test negative, no inform notice",
            "days": "7",
            "waits_for": "",
            "what": "",
            "do": "",
        },
    }


def test_the_table_says_whose_days_it_gives(watch):
    said = watch.call("flow", "runs")
    assert (said.code, said.err) == (0, "")
    assert " ".join(said.out.splitlines()[0].split()) == "Run Prefect Licensing state Outcome Days Blocked by"
    assert said.out.splitlines()[-1] == "Days are days of the case; Prefect's own times are the seconds a walk took."
    assert max(map(len, said.out.splitlines())) <= 80


def test_a_run_that_failed_says_why_and_what_to_do(watch, example):
    path = example("jp-ep-awaiting-finding", "T-FAILS", ("{advance: take-up,", "{advance: grant,"))
    said = watch.call("flow", "run", path, "--json")
    (row,) = said.json
    assert (said.code, said.err, row["ended"]) == (1, "", "Failed")
    assert row["message"].startswith("NotPossibleNow: CASE-003 'grant' is not possible")

    watched = watch.call("flow", "runs")
    assert (watched.code, watched.err) == (1, "")
    printed = " ".join(watched.out.split())
    assert "T-FAILS failed: NotPossibleNow: CASE-003 'grant' is not possible" in printed
    assert printed.count("Run: licensing flow run T-FAILS") == 1

    printed_by_run = watch.call("flow", "run", "T-FAILS")
    assert printed_by_run.code == 1
    assert printed_by_run.out.splitlines()[-1] == "RUN-005 1 of 1 flow runs failed. See `licensing flow runs`."


def test_a_run_whose_command_was_killed_is_stuck_until_it_is_run_again(watch, example):
    path = example(LONG, "T-STUCK")
    ended_while_walking(watch, path, signal.SIGKILL)
    (row,) = [row for row in watch.call("flow", "runs", "--json").json if row["case"] == "T-STUCK"]
    assert (row["run"], row["what"], row["do"]) == (
        "STUCK",
        "stuck: the command that walked it is gone",
        "Run: licensing flow run T-STUCK",
    )
    assert watch.call("flow", "run", "T-STUCK").code == 0
    rows = [row for row in watch.call("flow", "runs", "--json").json if row["case"] == "T-STUCK"]
    assert [(row["run"], row["what"], row["outcome"]) for row in rows] == [
        ("COMPLETED", "", "Approved with provisos"),
        ("CRASHED", "", "Approved with provisos"),
    ]


def test_a_run_that_was_ended_crashed_and_is_run_again(watch, example):
    path = example(LONG, "T-CRASHED")
    ended_while_walking(watch, path, signal.SIGTERM)
    said = watch.call("flow", "runs", "--json", "--limit", "1")
    (row,) = said.json
    assert (said.code, row["case"], row["run"]) == (1, "T-CRASHED", "CRASHED")
    assert row["what"].startswith("crashed: ")
    assert row["do"] == "Run: licensing flow run T-CRASHED"
    assert watch.call("flow", "run", "T-CRASHED").code == 0
    assert watch.call("flow", "runs", "--limit", "1").code == 0


def test_where_nothing_has_run_no_server_is_started_to_say_so(tmp_path):
    desk = Desk(tmp_path)
    assert desk.call("db", "upgrade").code == 0
    said = desk.call("flow", "runs")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1] == "No flow run yet. Run: licensing flow run FILE"
    assert not (tmp_path / "prefect").exists()


def test_without_a_store_nothing_is_made(tmp_path):
    desk = Desk(tmp_path)
    said = desk.call("flow", "runs")
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith("STORE-001 ")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
