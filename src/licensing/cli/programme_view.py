"""Print one programme: its members side by side, its gates, whose time it was, and what decided when it was done."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from licensing.analysis.printed import days, duration, share
from licensing.analysis.programme import JOINT, OTHER
from licensing.cli.common import Common, print_table
from licensing.cli.table import Column
from licensing.definitions.base import Text
from licensing.definitions.glossary import glossary
from licensing.domain.when import DAY_US
from licensing.service.days import day_at_home
from licensing.service.listing import day_text
from licensing.service.programme_view import day_at

if TYPE_CHECKING:
    from licensing.analysis.gates import Gate
    from licensing.analysis.programme import Course, Programme, Step
    from licensing.service.programme_view import ProgrammeView, Row

_COUNTRIES = {JOINT: Text(en="both", ja="共同"), OTHER: Text(en="other", ja="その他")}
_STANDINGS = {
    "passed": Text(en="passed", ja="通過"),
    "open": Text(en="open", ja="開"),
    "closed": Text(en="CLOSED", ja="閉"),
}
_HEADINGS = {
    "timeline": Text(en="Timeline", ja="経過"),
    "gates": Text(en="Gates", ja="関門"),
    "joins": Text(en="Who came last", ja="合流点で最後となった国"),
    "waits": Text(en="Waiting on another matter", ja="他の手続待ち"),
    "held": Text(en="Time in which a country held at least one case", ja="各国が一件以上を保持した期間"),
    "ledger": Text(en="Whose time it was", ja="時間の帰属"),
    "path": Text(en="Critical path", ja="クリティカルパス"),
}


def print_programme(common: Common, view: ProgrammeView) -> None:
    """Print a programme for a person."""
    programme = view.programme
    lead = programme.lead.seen
    title = programme.title_ja if common.settings.lang == "ja" else programme.title_en
    as_of = day_at_home(programme.as_of, lead.case.process).isoformat()
    process, provenance = f"{lead.case.process} {lead.case.version}", lead.case.provenance.value.upper()
    common.line(f"{lead.case.ref} · {process} · {provenance} · as of {as_of}")
    if title:
        common.line(title)
    state = lead.state(lead.case.state)
    elapsed = _days(view.elapsed_us)
    label = common.say(state.label) if state else lead.case.state
    outcome = _outcome(common, programme.lead)
    decided = f"{outcome}, {day_text(lead.case.decided)}: {elapsed} days from its opening."
    common.line(decided if lead.case.decided else f"In '{label}', {elapsed} days after its opening.")
    _timeline(common, view)
    _gates(common, view)
    _joins(common, view)
    _waits(common, view)
    _ledger(common, view)
    _path(common, view)


def _heading(common: Common, name: str) -> None:
    common.line("")
    common.line(common.say(_HEADINGS[name]))


def _timeline(common: Common, view: ProgrammeView) -> None:
    _heading(common, "timeline")
    print_table(
        common,
        [_member(common, row) for row in view.timeline],
        [
            Column("country", "Side"),
            Column("member", "Member", wrap=False),
            Column("opened", "Opened", wrap=False),
            Column("filed", "Filed", wrap=False),
            Column("decided", "Decided", wrap=False),
            Column("state", "State, outcome"),
            Column("days", "Days", right=True),
        ],
    )
    if any(row.open for row in view.timeline):
        common.hint("+: so far, not decided.")


def _member(common: Common, row: Row) -> dict[str, str]:
    case, state = row.course.seen.case, row.course.seen.state(row.course.seen.case.state)
    named = state.label.ja if state is not None and common.settings.lang == "ja" else case.state
    outcome = _outcome(common, row.course)
    return {
        "country": _country(common, row.course.country),
        "member": f"{row.course.role or 'lead'}\n  {case.ref}",
        "opened": day_text(case.opened) or "",
        "filed": day_text(case.filed) or "–",
        "decided": day_text(case.decided) or "–",
        "state": f"{named}\n  {outcome}" if outcome else named,
        "days": f"{duration(row.days)}{'+' if row.open else ''}",
    }


def _outcome(common: Common, course: Course) -> str:
    """Give the words of the outcome that stands: those of its transition, which are in both languages."""
    case = course.seen.case
    rule = course.seen.definition.transitions.get(case.decisions[-1].transition) if case.decisions else None
    return common.say(rule.label) if rule is not None and rule.label is not None else case.outcome_label


def _gates(common: Common, view: ProgrammeView) -> None:
    if not view.gates:
        return
    _heading(common, "gates")
    print_table(
        common,
        [
            {
                "gate": f"{gate.transition}\n  {gate.role or 'lead'}",
                "needs": _needs(gate),
                "kind": "soft" if gate.soft else "hard",
                "standing": common.say(_STANDINGS[gate.standing]),
                "met": day_text(gate.met) or "–",
                "last": f"{_country(common, gate.last_country)}" if gate.last_role else "–",
            }
            for gate in view.gates
        ],
        [
            Column("gate", "Transition of"),
            Column("needs", "Needs"),
            Column("kind", ""),
            Column("standing", ""),
            Column("met", "Met", wrap=False),
            Column("last", "By"),
        ],
    )


def _needs(gate: Gate) -> str:
    count = f"{gate.at_least} of " if gate.at_least > 1 else ""
    return count + " or ".join(gate.roles)


def _joins(common: Common, view: ProgrammeView) -> None:
    if not view.joins:
        return
    _heading(common, "joins")
    for join in view.joins:
        if join.met is None:
            common.line(f"{join.ref} {join.transition}: {common.say(_STANDINGS['closed'])}")
            continue
        last = f"{_country(common, join.last_country)} ({join.last_role}), {day_text(join.met)}"
        common.line(f"{join.ref} {join.transition}: {last}, {_days(join.spread_us)} days after the first of them")


def _waits(common: Common, view: ProgrammeView) -> None:
    if not view.other_sides:
        return
    _heading(common, "waits")
    rows = []
    ordered = sorted(view.other_sides, key=lambda item: (item.ref, item.role, item.start_us))
    for (ref, role), group in groupby(ordered, key=lambda item: (item.ref, item.role)):
        own = list(group)
        parties = dict.fromkeys(common.say(glossary().parties[item.party]) for item in own)
        rows.append(
            {
                "ref": ref,
                "role": role,
                "other": _country(common, own[0].other),
                "days": _days(sum(item.end_us - item.start_us for item in own)),
                "party": ", ".join(parties),
            }
        )
    print_table(
        common,
        rows,
        [
            Column("ref", "Case", wrap=False),
            Column("role", "Waited for"),
            Column("other", "Side"),
            Column("days", "Days", right=True),
            Column("party", "Held by"),
        ],
    )


def _ledger(common: Common, view: ProgrammeView) -> None:
    _heading(common, "ledger")
    rows = [
        {
            "country": _country(common, country),
            "party": common.say(glossary().parties[party]),
            "days": _days(length_us),
            "share": share(length_us / view.elapsed_us if view.elapsed_us else None),
        }
        for (country, party), length_us in view.programme.ledger.items()
    ]
    print_table(
        common,
        [*rows, {"country": "", "party": "Σ", "days": _days(sum(view.programme.ledger.values())), "share": ""}],
        [
            Column("country", "Side"),
            Column("party", "Party"),
            Column("days", "Days", right=True),
            Column("share", "Share", right=True),
        ],
    )
    held = ", ".join(f"{_country(common, name)} {_days(length)}" for name, length in view.programme.held.items())
    common.line(f"{common.say(_HEADINGS['held'])}: {held}")


def _path(common: Common, view: ProgrammeView) -> None:
    _heading(common, "path")
    print_table(
        common,
        [
            {
                "to": day_at(view.programme, step.segment.end_us),
                "country": _country(common, step.country),
                "where": f"{step.segment.state}\n  {step.segment.ref}",
                "item": step.segment.item or common.say(Text(en="(its owner)", ja="（担当）")),
                "days": _days(step.segment.end_us - step.segment.start_us),
            }
            for step in _joined(view.programme)
        ],
        [
            Column("to", "Until", wrap=False),
            Column("country", "Side"),
            Column("where", "State of"),
            Column("item", "Hung on"),
            Column("days", "Days", right=True),
        ],
    )


def _joined(programme: Programme) -> tuple[Step, ...]:
    """Leave out stretches shorter than half a day, which print as none."""
    return tuple(step for step in programme.path if step.segment.end_us - step.segment.start_us >= DAY_US // 2)


def _country(common: Common, country: str) -> str:
    return common.say(_COUNTRIES[country]) if country in _COUNTRIES else country


def _days(length_us: int) -> str:
    return days(length_us / DAY_US, length_us / DAY_US)
