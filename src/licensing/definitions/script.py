"""The step language of case files, scripts and golden paths, and how its steps become commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from licensing.definitions.base import Flag, Strict, Whole
from licensing.domain.command import (
    Advance,
    Answer,
    Ask,
    Block,
    Command,
    Correct,
    Lapse,
    Migrate,
    Move,
    Observe,
    Record,
    Refer,
    Reply,
    Unblock,
)
from licensing.domain.event import Value
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When

_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


class Reported(Strict):
    """A moment known only from a report of that day, with the first day it can have been where that is known."""

    report: date
    not_before: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Reported:
        for day in (self.report, self.not_before):
            _reachable(day, str(day))
        if self.not_before is not None and self.not_before > self.report:
            message = f"not_before ({self.not_before}) lies after the report ({self.report})"
            raise ValueError(message)
        return self


def _reachable(day: date | None, spec: str) -> None:
    """Refuse the first and the last year that a date can have: another zone would carry them out of reach."""
    if day is not None and not date.min.year < day.year < date.max.year:
        message = f"'{spec}' lies outside the years that can be counted"
        raise ValueError(message)


def _readable(text: str) -> str:
    moment(text, "UTC")
    return text


Moment = Reported | Annotated[str, AfterValidator(_readable)]
"""``2025-01-07``, ``2025-01-07T10:00`` (local time of the process), ``2024-11`` or a report."""


def moment(spec: str | Reported, zone: str) -> When:
    """Read a moment in the civil zone of a process. Raises ``ValueError`` for text that is no moment."""
    if isinstance(spec, Reported):
        return When.on_or_before(spec.report, zone, not_before=spec.not_before)
    month = _MONTH.match(spec)
    try:
        if not (month or _DAY.match(spec) or _INSTANT.match(spec)):
            raise ValueError(spec)  # 20250107 and 2025-W02-2 are days, which must not become midnights
        instant = datetime.fromisoformat(f"{spec}-01" if month else spec)
    except ValueError as error:
        message = f"'{spec}' is no moment; write 2025-01-07, 2025-01-07T10:00, 2025-01 or {{report: 2025-01-07}}"
        raise ValueError(message) from error
    _reachable(instant.date(), spec)
    if month:
        return When.in_month(instant.year, instant.month, zone)
    if _DAY.match(spec):
        return When.on(instant.date(), zone)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZoneInfo(zone))
    return When.at(instant, zone)


class ExpectedClock(Strict):
    """What a golden path expects of the newest instance of a clock."""

    counted: Whole | None = None
    excluded: Whole | None = None
    due: date | None = None
    state: str | None = None


class Expect(Strict):
    """What a golden path expects after a step (or of a step: ``refused`` names the code)."""

    state: str | None = None
    outcome: Outcome | None = None
    refused: str | None = None
    clocks: dict[str, ExpectedClock] = {}
    open: tuple[str, ...] | None = None
    """Paths of open referrals and kinds of open blockers."""
    possible: tuple[str, ...] | None = None
    """The transitions that a person can take now."""


class Step(Strict):
    """One step: exactly one verb, its moment, and what goes with the verb."""

    advance: str | None = None
    refer: str | None = None
    answer: str | None = None
    ask: str | None = None
    reply: str | None = None
    move: str | None = None
    block: str | None = None
    unblock: str | None = None
    record: str | None = None
    lapse: str | None = None
    observe: str | None = None
    correct: str | None = None
    migrate: str | None = None
    when: Moment
    actor: str | None = None
    key: str | None = None
    position: str | None = None
    step: str | None = None
    reason: str | None = None
    referral: str | None = None
    by: str | Step | None = None
    void: Flag = False
    value: bool | int | str | tuple[str, ...] | None = None
    on: str = "case"
    gap: Flag = True
    outcome: Outcome | None = None
    label: str | None = None
    basis: str | None = None
    expect: Expect | None = None

    @model_validator(mode="after")
    def _one_verb(self) -> Step:
        given = [verb for verb in VERBS if getattr(self, verb) is not None]
        if len(given) != 1:
            message = f"a step has exactly one of {', '.join(VERBS)}"
            raise ValueError(message)
        needed = {"answer": "position", "record": "value", "migrate": "basis"}.get(given[0])
        if needed and getattr(self, needed) is None:
            message = f"{given[0]} needs {needed}"
            raise ValueError(message)
        if self.correct and self.void == isinstance(self.by, Step):
            message = "correct needs by: a step, or void: true"
            raise ValueError(message)
        return self

    @property
    def verb(self) -> str:
        """Give the verb of the step."""
        return next(verb for verb in VERBS if getattr(self, verb) is not None)

    @property
    def object(self) -> str:
        """Give what the verb is said of."""
        return str(getattr(self, self.verb))


VERBS = (
    "advance",
    "refer",
    "answer",
    "ask",
    "reply",
    "move",
    "block",
    "unblock",
    "record",
    "lapse",
    "observe",
    "correct",
    "migrate",
)

Versions = Callable[[str], str]
"""Gives the digest of the definition of a version."""


def command_of(step: Step, *, key: str, zone: str, actor: str, versions: Versions) -> Command:
    """Give the command of a step; ``key`` and ``actor`` are used where the step names none."""
    common: dict[str, Any] = {
        "when": moment(step.when, zone),
        "key": lapse_key(step.lapse) if step.lapse else step.key or key,
        "actor": step.actor or actor,
    }
    name = step.object
    match step.verb:
        case "advance":
            return Advance(transition=name, **common)
        case "refer":
            return Refer(referral=name, **common)
        case "answer":
            return Answer(referral=name, position=step.position or "", **common)
        case "ask":
            return Ask(referral=name, **common)
        case "reply":
            return Reply(referral=name, **common)
        case "move":
            return Move(referral=name, step=step.step or "", **common)
        case "block":
            return Block(kind=name, reason=step.reason or "", referral=step.referral or "", **common)
        case "unblock":
            return Unblock(kind=name, by=step.by if isinstance(step.by, str) else "", **common)
        case "record":
            return Record(fact=name, value=_value(step.value), on=step.on, **common)
        case "lapse":
            return Lapse(instance=name, **common)
        case "observe":
            return Observe(state=name, gap=step.gap, outcome=step.outcome, label=step.label or "", **common)
        case "migrate":
            return Migrate(version=name, definition_digest=versions(name), basis=step.basis or "", **common)
        case _:
            by = step.by if isinstance(step.by, Step) else None
            replacement = (
                None
                if by is None
                else command_of(by, key=by.key or f"{key}/corrected", zone=zone, actor=actor, versions=versions)
            )
            return Correct(target=name, reason=step.reason or "", replacement=replacement, **common)


def lapse_key(instance: str) -> str:
    """Give the key of a lapse: its clock instance, so that two sweepers cannot lapse it twice."""
    return f"lapse:{instance}"


def _value(value: Value | None) -> Value:
    return "" if value is None else value


class Linked(Strict):
    """A linked matter as a golden path supposes it."""

    process: str
    outcome: Outcome
    when: Moment


class Earlier(Strict):
    """An earlier case of another matter as a golden path supposes it."""

    outcome: Outcome
    when: Moment
    closed: Moment | None = None


class Ends(Strict):
    """Where a golden path ends."""

    state: str | None = None
    outcome: Outcome | None = None
    label: str | None = None


Attributes = dict[str, bool | int | str | tuple[str, ...]]


class GoldenPath(Strict):
    """One path written from the law: commands, and what the law says follows."""

    id: str
    says: Annotated[str, Field(min_length=1)]
    version: str
    basis: tuple[str, ...] = ()
    provenance: str = "mock"
    attributes: Attributes = {}
    links: dict[str, Linked] = {}
    precedents: dict[str, Earlier] = {}
    authorizations: dict[str, Earlier] = {}
    opened: Moment
    state: str | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    ends: Ends | None = None


class GoldenFile(Strict):
    """The golden paths of a process."""

    process: str
    paths: Annotated[tuple[GoldenPath, ...], Field(min_length=1)]


class Source(Strict):
    """Where an observed case was read."""

    cite: str
    address: str | None = None
    precision: str | None = None
    confidence: str | None = None
