"""A case as other programs can read it: activities that begin and end, by whom, beside our own events.

Every event of ours becomes one line, and a stay that an event ends becomes one more. Names of activities are those of
the definition: a state by its name, a referral as ``referral:PATH``, a blocker as ``blocker:KIND``, a fact as
``fact:NAME``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licensing.definitions.definition import Definition
from licensing.definitions.glossary import party_of
from licensing.domain.case import Case
from licensing.domain.event import (
    BlockerCleared,
    BlockerOpened,
    CaseOpened,
    Corrected,
    Event,
    FactRecorded,
    Migrated,
    Moved,
    QuestionAsked,
    QuestionReplied,
    ReferralAnswered,
    ReferralRecalled,
    ReferralSent,
    ReferralStepped,
    Seen,
)
from licensing.domain.text import Json
from licensing.domain.vocabulary import UNKNOWN_STATE
from licensing.exchange.log import Phase


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of the store and the instant at which it was recorded (UTC microseconds)."""

    event: Event
    recorded_at_us: int


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case of the store with all that its file said (``header``, as JSON) and its events, to be written out."""

    case: Case
    definition: Definition
    header: dict[str, Json]
    head_digest: str
    events: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log: an activity of a case began or ended, as it is told to other programs.

    ``us`` is the latest moment at which it can have happened. ``recorded`` is the event of ours behind it; a line that
    only ends a stay has none.
    """

    activity: str
    phase: Phase
    us: int
    owner: str
    party: str
    number: int
    """Which of several stays or referrals of the name."""
    note: str
    recorded: Recorded | None


def definitions_of(event: Event) -> Iterator[str]:
    """Give the digests of the definitions that an event names; a correction names those of the history it carries."""
    own = getattr(event.body, "definition_digest", "")
    if own:
        yield own
    for inner in getattr(event.body, "history", ()):
        yield from definitions_of(inner)


def lines(record: CaseRecord) -> Iterator[Line]:
    """Give the lines of a case in the order of its events."""
    state, stays = "", 0
    for item in record.events:
        body, us = item.event.body, item.event.when.latest_us
        target = _entered(body)
        if target:
            if state:
                yield _line(record, state, Phase.END, us, stays, "", None)
            state, stays = target, stays + 1
            note = body.transition if isinstance(body, Moved) else ""
            yield _line(record, state, Phase.START, us, stays, note, item)
            if _ended(body):
                yield _line(record, state, Phase.END, us, stays, "", None)
                state = ""
        else:
            activity, phase, number, note = _beside(body)
            yield Line(activity, phase, us, item.event.actor, "", number, note, item)


def _line(record: CaseRecord, state: str, phase: Phase, us: int, number: int, note: str, item: Recorded | None) -> Line:
    declared = record.definition.states.get(state)
    owner = UNKNOWN_STATE if declared is None else declared.owner
    return Line(state, phase, us, owner, party_of(record.definition, owner).value, number, note, item)


def _entered(body: object) -> str:
    match body:
        case CaseOpened(state=state) | Seen(state=state):
            return state
        case Moved(target=target):
            return target
    return ""


def _ended(body: object) -> bool:
    return isinstance(body, Moved | Seen) and body.terminal


def _beside(body: object) -> tuple[str, Phase, int, str]:
    """Give activity, phase, number and note of an event that leaves the case where it is."""
    match body:
        case ReferralSent(path=path, number=number, step=step):
            return f"referral:{path}", Phase.START, number, step
        case ReferralStepped(path=path, number=number, step=step):
            return f"step:{path}/{step}", Phase.START, number, ""
        case ReferralAnswered(path=path, number=number, position=position):
            return f"referral:{path}", Phase.END, number, position
        case ReferralRecalled(path=path, number=number):
            return f"referral:{path}", Phase.END, number, "recalled"
        case QuestionAsked(path=path, number=number):
            return f"question:{path}", Phase.START, number, ""
        case QuestionReplied(path=path, number=number):
            return f"question:{path}", Phase.END, number, ""
        case BlockerOpened(kind=kind, number=number, reason=reason):
            return f"blocker:{kind}", Phase.START, number, reason
        case BlockerCleared(kind=kind, number=number, by=by):
            return f"blocker:{kind}", Phase.END, number, by
        case FactRecorded(name=name, value=value):
            return f"fact:{name}", Phase.END, 1, str(value)
        case Migrated(version=version):
            return "migrated", Phase.END, 1, version
        case Corrected(target=target):
            return "corrected", Phase.END, 1, target
    message = f"{type(body).__name__} is told to nobody"
    raise TypeError(message)
