"""The walker: what happens next to a mock case, by its script and then by the assumptions. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.calendars.registry import calendar
from licensing.definitions.assumptions import Assumptions
from licensing.definitions.definition import Definition
from licensing.definitions.script import Versions, command_of, lapse_key
from licensing.domain.case import Case
from licensing.domain.command import Command, Lapse
from licensing.domain.when import When, from_us
from licensing.engine.surroundings import ALONE, Surroundings
from licensing.simulation.chooser import Chooser
from licensing.simulation.plan import Plan

ACTOR = "walker"


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

        ``done`` are the keys of the commands the case has had.
        """
        if case.closed is not None:
            return None
        zone = calendar(self.definition.calendar).zone.key
        for number, step in enumerate(self.plan.script, start=1):
            command = command_of(
                step, key=f"{case.ref}/script-{number}", zone=zone, actor=ACTOR, versions=self.versions
            )
            if command.key not in done:
                return command
        if not self.plan.walks_on or self.assumptions is None:
            return None
        chosen = Chooser(self.definition, self.assumptions, self.plan.seed, case, surroundings).next()
        if chosen is None:
            return None
        when = When.at(from_us(chosen.at_us), zone)
        key = f"{case.ref}/walk-{case.seq + 1}"
        if chosen.command is Lapse:
            key = lapse_key(chosen.fields["instance"])
        return chosen.command(when=when, actor=ACTOR, key=key, **chosen.fields)
