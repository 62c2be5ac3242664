"""What is wrong with a flow run, and what a person does about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from licensing.runs.flow_run import FlowRunRow, RunStateType

# A run that goes on is heard of every 30 seconds; one that was asked for is taken up within a few.
SILENT: Final = timedelta(minutes=2)
UNTAKEN: Final = timedelta(seconds=30)
_RAISED: Final = "Flow run encountered an exception: "


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with a flow run, and the next step."""

    what: str
    next_step: str
    stuck: bool = False


def with_troubles(runs: Iterable[FlowRunRow], now: datetime) -> Iterator[tuple[FlowRunRow, Trouble | None]]:
    """Pair runs, given newest first, with what is wrong with each.

    Nothing is wrong any more with a run whose case has a newer one: that one went on from where the case stood.
    """
    seen = set()
    for run in runs:
        yield run, None if run.ref in seen else trouble_of(run, now)
        seen.add(run.ref)


def trouble_of(run: FlowRunRow, now: datetime) -> Trouble | None:
    """Say what is wrong with a run, ``None`` where it goes on or has ended well."""
    again = f"Run: licensing flow run {run.ref}"
    silence = now - run.last_seen
    if run.abandoned:
        return Trouble("stuck: the command that walked it is gone", again, stuck=True)
    match run.state_type:
        case RunStateType.COMPLETED:
            return None
        case RunStateType.FAILED:
            return Trouble(f"failed: {reason(run.message)}", again)
        case RunStateType.CRASHED:
            return Trouble(f"crashed: {reason(run.message)}", again)
        case RunStateType.CANCELLED | RunStateType.CANCELLING:
            return Trouble("cancelled in Prefect", again)
        case RunStateType.SCHEDULED if silence > UNTAKEN:
            return Trouble("scheduled, and nothing takes it up", "Run: licensing flow serve", stuck=True)
        case _ if run.state_type is not RunStateType.SCHEDULED and silence > SILENT:
            minutes = round(silence.total_seconds() / 60)
            return Trouble(f"stuck: not heard of for {minutes} minutes", again, stuck=True)
    return None


def reason(message: str) -> str:
    """Give Prefect's message of a run that failed in one line, without Prefect's words around it."""
    return " ".join(message.removeprefix(_RAISED).split()).rstrip(".") or "Prefect gives no reason"
