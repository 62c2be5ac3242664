"""Whatever stands at the address of a Prefect server is recognised for what it is."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata

import pytest

from licensing.domain.errors import PrefectServerForeign, PrefectServerMissing
from licensing.runs import api as api_module
from licensing.runs.api import PrefectApi, api_address, health

Answer = tuple[int, bytes]
OURS = metadata.version("prefect")


@contextmanager
def website(answers: Mapping[str, Answer | list[Answer]], asked: list[tuple[str, str | None]] | None = None):
    """Answer each path as told, a list one by one, and note who asked with which key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if asked is not None:
                asked.append((self.path, self.headers.get("Authorization")))
            answer = answers.get(self.path, (404, b"nothing here"))
            status, body = answer.pop(0) if isinstance(answer, list) else answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def prefect_server(version: str) -> dict[str, Answer | list[Answer]]:
    return {"/api/health": (200, b"true"), "/api/admin/version": (200, json.dumps(version).encode())}


@pytest.fixture(autouse=True)
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(api_module, "_PAUSES_SECONDS", (0.001, 0.001))


@pytest.mark.parametrize("typed", ["http://host:4200", "http://host:4200/", " http://host:4200/api/ "])
def test_an_address_may_be_typed_with_or_without_its_end(typed):
    assert api_address(typed) == "http://host:4200/api"


def test_the_address_of_a_workspace_is_left_as_it_is():
    workspace = "https://prefect.example.com/api/accounts/1/workspaces/2"
    assert api_address(workspace) == workspace


def test_a_prefect_server_of_our_version_is_at_home():
    with website(prefect_server(OURS)) as url:
        assert health(url) == OURS


def test_a_newer_minor_version_serves_us_too():
    major, minor, *_ = OURS.split(".")
    with website(prefect_server(f"{major}.{int(minor) + 1}.0")) as url:
        assert health(url)


@pytest.mark.parametrize("version", ["2.20.1", "3.0.0", "4.0.0", "unknown"])
def test_another_version_of_prefect_is_named_beside_ours(version):
    with (
        website(prefect_server(version)) as url,
        pytest.raises(PrefectServerForeign, match=f"is Prefect {version}; this program works with Prefect {OURS}"),
    ):
        health(url)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"/api/health": (200, b"<h1>Welcome</h1>")},
        {"/api/health": (200, b'{"status": "ok"}'), "/api/admin/version": (200, b'{"version": 1}')},
        {"/api/health": (200, b""), "/api/admin/version": (200, b"")},
        {"/api/health": (500, b"oops")},
    ],
    ids=["other paths", "a page", "another API", "emptiness", "a failure"],
)
def test_a_server_that_is_no_prefect_is_called_foreign(answers):
    with website(answers) as url, pytest.raises(PrefectServerForeign, match="--prefect-url") as refused:
        health(url)
    assert url in refused.value.message


def test_a_server_that_refuses_our_key_says_which_setting_holds_it():
    with (
        website({"/api/health": (401, b"{}")}) as url,
        pytest.raises(PrefectServerForeign, match="PREFECT_API_KEY"),
    ):
        health(url)


@pytest.mark.parametrize(
    "name, value, header",
    [
        ("PREFECT_API_KEY", "pnu_1", "Bearer pnu_1"),
        ("PREFECT_API_AUTH_STRING", "admin:secret", "Basic YWRtaW46c2VjcmV0"),
    ],
)
def test_a_key_of_the_environment_is_shown_at_the_door(monkeypatch, name, value, header):
    monkeypatch.setenv(name, value)
    asked: list[tuple[str, str | None]] = []
    with website(prefect_server(OURS), asked) as url:
        health(url)
    assert {key for _, key in asked} == {header}


def test_a_server_the_user_did_not_name_is_shown_no_key(monkeypatch):
    monkeypatch.setenv("PREFECT_API_KEY", "pnu_1")
    asked: list[tuple[str, str | None]] = []
    with website(prefect_server(OURS), asked) as url, PrefectApi(url, credentials=False):
        pass
    assert {key for _, key in asked} == {None}


def test_a_server_that_is_busy_for_a_moment_is_asked_again():
    answers = prefect_server(OURS) | {"/api/health": [(503, b"locked"), (503, b"locked"), (200, b"true")]}
    with website(answers) as url:
        assert health(url) == OURS


def test_a_server_that_stays_busy_is_given_up():
    with website({"/api/health": (503, b"locked")}) as url, pytest.raises(PrefectServerForeign, match="answers 503"):
        health(url)


@pytest.mark.parametrize("typed", ["nonsense", "http://[bad", "ftp://127.0.0.1:1"])
def test_what_is_no_address_is_named_as_it_was_typed(typed):
    with pytest.raises(PrefectServerMissing, match="--prefect-url") as missing:
        health(typed)
    assert typed in missing.value.message


def test_a_company_proxy_is_not_asked_about_this_machine(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with website(prefect_server(OURS)) as url, PrefectApi(url) as api:
        assert api.server_version == OURS
