"""Make the named flow of a process: one flow run for a case, one task run for each state visited."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from prefect import Flow, flow, task
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.context import FlowRunContext
from prefect.states import Completed, Running

from licensing.domain.case import Case
from licensing.domain.errors import NotPossibleNow
from licensing.runs.artifacts import NOT_PREFECTS_TIME, artifact_key, timeline, visits
from licensing.runs.flow_run import PROCESS_LABEL
from licensing.runs.process import ProcessMark
from licensing.service.cases import Cases
from licensing.service.walks import LONGEST_WALK, step
from licensing.settings import Settings
from licensing.store.database import Database

CaseFlow = Flow[[str], Coroutine[Any, Any, State[Any]]]
"""A flow that walks the case of a reference."""

WAITING = "Waiting: "
"""How the name of a finished run begins when the case is still open: nothing more happens to it by itself."""


@dataclass(frozen=True, slots=True)
class Stay:
    """What became of one stay in a state: the case after it, and why nothing follows if nothing does."""

    case: Case
    over: bool


@task(persist_result=False, cache_policy=NO_CACHE)
async def stay(cases: Cases, ref: str, visit: int) -> Stay:
    """Let everything happen to a case until it leaves the state of a visit, or nothing more happens by itself.

    Every effect carries its own key, so a task that runs twice records nothing twice.
    """
    for _ in range(LONGEST_WALK):
        walked = step(cases, ref)
        if not walked.moved:
            return Stay(walked.case, over=True)
        if walked.case.visit.number != visit or walked.case.closed is not None:
            return Stay(walked.case, over=False)
    raise NotPossibleNow(f"{ref} goes round in circles.", next_step="Check the assumptions: `licensing process check`.")


def process_flow(name: str, process: str) -> Callable[[Callable[..., Any]], CaseFlow]:
    """Make the flow of a process from a function whose docstring tells its steps."""

    def made(told: Callable[..., Any]) -> CaseFlow:
        async def walk(ref: str) -> State[Any]:
            with Database.open(Settings().store) as database:
                return await walk_case(Cases(database, lambda: datetime.now(UTC)), process, ref)

        walk.__doc__ = told.__doc__
        walk.__name__ = told.__name__
        described = flow(name=name, flow_run_name="{ref}", description=told.__doc__, persist_result=False)
        return described(walk)

    return made


async def walk_case(cases: Cases, process: str, ref: str) -> State[Any]:
    """Walk a case inside the flow run under way, to where it waits; give the state in which the run may end."""
    case, labels = _read(cases, ref)
    run = await begin(cases, process, ref)
    async with get_client() as client:
        while case.closed is None:
            label = labels(case.state)
            await client.set_flow_run_state(run.id, Running(name=label))
            visited = stay.with_options(name=label, task_run_name=f"{case.visit.number:02d} {label}")
            done = await visited(cases, ref, case.visit.number)
            case, labels = _read(cases, ref)
            if done.over:
                break
    await _leave_to_read(cases, case)
    if case.closed is not None or case.decided is not None:
        return Completed(name=case.outcome_label or labels(case.state))
    return Completed(name=f"{WAITING}{labels(case.state)}", message="Nothing more happens to the case by itself.")


async def begin(cases: Cases, process: str, ref: str) -> FlowRun:
    """Take the flow run under way for a case. Raises ``NotPossibleNow`` for one of another process."""
    case, _ = _read(cases, ref)
    if case.process != process:
        raise NotPossibleNow(f"{ref} is a case of {case.process}, not of {process}.", next_step="Run its own flow.")
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        message = "a case walks inside a flow run"
        raise RuntimeError(message)
    async with get_client() as client:
        await _claim(client, context.flow_run, process, ref)
    return context.flow_run


async def _claim(client: PrefectClient, run: FlowRun, process: str, ref: str) -> None:
    """Say in Prefect whose run this is: which case's, so that it is found; which process's, so that its end shows."""
    await client.update_flow_run_labels(run.id, {PROCESS_LABEL: str(ProcessMark.own())})
    wanted = {f"process:{process}", f"case:{ref}"}
    if not wanted <= set(run.tags):
        await client.update_flow_run(run.id, tags=sorted({*run.tags, *wanted}))


def _read(cases: Cases, ref: str) -> tuple[Case, Callable[[str], str]]:
    with cases.database.reading() as unit:
        unit.header(ref)
        case = unit.case(ref)
        if case is None:
            message = f"{ref} has a header and no events"
            raise RuntimeError(message)
        states = unit.definition(case.definition_digest).states
    return case, lambda state: states[state].label.en if state in states else state


async def _leave_to_read(cases: Cases, case: Case) -> None:
    with cases.database.reading() as unit:
        definition = unit.definition(case.definition_digest)
    await acreate_markdown_artifact(
        timeline(case, definition), key=artifact_key("timeline", case.ref), description=f"Timeline of {case.ref}"
    )
    await acreate_table_artifact(
        visits(case, definition),
        key=artifact_key("visits", case.ref),
        description=f"Visits of {case.ref}. {NOT_PREFECTS_TIME}",
    )
