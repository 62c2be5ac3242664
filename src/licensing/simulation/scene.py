"""The scene of a mock case: where it stands, and all that its next command is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from licensing.calendars.midnight import LAST_DAY
from licensing.calendars.registry import calendar
from licensing.definitions.assumptions import Assumptions
from licensing.definitions.definition import Definition
from licensing.definitions.elements import State
from licensing.definitions.glossary import calendar_of
from licensing.domain.case import Blocker, Case, Referral
from licensing.domain.command import Command
from licensing.domain.event import Value
from licensing.domain.when import When, from_us
from licensing.engine.conditions import View
from licensing.engine.surroundings import Surroundings
from licensing.simulation.draws import Draws
from licensing.simulation.timing import after, in_office_hours

ACTOR = "walker"


@dataclass(frozen=True)
class Scene:
    """A case at its last event under its definition, the assumptions, and the seed of its draws."""

    definition: Definition
    assumptions: Assumptions
    seed: int
    case: Case
    surroundings: Surroundings

    @cached_property
    def draws(self) -> Draws:
        """Give the draws of this case."""
        return Draws(self.seed, self.case.ref)

    @cached_property
    def stay(self) -> str:
        """Name the stay under way among those in the same state: what happens in other states leaves it alone."""
        return f"{self.case.state}#{sum(visit.state == self.case.state for visit in self.case.visits)}"

    @cached_property
    def view(self) -> View:
        """See the case at its last event."""
        return View(self.definition, self.case, self.case.last, self.surroundings)

    @cached_property
    def zone(self) -> str:
        """Give the name of the civil zone of the process."""
        return calendar(self.definition.calendar).zone.key

    @property
    def key(self) -> str:
        """Give the key of the next command: asked twice, the walker gives the same one."""
        return f"{self.case.ref}/walk-{self.case.seq + 1}"

    @property
    def state(self) -> State:
        """Give the state the case is in, as its version declares it."""
        return self.definition.states[self.case.state]

    @property
    def applicant(self) -> str:
        """Give the owner who opens cases of this process, and who is asked when the applicant is."""
        return self.definition.states[self.definition.initial].owner

    @property
    def entered_us(self) -> int:
        """Give the instant at which the stay under way began."""
        return self.case.visit.entered.latest_us

    @cached_property
    def leaves_us(self) -> int | None:
        """Give the instant at which the holder wants the case to leave; ``None`` beyond the calendars."""
        return self.office(after(self.entered_us, self.stay_days), self.state.owner)

    @cached_property
    def stay_days(self) -> float:
        """Draw how long the stay under way is meant to last; no time where nothing is assumed."""
        return self.days(self.stay, self.case.state) or 0.0

    def days(self, name: str, key: str) -> float | None:
        """Draw how long something takes; ``None`` where nothing is assumed: it does not end by itself."""
        duration = self.assumptions.durations.get(key)
        return None if duration is None else self.draws.days(f"days:{name}", duration)

    def view_at(self, at_us: int) -> View:
        """See the case as it would be at an instant if nothing happened before."""
        when = When.at(from_us(max(at_us, self.case.last.latest_us)), self.zone)
        return View(self.definition, self.case, when, self.surroundings)

    def office(self, moment_us: int, owner: str, *, not_before_us: int = 0) -> int | None:
        """Put a moment into the working hours of an owner, after the last event; ``None`` beyond the calendars."""
        earliest_us = max(not_before_us, self.case.last.latest_us)
        return in_office_hours(moment_us, earliest_us, calendar(calendar_of(owner)))

    def at_work(
        self, command: Callable[..., Command], moment_us: int, owner: str, **fields: Value
    ) -> Iterator[Command]:
        """Give the command that an owner brings at a moment, or nothing where that lies beyond the calendars."""
        at_us = self.office(moment_us, owner)
        if at_us is not None:
            yield from self.at(command, at_us, self.key, **fields)

    def at(self, command: Callable[..., Command], at_us: int, key: str, **fields: Value) -> Iterator[Command]:
        """Give a command at an instant, or nothing where that lies beyond the calendars."""
        when = When.at(from_us(at_us), self.zone)
        if when.latest_day <= LAST_DAY:
            yield command(when=when, actor=ACTOR, key=key, **fields)

    def place_of(self, referral: Referral) -> str:
        """Give the key under which assumptions speak of a referral: the state that declares it, and its path."""
        return f"{(self.case.parent_of(referral) or referral).state}/{referral.path}"

    def name_of(self, blocker: Blocker) -> str:
        """Give the word that names an open blocker: its kind, with its number where two of a kind are open."""
        alike = [item for item in self.case.open_blockers if item.kind == blocker.kind]
        return blocker.kind if len(alike) == 1 else blocker.id
