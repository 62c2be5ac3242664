"""`licensing flow serve`: Prefect is asked from elsewhere to walk a case, and nothing is left when it ends."""

from __future__ import annotations

import os
import re
import signal
from contextlib import contextmanager

import pytest

from licensing.runs.flows import NAMED_FLOWS
from licensing.runs.record import free_port, is_free
from tests.support.command_line import EXAMPLES, Desk, until

pytestmark = pytest.mark.flows


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A desk at which flows are served, with a case that waits to be walked."""
    desk = Desk(tmp_path_factory.mktemp("office"))
    for name in ("us-ml-walk-1", "us-ml-denied-reconsidered", "us-ml-congress-hold"):
        assert desk.call("case", "submit", EXAMPLES / "mock" / f"{name}.yaml").code == 0
    return desk


def served(process):
    """Read what `flow serve` prints until it is ready."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Ctrl-C"):
            break
    assert lines, process.stderr.read()
    return lines


def asked(desk, api_url, ref):
    """Ask Prefect, as another program would, to walk a case, and wait for the end of the run."""
    theirs = Desk(desk.folder, {"PREFECT_API_URL": api_url}, desk.mark)
    words = ("deployment", "run", "us-munitions-license/mock", "-p", f"ref={ref}", "--watch")
    return theirs.call(*words, program="prefect")


def nothing_left(desk, process, port):
    """Wait for the end of `flow serve`, and give its code and what it printed; nothing of it may be left."""
    out, err = process.communicate(timeout=60)
    assert until(lambda: is_free(port) and desk.left_running() == [])
    return process.returncode, out, err


@contextmanager
def walking(desk, api_url, ref):
    """Ask Prefect to walk a case, and let it stand still on its way for the length of a block."""
    theirs = Desk(desk.folder, {"PREFECT_API_URL": api_url}, desk.mark)
    words = ("deployment", "run", "us-munitions-license/mock", "-p", f"ref={ref}")
    assert theirs.call(*words, program="prefect").code == 0
    with desk.held_at(ref, 7):
        yield


def test_prefect_is_asked_from_another_process_to_walk_a_case_and_ctrl_c_ends_it_all(office):
    port = free_port()
    with office.going_on("flow", "serve", "--port", port, start_new_session=True) as process:
        first, *others = served(process)
        api_url = f"http://127.0.0.1:{port}/api"
        assert first == f"Prefect's pages: http://127.0.0.1:{port}"
        printed = [found for line in others if (found := re.search(r"PREFECT_API_URL=(\S+) .* run (\S+) -p", line))]
        assert [found.groups() for found in printed] == [(api_url, f"{item.name}/mock") for item in NAMED_FLOWS]

        walked = asked(office, api_url, "US-ML-2021-0101")
        assert walked.code == 0, walked.out + walked.err
        unknown = asked(office, api_url, "NO-SUCH-CASE")
        assert unknown.code != 0

        said = office.call("flow", "runs", "--json")
        assert {row["case"]: (row["run"], row["outcome"]) for row in said.json} == {
            "US-ML-2021-0101": (
                "COMPLETED",
                office.call("case", "show", "US-ML-2021-0101", "--json").json["outcome_label"],
            ),
            "NO-SUCH-CASE": ("FAILED", ""),
        }
        assert said.code == 1
        os.killpg(process.pid, signal.SIGINT)
        assert nothing_left(office, process, port) == (0, "", "")
    assert office.call("db", "verify").code == 0


def test_ctrl_c_in_the_middle_of_a_walk_ends_that_too_and_the_case_is_finished_later(office):
    port = free_port()
    ref = "US-ML-2025-0004"
    with office.going_on("flow", "serve", "--port", port, start_new_session=True) as process:
        served(process)
        with walking(office, f"http://127.0.0.1:{port}/api", ref):
            os.killpg(process.pid, signal.SIGINT)
        assert nothing_left(office, process, port) == (0, "", "")
    (row,) = [row for row in office.call("flow", "runs", "--json").json if row["case"] == ref]
    assert (row["run"], row["do"]) == ("CRASHED", f"Run: licensing flow run {ref}")

    said = office.call("flow", "run", ref, "--json")
    assert (said.code, said.json[0]["ended"]) == (0, "Approved with provisos")
    assert office.call("db", "verify").code == 0
    assert office.left_running() == []


def test_a_service_manager_that_ends_it_lets_the_walk_in_progress_come_to_its_end(office):
    port = free_port()
    ref = "US-ML-2025-0005"
    with office.going_on("flow", "serve", "--port", port) as process:
        served(process)
        with walking(office, f"http://127.0.0.1:{port}/api", ref):
            process.terminate()
        assert nothing_left(office, process, port) == (0, "", "")
    said = office.call("flow", "runs", "--json", "--limit", "1")
    assert [(row["case"], row["run"], row["state"]) for row in said.json] == [(ref, "COMPLETED", "Approved")]


def test_a_port_that_is_taken_is_named(office):
    with Desk(office.folder).going_on("flow", "serve") as process:
        port = int(re.search(r":(\d+)$", served(process)[0]).group(1))
        other = Desk(office.folder).call("flow", "serve", "--port", free_port())
        assert (other.code, other.out) == (3, "")
        assert other.err.startswith("RUN-004 ")
        assert f"port {port}" in other.err
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
