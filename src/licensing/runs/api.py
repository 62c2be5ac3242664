"""Prefect's HTTP API, as far as we need it, without importing Prefect."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

from licensing.domain.errors import PrefectServerForeign, PrefectServerMissing
from licensing.runs.flow_run import FlowRunRow, RunStateType

_PAGE: Final = 200
# SQLite refuses a request while another one writes (503); it is over in a moment.
_PAUSES_SECONDS: Final = (0.1, 0.2, 0.4, 0.8, 1.6)


def api_address(url: str) -> str:
    """Give the address of the API from what a person types: with or without `/api`, or a final slash."""
    base = url.strip().rstrip("/")
    return base if base.endswith("/api") or "/api/" in base else f"{base}/api"


def health(url: str, *, timeout_seconds: float = 10) -> str:
    """Give the version of the Prefect server at an address.

    Raises:
        PrefectServerMissing: nothing answers there.
        PrefectServerForeign: something else answers, or a Prefect too old or too new, or one that asks for a key.
    """
    with PrefectApi(url, timeout_seconds=timeout_seconds) as api:
        return api.server_version


class PrefectApi:
    """A connection to one Prefect server; use it as a context manager, which makes sure that it is one.

    With `credentials` the server is shown the key that the environment holds for Prefect, if any.
    Every method, and entering, raises PrefectServerMissing or PrefectServerForeign as `health` does.
    """

    def __init__(self, url: str, *, timeout_seconds: float = 30, credentials: bool = True) -> None:
        self.url = api_address(url)
        self.server_version = ""
        try:
            host = httpx.URL(self.url).host
            self._http = httpx.Client(
                base_url=self.url,
                headers=_credentials() if credentials else {},
                timeout=timeout_seconds,
                # A company proxy does not reach this machine.
                trust_env=host not in {"127.0.0.1", "localhost", "::1"},
                # Reading the certificates takes a while, and is of no use without TLS.
                verify=self.url.startswith("https:") and (os.environ.get("PREFECT_API_SSL_CERT_FILE") or True),
            )
        except (httpx.InvalidURL, OSError) as error:
            raise self._missing(error) from error

    def __enter__(self) -> Self:
        try:
            self.server_version = self._version()
        except BaseException:
            self._http.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def home(self) -> Path:
        """Give the Prefect home of the server, which tells servers of one machine apart."""
        settings = self._call("GET", "/admin/settings")
        return Path(str(settings.get("home", ""))) if isinstance(settings, dict) else Path()

    def flow_runs(
        self,
        *,
        flows: Collection[str] = (),
        names: Collection[str] = (),
        tags: Collection[str] = (),
        states: Collection[RunStateType] = (),
        limit: int | None = None,
    ) -> tuple[FlowRunRow, ...]:
        """List flow runs, the newest first: of these flows, of these names, with all of these tags, in these states."""
        wanted: dict[str, Any] = {}
        if names:
            wanted["name"] = {"any_": sorted(names)}
        if tags:
            wanted["tags"] = {"all_": sorted(tags)}
        if states:
            wanted["state"] = {"type": {"any_": sorted(states)}}
        query: dict[str, Any] = {"sort": "EXPECTED_START_TIME_DESC", "flow_runs": wanted}
        if flows:
            query["flows"] = {"name": {"any_": sorted(flows)}}
        runs = list(self._pages("/flow_runs/filter", query, limit))
        flow_names = self._flow_names({run["flow_id"] for run in runs})
        heartbeats = self._heartbeats(run["id"] for run in runs if not RunStateType(run["state_type"]).final)
        return tuple(
            FlowRunRow.from_json(run, flow=flow_names.get(run["flow_id"], ""), heartbeat=heartbeats.get(run["id"]))
            for run in runs
        )

    def mark_crashed(self, run: FlowRunRow, message: str) -> None:
        """End a run whose process is gone, and its unfinished task runs, as crashed, with the reason."""
        crashed = {"force": True, "state": {"type": RunStateType.CRASHED, "name": "Crashed", "message": message}}
        unfinished = {
            "task_runs": {
                "flow_run_id": {"any_": [run.id]},
                "state": {"type": {"any_": [RunStateType.PENDING, RunStateType.RUNNING]}},
            }
        }
        for task in self._pages("/task_runs/filter", unfinished, None):
            self._call("POST", f"/task_runs/{task['id']}/set_state", crashed)
        self._call("POST", f"/flow_runs/{run.id}/set_state", crashed)

    def mark_abandoned(self, message: str, *, tags: Collection[str] = ()) -> tuple[FlowRunRow, ...]:
        """End as crashed every run, with all of these tags, whose process of this machine is gone; give them."""
        unfinished = [state for state in RunStateType if not state.final]
        abandoned = tuple(run for run in self.flow_runs(tags=tags, states=unfinished) if run.abandoned)
        for run in abandoned:
            self.mark_crashed(run, message)
        return abandoned

    def _version(self) -> str:
        """Give the server's version, after making sure that it is a Prefect server that serves this program."""
        healthy, version = self._call("GET", "/health"), self._call("GET", "/admin/version")
        if healthy is not True or not isinstance(version, str):
            raise self._foreign("does not answer like a Prefect server")
        ours = metadata.version("prefect")
        if not _fits(server=version, client=ours):
            raise self._foreign(f"is Prefect {version}; this program works with Prefect {ours}")
        return version

    def _flow_names(self, ids: Collection[str]) -> dict[str, str]:
        if not ids:
            return {}
        query = {"flows": {"id": {"any_": sorted(ids)}}}
        return {flow["id"]: flow["name"] for flow in self._pages("/flows/filter", query, None)}

    def _heartbeats(self, ids: Iterable[str]) -> dict[str, datetime]:
        """Give the last heartbeat of each run; the newest events come first."""
        resources = [f"prefect.flow-run.{run_id}" for run_id in ids]
        latest: dict[str, datetime] = {}
        for start in range(0, len(resources), 50):
            query = {
                "limit": 50,
                "filter": {
                    "event": {"name": ["prefect.flow-run.heartbeat"]},
                    "resource": {"id": resources[start : start + 50]},
                },
            }
            for event in self._call("POST", "/events/filter", query)["events"]:
                run_id = event["resource"]["prefect.resource.id"].removeprefix("prefect.flow-run.")
                latest.setdefault(run_id, datetime.fromisoformat(event["occurred"]))
        return latest

    def _pages(self, path: str, query: Mapping[str, Any], limit: int | None) -> Iterator[dict[str, Any]]:
        given = 0
        while limit is None or given < limit:
            size = _PAGE if limit is None else min(_PAGE, limit - given)
            page = self._call("POST", path, {**query, "limit": size, "offset": given})
            yield from page
            given += len(page)
            if len(page) < size:
                return

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON of many shapes, read by the callers
        """Ask the server, again and again while it is busy, and give its answer read from JSON."""
        for pause in (*_PAUSES_SECONDS, None):
            try:
                answer = self._http.request(method, path, json=body)
            except httpx.HTTPError as error:
                raise self._missing(error) from error
            if answer.status_code not in {429, 503} or pause is None:
                break
            time.sleep(pause)
        if answer.status_code in {401, 403}:
            raise self._foreign("refuses this program's key", "Set PREFECT_API_KEY or PREFECT_API_AUTH_STRING.")
        if not answer.is_success:
            raise self._foreign(f"answers {answer.status_code} to {method} {path}")
        if not answer.content:
            return None
        try:
            return answer.json()
        except ValueError as error:
            raise self._foreign("does not answer in JSON, as a Prefect server does") from error

    def _missing(self, error: Exception) -> PrefectServerMissing:
        reason = "it took too long" if isinstance(error, httpx.TimeoutException) else str(error) or type(error).__name__
        return PrefectServerMissing(
            f"No Prefect server answers at {self.url} ({reason.rstrip('.')}).",
            next_step="Start one with `licensing flow serve`, or correct --prefect-url.",
        )

    def _foreign(self, what: str, next_step: str = "") -> PrefectServerForeign:
        return PrefectServerForeign(
            f"The server at {self.url} {what}.",
            next_step=next_step or "Correct --prefect-url, or leave it out to use the store's own server.",
        )


def _credentials() -> dict[str, str]:
    """Give the header by which Prefect lets its user in, as Prefect's own client builds it."""
    if key := os.environ.get("PREFECT_API_KEY"):
        return {"Authorization": f"Bearer {key}"}
    if pair := os.environ.get("PREFECT_API_AUTH_STRING"):
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return {}


def _fits(*, server: str, client: str) -> bool:
    """Tell whether a server serves a client: same major version, and no older minor one."""
    served, wanted = (tuple(int(part) for part in text.split(".")[:2] if part.isdigit()) for text in (server, client))
    return len(served) == 2 and served[0] == wanted[0] and served >= wanted
