"""The civil zone in which a process speaks."""

from __future__ import annotations

from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition


def zone_of(definition: Definition) -> str:
    """Give the name of the zone of a process's calendar."""
    return calendar(definition.calendar).zone.key
