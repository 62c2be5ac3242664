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
    command = command_of(
        _step(step, now.isoformat() if when is None else when),
        key=key,
        zone=zone,
        actor=actor,
        versions=lambda version: of_process.version(version).digest,
    )
    known = cases.recorded_when(ref, command.key) if when is None else None
    return command if known is None else replace(command, when=known)


def _step(words: dict[str, Any], when: str) -> Step:
    """Read the words of a command line as a step. Raises :class:`UsageError` in the words of the finding."""
    try:
        return Step.model_validate({**{name: word for name, word in words.items() if word is not None}, "when": when})
    except ValidationError as error:
        findings = error.errors(include_url=False)
        # A moment may be written in several ways; the finding that was put in words says which.
        first = min(findings, key=lambda item: item["type"] != "value_error")
        if first["loc"][:1] == ("value",):
            raise UsageError(
                f"'{words['value']}' is no value of a fact.",
                next_step="Give a date, a whole number, true, false, text or a [list, of, words].",
            ) from error
        raise UsageError(
            first["msg"].removeprefix("Value error, ") + ".", next_step="See `licensing case --help`."
        ) from error
