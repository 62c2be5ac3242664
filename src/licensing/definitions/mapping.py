"""Mapping tables: which construct of a definition carries each row of the domain notes, or why none does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from licensing.definitions.base import Names, Strict
from licensing.definitions.definition import Definition
from licensing.definitions.finding import Finding, Level
from licensing.definitions.process import Process
from licensing.definitions.registry import companions
from licensing.definitions.strict_yaml import Document
from licensing.domain.text import Json


class MappingRow(Strict):
    """One row of a domain note: the addresses that carry it, or the reason why it is left out."""

    section: Annotated[str, Field(min_length=1)]
    row: Annotated[str, Field(min_length=1)]
    carried_by: Names = ()
    left_out: Annotated[str | None, Field(min_length=1)] = None

    @model_validator(mode="after")
    def _carried_or_left_out(self) -> MappingRow:
        if bool(self.carried_by) == (self.left_out is not None):
            message = "a row is either carried_by something or left_out for a reason"
            raise ValueError(message)
        return self


class MappingFile(Strict):
    """The mapping table of one process."""

    process: str
    rows: Annotated[tuple[MappingRow, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Mapping:
    """A mapping table with the file it was read from."""

    document: Document
    file: MappingFile


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a section there are, how many are carried and how many left out."""

    section: str
    rows: int
    carried: int
    left_out: int


def read_mapping(process: str) -> Mapping:
    """Read the mapping table of a process of the library. Raises ``MissingFile`` or ``InvalidFile``."""
    return mapping_at(companions("mapping", process))


def mapping_at(path: Path) -> Mapping:
    """Read a mapping table. Raises ``MissingFile``, ``MalformedFile`` or ``InvalidFile``."""
    document = Document.read(path)
    return Mapping(document, document.validate(MappingFile))


def counts(mapping: Mapping) -> tuple[Count, ...]:
    """Count the rows of each section, in the order of the file."""
    sections = dict.fromkeys(row.section for row in mapping.file.rows)
    found = []
    for section in sections:
        rows = [row for row in mapping.file.rows if row.section == section]
        carried = sum(bool(row.carried_by) for row in rows)
        found.append(Count(section, len(rows), carried, len(rows) - carried))
    return tuple(found)


def dangling(mapping: Mapping, process: Process) -> tuple[Finding, ...]:
    """Find addresses that no version of the process has, and rows that are given twice (``MAP-01`` to ``MAP-03``)."""
    return tuple(_dangling(mapping, process))


def _dangling(mapping: Mapping, process: Process) -> Iterator[Finding]:
    file = mapping.file
    if file.process != process.id:
        message = f"this is the mapping table of {file.process}, not of {process.id}."
        yield _finding(mapping, "MAP-01", ("process",), message, f"Write `process: {process.id}`.")
    seen: set[tuple[str, str]] = set()
    for place, row in enumerate(file.rows):
        if (row.section, row.row) in seen:
            message = f"row '{row.row}' of {row.section} is given twice."
            yield _finding(mapping, "MAP-03", ("rows", place), message, "Keep one.")
        seen.add((row.section, row.row))
        for number, address in enumerate(row.carried_by):
            if not any(has(version, address) for version in process.versions):
                message = f"no version of {process.id} has '{address}'."
                path = ("rows", place, "carried_by", number)
                yield _finding(mapping, "MAP-02", path, message, "Mend the address, or say why the row is left out.")


def _finding(mapping: Mapping, code: str, path: tuple[str | int, ...], message: str, remedy: str) -> Finding:
    document = mapping.document
    where = ".".join(str(part) for part in path)
    return Finding(code, Level.ERROR, document.name, document.line(path), where, message, remedy)


def has(definition: Definition, address: str) -> bool:
    """Say whether a definition has something at a dotted address, such as ``states.staffed.referrals.dtsa``."""
    section, _, name = address.partition(".")
    if section == "versions":
        return name == definition.version.id
    return bool(name) and _reaches(definition.model_dump(mode="json", by_alias=True, exclude_defaults=True), address)


def _reaches(node: Json, address: str) -> bool:
    """Walk an address part by part; a name may hold dots itself (``bases.itar-123.1``)."""
    if not address:
        return True
    if isinstance(node, dict):
        return any(
            _reaches(item, address[len(key) + 1 :])
            for key, item in node.items()
            if address == key or address.startswith(f"{key}.")
        )
    if isinstance(node, list):
        part, _, rest = address.partition(".")
        return any(_reaches(item, rest) for place, item in enumerate(node) if part in (str(place), _id(item)))
    return False


def _id(item: Json) -> Json:
    return item.get("id") if isinstance(item, dict) else None
