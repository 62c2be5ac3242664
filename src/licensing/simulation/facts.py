"""The facts that are recorded of a mock case, of its open referrals and of its open blockers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from licensing.calendars.midnight import FIRST_DAY, LAST_DAY
from licensing.definitions.assumptions import FactRule, LaterDate
from licensing.definitions.elements import FactType
from licensing.domain.command import Command, Record
from licensing.domain.errors import InvalidCommand
from licensing.domain.event import Value
from licensing.domain.when import from_us
from licensing.engine.clocks import rule_of
from licensing.engine.values import check_value
from licensing.simulation.scene import Scene
from licensing.simulation.timing import after


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a fact would be recorded on: how events and commands name it, since when, and who records."""

    stored: str
    named: str
    drawn: str
    since_us: int
    owner: str


def facts(scene: Scene) -> Iterator[Command]:
    """Give every fact that the assumptions let happen where the case stands, unless it has been recorded there."""
    for name, rule in scene.assumptions.facts.items():
        declared = scene.definition.facts.get(name)
        if declared is None:
            continue  # assumptions speak for every version; this one does not know the fact
        for subject in _subjects(scene, declared, rule):
            drawn = f"fact:{name}:{subject.drawn}"
            if not _known(scene, name, subject) and scene.draws.chance(drawn, rule.probability):
                days = scene.draws.days(f"{drawn}:after", rule.after)
                yield from _recorded(scene, name, rule, subject, after(subject.since_us, days))


def _subjects(scene: Scene, declared: FactType, rule: FactRule) -> Iterator[_Subject]:
    case, holder = scene.case, scene.state.owner
    match declared.on:
        case "case":
            if case.state in rule.in_:
                yield _Subject("case", "case", scene.stay, scene.entered_us, holder)
        case "blocker":
            for blocker in case.open_blockers:
                if f"blocker:{blocker.kind}" in rule.in_:
                    stored = f"blocker:{blocker.id}"
                    yield _Subject(stored, scene.name_of(blocker), stored, blocker.opened.latest_us, holder)
        case "referral":
            for referral in case.open_referrals:
                if scene.place_of(referral) in rule.in_:
                    asked = rule_of(scene.definition, case, referral)
                    stored, owner = f"referral:{referral.id}", asked.owner if asked else None
                    yield _Subject(stored, referral.path, stored, referral.sent.latest_us, owner or holder)


def _known(scene: Scene, name: str, subject: _Subject) -> bool:
    """Say whether a fact has been recorded: on the object, or on the case during the stay under way."""
    since = scene.case.visit.entered_order if subject.stored == "case" else 0
    return any(fact.name == name and fact.on == subject.stored and fact.order > since for fact in scene.case.facts)


def _recorded(scene: Scene, name: str, rule: FactRule, subject: _Subject, moment_us: int) -> Iterator[Command]:
    at_us = scene.office(moment_us, subject.owner)
    if at_us is None:
        return
    value = _value(rule, from_us(at_us).astimezone(scene.view.zone).date())
    if value is not None and _fits(scene.definition.facts[name], value):
        yield from scene.at(Record, at_us, scene.key, fact=name, value=value, on=subject.named)


def _value(rule: FactRule, today: date) -> Value | None:
    """Give the value on the day of recording; ``None`` for a date that no calendar knows."""
    if rule.value == "today":
        return today.isoformat()
    if not isinstance(rule.value, LaterDate):
        return rule.value
    known = (FIRST_DAY - today).days <= rule.value.days <= (LAST_DAY - today).days
    return (today + timedelta(days=rule.value.days)).isoformat() if known else None


def _fits(declared: FactType, value: Value) -> bool:
    """Say whether this version lets the fact have the value that the assumptions give it in some version."""
    try:
        check_value("the fact", declared, value)
    except InvalidCommand:
        return False
    return True
