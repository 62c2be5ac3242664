"""Cases told in the step language and decided by the engine, for tests of figures."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from licensing.analysis.casefile import CaseFile
from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition
from licensing.definitions.process import Process, read_process
from licensing.definitions.script import Reported, Step, command_of, moment
from licensing.domain.case import Case
from licensing.domain.command import Submit
from licensing.domain.event import Event
from licensing.domain.vocabulary import Provenance
from licensing.engine.decide import decide, record
from licensing.engine.evolve import evolve, fold_tightened
from licensing.engine.surroundings import ALONE, LinkedCase, Surroundings

DEFINITIONS = Path(__file__).resolve().parents[1] / "data" / "definitions"


@cache
def small_process() -> Process:
    """Read the invented process of the tests."""
    return read_process(DEFINITIONS / "small.yaml")


def small(version: str = "2026-01") -> Definition:
    """Give one version of the invented process."""
    return small_process().version(version)


def at(when: str | Reported, **step: Any) -> dict[str, Any]:
    """Write one step: ``at("2026-01-05", advance="submit")``."""
    return {"when": when, **step}


def told(
    *steps: dict[str, Any],
    opened: str | Reported,
    ref: str = "CASE-1",
    matter: str = "",
    definition: Definition | None = None,
    provenance: Provenance = Provenance.MOCK,
    state: str = "",
    linked: Surroundings = ALONE,
    attributes: dict[str, Any] | None = None,
) -> tuple[Event, ...]:
    """Decide a case step by step and give its events; what the engine refuses, fails the test."""
    law = definition or small()
    zone = calendar(law.calendar).zone.key
    case: Case | None = None
    events: list[Event] = []
    opening = Submit(
        when=moment(opened, zone),
        actor="test",
        key="open",
        ref=ref,
        process=law.id,
        version=law.version.id,
        definition_digest=law.digest,
        provenance=provenance,
        matter=matter or ref,
        attributes=tuple(sorted((attributes or {}).items())),
        links=tuple((item.role, item.matter) for item in linked.linked),
        state=state,
    )
    commands = [
        command_of(Step.model_validate(step), key=f"step-{number}", zone=zone, actor="test", versions=str)
        for number, step in enumerate(steps)
    ]
    for command in (opening, *commands):
        bodies = decide(law, case, command, linked)
        for event in record(case, command, bodies):
            case = evolve(case, event)
            events.append(event)
    return tuple(events)


def case_file(
    *steps: dict[str, Any],
    observed_until: date | None = None,
    related: tuple[tuple[str, CaseFile], ...] = (),
    **how: Any,
) -> CaseFile:
    """Tell a case and take it in as reports do; related cases are linked by their decisions."""
    linked = how.pop("linked", None) or Surroundings(tuple(linked_case(role, file) for role, file in related))
    events = told(*steps, linked=linked, **how)
    return CaseFile(
        fold_tightened(events), how.get("definition") or small(), observed_until, linked, related, events[-1].key
    )


def linked_case(role: str, file: CaseFile) -> LinkedCase:
    """Give a case as another one sees it through a link."""
    case = file.case
    state = file.definition.states[case.state]
    decisions = tuple((item.when, item.outcome) for item in case.decisions)
    return LinkedCase(role, case.matter, case.ref, case.state, state.owner, decisions)
