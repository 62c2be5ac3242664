"""Make the flow of a programme: its own course as tasks, its members' own flows inside its run.

Members are walked as far as they go, those that others are linked to first; then those that had waited, and the
programme itself, until nothing moves any more. So every gate is come to when what it needs has been decided.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from prefect import flow, tags
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Running

from licensing.domain.errors import FlowRunFailed
from licensing.runs.factory import CaseFlow, begin, walk_case
from licensing.runs.flows import load, named_flow
from licensing.runs.run import member_tag
from licensing.runs.trouble import reason
from licensing.service.cases import Cases
from licensing.service.programmes import walk_order
from licensing.service.walks import LONGEST_WALK, moves
from licensing.settings import Settings
from licensing.store.database import Database

WALKING_MEMBERS = "Members under way"
"""What the run of a programme is called before the programme's own course begins to move."""


def programme_flow(name: str, process: str) -> Callable[[Callable[..., Any]], CaseFlow]:
    """Make the flow of a joint process from a function whose docstring tells its steps.

    A case of the process to which nothing is linked walks by itself.
    """

    def made(told: Callable[..., Any]) -> CaseFlow:
        async def walk(ref: str) -> State[Any]:
            with Database.open(Settings().store) as database:
                return await _walk(Cases(database, lambda: datetime.now(UTC)), process, ref)

        walk.__doc__ = told.__doc__
        walk.__name__ = told.__name__
        described = flow(name=name, flow_run_name="{ref}", description=told.__doc__, persist_result=False)
        return described(walk)

    return made


async def _walk(cases: Cases, process: str, ref: str) -> State[Any]:
    with cases.database.reading() as unit:
        *members, _ = walk_order(unit, ref)
    run = await begin(cases, process, ref)
    async with get_client() as client:
        await client.set_flow_run_state(run.id, Running(name=WALKING_MEMBERS))
    ended: State[Any] | None = None
    for _ in range(LONGEST_WALK):
        moved = await _walk_members(cases, ref, members)
        if moves(cases, ref):
            ended = await walk_case(cases, process, ref)
        elif not moved:
            break
    return ended or await walk_case(cases, process, ref)


async def _walk_members(cases: Cases, ref: str, members: list[tuple[str, str]]) -> bool:
    """Run the flow of every member to which something happens now; say whether there was one."""
    moved = False
    for member, of_process in members:
        if not moves(cases, member):
            continue
        moved = True
        with tags(member_tag(ref)):
            state = await load(named_flow(of_process))(member, return_state=True)
        if state.is_failed() or state.is_crashed():
            raise FlowRunFailed(
                f"member {member} of {ref} failed: {reason(state.message or '')}",
                next_step="See `licensing flow runs`.",
            )
    return moved
