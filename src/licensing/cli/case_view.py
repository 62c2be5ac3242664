"""Print one case: where it is, what it waits for, its clocks, its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.analysis.printed import duration
from licensing.cli.common import Common, print_table
from licensing.cli.table import Column
from licensing.domain.when import between
from licensing.engine.refusal import wanting
from licensing.service.listing import day_text
from licensing.service.views import owner_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licensing.service.listing import Listed
    from licensing.service.views import CaseView


def print_list(common: Common, found: Sequence[Listed]) -> None:
    """Print cases for a person, a table for each provenance: no list mixes them."""
    if not found:
        common.line("No such case in this store.")
        common.hint("Next:", "licensing case submit FILE", "licensing demo")
    for place, provenance in enumerate(dict.fromkeys(sorted(item.summary.provenance for item in found))):
        own = [item for item in found if item.summary.provenance is provenance]
        if place:
            common.line("")
        common.line(f"{len(own)} {provenance.value.upper()} case{'s' if len(own) > 1 else ''}")
        print_table(
            common,
            [_listed(item) for item in own],
            [
                Column("ref", "Case", wrap=False),
                Column("state", "State, outcome"),
                Column("stay", "In it, days", right=True),
                Column("whole", "To decision", right=True),
            ],
        )
    if found:
        common.hint("Next:", f"licensing case show {found[0].summary.ref}")


def _listed(item: Listed) -> dict[str, str]:
    summary = item.summary
    outcome = f"\n  {summary.outcome_label}, {day_text(summary.decided)}" if summary.outcome else ""
    whole = duration(item.whole)
    return {
        "ref": summary.ref,
        "state": summary.state + outcome,
        "stay": "" if item.stay is None else duration(item.stay),
        "whole": whole if summary.decided or summary.closed else f"{whole} so far",
    }


def print_case(common: Common, view: CaseView) -> None:
    """Print a case for a person."""
    case = view.case
    japanese = common.settings.lang == "ja"
    title = view.header.title_ja if japanese else view.header.title_en
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
    case, narrowed = view.case, view.narrowed
    state = view.definition.states.get(case.state)
    label = common.say(state.label) if state else case.state
    held = owner_label(view.owner, japanese=common.settings.lang == "ja")
    if case.closed is not None and narrowed.closed is not None:
        outcome = case.outcome_label or "no outcome"
        lasted = duration(between(narrowed.opened, narrowed.closed))
        return f"Closed on {day_text(case.closed)}: {outcome}; {lasted} days from opening."
    stay = duration(view.until(narrowed.visit.entered, None))
    decided = f" {case.outcome_label} on {day_text(case.decided)}." if case.decided else ""
    looked = "" if view.now_known else f" Nobody looked after {view.header.observed_until}."
    return f"In '{label}' with {held or 'nobody known'} for {stay} days.{decided}{looked}"


def visit_rows(common: Common, view: CaseView) -> list[dict[str, str]]:
    """Give the stays of a case as rows, the end state left out."""
    rows = []
    for visit, narrowed in zip(view.case.visits, view.narrowed.visits, strict=True):
        state = view.definition.states.get(visit.state)
        if state is not None and state.kind == "terminal":
            continue
        rows.append(
            {
                "state": visit.state,
                "owner": owner_label(state.owner, japanese=common.settings.lang == "ja") if state else "?",
                "entered": day_text(visit.entered) or "",
                "left": day_text(visit.left) or "open",
                "days": duration(view.until(narrowed.entered, narrowed.left)),
            }
        )
    return rows


def _visits(common: Common, view: CaseView) -> None:
    print_table(
        common,
        visit_rows(common, view),
        [
            Column("state", "State"),
            Column("owner", "Owner"),
            Column("entered", "Entered", wrap=False),
            Column("left", "Left", wrap=False),
            Column("days", "Days", right=True, wrap=False),
        ],
    )


def _open_items(common: Common, view: CaseView) -> None:
    for referral in view.case.open_referrals:
        asked = duration(view.until(referral.sent, None))
        common.line(f"Open referral {referral.path}: asked {day_text(referral.sent)}, {asked} days ago")
    for blocker in view.case.open_blockers:
        reason = f" ({blocker.reason})" if blocker.reason else ""
        stood = duration(view.until(blocker.opened, None))
        common.line(f"Open blocker {blocker.kind}{reason}: since {day_text(blocker.opened)}, {stood} days")


def _clocks(common: Common, view: CaseView) -> None:
    if view.definition.headline_clock is None:
        common.line("No headline clock exists for this process.")
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
