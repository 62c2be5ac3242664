"""A case walks through its states as a Prefect flow run: what Prefect knows of it, and what a person reads."""

from __future__ import annotations

import json
from itertools import pairwise

import httpx
import pytest

from licensing.definitions.registry import process
from licensing.runs.api import PrefectApi
from licensing.runs.flow_run import RunStateType
from tests.support.command_line import EXAMPLES

pytestmark = pytest.mark.flows


def states_of(api_url: str, run_id: str) -> list[tuple[str, str]]:
    """Give kind and name of every state a run has been in."""
    answer = httpx.get(f"{api_url}/flow_run_states/", params={"flow_run_id": run_id}, timeout=30)
    answer.raise_for_status()
    found = sorted(answer.json(), key=lambda state: state["timestamp"])
    return [(state["type"], state["name"]) for state in found]


@pytest.fixture(scope="module")
def denied_and_reconsidered(desk, api_url):
    """Walk a case that is denied, asked about again, and approved with provisos; give its run and what was printed."""
    said = desk.call("flow", "run", EXAMPLES / "mock" / "us-ml-denied-reconsidered.yaml")
    assert said.code == 0, said.err
    with PrefectApi(api_url) as api:
        (run,) = api.flow_runs(tags=["case:US-ML-2025-0004"])
    return run, said


@pytest.fixture(scope="module")
def visits(desk, denied_and_reconsidered):
    """Give the visits of the case as `case show` knows them, in order."""
    return desk.call("case", "show", "US-ML-2025-0004", "--json").json["visits"]


@pytest.fixture(scope="module")
def visited(visits):
    """Give the labels of the states the case has visited, in order."""
    states = process("us/munitions-license").latest.states
    return [states[visit["name"]].label.en for visit in visits]


def test_a_normal_run_prints_one_line_for_the_case_and_nothing_else(denied_and_reconsidered):
    _, said = denied_and_reconsidered
    assert (said.code, said.err) == (0, "")
    assert [line.split(maxsplit=1) for line in said.out.splitlines()] == [
        ["Case", "Flow run ended"],
        ["US-ML-2025-0004", "Approved with provisos"],
    ]


def test_a_case_is_one_flow_run_named_by_its_reference(denied_and_reconsidered):
    run, _ = denied_and_reconsidered
    assert (run.flow, run.name, run.parameters) == (
        "us-munitions-license",
        "US-ML-2025-0004",
        {"ref": "US-ML-2025-0004"},
    )
    assert (run.state_type, run.state_name) == (RunStateType.COMPLETED, "Approved with provisos")
    assert sorted(run.tags) == ["case:US-ML-2025-0004", "process:us/munitions-license"]


def test_every_state_visited_is_one_task_run_named_by_the_state_in_the_order_of_the_visits(
    ask, denied_and_reconsidered, visited
):
    run, _ = denied_and_reconsidered
    tasks = ask("/task_runs/filter", {"task_runs": {"flow_run_id": {"any_": [run.id]}}})
    tasks.sort(key=lambda task: task["start_time"])
    assert [task["name"] for task in tasks] == [f"{place:02d} {label}" for place, label in enumerate(visited, 1)]
    assert {task["state_type"] for task in tasks} == {"COMPLETED"}
    assert all(one["end_time"] <= two["start_time"] for one, two in pairwise(tasks))


def test_the_run_carries_the_licensing_state_while_it_goes_on(api_url, denied_and_reconsidered, visited):
    run, _ = denied_and_reconsidered
    states = states_of(api_url, run.id)
    named = [name for kind, name in states if kind == "RUNNING" and name != "Running"]
    assert named == visited
    assert states[-1] == ("COMPLETED", "Approved with provisos")


def test_the_artifacts_are_timeline_and_visits_and_say_whose_durations_they_give(ask, denied_and_reconsidered, visited):
    run, _ = denied_and_reconsidered
    found = ask("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run.id]}}})
    artifacts = {artifact["key"]: artifact for artifact in found}
    assert set(artifacts) == {"timeline-us-ml-2025-0004", "visits-us-ml-2025-0004"}
    timeline, table = artifacts["timeline-us-ml-2025-0004"], artifacts["visits-us-ml-2025-0004"]
    assert (timeline["type"], table["type"]) == ("markdown", "table")
    assert "they say nothing about the case" in timeline["data"]
    assert "they say nothing about the case" in table["description"]
    assert "Outcome: **Approved with provisos**" in timeline["data"]
    for label in visited:
        assert f"| {label} |" in timeline["data"]


def test_the_days_of_the_artifact_are_the_days_of_the_case(ask, denied_and_reconsidered, visits):
    run, _ = denied_and_reconsidered
    wanted = {"flow_run_id": {"any_": [run.id]}, "key": {"any_": ["visits-us-ml-2025-0004"]}}
    (table,) = ask("/artifacts/filter", {"artifacts": wanted})
    *left, still_there = json.loads(table["data"])
    assert [(row["state"], row["entered"], row["left"], row["days"]) for row in left] == [
        (visit["name"], visit["from"][:10], visit["to"][:10], round(visit["days"])) for visit in visits[:-1]
    ]
    assert (still_there["state"], still_there["left"]) == ("in-use", "")


def test_a_case_that_has_been_walked_is_a_quick_run_that_changes_nothing(desk, api_url, denied_and_reconsidered):
    before = desk.call("case", "show", "US-ML-2025-0004", "--json").out
    again = desk.call("flow", "run", "US-ML-2025-0004", "--json")
    assert (again.code, again.err) == (0, "")
    assert again.json == [{"case": "US-ML-2025-0004", "ended": "Approved with provisos", "message": ""}]
    assert desk.call("case", "show", "US-ML-2025-0004", "--json").out == before


def test_a_closed_case_visits_no_state_again(desk, api_url, ask, example):
    path = example("jp-ep-not-listed", "T-CLOSED")
    for _ in range(2):
        assert desk.call("flow", "run", path).code == 0
    with PrefectApi(api_url) as api:
        second, first = api.flow_runs(tags=["case:T-CLOSED"])
    assert {second.state_name, first.state_name} == {"No permit needed: objective test negative, no inform notice"}
    tasks = ask("/task_runs/filter", {"task_runs": {"flow_run_id": {"any_": [second.id]}}})
    assert tasks == []


def test_a_case_that_waits_ends_its_run_with_where_it_waits(desk, api_url, example):
    said = desk.call("flow", "run", example("us-ml-never-answered", "T-WAITS"), "--json")
    assert (said.code, said.json[0]["ended"]) == (0, "Waiting: With other agencies")
    with PrefectApi(api_url) as api:
        (run,) = api.flow_runs(tags=["case:T-WAITS"])
    assert (run.state_type, run.message) == (
        RunStateType.COMPLETED,
        "Nothing more happens to the case by itself.",
    )
    assert desk.call("case", "show", "T-WAITS", "--json").json["closed"] is None


def test_what_a_person_does_to_a_waiting_case_lets_the_next_run_go_on(desk, example):
    path = example("us-ml-never-answered", "T-ANSWERED")
    assert desk.call("flow", "run", path, "--json").json[0]["ended"] == "Waiting: With other agencies"
    for words in (
        ("answer", "T-ANSWERED", "dtsa/military-departments", "approve", "--when", "2026-05-01T10:00"),
        ("answer", "T-ANSWERED", "dtsa", "approve", "--when", "2026-05-04T10:00"),
        ("advance", "T-ANSWERED", "join", "--when", "2026-05-05T10:00"),
    ):
        done = desk.call("case", *words)
        assert done.code == 0, done.err
    (again,) = desk.call("flow", "run", "T-ANSWERED", "--json").json
    assert again["ended"] == "Waiting: Merging positions, drafting provisos"


def test_a_permit_waits_for_the_finding_it_is_linked_to(desk, example):
    permit = example(
        "jp-ep-awaiting-finding",
        "T-PERMIT",
        ("transfer-finding: JP-ET-MOCK-DARUMA", "transfer-finding: T-FINDING"),
        ("then: wait", "  - {unblock: no-precedent, by: nss, when: 2026-11-02T10:00}\nthen: walk"),
    )
    finding = example("jp-et-first-of-type", "T-FINDING")
    (waits,) = desk.call("flow", "run", permit, "--json").json
    assert waits["ended"] == "Waiting: Consultation with other ministries"

    first, second = desk.call("flow", "run", "T-PERMIT", finding, "--json").json
    assert (first["case"], second["case"]) == ("T-FINDING", "T-PERMIT")
    assert first["ended"].startswith("May be permitted")
    assert not second["ended"].startswith("Waiting")


def test_observed_cases_are_refused_and_nothing_is_written(desk, example):
    before = desk.refs()
    observed = EXAMPLES / "observed" / "jp-et-pac3-us.yaml"
    said = desk.call("flow", "run", example("us-ml-walk-1", "T-NOT-SUBMITTED"), observed)
    assert (said.code, said.out) == (2, "")
    assert (
        said.err
        == "CASE-003 JP-ET-PAC3-US is observed; only mock cases walk through flows. Submit it, and report on it.\n"
    )
    assert desk.refs() == before


def test_an_unknown_reference_is_refused_and_the_files_beside_it_are_not_submitted(desk, example):
    before = desk.refs()
    said = desk.call("flow", "run", example("us-ml-walk-1", "T-NOT-SUBMITTED"), "NO-SUCH-CASE")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("CASE-001 there is no case NO-SUCH-CASE.")
    assert said.err.count("\n") == 1
    assert desk.refs() == before


def test_naming_no_case_is_refused(desk):
    said = desk.call("flow", "run")
    assert (said.code, said.out, said.err) == (2, "", "USE-001 no case was named. Give case files or references.\n")
