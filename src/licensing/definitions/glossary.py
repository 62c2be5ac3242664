"""The one glossary: owners with their parties and calendars, and the words for every closed set."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import model_validator

from licensing.definitions.base import Name, Strict, Text
from licensing.definitions.definition import Definition
from licensing.definitions.registry import library
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import DefinitionFault
from licensing.domain.vocabulary import UNKNOWN_STATE, Kind, Outcome, Party, Stage


class Owner(Strict):
    """Who can hold a case: the party it belongs to and the calendar it works by."""

    party: Party
    calendar: str
    label: Text


class Glossary(Strict):
    """Owners, parties, stages, kinds and outcomes, in the words people see."""

    owners: dict[Name, Owner]
    parties: dict[Party, Text]
    stages: dict[Stage, Text]
    kinds: dict[Kind, Text]
    outcomes: dict[Outcome, Text]
    consents: tuple[str, ...] = ()
    """Positions that ask for nothing: no condition, no refusal, no more facts."""

    @model_validator(mode="after")
    def _nothing_without_words(self) -> Glossary:
        for closed_set, words in (
            (Party, self.parties),
            (Stage, self.stages),
            (Kind, self.kinds),
            (Outcome, self.outcomes),
        ):
            missing = [member.value for member in _members(closed_set) if member not in words]
            if missing:
                message = f"no words for {', '.join(missing)}"
                raise ValueError(message)
        return self

    def owner(self, owner: str) -> Owner:
        """Give an owner. Raises :class:`DefinitionFault` for one the glossary does not have."""
        found = self.owners.get(owner)
        if found is None:
            raise DefinitionFault(
                f"the glossary has no owner '{owner}'.",
                next_step="Add it to processes/glossary.yaml with its party, calendar and labels.",
            )
        return found


def read_glossary(path: Path) -> Glossary:
    """Read a glossary file. Raises ``MalformedFile`` or ``InvalidFile`` with file and line."""
    return Document.read(path).validate(Glossary)


@cache
def glossary() -> Glossary:
    """Give the glossary that ships with the package, read once."""
    return read_glossary(library() / "glossary.yaml")


def party_of(definition: Definition, owner: str) -> Party:
    """Give the party of an owner in a process: the definition's own word first, then the glossary's.

    Raises :class:`DefinitionFault` for an owner that neither has.
    """
    if owner in (UNKNOWN_STATE, ""):
        return Party.UNKNOWN
    return definition.parties.get(owner) or glossary().owner(owner).party


def calendar_of(owner: str) -> str:
    """Give the name of the calendar an owner works by. Raises :class:`DefinitionFault` for an unknown owner."""
    return glossary().owner(owner).calendar


def _members(closed_set: type[StrEnum]) -> tuple[StrEnum, ...]:
    return tuple(closed_set)
