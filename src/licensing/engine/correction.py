"""Correct the record: replay the effective history with one command replaced or voided."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from licensing.definitions.definition import Definition
from licensing.domain.case import Case
from licensing.domain.command import Command, Correct, Migrate, Submit, command_from_json
from licensing.domain.errors import CaseError, CorrectionRefused
from licensing.domain.event import Corrected, Event
from licensing.engine.decide import basis_of, decide, record
from licensing.engine.evolve import effective, evolve
from licensing.engine.surroundings import ALONE, Surroundings

Definitions = Callable[[str], Definition]
"""Gives the definition of a digest."""


def commands_of(events: Sequence[Event]) -> tuple[Command, ...]:
    """Give the commands that made a history, in order."""
    return tuple(command_from_json(json.loads(event.command)) for event in effective(events) if event.command)


def replay(
    commands: Sequence[Command], definitions: Definitions, surroundings: Surroundings = ALONE
) -> tuple[Event, ...]:
    """Decide a history again from its commands. Raises the error of the first command that is not possible."""
    case: Case | None = None
    history: list[Event] = []
    for command in commands:
        definition = definitions(definition_for(case, command))
        bodies = decide(definition, case, command, surroundings)
        for event in record(case, command, bodies, basis_of(definition, command)):
            case = evolve(case, event)
            history.append(event)
    return tuple(history)


def definition_for(case: Case | None, command: Command) -> str:
    """Give the digest of the definition under which a command is decided."""
    if isinstance(command, Submit | Migrate):
        return command.definition_digest
    return "" if case is None else case.definition_digest


def correct(
    events: Sequence[Event], command: Correct, definitions: Definitions, surroundings: Surroundings = ALONE
) -> tuple[Corrected, ...]:
    """Give the event of a correction.

    Raises :class:`CorrectionRefused` when no command has the target's key or a later event would fall.
    """
    commands = commands_of(events)
    place = next((number for number, item in enumerate(commands) if item.key == command.target), None)
    if place is None:
        keys = ", ".join(item.key for item in commands)
        raise CorrectionRefused(f"no event has the key '{command.target}'.", next_step=f"Keys: {keys}.")
    _check_replacement(commands, place, command.replacement)
    middle = () if command.replacement is None else (command.replacement,)
    try:
        history = replay((*commands[:place], *middle, *commands[place + 1 :]), definitions, surroundings)
    except CaseError as error:
        raise CorrectionRefused(
            f"the corrected history is not possible: {error}", next_step="Correct the later events first."
        ) from error
    return (Corrected(command.target, command.reason, history),)


def _check_replacement(commands: Sequence[Command], place: int, replacement: Command | None) -> None:
    opening = commands[0]
    if isinstance(replacement, Correct):
        raise CorrectionRefused("a correction cannot stand in a history.", next_step="Give the command itself.")
    if place == 0 and isinstance(opening, Submit):
        if not isinstance(replacement, Submit):
            raise CorrectionRefused(
                "the opening of a case cannot be voided.", next_step="Replace it by another opening."
            )
        if (replacement.ref, replacement.process) != (opening.ref, opening.process):
            raise CorrectionRefused(
                "a corrected opening keeps the reference and the process of the case.",
                next_step=f"Open it as {opening.ref} under {opening.process}.",
            )
    others = {item.key for number, item in enumerate(commands) if number != place}
    if replacement is not None and replacement.key in others:
        raise CorrectionRefused(
            f"another event has the key '{replacement.key}'.", next_step="Give the replacement its own key."
        )
