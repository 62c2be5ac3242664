"""Whether what a condition compares can be compared: types, choices, and the object a fact is recorded on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from licensing.definitions.clocks import Clock, Exclusion
from licensing.definitions.conditions import AttributeTest, FactTest, FactWithin
from licensing.definitions.definition import Definition
from licensing.definitions.elements import Attribute, FactNeed, FactType, ValueType
from licensing.definitions.finding import Finding
from licensing.definitions.inside import inside
from licensing.definitions.lint.scope import Scope
from licensing.definitions.strict_yaml import FilePath
from licensing.domain.vocabulary import ClockScope

_COUNTRY = re.compile(r"^[A-Z]{2}$")
_ORDER = frozenset({"at_least", "more_than", "at_most", "less_than"})
_COMPARABLE: dict[ValueType, frozenset[str]] = {
    "boolean": frozenset({"is", "in", "present"}),
    "choice": frozenset({"is", "in", "present"}),
    "text": frozenset({"is", "in", "present"}),
    "integer": frozenset({"is", "in", "present"}) | _ORDER,
    "money": frozenset({"is", "in", "present"}) | _ORDER,
    "date": frozenset({"is", "in", "at_least", "at_most", "present"}),
    "country": frozenset({"is", "in", "within", "includes", "present"}),
    "countries": frozenset({"within", "includes", "present"}),
}
"""The comparisons that can hold for a value of each type."""


def faults_of_comparisons(scope: Scope) -> Iterator[Finding]:
    """Find declarations and conditions that cannot mean anything (``LINT-20`` to ``LINT-22``)."""
    definition = scope.definition
    for name, attribute in definition.attributes.items():
        yield from _declaration(scope, ("attributes", name), attribute)
        if attribute.default is not None and not is_value(attribute, attribute.default):
            yield scope.error(
                "LINT-20",
                ("attributes", name, "default"),
                f"the default {attribute.default!r} is no {attribute.type}.",
                "Give one that fits.",
            )
    for name, fact in definition.facts.items():
        yield from _declaration(scope, ("facts", name), fact)
    for path, part in inside(definition):
        match part:
            case AttributeTest():
                yield from _comparison(scope, path, part, definition.attributes.get(part.attribute))
            case FactTest():
                declared = definition.facts.get(part.fact)
                yield from _comparison(scope, path, part, declared)
                yield from _object(scope, path, declared, part.fact, _asked_of(definition, path))
            case FactWithin():
                yield from _span(scope, path, part)
            case FactNeed():
                yield from _object(scope, path, definition.facts.get(part.fact), part.fact, "case")
            case Clock():
                yield from _facts_of_clock(scope, path, part)


def value_type(declared: Attribute | FactType) -> ValueType:
    """Give the type of an attribute's or a fact's value."""
    return declared.value if isinstance(declared, FactType) else declared.type


def _declaration(scope: Scope, path: FilePath, declared: Attribute | FactType) -> Iterator[Finding]:
    choice = value_type(declared) == "choice"
    if choice and not declared.of:
        yield scope.error("LINT-20", path, f"the choice '{path[-1]}' has nothing to choose from.", "Add `of`.")
    if declared.of and not choice:
        message = f"'{path[-1]}' lists choices but is {value_type(declared)}."
        yield scope.error("LINT-20", (*path, "of"), message, "Make it a choice, or take `of` away.")


def _comparison(
    scope: Scope, path: FilePath, test: AttributeTest | FactTest, declared: Attribute | FactType | None
) -> Iterator[Finding]:
    if declared is None:
        return
    ((name, operand),) = test.comparison().items()
    kind = value_type(declared)
    if name not in _COMPARABLE[kind]:
        allowed = ", ".join(sorted(_COMPARABLE[kind]))
        message = f"'{name}' cannot be asked of a value of type {kind}."
        yield scope.error("LINT-21", (*path, name), message, f"Ask one of {allowed}.")
        return
    for wanted in operand if name == "in" else (operand,):
        if name in ("is", "in") and not is_value(declared, wanted):
            known = f"one of {', '.join(declared.of)}" if declared.of else f"a {kind}"
            yield scope.error("LINT-21", (*path, name), f"{wanted!r} is not {known}.", "Compare with one that is.")
        if name in _ORDER and isinstance(wanted, date) != (kind == "date"):
            yield scope.error(
                "LINT-21", (*path, name), f"{wanted} is no {kind}.", "Compare with a value of the same type."
            )


def is_value(declared: Attribute | FactType, value: bool | int | str | tuple[str, ...]) -> bool:  # noqa: FBT001 - a value
    """Say whether a value is one that an attribute or a fact of this declaration can have."""
    match value_type(declared):
        case "boolean":
            return isinstance(value, bool)
        case "integer" | "money":
            return isinstance(value, int) and not isinstance(value, bool)
        case "choice":
            return value in declared.of or not declared.of
        case "text":
            return isinstance(value, str)
        case "date":
            return isinstance(value, str) and _is_date(value)
        case "country":
            return isinstance(value, str) and bool(_COUNTRY.match(value))
        case "countries":
            return isinstance(value, tuple) and all(_COUNTRY.match(item) for item in value)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _asked_of(definition: Definition, path: FilePath) -> str:
    """Give the object whose facts a condition at a path reads: only an exclusion asks its own blocker or referral."""
    if "only_if" not in path:
        return "case"
    place = path[: path.index("only_if")]
    exclusion = next(part for where, part in inside(definition) if where == place)
    if not isinstance(exclusion, Exclusion) or exclusion.while_.state:
        return "case"
    return "blocker" if exclusion.while_.blocker else "referral"


def _object(scope: Scope, path: FilePath, declared: FactType | None, fact: str, asked_of: str) -> Iterator[Finding]:
    if declared is not None and declared.on != asked_of:
        yield scope.error(
            "LINT-22",
            path,
            f"fact '{fact}' is recorded on a {declared.on}, but asked of the {asked_of} here.",
            f"Declare it `on: {asked_of}`, or ask another fact.",
        )


def _span(scope: Scope, path: FilePath, part: FactWithin) -> Iterator[Finding]:
    for fact in (part.fact_within.of, part.fact_within.after):
        declared = scope.definition.facts.get(fact)
        yield from _object(scope, path, declared, fact, _asked_of(scope.definition, path))
        if declared is not None and declared.value != "date":
            yield _no_date(scope, path, fact, declared)


def _facts_of_clock(scope: Scope, path: FilePath, clock: Clock) -> Iterator[Finding]:
    facts = scope.definition.facts
    of = ClockScope(clock.scope).value
    for key, triggers in (("start", clock.start), ("stop", clock.stop)):
        for place, trigger in enumerate(triggers):
            if trigger.fact is not None:
                yield from _object(scope, (*path, key, place), facts.get(trigger.fact), trigger.fact, of)
    if clock.due is not None:
        declared = facts.get(clock.due.fact)
        yield from _object(scope, (*path, "due"), declared, clock.due.fact, of)
        if declared is not None and declared.value != "date":
            yield _no_date(scope, (*path, "due"), clock.due.fact, declared)


def _no_date(scope: Scope, path: FilePath, fact: str, declared: FactType) -> Finding:
    return scope.error(
        "LINT-21", path, f"fact '{fact}' is of type {declared.value}, not a date.", "Declare it `value: date`."
    )
