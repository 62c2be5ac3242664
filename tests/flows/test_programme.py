"""A programme walks as one flow run, the runs of its members inside it; killed and run again, it ends the same."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from licensing.definitions.programme_file import read_programme
from licensing.definitions.strict_yaml import Document
from licensing.runs.api import PrefectApi
from licensing.runs.flow_run import RunStateType
from licensing.service.cases import Cases
from licensing.service.programmes import submit, walk_order
from licensing.service.walks import moves, step
from licensing.store.database import Database
from tests.support.command_line import EXAMPLES, Desk

pytestmark = pytest.mark.flows

KITE = EXAMPLES / "programmes" / "us-jp-codevelopment.yaml"
HERON = EXAMPLES / "programmes" / "gcap-trilateral.yaml"
MEMBERS = {"KITE-REQUIREMENT", "KITE-RELEASE", "KITE-US-LICENSE", "KITE-FINDING", "KITE-COMMISSION", "KITE-PERMIT"}


def walked_without_prefect(path: Path, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Walk a programme by the service alone, each case as far as it goes, again and again; give its events."""
    desk = Desk(folder)
    programme = read_programme(Document.read(path), path.parent)
    with Database.open(desk.store, create=True) as database:
        cases = Cases(database, lambda: datetime.now(UTC))
        submit(cases, [programme])
        with database.reading() as unit:
            order = [ref for ref, _ in walk_order(unit, programme.lead.ref)]
        while any(moves(cases, ref) for ref in order):
            for ref in order:
                while moves(cases, ref):
                    step(cases, ref)
    return {ref: desk.events(ref) for ref in order}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return walked_without_prefect(KITE, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture(scope="module")
def kite(desk):
    """Run the programme by its file; give what was printed."""
    return desk.call("flow", "run", KITE, "--json")


def runs(api_url, tag):
    with PrefectApi(api_url) as api:
        return list(reversed(api.flow_runs(tags=[tag])))


def test_a_programme_is_one_run_and_its_members_runs_inside_it(kite, desk, api_url, ask, undisturbed):
    assert (kite.code, kite.err) == (0, "")
    assert [(row["case"], row["ended"]) for row in kite.json] == [
        ("CODEV-MOCK-KITE", "Data flow in both directions: Japan came last")
    ]
    (lead,) = runs(api_url, "case:CODEV-MOCK-KITE")
    assert (lead.flow, lead.state_type) == ("joint-us-jp-codevelopment", RunStateType.COMPLETED)
    members = runs(api_url, "programme:CODEV-MOCK-KITE")
    assert {run.ref for run in members} == MEMBERS
    assert {run.state_type for run in members} == {RunStateType.COMPLETED}
    assert {run.ref: run.flow for run in members}["KITE-PERMIT"] == "jp-export-permit"
    inside = ask("/flow_runs/filter", {"flow_runs": {"parent_flow_run_id": {"any_": [lead.id]}}})
    assert {run["id"] for run in inside} == {run.id for run in members}
    # The permit waits for the finding, the finding hands over after the permit: one of them has a second run.
    assert len(members) > len(MEMBERS)
    assert {ref: desk.events(ref) for ref in undisturbed} == undisturbed


def test_a_programme_that_is_through_is_run_again_and_nothing_happens(kite, desk, api_url, undisturbed):
    before = len(runs(api_url, "programme:CODEV-MOCK-KITE"))
    again = desk.call("flow", "run", "CODEV-MOCK-KITE", "--json")
    assert (again.code, again.json[0]["ended"]) == (0, "Data flow in both directions: Japan came last")
    assert len(runs(api_url, "programme:CODEV-MOCK-KITE")) == before
    assert {ref: desk.events(ref) for ref in undisturbed} == undisturbed


def test_a_killed_programme_is_finished_by_the_next_command_with_every_event_once(tmp_path_factory, undisturbed):
    desk = Desk(tmp_path_factory.mktemp("killed"))
    assert desk.call("programme", "submit", KITE).code == 0
    for ref, events in (("KITE-US-LICENSE", 6), ("KITE-PERMIT", 12), ("CODEV-MOCK-KITE", 7)):
        process = desk.begin("flow", "run", "CODEV-MOCK-KITE")
        with desk.held_at(ref, events):
            assert process.poll() is None, process.communicate()
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    said = desk.call("flow", "run", "CODEV-MOCK-KITE", "--json")
    assert (said.code, said.json[0]["ended"]) == (0, "Data flow in both directions: Japan came last")
    assert {ref: desk.events(ref) for ref in undisturbed} == undisturbed
    assert desk.call("db", "verify").code == 0
    # No run of lead or member is left behind that Prefect believes to go on.
    rows = desk.call("flow", "runs", "--json").json
    assert {row["run"] for row in rows} == {"COMPLETED", "CRASHED"}


def test_a_trilateral_programme_waits_for_the_slowest_of_four_countries(desk):
    said = desk.call("flow", "run", HERON, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json[0]["ended"] == "First usable flow: every license is there"
    shown = desk.call("programme", "show", "TRI-MOCK-HERON", "--json").json
    (join,) = [item for item in shown["joins"] if item["transition"] == "first-flow"]
    met = {item["last_role"]: item["met"] for item in shown["gates"] if item["transition"] == "first-flow"}
    assert join["met"] == max(met.values())
    assert set(met) == {"finding-japan", "license-japan", "license-uk", "license-italy", "license-us"}
    assert sum(row["us"] for row in shown["ledger"]) == shown["elapsed_us"]
    assert set(shown["countries"]) == {"JP", "GB", "IT", "US"}


def test_a_member_that_fails_fails_the_programme_by_name(desk, tmp_path):
    text = KITE.read_text(encoding="utf-8").replace("KITE", "BROKEN")
    wrong = text.replace("{answer: us-acquisition, position: shared,", "{answer: us-acquisition, position: nothing,")
    path = tmp_path / "broken.yaml"
    path.write_text(wrong, encoding="utf-8")
    said = desk.call("flow", "run", path, "--json")
    (row,) = said.json
    assert (said.code, row["ended"]) == (1, "Failed")
    assert "member BROKEN-REQUIREMENT of CODEV-MOCK-BROKEN failed" in row["message"]
