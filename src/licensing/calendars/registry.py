"""The calendars that definitions may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from licensing.calendars.calendar import Calendar
from licensing.calendars.japan_administration import japan_administration, japan_everyday
from licensing.calendars.us_federal import us_everyday, us_federal
from licensing.domain import text
from licensing.domain.errors import UnknownCalendar

_BUILDERS: Mapping[str, Callable[[], Calendar]] = MappingProxyType(
    {
        "us-federal": us_federal,
        "japan-administration": japan_administration,
        "us-everyday": us_everyday,
        "japan-everyday": japan_everyday,
    }
)


def calendar_names() -> tuple[str, ...]:
    """Give the names of all calendars."""
    return tuple(_BUILDERS)


@cache
def calendar(name: str) -> Calendar:
    """Give a calendar by its name, always the same object.

    Raises:
        UnknownCalendar: no calendar has this name.
    """
    if name not in _BUILDERS:
        raise UnknownCalendar(f"there is no calendar {name!r}.", next_step=f"Use one of {', '.join(calendar_names())}.")
    return _BUILDERS[name]()


@cache
def digest() -> str:
    """Give the SHA-256 over names and closed days of all calendars: another digest, other counts."""
    return text.digest(
        text.canonical(
            {
                name: {
                    "zone": calendar(name).zone.key,
                    "weekend": sorted(calendar(name).weekend),
                    "closings": calendar(name).closings,
                    "openings": calendar(name).openings,
                }
                for name in calendar_names()
            }
        )
    )
