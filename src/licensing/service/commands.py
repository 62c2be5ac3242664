"""Make the command of a step that a person asks for, at the moment given or now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from licensing.definitions.registry import process
from licensing.definitions.script import Step, command_of
from licensing.domain.command import Command
from licensing.domain.errors import UsageError
from licensing.service.cases import Cases
from licensing.service.zones import zone_of


def command_for(
    cases: Cases, ref: str, step: dict[str, Any], *, when: str | None, now: datetime, actor: str, key: str
) -> Command:
    """Give the command of a step on a case.

    Without a moment, a command of a known key keeps the moment it had, so that repeating it is the same command.
    Raises :class:`UsageError` for words that make no step.
    """
    with cases.database.reading() as unit:
        header = unit.header(ref)
    of_process = process(header.process)
    zone = zone_of(of_process.latest)
    known = cases.recorded_when(ref, key) if when is None else None
    moment = when or now.isoformat()
    try:
        read = Step.model_validate({**{k: v for k, v in step.items() if v is not None}, "when": moment})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise UsageError(
            first["msg"].removeprefix("Value error, ") + ".", next_step="See `licensing case --help`."
        ) from error
    command = command_of(
        read, key=key, zone=zone, actor=actor, versions=lambda version: of_process.version(version).digest
    )
    return command if known is None else replace(command, when=known)
