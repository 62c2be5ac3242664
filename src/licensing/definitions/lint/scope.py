"""One version of a process under lint: where its parts stand in the file, and how a finding is made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from licensing.definitions.definition import Definition
from licensing.definitions.finding import Finding, Level
from licensing.definitions.process import Process
from licensing.definitions.slicing import Slicer
from licensing.definitions.strict_yaml import FilePath


@dataclass(frozen=True)
class Scope:
    """What every rule of the lint is given: a process, one version of it, and the words it may use."""

    process: Process
    definition: Definition
    owners: Collection[str]
    calendars: Collection[str]

    def error(self, code: str, path: FilePath, message: str, remedy: str) -> Finding:
        """Make an error at a part of the definition."""
        return self._finding(code, Level.ERROR, path, message, remedy)

    def warning(self, code: str, path: FilePath, message: str, remedy: str) -> Finding:
        """Make a warning at a part of the definition."""
        return self._finding(code, Level.WARNING, path, message, remedy)

    def note(self, code: str, path: FilePath, message: str, remedy: str) -> Finding:
        """Make a note at a part of the definition."""
        return self._finding(code, Level.NOTE, path, message, remedy)

    @cached_property
    def _versions(self) -> list[str]:
        return [item.version.id for item in self.process.versions]

    @cached_property
    def _slicer(self) -> Slicer:
        return Slicer(self.process.document, self._versions)

    def _finding(self, code: str, level: Level, path: FilePath, message: str, remedy: str) -> Finding:
        document, version = self.process.document, self.definition.version.id
        if path[:1] == ("version",):
            place: FilePath = ("versions", self._versions.index(version), *path[1:])
        else:
            place = self._slicer.in_file(path, version)
        where = ".".join(str(part) for part in place)
        return Finding(code, level, document.name, document.line(place), where, message, remedy)
