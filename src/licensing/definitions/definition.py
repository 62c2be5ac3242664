"""A definition: one process in one version, with the questions the engine asks of it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from licensing.definitions.base import Basis, Name, Strict, Text
from licensing.definitions.clocks import Clock
from licensing.definitions.elements import (
    ANY_UNDECIDED,
    Attribute,
    Authorization,
    BlockerType,
    FactType,
    Group,
    Link,
    Precedent,
    Referral,
    State,
    SubReferral,
    Transition,
)
from licensing.domain.text import digest
from licensing.domain.vocabulary import Kind, Party, Stage

PROCESS_PATTERN = r"^(us|jp|joint)/[a-z0-9]+(-[a-z0-9]+)*$"


class Version(Strict):
    """A version of a process, in force from a day on."""

    id: Annotated[str, Field(min_length=1)]
    in_force_from: date
    basis: Annotated[tuple[str, ...], Field(min_length=1)]
    label: Text | None = None


class Definition(Strict):
    """One process in one version: everything the engine needs to decide."""

    id: Annotated[str, Field(pattern=PROCESS_PATTERN)]
    label: Text
    jurisdiction: Literal["us", "jp", "joint"]
    calendar: str
    headline_clock: str | None
    """The clock that reports count as on-clock; ``null`` where the law has none."""
    verified_on: date
    version: Version
    parties: dict[Name, Party] = {}
    """Parties of owners, where they differ from the glossary's for this process."""
    groups: dict[Name, Group] = {}
    attributes: dict[str, Attribute] = {}
    links: dict[Name, Link] = {}
    precedents: dict[Name, Precedent] = {}
    authorizations: dict[Name, Authorization] = {}
    facts: dict[Name, FactType] = {}
    states: dict[Name, State]
    transitions: dict[Name, Transition]
    blockers: dict[Name, BlockerType] = {}
    clocks: dict[Name, Clock] = {}
    bases: dict[str, Basis]
    text: Annotated[str, Field(exclude=True)] = ""
    """The canonical text this definition was read from."""

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of the canonical text."""
        return digest(self.text)

    @cached_property
    def initial(self) -> str:
        """Give the state a case opens in."""
        return next(name for name, state in self.states.items() if state.initial)

    @cached_property
    def undecided(self) -> frozenset[str]:
        """Give the states before stage ``after``."""
        return frozenset(name for name, state in self.states.items() if state.stage is not Stage.AFTER)

    def sources(self, transition: Transition) -> frozenset[str]:
        """Give the states a transition can be taken from."""
        return self._states(transition.from_)

    def blocker_states(self, blocker: BlockerType) -> frozenset[str]:
        """Give the states in which a blocker of this kind may open."""
        return self._states(blocker.may_open_in)

    def ways_out(self, state: str) -> dict[str, Transition]:
        """Give the transitions that leave a state, in the order of the definition."""
        return {name: item for name, item in self.transitions.items() if state in self.sources(item)}

    def terminal(self, state: str) -> bool:
        """Say whether a state is an end."""
        return state in self.states and self.states[state].kind is Kind.TERMINAL

    def referral(self, state: str, path: str) -> SubReferral | None:
        """Give the referral, or the one below it (``parent/name``), that a state declares."""
        declared = self.states[state].referrals if state in self.states else {}
        name, slash, below = path.partition("/")
        parent = declared.get(name)
        return parent if parent is None or not slash else parent.sub_referrals.get(below)

    def declared_referral(self, path: str) -> Referral | None:
        """Give the first referral of this name that any state declares."""
        return next((state.referrals[path] for state in self.states.values() if path in state.referrals), None)

    def _states(self, names: tuple[str, ...]) -> frozenset[str]:
        return frozenset(state for name in names for state in (self.undecided if name == ANY_UNDECIDED else (name,)))
