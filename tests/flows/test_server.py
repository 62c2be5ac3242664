"""The Prefect server of a store: started once, shared, isolated, and gone with its last command."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from licensing.domain.errors import PrefectHomeBusy, PrefectServerMissing, PrefectServerStartFailed
from licensing.runs import server as server_module
from licensing.runs.api import PrefectApi, health
from licensing.runs.flow_run import RunStateType
from licensing.runs.home import PrefectHome
from licensing.runs.process import ProcessMark
from licensing.runs.record import ServerRecord, free_port, is_free
from licensing.runs.server import PrefectServer, reap, running

pytestmark = pytest.mark.flows

OWNER = """
    import sys, time
    from pathlib import Path
    from licensing.runs.home import PrefectHome
    from licensing.runs.server import PrefectServer

    with PrefectServer(PrefectHome.beside(Path(sys.argv[1]))) as server:
        print(server.api_url, flush=True)
        time.sleep(600)
"""

WALK = """
    import asyncio, os, sys
    from pathlib import Path
    from licensing.runs.flow_run import PROCESS_LABEL
    from licensing.runs.home import PrefectHome, apply
    from licensing.runs.process import ProcessMark

    home = PrefectHome.beside(Path(sys.argv[1]))
    apply(home, sys.argv[2])
    from prefect import flow, get_client, task
    from prefect.context import FlowRunContext
    from prefect.settings import get_current_settings
    from prefect.states import Completed, Running

    @task
    async def stay(state):
        return state

    @flow(name="us-munitions-license", flow_run_name="{ref}")
    async def walk(ref, lasting=False):
        run = FlowRunContext.get().flow_run
        async with get_client() as client:
            await client.update_flow_run_labels(run.id, {PROCESS_LABEL: str(ProcessMark.own())})
            await client.update_flow_run(run.id, tags=["process:us/munitions-license", f"case:{ref}"])
            await stay.with_options(name="drafting")("drafting")
            await client.set_flow_run_state(run.id, Running(name="Interagency review"))
        if lasting:
            print("walking", flush=True)
            await asyncio.sleep(600)
        return Completed(name="Approved with provisos")

    state = asyncio.run(walk(sys.argv[3], lasting=len(sys.argv) > 4, return_state=True))
    settings = get_current_settings()
    print(state.name, settings.home == home.folder, settings.tasks.default_retries, settings.api.key)
"""

TWICE = """
    import sys
    from pathlib import Path
    from licensing.domain.errors import PrefectHomeBusy
    from licensing.runs.home import PrefectHome, apply

    home = PrefectHome.beside(Path(sys.argv[1]))
    apply(home, "http://127.0.0.1:1/api")
    apply(home, "http://127.0.0.1:1/api")
    try:
        apply(home, "http://127.0.0.1:2/api")
    except PrefectHomeBusy as busy:
        print(busy.code)
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def server(store) -> Iterator[PrefectServer]:
    told: list[float] = []
    with PrefectServer(PrefectHome.beside(store), progress=told.append) as server:
        assert told == sorted(told)
        assert told[-1] > 1
        yield server


@contextmanager
def command(script: str, *arguments: object, **options: object) -> Iterator[subprocess.Popen[str]]:
    """Run a script as another command would run, and wait for its first line."""
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line or process.poll() is None, process.stderr.read()
    return line


def gone(record: ServerRecord) -> bool:
    return not record.process.alive() and is_free(record.port)


def until(condition, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_a_second_command_shares_the_running_server_and_leaves_it_to_the_first(store, server):
    with PrefectServer(PrefectHome.beside(store)) as second:
        assert second.api_url == server.api_url
    assert health(server.api_url)


def test_a_command_that_wants_another_port_is_told_who_has_the_server(store, server):
    with pytest.raises(PrefectHomeBusy, match="listens on port"), PrefectServer(PrefectHome.beside(store), port=4200):
        pass
    assert health(server.api_url)


def test_a_server_in_use_is_not_reaped(store, server):
    assert not reap(PrefectHome.beside(store))
    assert health(server.api_url)


def test_the_pages_of_prefect_ask_the_server_that_shows_them(server):
    assert httpx.get(f"{server.ui_url}/ui-settings").json()["api_url"] == server.api_url


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads the environment of a process from /proc")
def test_the_server_sends_nothing_to_prefects_makers(store, server):
    record = running(PrefectHome.beside(store))
    assert record is not None
    raw = Path(f"/proc/{record.process.pid}/environ").read_text()
    environment = dict(line.split("=", 1) for line in raw.split("\0") if "=" in line)
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT"] == "false"
    assert environment["PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY"] == "false"
    settings = httpx.get(f"{server.api_url}/admin/settings").json()
    assert settings["server"]["analytics_enabled"] is False
    assert settings["server"]["ui"]["show_promotional_content"] is False


def test_a_run_ignores_its_users_own_profile_and_prints_nothing_of_prefect(store, server, tmp_path):
    dead = f"http://127.0.0.1:{free_port()}/api"
    (tmp_path / ".prefect").mkdir()
    (tmp_path / ".prefect" / "profiles.toml").write_text(
        f'active = "company"\n[profiles.company]\nPREFECT_API_URL = "{dead}"\nPREFECT_API_KEY = "secret"\n'
    )
    (tmp_path / "prefect.toml").write_text("[tasks]\ndefault_retries = 7\n")
    (tmp_path / ".env").write_text("PREFECT_API_KEY=secret\n")
    answer = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WALK), str(store), server.api_url, "CASE-QUIET"],
        env=os.environ | {"HOME": str(tmp_path), "PREFECT_API_URL": dead, "PREFECT_PROFILE": "company"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.stdout, answer.stderr) == ("Approved with provisos True 0 None\n", "")
    with PrefectApi(server.api_url) as api:
        (run,) = api.flow_runs(flows=["us-munitions-license"], names=["CASE-QUIET"])
    assert (run.state_type, run.state_name, run.parameters["ref"]) == (
        RunStateType.COMPLETED,
        "Approved with provisos",
        "CASE-QUIET",
    )
    assert run.tagged("process") == "us/munitions-license"
    assert not run.open


def test_a_run_whose_process_was_killed_is_told_from_one_that_goes_on_and_ends_as_crashed(store, server):
    with (
        command(WALK, store, server.api_url, "CASE-KILLED", "lasting") as killed,
        command(WALK, store, server.api_url, "CASE-GOES-ON", "lasting") as goes_on,
        PrefectApi(server.api_url) as api,
    ):
        assert [first_line(killed), first_line(goes_on)] == ["walking", "walking"]
        killed.kill()
        killed.wait()
        runs = {run.name: run for run in api.flow_runs(states=[RunStateType.RUNNING])}
        assert {name: run.state_name for name, run in runs.items()} == {
            "CASE-KILLED": "Interagency review",
            "CASE-GOES-ON": "Interagency review",
        }
        assert runs["CASE-KILLED"].abandoned
        assert not runs["CASE-GOES-ON"].abandoned

        assert [run.name for run in api.mark_abandoned("its command was ended")] == ["CASE-KILLED"]
        (crashed,) = api.flow_runs(tags=["case:CASE-KILLED"])
        assert (crashed.state_type, crashed.message) == (RunStateType.CRASHED, "its command was ended")
        assert crashed.ended is not None
        (still,) = api.flow_runs(tags=["case:CASE-GOES-ON"])
        assert still.open


def test_flow_runs_come_newest_first_and_only_as_many_as_asked_for(server):
    with PrefectApi(server.api_url) as api:
        every, one = api.flow_runs(), api.flow_runs(limit=1)
    assert len(every) > 1
    assert one == every[:1]


def test_what_a_killed_command_left_is_used_by_the_next_and_gone_after_it(tmp_path):
    home = PrefectHome.beside(tmp_path)
    with command(OWNER, tmp_path) as owner:
        url = first_line(owner)
    record = running(home)
    assert record is not None
    assert owner.returncode == -signal.SIGKILL

    with PrefectServer(home) as server:
        assert server.api_url == url
    assert until(lambda: gone(record))
    assert not home.server_file.exists()


def test_a_command_that_is_asked_to_end_takes_its_server_with_it(tmp_path):
    with command(OWNER, tmp_path) as owner:
        first_line(owner)
        record = running(PrefectHome.beside(tmp_path))
        assert record is not None
        owner.send_signal(signal.SIGTERM)
        _, said = owner.communicate(timeout=30)
    assert (owner.returncode, said) == (128 + signal.SIGTERM, "")
    assert until(lambda: gone(record))


def test_an_orphan_that_answers_no_more_is_ended_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(server_module, "_STOP_LIMIT_SECONDS", 1)
    home = PrefectHome.beside(tmp_path)
    with command(OWNER, tmp_path) as owner:
        first_line(owner)
    record = ServerRecord.read(home)
    assert record is not None
    os.kill(record.process.pid, signal.SIGSTOP)
    assert reap(home)
    assert until(lambda: gone(record))
    assert not reap(home)


def test_a_process_that_got_the_number_of_a_server_is_left_alone(tmp_path):
    home = PrefectHome.beside(tmp_path)
    home.prepare()
    with command("import time; print('here', flush=True); time.sleep(600)") as stranger:
        first_line(stranger)
        mark = ProcessMark.of(stranger.pid)
        assert mark is not None
        ServerRecord(mark, free_port()).write(home)
        assert running(home) is None
        assert not reap(home)
        assert mark.alive()
    assert not home.server_file.exists()


def test_a_port_that_is_taken_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(PrefectServerStartFailed, match=f"Port {port} of this machine is in use"),
            PrefectServer(PrefectHome.beside(tmp_path), port=port),
        ):
            pass


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(tmp_path):
    home = PrefectHome.beside(tmp_path)
    home.prepare()
    (home.folder / "prefect.db").write_text("this is no database")
    with pytest.raises(PrefectServerStartFailed, match="file is not a database") as failed, PrefectServer(home):
        pass
    assert str(home.server_log) in failed.value.next_step
    assert not home.server_file.exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "store").write_text("a file, not a folder")
    with (
        pytest.raises(PrefectServerStartFailed, match="cannot be written to"),
        PrefectServer(PrefectHome.beside(tmp_path / "store")),
    ):
        pass


def test_one_process_works_with_one_prefect(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(TWICE), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (answer.stdout, answer.stderr) == ("RUN-004\n", "")


def test_a_server_that_takes_too_long_is_ended(tmp_path):
    home = PrefectHome.beside(tmp_path)
    with pytest.raises(PrefectServerStartFailed, match="within 1 seconds"), PrefectServer(home, limit_seconds=1):
        pass
    assert not home.server_file.exists()


def test_without_a_server_the_address_is_named():
    with pytest.raises(PrefectServerMissing, match="No Prefect server answers at"):
        health(f"http://127.0.0.1:{free_port()}")
