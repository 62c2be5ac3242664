"""One version of a process under lint: where its parts stand in the file, and how a finding is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from licensing.definitions.definition import Definition
from licensing.definitions.finding import Finding, Level
from licensing.definitions.inside import Path
from licensing.definitions.process import Process
from licensing.domain.text import Json


@dataclass(frozen=True)
class Scope:
    """What every rule of the lint is given: a process, one version of it, and the words it may use."""

    process: Process
    definition: Definition
    owners: Collection[str]
    calendars: Collection[str]

    def error(self, code: str, path: Path, message: str, remedy: str) -> Finding:
        """Make an error at a part of the definition."""
        return self._finding(code, Level.ERROR, path, message, remedy)

    def warning(self, code: str, path: Path, message: str, remedy: str) -> Finding:
        """Make a warning at a part of the definition."""
        return self._finding(code, Level.WARNING, path, message, remedy)

    def note(self, code: str, path: Path, message: str, remedy: str) -> Finding:
        """Make a note at a part of the definition."""
        return self._finding(code, Level.NOTE, path, message, remedy)

    def line(self, path: Path) -> int:
        """Give the line of a part of this version, looking past the variants of other versions."""
        versions = [item.version.id for item in self.process.versions]
        number = versions.index(self.definition.version.id)
        if path[:1] == ("version",):
            return self.process.document.line(("versions", number, *path[1:]))
        return self.process.document.line(tuple(_in_file(self.process.document.data, path, versions, number)))

    def _finding(self, code: str, level: Level, path: Path, message: str, remedy: str) -> Finding:
        where = ".".join(str(part) for part in path)
        return Finding(code, level, self.process.document.name, self.line(path), where, message, remedy)


def _in_file(node: Json, path: Path, versions: list[str], number: int) -> Iterator[str | int]:
    """Give the path that a part of one version has in the file, where lists also hold what other versions have."""
    for part in path:
        if isinstance(node, list):
            places = [place for place, item in enumerate(node) if _in_force(item, versions, number)]
            place = part if isinstance(part, int) else 0
            if place >= len(places):
                return
            yield places[place]
            node = node[places[place]]
            if isinstance(part, int):
                continue
        if not isinstance(node, dict) or part not in node:
            if isinstance(part, int):
                continue  # a single value where the format also takes a list
            return
        yield part
        node = node[str(part)]


def _in_force(item: Json, versions: list[str], number: int) -> bool:
    if not isinstance(item, dict):
        return True
    since = _place(item.get("since"), versions, 0)
    until = _place(item.get("until"), versions, len(versions))
    return since <= number < until


def _place(version: Json, versions: list[str], default: int) -> int:
    return versions.index(str(version)) if str(version) in versions else default
