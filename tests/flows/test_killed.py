"""A command that walks a case is ended in the middle of it; the same command again finishes the case."""

from __future__ import annotations

import signal

import pytest

from licensing.runs.api import PrefectApi
from licensing.runs.flow_run import RunStateType

pytestmark = pytest.mark.flows

LONG = "us-ml-denied-reconsidered"


def ended(desk, path, events, number):
    """Begin to walk the case of a file, end the command once so many events are recorded; give what it said."""
    process = desk.begin("flow", "run", path)
    with desk.held_at(path.stem, events):
        assert process.poll() is None, process.communicate()
        process.send_signal(number)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def runs_of(api_url, ref):
    with PrefectApi(api_url) as api:
        return [(run.state_type, run.state_name) for run in reversed(api.flow_runs(tags=[f"case:{ref}"]))]


def events_of(desk, ref):
    """Give what is recorded of a case, its reference taken out, so that two cases can be compared."""
    return [
        tuple(cell.replace(ref, "REF") if isinstance(cell, str) else cell for cell in event)
        for event in desk.events(ref)
    ]


@pytest.fixture
def undisturbed(desk, api_url, example):
    """Walk the same case without disturbance, under a reference of its own; give its events."""
    ref = "T-UNDISTURBED"
    said = desk.call("flow", "run", example(LONG, ref))
    assert (said.code, said.err) == (0, "")
    events = events_of(desk, ref)
    assert len(events) > 27
    return events


def test_a_case_whose_command_was_killed_three_times_is_finished_by_the_fourth_with_every_event_once(
    desk, api_url, example, undisturbed
):
    path = example(LONG, "T-KILLED")
    for events in (4, 9, 16):
        assert ended(desk, path, events, signal.SIGKILL)[0] == -signal.SIGKILL
        kind, name = runs_of(api_url, "T-KILLED")[-1]
        assert kind is RunStateType.RUNNING
        assert name != "Running"

    said = desk.call("flow", "run", path, "--json")
    assert (said.code, said.err, said.json[0]["ended"]) == (0, "", "Approved with provisos")
    assert runs_of(api_url, "T-KILLED") == [
        *[(RunStateType.CRASHED, "Crashed")] * 3,
        (RunStateType.COMPLETED, "Approved with provisos"),
    ]
    assert events_of(desk, "T-KILLED") == undisturbed
    assert desk.call("db", "verify").code == 0


def test_the_tasks_of_a_killed_run_do_not_go_on_in_prefect(desk, api_url, ask, example):
    path = example(LONG, "T-KILLED-TASKS")
    ended(desk, path, 9, signal.SIGKILL)
    assert desk.call("flow", "run", path).code == 0
    with PrefectApi(api_url) as api:
        crashed = api.flow_runs(tags=["case:T-KILLED-TASKS"])[-1]
    tasks = ask("/task_runs/filter", {"task_runs": {"flow_run_id": {"any_": [crashed.id]}}})
    assert {task["state_type"] for task in tasks} <= {"COMPLETED", "CRASHED"}
    assert tasks


@pytest.mark.parametrize("number, code", [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_command_that_is_asked_to_end_says_nothing_and_the_next_goes_on(
    desk, api_url, example, undisturbed, number, code
):
    path = example(LONG, f"T-{number.name}")
    assert ended(desk, path, 9, number) == (code, "", "")
    assert runs_of(api_url, path.stem)[-1][0] is RunStateType.CRASHED

    assert desk.call("flow", "run", path).code == 0
    assert events_of(desk, path.stem) == undisturbed


def test_two_commands_that_walk_the_same_case_at_once_record_every_event_once(desk, api_url, example, undisturbed):
    path = example(LONG, "T-TWICE")
    first = desk.begin("flow", "run", path)
    second = desk.call("flow", "run", path, "--json")
    out, err = first.communicate(timeout=120)
    assert (first.returncode, err) == (0, ""), out
    assert (second.code, second.err) == (0, "")
    assert runs_of(api_url, "T-TWICE") == [(RunStateType.COMPLETED, "Approved with provisos")] * 2
    assert events_of(desk, "T-TWICE") == undisturbed
