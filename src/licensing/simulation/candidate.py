"""Something that can happen next to a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from licensing.domain.command import Command


@dataclass(frozen=True, slots=True)
class Candidate:
    """A command without moment, actor and key, and the instant (UTC microseconds) at which it would come."""

    at_us: int
    command: type[Command]
    fields: dict[str, Any]
