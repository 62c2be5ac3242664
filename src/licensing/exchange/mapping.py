"""The mapping file of an import: which column says what, and what the log's own words mean in the field's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from licensing.calendars.registry import calendar_names
from licensing.definitions.base import Strict, Text
from licensing.definitions.glossary import glossary
from licensing.definitions.strict_yaml import Document
from licensing.domain.vocabulary import Outcome, Party


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        raise ValueError(f"'{name}' is no time zone such as Asia/Tokyo") from error
    return name


def _calendar(name: str) -> str:
    if name not in calendar_names():
        raise ValueError(f"there is no calendar '{name}'; use one of {', '.join(calendar_names())}")
    return name


Words = Annotated[str, Field(min_length=1)]


class Columns(Strict):
    """The columns of a table that say which case, what and when."""

    case: Words
    activity: Words
    time: Words
    """When the activity ended, or, with a lifecycle column, when the event happened."""
    start: Words | None = None
    """When the activity began, where a row has both ends."""
    lifecycle: Words | None = None
    instance: Words | None = None
    resource: Words | None = None
    attributes: tuple[Words, ...] = ()
    """Columns that say the same in every row of a case."""


class LogMapping(Strict):
    """What an import has to know beyond the log itself."""

    columns: Columns | None = None
    """Found by their names where they are not given."""
    object: Words | None = None
    """The type of object that is the case, in an object-centric log."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    time_form: Words | None = None
    """A ``strptime`` form such as ``%d/%m/%Y %H:%M``, where times are not ISO 8601."""
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    """The civil zone of times without an offset."""
    calendar: Annotated[str, AfterValidator(_calendar)] | None = None
    """Which days are working days; every day where none is named."""
    label: Text | None = None
    owners: dict[Words, Words] = {}
    """From an activity to who holds the case meanwhile: an owner of the glossary, or one of ``parties``."""
    parties: dict[Words, Party] = {}
    """The parties of owners that the glossary does not have."""
    parallel: tuple[tuple[Words, ...], ...] = ()
    """Activities that begin together, when what came before them ends, although the log has only their ends."""
    ends: tuple[Words, ...] = ()
    """Activities that end a case; every case ends with its last event where none is named."""
    outcomes: dict[Words, Outcome] = {}
    """From an activity to what a decision by it came to."""

    def party_known(self, owner: str) -> bool:
        """Say whether the party of an owner is known."""
        return owner in self.parties or owner in glossary().owners


NO_MAPPING = LogMapping()


def read_mapping(path: Path) -> LogMapping:
    """Read a mapping file. Raises ``MissingFile``, ``MalformedFile`` or ``InvalidFile`` with file and line."""
    document = Document.read(path)
    mapping = document.validate(LogMapping)
    for activity, owner in mapping.owners.items():
        if not mapping.party_known(owner):
            raise document.fault(
                ("owners", activity), f"nobody says which party '{owner}' belongs to.", "Add it to parties."
            )
    seen: set[str] = set()
    for place, group in enumerate(mapping.parallel):
        for activity in group:
            if activity in seen:
                raise document.fault(("parallel", place), f"'{activity}' is named twice.", "Name it once.")
            seen.add(activity)
    return mapping
