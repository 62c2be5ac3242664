"""A process: all versions of one definition, read from one file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from licensing.definitions.definition import Definition
from licensing.definitions.slicing import Slicer
from licensing.definitions.strict_yaml import Document, FilePath
from licensing.domain.errors import InvalidFile, UnknownVersion
from licensing.domain.text import Json, canonical, floats


@dataclass(frozen=True)
class Process:
    """One kind of authorization, with its versions oldest first."""

    id: str
    document: Document
    versions: tuple[Definition, ...]

    @property
    def latest(self) -> Definition:
        """Give the newest version."""
        return self.versions[-1]

    def version(self, version: str) -> Definition:
        """Give a version by its id. Raises :class:`UnknownVersion`."""
        for definition in self.versions:
            if definition.version.id == version:
                return definition
        known = ", ".join(definition.version.id for definition in self.versions)
        raise UnknownVersion(f"{self.id} has no version '{version}'.", next_step=f"Versions: {known}.")

    def in_force(self, day: date) -> Definition:
        """Give the newest version in force on a day. Raises :class:`UnknownVersion` before the first."""
        in_force = [item for item in self.versions if item.version.in_force_from <= day]
        if not in_force:
            first = self.versions[0].version
            raise UnknownVersion(
                f"no version of {self.id} is in force on {day}.",
                next_step=f"The first, {first.id}, is in force from {first.in_force_from}.",
            )
        return in_force[-1]


def read_process(path: Path) -> Process:
    """Read a definition file, every version of it. Raises ``MalformedFile`` or ``InvalidFile`` with file and line."""
    return process_of(Document.read(path))


def process_of(document: Document) -> Process:
    """Make the process of a document that has been read."""
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("versions"), list):
        raise document.fault(("versions",), "a definition is a mapping with a list of versions.", "Add versions.")
    heads = _heads(document, data)
    slicer = Slicer(document, [str(head["id"]) for head in heads])
    definitions = tuple(_definition(document, slicer, data, head) for head in heads)
    return Process(definitions[0].id, document, definitions)


def definition_of_text(text: str) -> Definition:
    """Read a definition back from its canonical text, as the store keeps it."""
    return Definition.model_validate_json(text).model_copy(update={"text": text})


def _heads(document: Document, data: dict[str, Json]) -> list[dict[str, Json]]:
    versions = data["versions"]
    heads = [head for head in versions if isinstance(head, dict)] if isinstance(versions, list) else []
    whole = isinstance(versions, list) and len(heads) == len(versions)
    if not heads or not whole or any("id" not in head or "in_force_from" not in head for head in heads):
        raise document.fault(("versions",), "each version has an id and in_force_from.", "Add them.")
    if len({str(head["id"]) for head in heads}) != len(heads):
        raise document.fault(("versions",), "two versions have the same id.", "Give each its own.")
    if [str(head["in_force_from"]) for head in heads] != sorted(str(head["in_force_from"]) for head in heads):
        raise document.fault(("versions",), "versions are not in the order of their days.", "Put the oldest first.")
    return heads


def _definition(document: Document, slicer: Slicer, data: dict[str, Json], head: dict[str, Json]) -> Definition:
    version = str(head["id"])
    body: dict[str, Json] = {key: value for key, value in data.items() if key != "versions"}
    sliced = {**slicer.slice(body, version), "version": head}

    def in_file(path: FilePath) -> FilePath:
        if path[:1] == ("version",):
            return ("versions", slicer.number(version), *path[1:])
        return slicer.in_file(path, version)

    try:
        definition = document.validate(Definition, sliced, in_file)
    except InvalidFile as fault:
        raise InvalidFile(f"{fault.message} (version {version})", next_step=fault.next_step) from fault
    for path in floats(sliced):
        raise document.fault(
            in_file(path), f"'{'.'.join(map(str, path))}' is no whole number.", "Write whole days and whole units."
        )
    return definition.model_copy(update={"text": canonical(sliced)})
