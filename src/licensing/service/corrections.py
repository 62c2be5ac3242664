"""Make the correction of an earlier command of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from licensing.definitions.registry import process
from licensing.definitions.script import moment
from licensing.domain.command import Correct
from licensing.domain.errors import CorrectionRefused, UsageError
from licensing.domain.event import Corrected
from licensing.domain.when import When
from licensing.engine.correction import commands_of
from licensing.service.cases import Cases
from licensing.service.zones import zone_of


def correction(
    cases: Cases,
    ref: str,
    target: str,
    *,
    when_it_was: str | None,
    reason: str,
    now: datetime,
    actor: str,
    key: str,
) -> Correct:
    """Give the command that puts another moment to the command of key ``target``, or (``None``) voids it.

    The correction of a known key is read on the history that it corrected, so that repeating it is the same command.
    """
    with cases.database.reading() as unit:
        zone = zone_of(process(unit.header(ref).process).latest)
        events = unit.events(ref)
    when = When.at(now, zone)
    done = next(
        (place for place, event in enumerate(events) if event.key == key and isinstance(event.body, Corrected)), None
    )
    if done is not None:
        when, events = events[done].when, events[:done]
    commands = commands_of(events)
    known = next((item for item in commands if item.key == target), None)
    if known is None:
        keys = ", ".join(item.key for item in commands)
        raise CorrectionRefused(f"no command of {ref} has the key '{target}'.", next_step=f"Keys: {keys}.")
    replacement = None if when_it_was is None else replace(known, when=_moment(when_it_was, zone))
    return Correct(when=when, actor=actor, key=key, target=target, reason=reason, replacement=replacement)


def _moment(text: str, zone: str) -> When:
    try:
        return moment(text, zone)
    except ValueError as error:
        raise UsageError(f"{error}.", next_step="Mend --when-it-was.") from error
