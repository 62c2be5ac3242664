"""The glossary: owners, parties, stages, kinds and outcomes in the words people see, one home for every process."""

from __future__ import annotations

from functools import cache

from licensing.definitions.base import Name, Strict, Text
from licensing.definitions.definition import Definition
from licensing.definitions.registry import library
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import DefinitionFault
from licensing.domain.vocabulary import Kind, Outcome, Party, Stage


class Owner(Strict):
    """Who can hold a case: party, calendar of working days, and name."""

    party: Party
    calendar: str
    label: Text


class Glossary(Strict):
    """Every owner, and the labels of the closed sets."""

    owners: dict[Name, Owner]
    parties: dict[Party, Text]
    stages: dict[Stage, Text]
    kinds: dict[Kind, Text]
    outcomes: dict[Outcome, Text]

    def owner(self, owner: str) -> Owner:
        """Give an owner. Raises :class:`DefinitionFault` for one the glossary does not know."""
        found = self.owners.get(owner)
        if found is None:
            raise DefinitionFault(
                f"owner '{owner}' is not in the glossary.", next_step="Add it to processes/glossary.yaml."
            )
        return found


@cache
def glossary() -> Glossary:
    """Read the glossary of the library, once."""
    return Document.read(library() / "glossary.yaml").validate(Glossary)


def party_of(definition: Definition, owner: str) -> Party:
    """Give the party of an owner in a process; the process may differ from the glossary."""
    return definition.parties.get(owner) or glossary().owner(owner).party


def calendar_of(owner: str) -> str:
    """Give the name of the calendar by which an owner works."""
    return glossary().owner(owner).calendar
