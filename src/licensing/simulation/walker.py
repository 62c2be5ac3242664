"""The walker: what happens next to a mock case, by its script and then by the assumptions. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licensing.calendars.registry import calendar
from licensing.definitions.assumptions import Assumptions
from licensing.definitions.definition import Definition
from licensing.definitions.script import Step, Versions, command_of, lapse_key
from licensing.domain.case import Case
from licensing.domain.command import Command
from licensing.engine.surroundings import ALONE, Surroundings
from licensing.simulation.chooser import next_command
from licensing.simulation.plan import Plan
from licensing.simulation.scene import ACTOR, Scene


@dataclass(frozen=True, slots=True)
class Walker:
    """Chooses the next command of a mock case; asked twice, it gives the same answer.

    ``assumptions`` may be ``None`` for a case that only follows its script.
    """

    definition: Definition
    assumptions: Assumptions | None
    plan: Plan
    versions: Versions

    def next(self, case: Case, done: frozenset[str], surroundings: Surroundings = ALONE) -> Command | None:
        """Give the next command, ``None`` when nothing happens any more by itself.

        ``done`` are the keys of the commands the case has had. To a closed case nothing happens but the correction
        that comes next in its script.
        """
        ahead = next(self._ahead(case.ref, done), None)
        if ahead is not None:
            key, step = ahead
            return self._scripted(key, step) if case.closed is None or step.correct else None
        if case.closed is not None or not self.plan.walks_on or self.assumptions is None:
            return None
        return next_command(Scene(self.definition, self.assumptions, self.plan.seed, case, surroundings), done)

    def _ahead(self, ref: str, done: frozenset[str]) -> Iterator[tuple[str, Step]]:
        for number, step in enumerate(self.plan.script, start=1):
            key = lapse_key(step.lapse) if step.lapse else step.key or f"{ref}/script-{number}"
            if key not in done:
                yield key, step

    def _scripted(self, key: str, step: Step) -> Command:
        zone = calendar(self.definition.calendar).zone.key
        return command_of(step, key=key, zone=zone, actor=ACTOR, versions=self.versions)
