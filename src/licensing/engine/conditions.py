"""Ask a condition of a case at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from licensing.calendars.registry import calendar
from licensing.definitions.conditions import (
    AllOf,
    AnyOf,
    AttributeTest,
    AuthorizationTest,
    BlockerTest,
    Condition,
    DateTest,
    FactTest,
    FactWithin,
    LinkTest,
    NotThat,
    PositionTest,
    PrecedentTest,
    VisitedTest,
)
from licensing.definitions.definition import Definition
from licensing.domain.case import Case
from licensing.domain.event import Value, as_date
from licensing.domain.when import When
from licensing.engine.surroundings import ALONE, EarlierCase, Surroundings


@dataclass(frozen=True, slots=True)
class View:
    """A case at a moment under its definition, with what lies around it."""

    definition: Definition
    case: Case
    when: When
    surroundings: Surroundings = ALONE

    @property
    def zone(self) -> ZoneInfo:
        """Give the civil zone of the process."""
        return calendar(self.definition.calendar).zone

    def attribute(self, name: str) -> Value | None:
        """Give an attribute's value, its default where the case has none."""
        value = self.case.attribute(name)
        declared = self.definition.attributes.get(name)
        return declared.default if value is None and declared is not None else value


def holds(condition: Condition | None, view: View, on: str = "case") -> bool:
    """Say whether a condition holds; ``on`` is the object (case, referral or blocker) whose facts are asked for."""
    match condition:
        case None:
            return True
        case AllOf():
            return all(holds(part, view, on) for part in condition.all)
        case AnyOf():
            return any(holds(part, view, on) for part in condition.any)
        case NotThat():
            return not holds(condition.not_, view, on)
        case AttributeTest():
            return _compare(condition, view.attribute(condition.attribute), view)
        case FactTest():
            fact = view.case.fact(condition.fact, on)
            return _compare(condition, fact.value if fact else None, view)
        case FactWithin():
            return _within_days(condition, view.case, on)
        case PositionTest():
            return _position(condition, view.case)
        case LinkTest() | PrecedentTest() | AuthorizationTest():
            return _elsewhere(condition, view)
        case DateTest():
            day = view.when.local_day(view.zone)
            return (condition.on_or_after is None or day >= condition.on_or_after) and (
                condition.before is None or day < condition.before
            )
        case VisitedTest():
            return sum(visit.state == condition.visited for visit in view.case.visits) >= condition.at_least
        case BlockerTest():
            return any(item.kind == condition.blocker and (condition.ever or item.open) for item in view.case.blockers)


def _elsewhere(condition: LinkTest | PrecedentTest | AuthorizationTest, view: View) -> bool:
    """Ask about another case."""
    match condition:
        case PrecedentTest():
            return precedent(condition.precedent, view) is not None
        case AuthorizationTest():
            return authorization(condition.authorization, view) is not None
    linked = view.surroundings.of_role(condition.link)
    if linked is None or not condition.outcome:
        return linked is not None
    return linked.outcome_at(view.when) in condition.outcome


def precedent(name: str, view: View) -> EarlierCase | None:
    """Give an earlier case that stands as a precedent at the moment of the view, ``None`` where none does."""
    rule = view.definition.precedents[name]
    around = (item for item in view.surroundings.precedents if item.name == name)
    standing = (item for item in around if item.outcome_at(view.when) in rule.outcome)
    return next(standing, None) if holds(rule.when, view) else None


def authorization(name: str, view: View) -> EarlierCase | None:
    """Give the case of a standing authorization that is in force at the moment of the view, ``None`` where none is."""
    rule = view.definition.authorizations[name]
    around = (item for item in view.surroundings.authorizations if item.name == name)
    in_force = (item for item in around if item.outcome_at(view.when) in rule.outcome and not item.closed_at(view.when))
    return next(in_force, None) if holds(rule.when, view) else None


def _position(condition: PositionTest, case: Case) -> bool:
    answered = [item for item in case.referrals if item.path == condition.position and item.answered]
    return bool(answered) and answered[-1].position in condition.in_


def _within_days(condition: FactWithin, case: Case, on: str) -> bool:
    span = condition.fact_within
    later, earlier = case.fact(span.of, on), case.fact(span.after, on)
    last = as_date(later.value) if later else None
    first = as_date(earlier.value) if earlier else None
    return last is not None and first is not None and 0 <= (last - first).days <= span.days


def _compare(test: AttributeTest | FactTest, value: Value | None, view: View) -> bool:
    ((name, wanted),) = test.comparison().items()
    if name == "present":
        return (value is not None) is bool(wanted)
    if value is None:
        return False
    match name:
        case "is":
            return bool(value == wanted)
        case "in":
            return value in tuple(wanted)
        case "within":
            return set(_countries(value)) <= set(view.definition.groups[str(wanted)].members)
        case "includes":
            return bool(set(_countries(value)) & set(view.definition.groups[str(wanted)].members))
    return _ordered(name, value, wanted)


def _ordered(name: str, value: Value, wanted: int | date) -> bool:
    left = as_date(value) if isinstance(wanted, date) else value if isinstance(value, int) else None
    if left is None:
        return False
    sign = (left > wanted) - (left < wanted)  # type: ignore[operator] # both are of wanted's type
    return {"at_least": sign >= 0, "more_than": sign > 0, "at_most": sign <= 0, "less_than": sign < 0}[name]


def _countries(value: Value) -> Iterable[str]:
    return value if isinstance(value, tuple) else (str(value),)
