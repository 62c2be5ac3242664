"""The processes there are, and what one version of one says: for people who read before they submit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from licensing.definitions.base import Basis, Text
from licensing.definitions.clocks import Clock
from licensing.definitions.definition import Definition
from licensing.definitions.elements import BlockerType, State, Transition
from licensing.definitions.glossary import glossary, party_of
from licensing.definitions.process import read_process
from licensing.definitions.registry import process, process_ids
from licensing.definitions.words import limit
from licensing.domain.vocabulary import (
    BasisKind,
    ClockKind,
    ClockScope,
    Confidence,
    Kind,
    Outcome,
    Party,
    Stage,
)


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process of the library, in one line; numbers are those of its newest version."""

    id: str
    label: Text
    jurisdiction: str
    versions: tuple[str, ...]
    states: int
    clocks: int
    verified_on: date
    confidence: Mapping[Confidence, int]
    """How many of its bases are sourced, derived, from memory or unknown."""


@dataclass(frozen=True, slots=True)
class StateLine:
    """A state with who holds the case there, and what that rests on."""

    id: str
    label: Text
    stage: Stage
    kind: Kind
    initial: bool
    owner: str
    owner_label: Text
    party: Party
    referrals: tuple[str, ...]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransitionLine:
    """A transition with the states it leads from and to, and the outcome it carries."""

    id: str
    label: Text | None
    sources: tuple[str, ...]
    target: str
    files: bool
    outcome: Outcome | None
    lapse_of: str | None
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock with its limit in words."""

    id: str
    label: Text
    kind: ClockKind
    scope: ClockScope
    limit: str
    headline: bool
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockerLine:
    """A kind of blocker with the party that can clear it."""

    id: str
    label: Text
    party: Party
    reasons: tuple[str, ...]
    cleared_by: tuple[str, ...]
    states: tuple[str, ...]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BasisCount:
    """How many states and clocks rest on bases of a kind, counted by the firmest basis of each."""

    kind: BasisKind
    states: int
    clocks: int


@dataclass(frozen=True, slots=True)
class Description:
    """One version of one process, in the order of its file."""

    id: str
    label: Text
    version: str
    in_force_from: date
    calendar: str
    headline_clock: str | None
    verified_on: date
    states: tuple[StateLine, ...]
    transitions: tuple[TransitionLine, ...]
    clocks: tuple[ClockLine, ...]
    blockers: tuple[BlockerLine, ...]
    citations: Mapping[str, Basis]
    basis_counts: tuple[BasisCount, ...]


def list_processes() -> tuple[ProcessRow, ...]:
    """Give every process of the library. Raises the error of a definition that cannot be read."""
    return tuple(_row(name) for name in process_ids())


def _row(name: str) -> ProcessRow:
    found = process(name)
    newest = found.latest
    confidence = Counter(basis.confidence for basis in newest.bases.values())
    return ProcessRow(
        id=found.id,
        label=newest.label,
        jurisdiction=newest.jurisdiction,
        versions=tuple(definition.version.id for definition in found.versions),
        states=len(newest.states),
        clocks=len(newest.clocks),
        verified_on=newest.verified_on,
        confidence={level: confidence[level] for level in Confidence},
    )


def definition_of(named: str | Path, version: str | None = None) -> Definition:
    """Give a version of a process of the library, or of a definition file; the newest one where none is named.

    Raises:
        UnknownProcess: the library has no process of this id.
        UnknownVersion: the process has no version of this id.
        MissingFile: there is no file at this path.
    """
    found = read_process(named) if isinstance(named, Path) else process(named)
    return found.latest if version is None else found.version(version)


def describe(named: str | Path, version: str | None = None) -> Description:
    """Describe a version of a process. Raises as :func:`definition_of` does."""
    definition = definition_of(named, version)
    return Description(
        id=definition.id,
        label=definition.label,
        version=definition.version.id,
        in_force_from=definition.version.in_force_from,
        calendar=definition.calendar,
        headline_clock=definition.headline_clock,
        verified_on=definition.verified_on,
        states=tuple(_state(definition, name, state) for name, state in definition.states.items()),
        transitions=tuple(_transition(definition, name, rule) for name, rule in definition.transitions.items()),
        clocks=tuple(_clock(definition, name, clock) for name, clock in definition.clocks.items()),
        blockers=tuple(_blocker(definition, name, blocker) for name, blocker in definition.blockers.items()),
        citations=definition.bases,
        basis_counts=basis_counts(definition),
    )


def basis_counts(definition: Definition) -> tuple[BasisCount, ...]:
    """Count the states and clocks of a definition by the firmest kind of basis each has: law first."""
    states = Counter(_firmest(definition, state.basis) for state in definition.states.values())
    clocks = Counter(_firmest(definition, clock.basis) for clock in definition.clocks.values())
    return tuple(BasisCount(kind, states[kind], clocks[kind]) for kind in BasisKind)


def _firmest(definition: Definition, names: Iterable[str]) -> BasisKind:
    kinds = {definition.bases[name].kind for name in names}
    return next((kind for kind in BasisKind if kind in kinds), BasisKind.ASSUMPTION)


def _state(definition: Definition, name: str, state: State) -> StateLine:
    return StateLine(
        id=name,
        label=state.label,
        stage=state.stage,
        kind=state.kind,
        initial=state.initial,
        owner=state.owner,
        owner_label=glossary().owner(state.owner).label,
        party=party_of(definition, state.owner),
        referrals=tuple(state.referrals),
        basis=state.basis,
    )


def _transition(definition: Definition, name: str, rule: Transition) -> TransitionLine:
    sources = definition.sources(rule)
    return TransitionLine(
        id=name,
        label=rule.label,
        sources=tuple(state for state in definition.states if state in sources),
        target=rule.to,
        files=rule.files,
        outcome=rule.outcome,
        lapse_of=rule.lapse_of,
        basis=rule.basis,
    )


def _clock(definition: Definition, name: str, clock: Clock) -> ClockLine:
    return ClockLine(
        id=name,
        label=clock.label,
        kind=clock.kind,
        scope=clock.scope,
        limit=limit_words(clock),
        headline=name == definition.headline_clock,
        basis=clock.basis,
    )


def limit_words(clock: Clock) -> str:
    """Give the limit of a clock in words: ``60 calendar days``, ``15 or 30 calendar days, by case``."""
    return limit(clock).en


def _blocker(definition: Definition, name: str, blocker: BlockerType) -> BlockerLine:
    states = definition.blocker_states(blocker)
    return BlockerLine(
        id=name,
        label=blocker.label,
        party=blocker.party,
        reasons=blocker.reasons,
        cleared_by=blocker.cleared_by,
        states=tuple(state for state in definition.states if state in states),
        basis=blocker.basis,
    )
