"""Run cases as Prefect flow runs, one after the other, against the server of the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from licensing.domain.errors import FlowRunFailed, PrefectServerMissing
from licensing.runs.api import PrefectApi, api_address, health
from licensing.runs.flow_run import FlowRunRow, RunStateType
from licensing.runs.flows import NamedFlow, load, named_flow
from licensing.runs.home import PrefectHome, apply
from licensing.runs.server import PrefectServer, Progress
from licensing.runs.trouble import reason

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

_TERMINATED = 143
"""The exit code of a command that SIGTERM ended."""
CRASHED = "The command that walked this case was ended. A new run goes on from where the case stands."


@dataclass(frozen=True, slots=True)
class Ran:
    """How the flow run of a case ended: its state's name, and whether it failed."""

    ref: str
    name: str
    failed: bool
    message: str


@dataclass(frozen=True, slots=True)
class Prefect:
    """A Prefect this process is a client of."""

    api_url: str
    ui_url: str
    own: bool


def home_of(store: str) -> PrefectHome:
    """Give the Prefect home beside a store's file; a store on a database server has it in the working folder."""
    return PrefectHome.beside(Path.cwd() if "://" in store else Path(store).absolute().parent)


@contextmanager
def server_of(
    store: str, prefect_url: str | None, *, progress: Progress | None = None, port: int | None = None
) -> Iterator[Prefect]:
    """Find the user's own server if one was named, else the server beside the store, started if need be.

    Raises ``PrefectServerMissing``, ``PrefectServerForeign``, ``PrefectServerStartFailed`` or ``PrefectHomeBusy``.
    """
    if prefect_url is not None:
        url = api_address(prefect_url)
        health(url)
        yield Prefect(url, url.removesuffix("/api"), own=False)
        return
    with PrefectServer(home_of(store), progress=progress, port=port) as server:
        yield Prefect(server.api_url, server.ui_url, own=True)


@contextmanager
def prefect_of(
    store: str, prefect_url: str | None, *, progress: Progress | None = None, port: int | None = None
) -> Iterator[Prefect]:
    """Make this process a client of the server of :func:`server_of`; this imports Prefect."""
    with server_of(store, prefect_url, progress=progress, port=port) as prefect:
        apply(home_of(store), prefect.api_url, keep_credentials=not prefect.own)
        yield prefect


def run_cases(
    prefect: Prefect, cases: Sequence[tuple[str, str]], *, told: Callable[[Ran], None] | None = None
) -> list[Ran]:
    """Run cases, given as pairs of reference and process, one after the other, and tell each as it ends.

    An earlier run that a killed command left behind ends as crashed. Raises ``PrefectServerMissing`` when the server
    goes away meanwhile; running the same cases again goes on from where they stand.
    """
    from prefect.exceptions import TerminationSignal

    with PrefectApi(prefect.api_url) as api:
        for ref, process in cases:
            for run in open_runs(api, ref, members=process.startswith("joint/")):
                if run.abandoned:
                    api.mark_crashed(run, CRASHED)
    try:
        return asyncio.run(_run_all(cases, told))
    except TerminationSignal:
        raise SystemExit(_TERMINATED) from None
    except httpx.TransportError as error:
        raise PrefectServerMissing(
            f"the Prefect server at {prefect.api_url} went away ({error}).",
            next_step="Run the same command again: it goes on from where the cases stand.",
        ) from error


def member_tag(programme: str) -> str:
    """Give the tag of the runs of members inside the run of a programme."""
    return f"programme:{programme}"


def open_runs(api: PrefectApi, ref: str, *, members: bool) -> list[FlowRunRow]:
    """Give the runs of a case that Prefect believes to go on; of a programme, those of its ``members`` too."""
    unfinished = [state for state in RunStateType if not state.final]
    tags = (f"case:{ref}", member_tag(ref)) if members else (f"case:{ref}",)
    return [row for tag in tags for row in api.flow_runs(tags=[tag], states=unfinished)]


async def _run_all(cases: Sequence[tuple[str, str]], told: Callable[[Ran], None] | None) -> list[Ran]:
    from prefect.client.orchestration import get_client

    done = []
    async with get_client() as client:
        for ref, process in cases:
            ran = await _run(client, named_flow(process), ref)
            if told is not None:
                told(ran)
            done.append(ran)
    return done


async def _run(client: PrefectClient, item: NamedFlow, ref: str) -> Ran:
    from prefect.client.schemas.objects import State
    from prefect.flow_engine import run_flow_async

    walk = load(item)
    run = await client.create_flow_run(walk, parameters={"ref": ref}, name=ref, tags=[item.tag, f"case:{ref}"])
    state = await run_flow_async(walk, flow_run=run, parameters={"ref": ref}, return_type="state")
    if not isinstance(state, State):
        raise FlowRunFailed(f"the flow run of {ref} ended without a state.", next_step="See `licensing flow runs`.")
    return Ran(ref, str(state.name), state.is_failed() or state.is_crashed(), reason(state.message or ""))
