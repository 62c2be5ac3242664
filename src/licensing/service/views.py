"""What a person sees of cases: lists, and one case with its ways out, clocks and history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from licensing.definitions.definition import Definition
from licensing.definitions.glossary import glossary
from licensing.domain.case import Case
from licensing.domain.errors import UnknownCase, UsageError
from licensing.domain.event import Event, body_to_json
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import When, between, to_us
from licensing.engine.clocks import ClockReading, readings
from licensing.engine.conditions import View
from licensing.engine.evolve import effective, fold
from licensing.engine.needs import WayOut, ways_out
from licensing.engine.refusal import cited
from licensing.service.cases import surroundings_of
from licensing.service.zones import zone_of
from licensing.store.database import Database
from licensing.store.header import CaseSummary


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case at a moment, as its page shows it."""

    summary: CaseSummary
    case: Case
    definition: Definition
    ways: tuple[WayOut, ...]
    clocks: tuple[ClockReading, ...]
    events: tuple[Event, ...]
    at: When

    @property
    def owner(self) -> str:
        """Give the owner who holds the case; empty where nobody knows."""
        state = self.definition.states.get(self.case.state)
        return state.owner if state else ""

    def as_json(self) -> dict[str, Any]:
        """Write the view as JSON."""
        case = self.case
        return {
            "ref": case.ref,
            "process": case.process,
            "version": case.version,
            "provenance": case.provenance.value,
            "matter": case.matter,
            "title": {"en": self.summary.title_en, "ja": self.summary.title_ja},
            "attributes": dict(case.attributes),
            "links": dict(case.links),
            "state": case.state,
            "owner": self.owner or None,
            "outcome": case.outcome.value if case.outcome else None,
            "outcome_label": case.outcome_label or None,
            "opened": str(case.opened),
            "filed": _text(case.filed),
            "decided": _text(case.decided),
            "closed": _text(case.closed),
            "visits": [_visit(item.state, item.entered, item.left) for item in case.visits],
            "referrals": [
                {**_visit(item.id, item.sent, item.ended), "position": item.position or None, "step": item.step or None}
                for item in case.referrals
            ],
            "blockers": [
                {**_visit(item.id, item.opened, item.cleared), "reason": item.reason or None} for item in case.blockers
            ],
            "facts": [{"fact": item.name, "value": item.value, "on": item.on} for item in case.facts],
            "clocks": [_clock(item) for item in self.clocks],
            "ways_out": [
                {
                    "transition": way.transition,
                    "possible": way.possible and not way.rule.lapse_of,
                    "by_clock": way.rule.lapse_of,
                    "needs": [
                        {"needs": need.words, "met": need.met, "basis": cited(self.definition, need)}
                        for need in way.needs
                    ],
                }
                for way in self.ways
            ],
            "events": [
                {
                    "seq": event.seq,
                    "when": str(event.when),
                    "type": event.type,
                    "actor": event.actor,
                    "key": event.key,
                    "basis": list(event.basis),
                    **({} if event.type == "corrected" else {"body": body_to_json(event.body)}),
                }
                for event in self.events
            ],
        }


def view_case(database: Database, ref: str, now: datetime, *, as_known_on: str | None = None) -> CaseView:
    """Show a case; ``as_known_on`` shows only what had been recorded by the end of that day (UTC).

    Raises :class:`UnknownCase`.
    """
    with database.reading() as unit:
        summaries = [item for item in unit.summaries() if item.ref == ref]
        events = unit.events(ref) if as_known_on is None else unit.events_as_known_on(ref, end_of(as_known_on))
        if not events:
            on = f" on {as_known_on}" if as_known_on else ""
            raise UnknownCase(f"no case '{ref}' in this store{on}.", next_step="See `licensing case list`.")
        case = fold(events)
        definition = unit.definition(case.definition_digest)
        surroundings = surroundings_of(unit, case)
    at = When.at(now, zone_of(definition))
    if case.last.latest_us > at.latest_us:
        at = case.last
    view = View(definition, case, at, surroundings)
    known = case.state in definition.states and case.closed is None
    return CaseView(
        summaries[0], case, definition, ways_out(view) if known else (), readings(view), effective(events), at
    )


def list_rows(
    database: Database, *, process: str | None = None, state: str | None = None, provenance: str | None = None
) -> list[dict[str, Any]]:
    """Give one line for each case, narrowed as asked."""
    with database.reading() as unit:
        found = unit.summaries(process=process, state=state, provenance=_provenance(provenance))
    return [
        {
            "ref": item.ref,
            "process": item.process,
            "version": item.version,
            "provenance": item.provenance.value,
            "state": item.state,
            "outcome": item.outcome.value if item.outcome else None,
            "outcome_label": item.outcome_label,
            "opened": _day(item.opened),
            "filed": _day(item.filed),
            "decided": _day(item.decided),
            "closed": _day(item.closed),
        }
        for item in found
    ]


def end_of(day: str) -> int:
    """Give the last UTC microsecond of a day. Raises :class:`UsageError` for text that is no day."""
    try:
        following = date.fromisoformat(day) + timedelta(days=1)
    except ValueError as error:
        raise UsageError(f"'{day}' is no day.", next_step="Write YYYY-MM-DD.") from error
    return to_us(datetime(following.year, following.month, following.day, tzinfo=UTC)) - 1


def owner_label(owner: str, *, japanese: bool) -> str:
    """Give the name of an owner in a language; the id where the glossary has none."""
    found = glossary().owners.get(owner)
    if found is None:
        return owner
    return found.label.ja if japanese else found.label.en


def _provenance(text: str | None) -> Provenance | None:
    if text is None:
        return None
    try:
        return Provenance(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is no provenance.", next_step=f"Give {', '.join(Provenance)}.") from error


def _visit(name: str, start: When, end: When | None) -> dict[str, Any]:
    lasted = None if end is None else between(start, end)
    return {
        "name": name,
        "from": str(start),
        "to": _text(end),
        "days_low": None if lasted is None else lasted.low_days,
        "days": None if lasted is None else lasted.high_days,
    }


def _clock(reading: ClockReading) -> dict[str, Any]:
    return {
        "clock": reading.clock,
        "instance": reading.instance,
        "started": str(reading.started),
        "stopped": _text(reading.stopped),
        "counted_days": reading.counted_days,
        "excluded_days": reading.excluded_days,
        "due": reading.due_day.isoformat() if reading.due_day else None,
        "provisional": reading.provisional,
        "state": reading.state.value,
    }


def _text(when: When | None) -> str | None:
    return None if when is None else str(when)


def _day(when: When | None) -> str | None:
    if when is None:
        return None
    return when.latest_day.isoformat() if when.exact else str(when)
