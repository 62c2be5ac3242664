"""Reforms of the library: which there are, and what one would change, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from licensing.definitions.base import Text
from licensing.definitions.differences import Change, assumption_differences, differences, touched
from licensing.definitions.reform import Decider, PackageFile, Proposal, Reform, packages, reforms_named, reforms_of
from licensing.definitions.reformed import Reformed, reformed
from licensing.definitions.registry import companions, process
from licensing.definitions.strict_yaml import Document
from licensing.domain.text import Json
from licensing.domain.vocabulary import BasisKind


@dataclass(frozen=True, slots=True)
class ReformRow:
    """A reform, or a package that touches a process, in one line."""

    name: str
    title: Text
    who_decides: tuple[Decider, ...]
    status: str
    """The status of a reform; ``package`` for a package."""
    parts: tuple[str, ...]
    """The reforms of this process that a package is made of; empty for a reform."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a reform, or the part of a package in one process, would change."""

    process: str
    name: str
    title: Text
    description: Text
    source: Proposal
    """Where the reform, or the package, was read."""
    reforms: tuple[Reform, ...]
    changes: tuple[Change, ...]
    touched: Mapping[BasisKind, int]
    beyond: tuple[Text, ...]
    version: str
    version_after: str
    digest: str
    digest_after: str

    @property
    def who_decides(self) -> tuple[Decider, ...]:
        """Give who would have to decide, the highest first."""
        named = {decider for reform in self.reforms for decider in reform.who_decides}
        return tuple(decider for decider in Decider if decider in named)

    @property
    def scenario_values(self) -> tuple[tuple[str, Text], ...]:
        """Give the addresses whose numbers are values of the scenario, with what is said of each."""
        return tuple(
            (operation.address, operation.scenario)
            for reform in self.reforms
            for operation in (*reform.change, *reform.assume)
            if operation.scenario is not None
        )

    def as_json(self) -> dict[str, Json]:
        """Give the difference as data."""
        return {
            "process": self.process,
            "reform": self.name,
            "title": self.title.model_dump(),
            "description": self.description.model_dump(),
            "source": self.source.model_dump(mode="json", exclude_none=True),
            "reforms": [_reform_json(reform) for reform in self.reforms],
            "who_decides": [decider.value for decider in self.who_decides],
            "version": self.version,
            "version_after": self.version_after,
            "digest": self.digest,
            "digest_after": self.digest_after,
            "changes": [
                {
                    "section": change.section,
                    "name": change.name,
                    "change": change.verb,
                    "text": change.text.model_dump(),
                    "basis": list(change.basis),
                    "basis_kinds": [kind.value for kind in change.kinds],
                }
                for change in self.changes
            ],
            "touched": {kind.value: count for kind, count in self.touched.items()},
            "scenario_values": [{"at": address, "says": text.model_dump()} for address, text in self.scenario_values],
            "beyond": [text.model_dump() for text in self.beyond],
        }


def list_reforms(process_id: str) -> tuple[ReformRow, ...]:
    """Give the reforms of a process and the packages that touch it. Raises ``UnknownProcess``."""
    process(process_id)
    rows = [
        ReformRow(item.reform.id, item.reform.title, item.reform.who_decides, item.reform.status.value, ())
        for item in reforms_of(process_id)
    ]
    for item in packages():
        parts = item.package.parts.get(process_id, ())
        if parts:
            named = {decider for part in parts for decider in _decides(process_id, part)}
            who = tuple(decider for decider in Decider if decider in named)
            rows.append(ReformRow(item.package.id, item.package.title, who, "package", parts))
    return tuple(rows)


def reformed_process(process_id: str, *names: str) -> Reformed:
    """Apply reforms and packages of the library, in order. Raises ``UnknownProcess`` or ``UnknownReform``."""
    found = process(process_id)
    files = [item for name in names for item in reforms_named(process_id, name)]
    path = companions("assumptions", process_id)
    return reformed(found, files, Document.read(path) if path.is_file() else None)


def difference(process_id: str, name: str) -> Difference:
    """Say what a reform or a package would change in a process. Raises ``UnknownProcess`` or ``UnknownReform``."""
    made = reformed_process(process_id, name)
    before, after = made.before.latest, made.process.latest
    changes = differences(before, after)
    if made.assumptions is not None:
        changes += assumption_differences(
            reformed_process(process_id).assumptions or made.assumptions, made.assumptions
        )
    package = _package(name) if all(reform.id != name for reform in made.reforms) else None
    whole = made.reforms[0] if package is None else package.package
    beyond = [text for text in (whole.beyond, *(reform.beyond for reform in made.reforms)) if text is not None]
    return Difference(
        process=process_id,
        name=name,
        title=whole.title,
        description=whole.description,
        source=whole.source,
        reforms=made.reforms,
        changes=changes,
        touched=touched(changes),
        beyond=tuple(dict.fromkeys(beyond)),
        version=before.version.id,
        version_after=after.version.id,
        digest=before.digest,
        digest_after=after.digest,
    )


def _package(name: str) -> PackageFile:
    return next(item for item in packages() if item.package.id == name)


def _decides(process_id: str, name: str) -> tuple[Decider, ...]:
    return tuple(decider for item in reforms_named(process_id, name) for decider in item.reform.who_decides)


def _reform_json(reform: Reform) -> dict[str, Json]:
    return {
        "id": reform.id,
        "title": reform.title.model_dump(),
        "who_decides": [decider.value for decider in reform.who_decides],
        "status": reform.status.value,
        "source": reform.source.model_dump(mode="json", exclude_none=True),
    }
