"""A flow run is read from Prefect's answer, and one that was abandoned is told from one that goes on."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime

import pytest

from licensing.runs.flow_run import PROCESS_LABEL, FlowRunRow, RunStateType
from licensing.runs.process import ProcessMark

ENDED = ProcessMark(socket.gethostname(), os.getpid(), "long ago")
ELSEWHERE = ProcessMark("another-machine", 1, "long ago")


def answer(**changes: object) -> dict[str, object]:
    return {
        "id": "5f3c",
        "name": "US-ML-2026-0042",
        "updated": "2026-11-23T15:19:08.665000Z",
        "state": {"type": "RUNNING", "name": "Interagency review", "timestamp": "2026-11-23T15:19:08.660000Z"},
        "start_time": "2026-11-23T15:19:08Z",
        "end_time": None,
        "parameters": {"ref": "US-ML-2026-0042"},
        "tags": ["process:us/munitions-license", "case:US-ML-2026-0042"],
        "deployment_id": None,
        "labels": {},
    } | changes


def row(heartbeat: datetime | None = None, **changes: object) -> FlowRunRow:
    return FlowRunRow.from_json(answer(**changes), flow="us-munitions-license", heartbeat=heartbeat)


def test_a_running_case_stands_in_its_licensing_state():
    run = row()
    assert (run.name, run.state_type, run.state_name) == ("US-ML-2026-0042", RunStateType.RUNNING, "Interagency review")
    assert run.open
    assert run.started == datetime(2026, 11, 23, 15, 19, 8, tzinfo=UTC)
    assert run.ended is None
    assert not run.deployed
    assert run.tagged("process") == "us/munitions-license"
    assert run.tagged("nothing") is None


def test_a_run_was_last_heard_of_when_it_changed_or_by_its_later_heartbeat():
    assert row().last_seen == datetime(2026, 11, 23, 15, 19, 8, 665000, tzinfo=UTC)
    later = datetime(2026, 11, 23, 15, 20, tzinfo=UTC)
    assert row(heartbeat=later).last_seen == later


def test_a_run_that_has_no_state_yet_is_pending():
    run = row(state=None, labels=None, tags=None, parameters=None)
    assert run.state_type is RunStateType.PENDING
    assert run.open


@pytest.mark.parametrize(
    "process, abandoned",
    [(ENDED, True), (ProcessMark.own(), False), (ELSEWHERE, False), (None, False)],
    ids=["ended", "alive", "of another machine", "unknown"],
)
def test_a_run_is_abandoned_when_its_process_of_this_machine_has_ended(process, abandoned):
    labels = {PROCESS_LABEL: str(process)} if process else {}
    assert row(labels=labels).abandoned is abandoned


def test_a_run_that_came_to_its_end_is_not_abandoned():
    run = row(labels={PROCESS_LABEL: str(ENDED)}, state={"type": "COMPLETED", "name": "Approved with provisos"})
    assert not run.open
    assert not run.abandoned
