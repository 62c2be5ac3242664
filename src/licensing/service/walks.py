"""Walk mock cases: one command at a time, as the walker chooses, each recorded once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from licensing.definitions.assumptions import Assumptions, read_assumptions
from licensing.definitions.registry import process
from licensing.domain.case import Case
from licensing.domain.command import Command
from licensing.domain.errors import MissingFile, NotPossibleNow, UnknownCase
from licensing.domain.vocabulary import Provenance
from licensing.engine.conditions import View
from licensing.engine.evolve import fold
from licensing.engine.refusal import possibilities
from licensing.service.cases import Cases
from licensing.service.surroundings import surroundings_of
from licensing.simulation.plan import Plan
from licensing.simulation.walker import Walker

LONGEST_WALK = 1000
"""Commands after which a walk is taken to be going round in circles."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A case after one step of its walk; ``moved`` is false when nothing happens any more by itself."""

    case: Case
    moved: bool
    waiting: str = ""
    """Why nothing happens any more, in words; empty for a closed case."""


def step(cases: Cases, ref: str) -> Walked:
    """Let the next thing happen to a mock case. Raises ``UnknownCase``, or ``NotPossibleNow`` for an observed one."""
    command, view = _ahead(cases, ref)
    if command is None:
        return Walked(view.case, moved=False, waiting="" if view.case.closed else possibilities(view))
    return Walked(cases.perform(ref, command).case, moved=True)


def moves(cases: Cases, ref: str) -> bool:
    """Say whether anything happens to a case by itself now; to an observed one nothing does. Raises ``UnknownCase``."""
    with cases.database.reading() as unit:
        if unit.header(ref).provenance is not Provenance.MOCK:
            return False
    return _ahead(cases, ref)[0] is not None


def _ahead(cases: Cases, ref: str) -> tuple[Command | None, View]:
    """Give what happens next to a mock case, and how it stands until then."""
    with cases.database.reading() as unit:
        events = unit.events(ref)
        if not events:
            raise UnknownCase(f"no case '{ref}' in this store.", next_step="See `licensing case list`.")
        case = fold(events)
        if case.provenance is not Provenance.MOCK:
            raise NotPossibleNow(f"{ref} is {case.provenance}; only mock cases walk.", next_step="Submit a mock case.")
        plan = Plan.from_json(json.loads(unit.plan(ref) or "null"))
        definition = unit.definition(case.definition_digest)
        surroundings = surroundings_of(unit, case)
    walker = Walker(
        definition, _assumptions(case.process), plan, lambda version: process(case.process).version(version).digest
    )
    command = walker.next(case, frozenset(event.key for event in events), surroundings)
    return command, View(definition, case, case.last, surroundings)


@cache
def _assumptions(process_id: str) -> Assumptions | None:
    """Read the assumptions of a process once, and not at every step: reading takes longer than all the rest of one."""
    try:
        return read_assumptions(process_id)
    except MissingFile:
        return None
