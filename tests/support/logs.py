"""Small event logs written for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

from licensing.domain.when import DAY_US
from licensing.exchange.log import LogEvent, Phase

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


OCEL = {
    "objectTypes": [{"name": "application", "attributes": []}, {"name": "firm", "attributes": []}],
    "eventTypes": [{"name": "receive", "attributes": []}],
    "objects": [
        {
            "id": "A-1",
            "type": "application",
            "attributes": [
                {"name": "value", "time": "1970-01-01T00:00:00Z", "value": 5},
                {"name": "value", "time": "2026-01-06T00:00:00Z", "value": 7},
                {"name": "deadline", "time": "1970-01-01T00:00:00Z", "value": "2026-03-01"},
            ],
        },
        {"id": "A-2", "type": "application"},
        {"id": "F-1", "type": "firm"},
    ],
    "events": [
        {
            "id": "e1",
            "type": "receive",
            "time": "2026-01-05T09:00:00Z",
            "relationships": [
                {"objectId": "A-1", "qualifier": "of"},
                {"objectId": "A-2", "qualifier": "of"},
                {"objectId": "F-1", "qualifier": "by"},
            ],
        },
        {"id": "e2", "type": "decide", "time": "2026-01-09T09:00:00Z", "relationships": [{"objectId": "A-1"}]},
    ],
}

BASE_US = 20_000 * DAY_US


def events(*told):
    """Give events of (activity, day) or (activity, first day, last day), a day counted from an origin."""
    found = []
    for line, (activity, *days) in enumerate(told, start=1):
        phases = [Phase.END] if len(days) == 1 else [Phase.START, Phase.END]
        found.extend(
            LogEvent(activity, BASE_US + round(day * DAY_US), phase, line, str(line))
            for phase, day in zip(phases, days, strict=True)
            if day is not None
        )
    return tuple(found)


RUN = st.tuples(
    st.sampled_from(["receive", "check", "ask A", "ask B", "decide"]),
    st.integers(0, 12),
    st.one_of(st.none(), st.integers(0, 8)),
)


@st.composite
def any_log(draw):
    told = []
    for activity, day, length in draw(st.lists(RUN, min_size=1, max_size=9)):
        told.append((activity, day) if length is None else (activity, day, day + length))
    mapped = draw(
        st.sampled_from(
            [{}, {"parallel": [["ask A", "ask B"]]}, {"ends": ["decide"]}, {"outcomes": {"check": "refused"}}]
        )
    )
    return told, mapped
