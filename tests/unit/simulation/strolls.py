"""Strolls of the fictitious license: assumptions in a few words, and a walker that goes on from where a desk stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from licensing.definitions.assumptions import Assumptions
from licensing.definitions.script import Step
from licensing.domain.case import Case
from licensing.domain.command import Command
from licensing.domain.when import from_us
from licensing.simulation.plan import Plan
from licensing.simulation.walker import Walker
from tests.support.fictitious import WASHINGTON, Desk

GUESS = {"source": "assumption", "confidence": "unknown"}
BESIDE_A_VALUE = {"choices": "weights", "positions": "weights", "questions": "probability", "referrals": "probability"}


def assume(**sections: Mapping[str, Any]) -> Assumptions:
    """Write assumptions: weights and probabilities as they are, a number of days for a fixed duration."""
    written = {}
    for section, entries in sections.items():
        beside = BESIDE_A_VALUE.get(section)
        written[section] = {
            name: ({beside: value} if beside else {"fixed": value} if isinstance(value, int) else value) | GUESS
            for name, value in entries.items()
        }
    return Assumptions.model_validate({"process": "us/fictitious-license", "verified_on": "2026-11-23"} | written)


class Stroll:
    """A case on a desk that is walked; a person may do something at the desk in between."""

    def __init__(
        self,
        desk: Desk,
        assumptions: Assumptions | None = None,
        *,
        seed: int = 1,
        script: Sequence[Mapping[str, Any]] = (),
        walks_on: bool = True,
    ) -> None:
        steps = tuple(Step.model_validate(step) for step in script)
        self.desk, self.assumptions, self.plan = desk, assumptions, Plan(seed, steps, walks_on)

    def next(self, case: Case | None = None) -> Command | None:
        """Ask what happens next."""
        desk = self.desk
        walker = Walker(desk.definition, self.assumptions, self.plan, lambda name: desk.process.version(name).digest)
        return walker.next(case or desk.case, frozenset(event.key for event in desk.events), desk.surroundings)

    def go(self, steps: int = 100) -> list[Command]:
        """Let so many things happen, or all; what the engine refuses fails the test."""
        taken: list[Command] = []
        while len(taken) < steps and (command := self.next()) is not None:
            self.desk.do(command)
            taken.append(command)
        return taken


def said(command: Command | None) -> str:
    """Tell a command in few words: what, and of what."""
    if command is None:
        return "nothing"
    for name in ("transition", "kind", "referral", "fact", "instance", "target", "version"):
        if hasattr(command, name):
            return f"{type(command).__name__.lower()} {getattr(command, name)}"
    return type(command).__name__.lower()


def local(command: Command | None, zone: str = WASHINGTON) -> datetime:
    """Give the wall clock time of a command."""
    assert command is not None
    return from_us(command.when.latest_us).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
