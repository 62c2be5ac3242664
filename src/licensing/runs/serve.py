"""Serve the flows as deployments, so that Prefect can be asked to walk a case."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from types import FrameType

from licensing.runs.api import PrefectApi
from licensing.runs.flows import NAMED_FLOWS
from licensing.runs.home import PrefectHome
from licensing.runs.run import CRASHED, Prefect

DEPLOYMENT = "mock"
"""The name of every deployment: ``prefect deployment run 'us-munitions-license/mock' -p ref=…``."""


def serve(prefect: Prefect, home: PrefectHome, ready: Callable[[Prefect, list[str]], None]) -> None:
    """Serve every named flow until the command is ended; ``ready`` is told once Prefect can be asked.

    Runs walk one after the other: Prefect on SQLite locks up when several write at once.
    """
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner

    class EndedLikeInterrupt(Runner):
        """Ends on SIGTERM as it does on Ctrl-C: a run in progress comes to its end, then it returns."""

        def handle_sigterm(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - Prefect's own
            signal.raise_signal(signal.SIGINT)

    async def work() -> None:
        runner = EndedLikeInterrupt(limit=1)
        for item in NAMED_FLOWS:
            deployment = RunnerDeployment.from_entrypoint(item.entrypoint, name=DEPLOYMENT, tags=[item.tag])
            await runner.aadd_deployment(deployment)
        ready(prefect, [f"{item.name}/{DEPLOYMENT}" for item in NAMED_FLOWS])
        await runner.start()

    with PrefectApi(prefect.api_url) as api:
        api.mark_abandoned(CRASHED)
    # Run processes read Prefect's settings of the working folder too; the home of our Prefect has none but ours.
    os.chdir(home.folder)
    try:
        asyncio.run(work())
    except KeyboardInterrupt:
        with PrefectApi(prefect.api_url) as api:
            api.mark_abandoned(CRASHED)
