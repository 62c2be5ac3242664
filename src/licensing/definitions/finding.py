"""What a check finds in a file: where, how grave, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is; only errors make a check fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    """Worth reading when a definition is reviewed; shown by a strict check."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found."""

    code: str
    level: Level
    file: str
    line: int
    where: str
    """The dotted address of the part of the file, such as ``transitions.notify.when``."""
    message: str
    remedy: str
    versions: tuple[str, ...] = ()
    """The versions it holds for; empty where it holds for all of them, or versions do not matter."""

    def __str__(self) -> str:
        """Give the finding in one line."""
        versions = f" (version {', '.join(self.versions)})" if self.versions else ""
        return f"{self.file}:{self.line}: {self.code} {self.level}: {self.message}{versions} {self.remedy}"

    def as_json(self) -> dict[str, str | int | list[str]]:
        """Give the finding as JSON."""
        return {
            "code": self.code,
            "level": self.level.value,
            "file": self.file,
            "line": self.line,
            "where": self.where,
            "message": self.message,
            "remedy": self.remedy,
            "versions": list(self.versions),
        }


_GRAVITY = (Level.ERROR, Level.WARNING, Level.NOTE)


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sort findings: the gravest first, then by file and line."""
    return tuple(sorted(findings, key=lambda item: (_GRAVITY.index(item.level), item.file, item.line, item.code)))
