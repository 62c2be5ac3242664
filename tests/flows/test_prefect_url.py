"""Whose Prefect is used: the store's own whatever its user's profile says, or the one that was named, if it serves."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from licensing.runs.home import PrefectHome
from licensing.runs.record import ServerRecord, free_port
from licensing.runs.server import PrefectServer
from tests.support.command_line import EXAMPLES, Desk

pytestmark = pytest.mark.flows

CASE = EXAMPLES / "mock" / "us-ml-walk-1.yaml"


class Foreign(BaseHTTPRequestHandler):
    """A server that is no Prefect: every answer is a page."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<h1>Canteen</h1>")

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def foreign() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Foreign) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def untouched(desk):
    return [path.name for path in desk.folder.iterdir()] == ["home"]


@pytest.mark.parametrize("words", [("flow", "run", CASE), ("flow", "serve")], ids=["run", "serve"])
def test_a_missing_server_is_named_and_nothing_is_written(tmp_path, words):
    desk = Desk(tmp_path)
    url = f"http://127.0.0.1:{free_port()}"
    said = desk.call(*words, "--prefect-url", url)
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith(f"RUN-001 No Prefect server answers at {url}/api (")
    assert said.err.endswith("Start one with `licensing flow serve`, or correct --prefect-url.\n")
    assert said.err.count("\n") == 1
    assert untouched(desk)


@pytest.mark.parametrize("words", [("flow", "run", CASE), ("flow", "serve")], ids=["run", "serve"])
def test_a_foreign_server_is_named_and_nothing_is_written(tmp_path, words):
    desk = Desk(tmp_path)
    with foreign() as url:
        said = desk.call(*words, "--prefect-url", url)
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith(f"RUN-002 The server at {url}/api does not answer")
    assert said.err.count("\n") == 1
    assert untouched(desk)


def test_the_setting_is_heeded_like_the_option(tmp_path):
    url = f"http://127.0.0.1:{free_port()}"
    desk = Desk(tmp_path, {"LICENSING_PREFECT_URL": url})
    said = desk.call("flow", "run", CASE)
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith("RUN-001 ")
    assert untouched(desk)


def test_watching_through_a_missing_server_says_so(tmp_path):
    desk = Desk(tmp_path)
    assert desk.call("db", "upgrade").code == 0
    said = desk.call("flow", "runs", "--prefect-url", f"http://127.0.0.1:{free_port()}", "--json")
    assert (said.code, said.out) == (3, "")
    assert '"type": "RUN-001"' in said.err


def test_the_users_own_profile_is_ignored(desk, example, tmp_path):
    dead = f"http://127.0.0.1:{free_port()}/api"
    home = tmp_path / "home"
    (home / ".prefect").mkdir(parents=True)
    profiles = home / ".prefect" / "profiles.toml"
    profiles.write_text(f'active = "company"\n[profiles.company]\nPREFECT_API_URL = "{dead}"\nPREFECT_API_KEY = "k"\n')
    company = {"HOME": str(home), "PREFECT_API_URL": dead, "PREFECT_PROFILE": "company", "PREFECT_API_KEY": "k"}
    theirs = Desk(desk.folder, company)
    said = theirs.call("flow", "run", example("jp-ep-not-listed", "T-OWN-PROFILE"), "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json[0]["ended"].startswith("No permit needed")
    watched = theirs.call("flow", "runs", "--json", "--limit", "1")
    assert (watched.err, watched.json[0]["case"]) == ("", "T-OWN-PROFILE")
    assert sorted(home.rglob("*")) == [profiles.parent, profiles]


def test_a_server_that_goes_away_in_the_middle_is_named_and_the_next_command_goes_on(tmp_path, example):
    desk = Desk(tmp_path)
    path = example("us-ml-denied-reconsidered", "T-CUT-OFF")
    home = PrefectHome.beside(desk.folder)
    with PrefectServer(home):
        pass
    with desk.going_on("flow", "run", path) as process:
        with desk.held_at("T-CUT-OFF", 6):
            record = ServerRecord.read(home)
            assert record is not None
            os.killpg(record.process.pid, signal.SIGKILL)
        out, err = process.communicate(timeout=150)
    assert (process.returncode, out) == (3, "")
    assert err.startswith("RUN-001 the Prefect server at")
    assert err.endswith("Run the same command again: it goes on from where the cases stand.\n")
    assert err.count("\n") == 1
    assert desk.left_running() == []

    again = desk.call("flow", "run", path, "--json")
    assert (again.code, again.err, again.json[0]["ended"]) == (0, "", "Approved with provisos")
    assert desk.call("db", "verify").code == 0
    assert desk.left_running() == []
