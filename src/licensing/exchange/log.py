"""An event log as its file tells it: cases, their attributes, and what was recorded when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from licensing.domain.errors import LogFault

LONGEST_TEXT = 100_000
"""Characters of one value: more is no name and no note, and would be held in memory whole."""
LONGEST_LINE = 1_000_000
MOST_EVENTS_IN_A_CASE = 200_000
"""Events of one case are held in memory together; a case of the field has hundreds."""
MOST_ATTRIBUTES = 2_000
MOST_WORDS_OF_A_CASE = 1_000_000
"""Characters of all attributes of a case together."""

Scalar: TypeAlias = str | int | float | bool


class Phase(StrEnum):
    """What an event says of its activity."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One line of a log: an activity of a case began or ended at an instant."""

    activity: str
    us: int
    """UTC microseconds."""
    phase: Phase
    line: int
    instance: str = ""
    """Which of several runs of the activity, where the log tells them apart."""
    resource: str = ""


@dataclass(frozen=True, slots=True)
class LogCase:
    """A case of a log, its events in the order of the file."""

    ref: str
    line: int
    events: tuple[LogEvent, ...]
    attributes: tuple[tuple[str, Scalar], ...] = ()
    days: tuple[tuple[str, str], ...] = ()
    """Attributes that are dates: name and the ISO text of the moment."""
    passed_over: int = 0
    """Events that neither begin nor end an activity: it was scheduled, assigned, suspended."""
    by_day: bool = False
    """Whether the log knows days only: an event lies somewhere in the day that begins at its instant."""


Progress: TypeAlias = Callable[[int], None]
"""Told how many bytes of the file have been read."""


def no_progress(_: int) -> None:
    """Tell nobody."""


def fault(name: str, line: int, problem: str, remedy: str) -> LogFault:
    """Make the error of a place in a log."""
    return LogFault(f"{name}:{line}: {problem}", next_step=f"{remedy} Nothing was imported.")
