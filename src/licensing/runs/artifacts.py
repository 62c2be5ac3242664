"""What a flow run leaves to read in Prefect: the case's timeline and its visits."""

from __future__ import annotations

from typing import Any

from licensing.definitions.definition import Definition
from licensing.domain.case import Case
from licensing.domain.when import DAY_US, When, between

NOT_PREFECTS_TIME = (
    "Durations here are days of the case. Prefect's own run and task times are the seconds this walk took on a"
    " computer; they say nothing about the case."
)


def artifact_key(kind: str, ref: str) -> str:
    """Give a key that Prefect accepts: lower-case letters, digits and dashes."""
    return f"{kind}-{''.join(letter if letter.isalnum() and letter.isascii() else '-' for letter in ref.lower())}"


def timeline(case: Case, definition: Definition) -> str:
    """Write the timeline of a case as Markdown."""
    lines = [
        f"# {case.ref} · {case.process} {case.version} · {case.provenance.value.upper()}",
        "",
        NOT_PREFECTS_TIME,
        "",
        "| from | state | held by | days | what happened beside it |",
        "|---|---|---|---:|---|",
    ]
    lines += [
        f"| {row['entered']} | {row['label']} | {row['owner']} | {row['days']} | {row['beside']} |"
        for row in visits(case, definition)
    ]
    outcome = case.outcome_label or "no outcome yet"
    lines += ["", f"Outcome: **{outcome}**. Definition {case.definition_digest[:12]}."]
    return "\n".join(lines)


def visits(case: Case, definition: Definition) -> list[dict[str, Any]]:
    """Give one row for each visit: state, owner, entered, left, days and what ran beside it."""
    rows = []
    for visit in case.visits:
        state = definition.states.get(visit.state)
        end = visit.left or (None if case.closed else case.last)
        beside = [
            f"{item.path}: {item.position or ('open' if item.open else 'recalled')}"
            for item in case.referrals
            if item.visit == visit.number
        ]
        beside += [
            f"{item.kind}{' (open)' if item.open else ''}"
            for item in case.blockers
            if item.opened.latest_us >= visit.entered.latest_us
            and (visit.left is None or item.opened.latest_us <= visit.left.latest_us)
        ]
        rows.append(
            {
                "state": visit.state,
                "label": state.label.en if state else "Unknown",
                "owner": state.owner if state else "",
                "entered": _day(visit.entered),
                "left": _day(visit.left) if visit.left else "",
                "days": "" if end is None else round((between(visit.entered, end).high_us or 0) / DAY_US),
                "beside": ", ".join(beside),
            }
        )
    return rows


def _day(when: When) -> str:
    return when.day_of(when.latest_us).isoformat() if when.exact else str(when)
