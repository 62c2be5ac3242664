"""What can be asked of a case; each command brings its moment, its actor and its idempotency key."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias

from licensing.domain.event import Value, as_tuples, when_from_json, when_to_json
from licensing.domain.text import Json, canonical
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    when: When
    actor: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(_Command):
    """Open a case. An observed case may be first seen in another state than the initial one."""

    ref: str
    process: str
    version: str
    definition_digest: str
    provenance: Provenance
    matter: str
    attributes: tuple[tuple[str, Value], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance(_Command):
    """Take a transition."""

    transition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer(_Command):
    """Send a referral (``name``) or one below an open referral (``parent/name``)."""

    referral: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_Command):
    """Answer an open referral with a position."""

    referral: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(_Command):
    """Ask the applicant for information within an open referral."""

    referral: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(_Command):
    """Give the information asked for within a referral."""

    referral: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(_Command):
    """Take an open referral to its next step."""

    referral: str
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(_Command):
    """Open a blocker on the case, or on one of its open referrals."""

    kind: str
    reason: str = ""
    referral: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblock(_Command):
    """Clear the open blocker of a kind; ``by`` is the owner who cleared it."""

    kind: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(_Command):
    """Record a fact on the case, on an open referral (its path) or on an open blocker (its kind)."""

    fact: str
    value: Value
    on: str = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse(_Command):
    """Let the default of a window, a silence rule or an expiry happen; ``instance`` names the clock instance."""

    instance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observe(_Command):
    """See an observed case in a state, without a legal transition to it."""

    state: str
    gap: bool = True
    outcome: Outcome | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(_Command):
    """Replace the command of key ``target`` by another, or void it (``replacement`` is ``None``)."""

    target: str
    reason: str
    replacement: Command | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrate(_Command):
    """Move an open case to another version of its definition, on the basis named."""

    version: str
    definition_digest: str
    basis: str
    at_filing: bool = False


Command: TypeAlias = (
    Submit
    | Advance
    | Refer
    | Answer
    | Ask
    | Reply
    | Move
    | Block
    | Unblock
    | Record
    | Lapse
    | Observe
    | Correct
    | Migrate
)

COMMANDS: dict[str, type[Command]] = {
    command.__name__.lower(): command
    for command in (
        Submit,
        Advance,
        Refer,
        Answer,
        Ask,
        Reply,
        Move,
        Block,
        Unblock,
        Record,
        Lapse,
        Observe,
        Correct,
        Migrate,
    )
}


def command_to_json(command: Command) -> dict[str, Json]:
    """Write a command as JSON."""
    out: dict[str, Json] = {"command": type(command).__name__.lower()}
    for item in fields(command):
        value = getattr(command, item.name)
        if isinstance(value, When):
            out[item.name] = when_to_json(value)
        elif item.name == "replacement":
            out[item.name] = None if value is None else command_to_json(value)
        else:
            out[item.name] = value
    return out


def command_text(command: Command) -> str:
    """Give the canonical text of a command; equal texts are the same command."""
    return canonical(command_to_json(command))


def command_from_json(data: dict[str, Json]) -> Command:
    """Read a command back from JSON."""
    values: dict[str, object] = {}
    for name, value in data.items():
        match name:
            case "command":
                continue
            case "when":
                values[name] = when_from_json(value)
            case "replacement":
                values[name] = command_from_json(value) if isinstance(value, dict) else None
            case "outcome":
                values[name] = None if value is None else Outcome(str(value))
            case "provenance":
                values[name] = Provenance(str(value))
            case _:
                values[name] = as_tuples(value)
    return COMMANDS[str(data["command"])](**values)  # type: ignore[arg-type] # the type's own fields
