"""What happened to a case: the bodies of events, and the event as it is recorded."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TypeAlias

from licensing.domain.text import Json, canonical, digest
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import Precision, When

Value: TypeAlias = bool | int | str | tuple[str, ...]
"""The value of an attribute or fact: dates are ISO text, money whole units, countries a tuple of codes."""


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A case began; drafting counts from here."""

    ref: str
    process: str
    version: str
    definition_digest: str
    provenance: Provenance
    state: str
    matter: str
    attributes: tuple[tuple[str, Value], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Pairs of role and matter."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The case left a state by a transition and entered another."""

    transition: str
    source: str
    target: str
    outcome: Outcome | None = None
    label: str = ""
    files: bool = False
    terminal: bool = False
    lapsed_clock: str = ""
    relied_on: tuple[tuple[str, str, str], ...] = ()
    """Role, matter and outcome of every linked case that the move needed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An observed case was seen in a state without a legal transition; the stretch before is unknown if ``gap``."""

    state: str
    gap: bool
    outcome: Outcome | None = None
    label: str = ""
    terminal: bool = False


@dataclass(frozen=True, slots=True)
class ReferralSent:
    """A question was put to another body; ``path`` is ``name`` or ``parent/name``."""

    path: str
    number: int
    step: str = ""


@dataclass(frozen=True, slots=True)
class ReferralStepped:
    """A referral went on to its next ordered step."""

    path: str
    number: int
    step: str


@dataclass(frozen=True, slots=True)
class ReferralAnswered:
    """A referral was answered with a position, or its silence counted as one (``by_silence`` names the clock)."""

    path: str
    number: int
    position: str
    by_silence: str = ""


@dataclass(frozen=True, slots=True)
class ReferralRecalled:
    """A referral was called back without an answer."""

    path: str
    number: int


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """Information was asked of the applicant within a referral."""

    path: str
    number: int


@dataclass(frozen=True, slots=True)
class QuestionReplied:
    """The applicant gave the information asked for."""

    path: str
    number: int


@dataclass(frozen=True, slots=True)
class BlockerOpened:
    """Something began to stand in the way of the case, or of one of its referrals."""

    kind: str
    number: int
    reason: str = ""
    referral: str = ""


@dataclass(frozen=True, slots=True)
class BlockerCleared:
    """A blocker was cleared by the owner named, or ended with the case (``by`` is empty)."""

    kind: str
    number: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class FactRecorded:
    """A declared, typed statement was recorded on the case, a referral or a blocker."""

    name: str
    value: Value
    on: str = "case"
    """``case``, ``referral:<path>#<number>`` or ``blocker:<kind>#<number>``."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """The case moved to another version of its definition."""

    version: str
    definition_digest: str
    basis: str
    at_filing: bool = False


@dataclass(frozen=True, slots=True)
class Corrected:
    """The record was corrected: ``history`` is the whole effective history from now on."""

    target: str
    """The key of the command whose events were replaced or voided."""
    reason: str
    history: tuple[Event, ...]


Body: TypeAlias = (
    CaseOpened
    | Moved
    | Seen
    | ReferralSent
    | ReferralStepped
    | ReferralAnswered
    | ReferralRecalled
    | QuestionAsked
    | QuestionReplied
    | BlockerOpened
    | BlockerCleared
    | FactRecorded
    | Migrated
    | Corrected
)

BODIES: dict[str, type[Body]] = {
    "case-opened": CaseOpened,
    "moved": Moved,
    "seen": Seen,
    "referral-sent": ReferralSent,
    "referral-stepped": ReferralStepped,
    "referral-answered": ReferralAnswered,
    "referral-recalled": ReferralRecalled,
    "question-asked": QuestionAsked,
    "question-replied": QuestionReplied,
    "blocker-opened": BlockerOpened,
    "blocker-cleared": BlockerCleared,
    "fact-recorded": FactRecorded,
    "migrated": Migrated,
    "corrected": Corrected,
}
TYPE_NAMES: dict[type[Body], str] = {body: name for name, body in BODIES.items()}


@dataclass(frozen=True, slots=True)
class Event:
    """One body with its place in the case, its moment, its author and the key of the command it came from."""

    seq: int
    when: When
    body: Body
    key: str
    actor: str
    basis: tuple[str, ...] = ()
    command: str = ""
    """Canonical text of the command; given on the first event of a command, empty on the others."""

    @property
    def type(self) -> str:
        """Give the name of the body's type, as stored."""
        return TYPE_NAMES[type(self.body)]

    def chained(self, previous: str) -> str:
        """Give the digest of this event over its canonical text and the digest of the event before."""
        return digest(previous + "\n" + canonical(event_to_json(self)))


def when_to_json(when: When) -> Json:
    """Write a moment as JSON."""
    return [when.earliest_us, when.latest_us, when.precision.value, when.zone]


def when_from_json(data: Json) -> When:
    """Read a moment back from JSON."""
    if not isinstance(data, list):
        raise TypeError(data)
    earliest, latest, precision, zone = data
    return When(earliest, latest, Precision(precision), zone)


def body_to_json(body: Body) -> dict[str, Json]:
    """Write the body of an event as JSON; empty fields are kept, so that the text never depends on defaults."""
    out: dict[str, Json] = {}
    for item in fields(body):
        value = getattr(body, item.name)
        if item.name == "history" and isinstance(body, Corrected):
            out[item.name] = [event_to_json(event) for event in body.history]
        else:
            out[item.name] = value
    return out


def event_to_json(event: Event) -> dict[str, Json]:
    """Write an event as JSON."""
    return {
        "seq": event.seq,
        "when": when_to_json(event.when),
        "type": event.type,
        "body": body_to_json(event.body),
        "key": event.key,
        "actor": event.actor,
        "basis": list(event.basis),
        "command": event.command,
    }


def body_from_json(kind: str, data: dict[str, Json]) -> Body:
    """Read the body of an event back from JSON."""
    values: dict[str, object] = {}
    for name, value in data.items():
        if name == "history":
            values[name] = tuple(event_from_json(item) for item in _mappings(value))
        elif name == "outcome":
            values[name] = None if value is None else Outcome(str(value))
        elif name == "provenance":
            values[name] = Provenance(str(value))
        else:
            values[name] = as_tuples(value)
    return BODIES[kind](**values)  # type: ignore[arg-type] # the type's own fields, written by body_to_json


def event_from_json(data: dict[str, Json]) -> Event:
    """Read an event back from JSON."""
    body = data["body"]
    basis = data["basis"]
    if not isinstance(body, dict) or not isinstance(basis, list):
        raise TypeError(data)
    return Event(
        seq=int(str(data["seq"])),
        when=when_from_json(data["when"]),
        body=body_from_json(str(data["type"]), body),
        key=str(data["key"]),
        actor=str(data["actor"]),
        basis=tuple(str(item) for item in basis),
        command=str(data["command"]),
    )


def as_tuples(value: Json) -> object:
    """Turn the lists of JSON into the tuples of frozen values."""
    return tuple(as_tuples(item) for item in value) if isinstance(value, list) else value


def _mappings(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def as_date(value: Value | None) -> date | None:
    """Read the value of a fact as a date, ``None`` where it is none."""
    return date.fromisoformat(value) if isinstance(value, str) else None
