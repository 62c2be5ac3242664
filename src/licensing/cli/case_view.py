"""Print one case: where it is, what it waits for, its clocks, its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cli.common import Column, Common, print_table
from licensing.domain.when import between
from licensing.engine.refusal import wanting
from licensing.service.views import owner_label

if TYPE_CHECKING:
    from licensing.domain.when import When
    from licensing.service.views import CaseView


def print_case(common: Common, view: CaseView) -> None:
    """Print a case for a person."""
    case = view.case
    japanese = common.settings.lang == "ja"
    title = view.summary.title_ja if japanese else view.summary.title_en
    common.line(f"{case.ref} · {case.process} {case.version} · {case.provenance.value.upper()}")
    if title:
        common.line(title)
    common.line(_sentence(common, view))
    common.line("")
    _visits(common, view)
    _open_items(common, view)
    _clocks(common, view)
    _ways(common, view)


def _sentence(common: Common, view: CaseView) -> str:
    case = view.case
    state = view.definition.states.get(case.state)
    label = common.say(state.label) if state else case.state
    held = owner_label(view.owner, japanese=common.settings.lang == "ja")
    if case.closed is not None:
        outcome = case.outcome_label or "no outcome"
        return f"Closed on {_day(case.closed)}: {outcome}; {days(case.opened, case.closed)} days from opening."
    stay = days(case.visit.entered, view.at)
    decided = f" {case.outcome_label} on {_day(case.decided)}." if case.decided else ""
    return f"In '{label}' with {held or 'nobody known'} for {stay} days.{decided}"


def _visits(common: Common, view: CaseView) -> None:
    rows = []
    for visit in view.case.visits:
        state = view.definition.states.get(visit.state)
        if state is not None and state.kind == "terminal":
            continue
        rows.append(
            {
                "state": visit.state,
                "owner": owner_label(state.owner, japanese=common.settings.lang == "ja") if state else "?",
                "entered": _day(visit.entered),
                "left": _day(visit.left) if visit.left else "open",
                "days": days(visit.entered, visit.left or view.at),
            }
        )
    print_table(
        common,
        rows,
        [
            Column("state", "State"),
            Column("owner", "Owner"),
            Column("entered", "Entered", wrap=False),
            Column("left", "Left", wrap=False),
            Column("days", "Days", right=True),
        ],
    )


def _open_items(common: Common, view: CaseView) -> None:
    for referral in view.case.open_referrals:
        asked = days(referral.sent, view.at)
        common.line(f"Open referral {referral.path}: asked {_day(referral.sent)}, {asked} days ago")
    for blocker in view.case.open_blockers:
        reason = f" ({blocker.reason})" if blocker.reason else ""
        stood = days(blocker.opened, view.at)
        common.line(f"Open blocker {blocker.kind}{reason}: since {_day(blocker.opened)}, {stood} days")


def _clocks(common: Common, view: CaseView) -> None:
    if view.definition.headline_clock is None:
        common.line("No clock exists for this process.")
    for reading in view.clocks:
        due = f", due {reading.due_day}" if reading.due_day else ""
        provisional = " (provisional)" if reading.provisional else ""
        common.line(
            f"Clock {reading.instance}: {reading.state.value}, {reading.counted_days} days counted,"
            f" {reading.excluded_days} excluded{due}{provisional}"
        )


def _ways(common: Common, view: CaseView) -> None:
    possible = [way.transition for way in view.ways if way.possible and not way.rule.lapse_of]
    if possible:
        common.line(f"Possible now: {', '.join(possible)}")
    for way in view.ways:
        if way.applies and way.missing:
            common.line(f"'{way.transition}' still needs {wanting(view.definition, way)}")


def days(start: When, end: When) -> str:
    """Print the days between two moments: a whole number, a range, or a bound."""
    lasted = between(start, end)
    low = round(lasted.low_days)
    if lasted.high_days is None:
        return f"≥ {low}"
    high = round(lasted.high_days)
    if low == high:
        return str(low)
    return f"≤ {high}" if low == 0 else f"{low}-{high}"


def _day(when: When | None) -> str:
    if when is None:
        return ""
    return when.day_of(when.latest_us).isoformat() if when.exact else str(when)
