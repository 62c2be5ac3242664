"""Small event logs written for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2016">\n'
NINE = "2026-01-05T09:00:00+09:00"

Event = tuple[str, str] | tuple[str, str, str]
"""Activity, time and, unless it is ``complete``, the transition of the lifecycle."""


def attribute(kind: str, key: str, value: object) -> str:
    return f"<{kind} key={quoteattr(key)} value={quoteattr(str(value))}/>\n"


def xes_event(activity: str, time: str, transition: str = "complete") -> str:
    parts = (
        attribute("string", "concept:name", activity),
        attribute("date", "time:timestamp", time),
        attribute("string", "lifecycle:transition", transition),
    )
    return f"<event>\n{''.join(parts)}</event>\n"


def xes_trace(ref: str, events: Sequence[Event], extra: str = "") -> str:
    inside = "".join(xes_event(*item) for item in events)
    return f"<trace>\n{attribute('string', 'concept:name', ref)}{extra}{inside}</trace>\n"


def xes(*traces: str) -> str:
    return f"{HEAD}{''.join(traces)}</log>\n"


def table(rows: Iterable[Sequence[str]], header: str = "case,activity,time") -> str:
    return "\n".join((header, *(",".join(row) for row in rows))) + "\n"
