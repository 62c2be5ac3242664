"""Reforms: named patches on a definition and its assumptions, with who would have to decide; and packages of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, JsonValue, model_validator

from licensing.definitions.base import Name, Names, Strict, Text
from licensing.definitions.definition import PROCESS_PATTERN
from licensing.definitions.registry import library
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import UnknownReform
from licensing.domain.vocabulary import Confidence, SourceKind

REFORMS = "reforms"
PACKAGES = "packages"
VERBS = ("set", "add", "remove")


class Decider(StrEnum):
    """Who would have to decide that a reform is made."""

    LAW = "law"
    REGULATION = "regulation"
    EXECUTIVE_DECISION = "executive-decision"
    """A directive of the President, a decision of the Cabinet or of the National Security Council."""
    AGREEMENT = "agreement"
    """An agreement between governments."""
    AGENCY_PRACTICE = "agency-practice"


class Status(StrEnum):
    """How far a reform has come."""

    MADE = "made"
    """In force, for these cases or for others like them."""
    PARTLY_MADE = "partly-made"
    BILL = "bill"
    """Before a legislature; enactment not verified."""
    PROPOSED = "proposed"
    WHAT_IF = "what-if"
    """Asked by nobody we have read: a question put to the model."""


class Proposal(Strict):
    """Where a reform was read."""

    cite: Annotated[str, Field(min_length=1)]
    address: str | None = None
    as_of: date
    confidence: Confidence
    source_kind: SourceKind


class Operation(Strict):
    """One patch: ``set`` an address ``to`` a value, ``add`` a ``value`` at one, or ``remove`` what stands there."""

    set: str | None = None
    add: str | None = None
    remove: str | None = None
    to: JsonValue = None
    value: JsonValue = None
    was: JsonValue = None
    """What stands there now; needed where an address counts places in a list."""
    scenario: Text | None = None
    """Says that a number is a value of the scenario, and why this one."""

    @model_validator(mode="after")
    def _one_verb(self) -> Operation:
        if sum(getattr(self, verb) is not None for verb in VERBS) != 1:
            message = "an operation has exactly one of set, add, remove"
            raise ValueError(message)
        given = self.model_fields_set
        if (self.set is not None) != ("to" in given) or (self.add is not None) != ("value" in given):
            message = "to goes with set, value with add, neither with remove"
            raise ValueError(message)
        if self.add is not None and "was" in given:
            message = "was does not go with add: nothing stands there yet"
            raise ValueError(message)
        return self

    @property
    def address(self) -> str:
        """Give the address it changes."""
        return self.set or self.add or self.remove or ""

    @property
    def brings_number(self) -> bool:
        """Say whether it puts a whole number into the definition."""
        return _has_number(self.to) or _has_number(self.value)


class Reform(Strict):
    """One reform of one process."""

    id: Name
    process: Annotated[str, Field(pattern=PROCESS_PATTERN)]
    title: Text
    description: Text
    who_decides: Annotated[tuple[Decider, ...], Field(min_length=1)]
    status: Status
    source: Proposal
    change: tuple[Operation, ...] = ()
    """Patches on the newest version of the definition."""
    assume: tuple[Operation, ...] = ()
    """Patches on the assumptions."""
    beyond: Text | None = None
    """What the proposal asks for that this patch does not carry."""

    @model_validator(mode="after")
    def _changes_something(self) -> Reform:
        if not self.change and not self.assume:
            message = "a reform changes something: give change or assume"
            raise ValueError(message)
        for operation in self.change:
            if self.status is Status.WHAT_IF and operation.brings_number and operation.scenario is None:
                message = f"'{operation.address}' sets a number nobody has proposed: say so in scenario"
                raise ValueError(message)
        return self

    @property
    def basis(self) -> str:
        """Give the name of the basis that every rule it touches rests on as well."""
        return f"reform-{self.id}"


class Package(Strict):
    """A reform that spans processes: reforms of each, in the order in which they are made."""

    id: Name
    title: Text
    description: Text
    source: Proposal
    parts: dict[Annotated[str, Field(pattern=PROCESS_PATTERN)], Names] = {}
    """Names of reforms by process."""
    beyond: Text | None = None
    """What it asks for that no reform here carries."""

    @model_validator(mode="after")
    def _has_parts(self) -> Package:
        if not any(self.parts.values()) and self.beyond is None:
            message = "a package has parts, or says in beyond why none"
            raise ValueError(message)
        return self


@dataclass(frozen=True)
class ReformFile:
    """A reform with the file it was read from."""

    document: Document
    reform: Reform


@dataclass(frozen=True)
class PackageFile:
    """A package with the file it was read from."""

    document: Document
    package: Package


def read_reform(path: Path) -> ReformFile:
    """Read a reform. Raises ``MissingFile``, ``MalformedFile`` or ``InvalidFile`` with file and line."""
    document = Document.read(path)
    return ReformFile(document, document.validate(Reform))


def read_package(path: Path) -> PackageFile:
    """Read a package. Raises ``MissingFile``, ``MalformedFile`` or ``InvalidFile`` with file and line."""
    document = Document.read(path)
    return PackageFile(document, document.validate(Package))


def reform_paths(process: str, root: Path | None = None) -> tuple[Path, ...]:
    """Give the files of the reforms of a process, in the order of their names."""
    return tuple(sorted(((root or library()) / REFORMS / process).glob("*.yaml")))


def package_paths(root: Path | None = None) -> tuple[Path, ...]:
    """Give the files of the packages, in the order of their names."""
    return tuple(sorted(((root or library()) / REFORMS / PACKAGES).glob("*.yaml")))


@cache
def reforms_of(process: str) -> tuple[ReformFile, ...]:
    """Read the reforms of a process of the library, once."""
    return tuple(read_reform(path) for path in reform_paths(process))


@cache
def packages() -> tuple[PackageFile, ...]:
    """Read the packages of the library, once."""
    return tuple(read_package(path) for path in package_paths())


def reforms_named(process: str, name: str) -> tuple[ReformFile, ...]:
    """Give the reform of this name, or what the package of this name does to a process, in order.

    Raises :class:`UnknownReform`.
    """
    found = {item.reform.id: item for item in reforms_of(process)}
    if name in found:
        return (found[name],)
    whole = {item.package.id: item.package.parts.get(process, ()) for item in packages()}
    if whole.get(name):
        return tuple(named for part in whole[name] for named in reforms_named(process, part))
    known = [*found, *(package for package, parts in whole.items() if parts)]
    raise UnknownReform(f"{process} has no reform '{name}'.", next_step=f"Known: {', '.join(known) or 'none'}.")


def _has_number(value: JsonValue) -> bool:
    if isinstance(value, dict):
        return any(map(_has_number, value.values()))
    if isinstance(value, list):
        return any(map(_has_number, value))
    return isinstance(value, int | float) and not isinstance(value, bool)
