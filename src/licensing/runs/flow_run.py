"""One flow run as Prefect knows it: which case, where it stands, when it was last heard of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from licensing.runs.process import ProcessMark

PROCESS_LABEL: Final = "licensing.process"


class RunStateType(StrEnum):
    """The kinds of state Prefect knows; a state's name is free and carries the licensing state."""

    SCHEDULED = "SCHEDULED"
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    CRASHED = "CRASHED"
    PAUSED = "PAUSED"
    CANCELLING = "CANCELLING"

    @property
    def final(self) -> bool:
        """Whether nothing follows in this run."""
        return self in {RunStateType.COMPLETED, RunStateType.FAILED, RunStateType.CANCELLED, RunStateType.CRASHED}


@dataclass(frozen=True, slots=True)
class FlowRunRow:
    """A flow run; `name` is the case's reference, `state_name` its licensing state or outcome.

    All moments are the computer's, in UTC: none of them is a moment of the case.
    """

    id: str
    flow: str
    name: str
    state_type: RunStateType
    state_name: str
    message: str
    started: datetime | None
    ended: datetime | None
    last_seen: datetime
    parameters: Mapping[str, object]
    tags: tuple[str, ...]
    deployed: bool
    process: ProcessMark | None

    @classmethod
    def from_json(cls, run: Mapping[str, Any], *, flow: str, heartbeat: datetime | None) -> FlowRunRow:
        """Read a run from the shape of Prefect's API; `heartbeat` is the last one it sent, if any."""
        state = run.get("state") or {}
        seen = [moment for moment in (_moment(run["updated"]), _moment(state.get("timestamp")), heartbeat) if moment]
        return cls(
            id=str(run["id"]),
            flow=flow,
            name=str(run["name"]),
            state_type=RunStateType(state.get("type") or RunStateType.PENDING),
            state_name=str(state.get("name") or ""),
            message=str(state.get("message") or ""),
            started=_moment(run.get("start_time")),
            ended=_moment(run.get("end_time")),
            last_seen=max(seen),
            parameters=dict(run.get("parameters") or {}),
            tags=tuple(run.get("tags") or ()),
            deployed=run.get("deployment_id") is not None,
            process=ProcessMark.parse((run.get("labels") or {}).get(PROCESS_LABEL)),
        )

    @property
    def ref(self) -> str:
        """Give the reference of the run's case; a run that has not started yet bears another name."""
        return str(self.parameters.get("ref") or self.name)

    @property
    def open(self) -> bool:
        """Whether Prefect believes that the run still goes on."""
        return not self.state_type.final

    @property
    def abandoned(self) -> bool:
        """Whether Prefect believes so although the run's process, of this machine, has ended."""
        return self.open and self.process is not None and self.process.here and not self.process.alive()

    def tagged(self, key: str) -> str | None:
        """Give what follows `key:` in the run's tags, such as the process of `process:us/munitions-license`."""
        return next((tag.removeprefix(f"{key}:") for tag in self.tags if tag.startswith(f"{key}:")), None)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
