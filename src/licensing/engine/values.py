"""Check attribute and fact values against what the definition declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from licensing.calendars.midnight import FIRST_DAY, LAST_DAY
from licensing.definitions.definition import Definition
from licensing.definitions.elements import Attribute, FactType, ValueType
from licensing.domain.errors import InvalidCommand
from licensing.domain.event import Value

_COUNTRY = re.compile(r"[A-Z]{2}")


def check_attributes(definition: Definition, given: tuple[tuple[str, Value], ...]) -> None:
    """Raise :class:`InvalidCommand` unless every attribute is declared, of its type, and none required is missing."""
    values: Mapping[str, Value] = dict(given)
    for name in values:
        if name not in definition.attributes:
            known = ", ".join(definition.attributes) or "none"
            raise InvalidCommand(f"{definition.id} has no attribute '{name}'.", next_step=f"Attributes: {known}.")
    for name, declared in definition.attributes.items():
        if name in values:
            check_value(f"attribute '{name}'", declared, values[name])
        elif declared.required:
            raise InvalidCommand(f"attribute '{name}' is missing.", next_step=f"It must be {_right(declared)}.")


def check_value(what: str, declared: Attribute | FactType, value: Value) -> None:
    """Raise :class:`InvalidCommand` unless a value is of its declared type."""
    if not _fits(declared, value):
        raise InvalidCommand(f"{what} is {value!r}.", next_step=f"It must be {_right(declared)}.")


def check_reach(what: str, *days: date | None) -> None:
    """Raise :class:`InvalidCommand` for a day that no calendar knows: a slip of the pen, not the field's time."""
    if any(day is not None and not FIRST_DAY <= day <= LAST_DAY for day in days):
        raise InvalidCommand(
            f"{what} lies outside {FIRST_DAY.isoformat()} to {LAST_DAY.isoformat()}, which the calendars know.",
            next_step="Check the date.",
        )


def _right(declared: Attribute | FactType) -> str:
    return {
        "boolean": "true or false",
        "integer": "a whole number",
        "money": "a whole number of currency units",
        "date": "a date (YYYY-MM-DD)",
        "country": "a country code of two capital letters",
        "countries": "a list of country codes of two capital letters",
        "text": "text",
        "choice": f"one of {', '.join(declared.of)}",
    }[_type(declared)]


def _type(declared: Attribute | FactType) -> ValueType:
    return declared.value if isinstance(declared, FactType) else declared.type


def _fits(declared: Attribute | FactType, value: Value) -> bool:
    match _type(declared):
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "money":
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case "choice":
            return value in declared.of
        case "text":
            return isinstance(value, str)
        case "date":
            return isinstance(value, str) and _is_date(value)
        case "country":
            return _is_country(value)
        case "countries":
            return isinstance(value, tuple) and bool(value) and all(_is_country(item) for item in value)


def _is_country(value: object) -> bool:
    return isinstance(value, str) and bool(_COUNTRY.fullmatch(value))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
