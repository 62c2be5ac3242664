"""The definition that a log itself tells: its activities as states, with owners from the mapping and no law at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from licensing.definitions.base import Text
from licensing.definitions.definition import Definition, Version
from licensing.definitions.elements import Needs, Referral, State, Transition
from licensing.domain.text import Json, canonical
from licensing.domain.vocabulary import Kind, Party, Stage
from licensing.domain.when import from_us
from licensing.exchange.discovery import DONE, LEAVE, VERSION, Discovery
from licensing.exchange.names import ENDED, IN_PROGRESS, before

LOG = "log/"
"""Processes that were discovered in logs are named ``log/NAME``: they are no process of the library."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a discovered definition is made from, as the record of an import keeps it."""

    process: str
    label_en: str
    label_ja: str
    calendar: str
    first_day: str
    activities: tuple[tuple[str, str], ...]
    """Name of the state, and who holds the case meanwhile ("" where nobody says)."""
    referred: tuple[str, ...]
    waits: tuple[str, ...]
    """States of waiting whose beginning and end are known; other waits are no state of anybody's."""
    parties: tuple[tuple[str, Party], ...]

    @classmethod
    def of(cls, found: Discovery) -> Outline:
        """Sum up what was discovered in a log."""
        mapping = found.mapping
        label = mapping.label or Text(en=found.process, ja=found.process)
        day = from_us(found.first_us or 0).date()
        return cls(
            process=found.process,
            label_en=label.en,
            label_ja=label.ja,
            calendar=mapping.calendar or ("japan-everyday" if mapping.zone == "Asia/Tokyo" else "us-everyday"),
            first_day=day.isoformat(),
            activities=tuple((name, mapping.owners.get(raw, "")) for name, raw in found.activities.items()),
            referred=tuple(found.referred),
            waits=tuple(name for name, known in found.gaps.items() if known),
            parties=tuple(mapping.parties.items()),
        )

    def as_json(self) -> dict[str, Json]:
        """Give the outline as JSON."""
        return {
            "process": self.process,
            "label_en": self.label_en,
            "label_ja": self.label_ja,
            "calendar": self.calendar,
            "first_day": self.first_day,
            "activities": [list(item) for item in self.activities],
            "referred": list(self.referred),
            "waits": list(self.waits),
            "parties": [[owner, party.value] for owner, party in self.parties],
        }

    @classmethod
    def from_json(cls, data: Any) -> Outline:  # noqa: ANN401 - whatever JSON gave back
        """Read an outline back."""
        return cls(
            process=str(data["process"]),
            label_en=str(data["label_en"]),
            label_ja=str(data["label_ja"]),
            calendar=str(data["calendar"]),
            first_day=str(data["first_day"]),
            activities=tuple((item[0], item[1]) for item in data["activities"]),
            referred=tuple(data["referred"]),
            waits=tuple(data["waits"]),
            parties=tuple((item[0], Party(item[1])) for item in data["parties"]),
        )


def definition_of(outline: Outline) -> Definition:
    """Give the definition of a discovered process: made, and not read from a file that a lawyer has written."""
    owners = dict(outline.activities)
    states = {name: _state(name, owner, Kind.TOUCH) for name, owner in outline.activities}
    states |= {name: _state(name, owners.get(name.removeprefix(before("")), ""), Kind.QUEUE) for name in outline.waits}
    ways: dict[str, Transition] = {}
    if outline.referred:
        asked = {
            name: Referral(owner=owners.get(name) or None, silence="still-waiting", required=False, positions=(DONE,))
            for name in outline.referred
        }
        states[IN_PROGRESS] = _state(IN_PROGRESS, "", Kind.TOUCH).model_copy(update={"referrals": asked})
        ways[LEAVE] = Transition.model_validate(
            {"from": [IN_PROGRESS], "to": ENDED, "needs": Needs(referrals="all-answered")}
        )
    states[ENDED] = _state(ENDED, "", Kind.TERMINAL)
    return Definition.model_construct(
        id=outline.process,
        label=Text(en=outline.label_en, ja=outline.label_ja),
        jurisdiction="joint",
        calendar=outline.calendar,
        headline_clock=None,
        verified_on=date.fromisoformat(outline.first_day),
        version=Version(id=VERSION, in_force_from=date.fromisoformat(outline.first_day), basis=("log",)),
        parties=dict(outline.parties),
        states=states,
        transitions=ways,
        bases={},
        text=canonical(outline.as_json()),
    )


def discovered(text: str) -> Definition:
    """Give a discovered definition from its own text."""
    return definition_of(Outline.from_json(json.loads(text)))


def _state(name: str, owner: str, kind: Kind) -> State:
    return State(stage=Stage.REVIEW, owner=owner, kind=kind, label=Text(en=name, ja=name))
