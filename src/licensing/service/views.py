"""What a person sees of one case: where it is, its ways out, its clocks and its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from licensing.definitions.definition import Definition
from licensing.definitions.glossary import glossary
from licensing.domain.case import Case
from licensing.domain.errors import UnknownCase
from licensing.domain.event import Event, body_to_json
from licensing.domain.when import ZERO, Duration, When, between, from_us, to_us
from licensing.engine.clocks import ClockReading, readings
from licensing.engine.conditions import View
from licensing.engine.evolve import effective, fold, fold_tightened
from licensing.engine.needs import WayOut, ways_out
from licensing.engine.refusal import cited
from licensing.service.days import end_of_us
from licensing.service.surroundings import surroundings_of
from licensing.service.zones import zone_of
from licensing.store.database import Database
from licensing.store.header import CaseHeader


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case at a moment, as its page shows it."""

    header: CaseHeader
    case: Case
    """Its moments are as precise as their sources."""
    narrowed: Case
    """The same case with every moment narrowed by the order of events, as figures read it."""
    definition: Definition
    ways: tuple[WayOut, ...]
    clocks: tuple[ClockReading, ...]
    events: tuple[Event, ...]
    at: When
    """Until when it is looked at: now, or the last look at an observed case."""

    @property
    def now_known(self) -> bool:
        """Say whether anybody knows where the case is now; of an observed case, what followed the last look is not."""
        return self.header.observed_until is None

    def until(self, start: When, end: When | None) -> Duration:
        """Give how long something lasted, or has lasted so far with no more precision than its beginning."""
        if end is not None:
            return _lasted(start, end)
        so_far = self.at if start.exact else When.on(self.at.latest_day, self.at.zone)
        lasted = between(start, so_far)
        return lasted if self.now_known else Duration(lasted.low_us, None)

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
            "title": {"en": self.header.title_en, "ja": self.header.title_ja},
            "observed_until": self.header.observed_until.isoformat() if self.header.observed_until else None,
            "at": str(self.at),
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
            "visits": [
                _stay(item.state, (item.entered, item.left), (narrow.entered, narrow.left))
                for item, narrow in zip(case.visits, self.narrowed.visits, strict=True)
            ],
            "referrals": [
                {
                    **_stay(item.id, (item.sent, item.ended), (narrow.sent, narrow.ended)),
                    "position": item.position or None,
                    "step": item.step or None,
                }
                for item, narrow in zip(case.referrals, self.narrowed.referrals, strict=True)
            ],
            "blockers": [
                {
                    **_stay(item.id, (item.opened, item.cleared), (narrow.opened, narrow.cleared)),
                    "reason": item.reason or None,
                }
                for item, narrow in zip(case.blockers, self.narrowed.blockers, strict=True)
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
    """Show a case; ``as_known_on`` shows it as it was then, from what had been recorded by the end of that day (UTC).

    Raises :class:`UnknownCase`, and :class:`UsageError` for text that is no day.
    """
    known_us = end_of_us(as_known_on, "--as-known-on")
    with database.reading() as unit:
        events = unit.events(ref) if known_us is None else unit.events_as_known_on(ref, known_us)
        if not events:
            on = f" on {as_known_on}" if as_known_on else ""
            raise UnknownCase(f"no case '{ref}' in this store{on}.", next_step="See `licensing case list`.")
        case, header = fold(events), unit.header(ref)
        definition = unit.definition(case.definition_digest)
        surroundings = surroundings_of(unit, case, known_us)
    at = _looked_at(case, header, zone_of(definition), now if known_us is None else min(now, from_us(known_us)))
    view = View(definition, case, at, surroundings)
    known = case.state in definition.states and case.closed is None
    return CaseView(
        header=header,
        case=case,
        narrowed=fold_tightened(events),
        definition=definition,
        ways=ways_out(view) if known else (),
        clocks=readings(view),
        events=effective(events),
        at=at,
    )


def _looked_at(case: Case, header: CaseHeader, zone: str, now: datetime) -> When:
    """Give until when a case is looked at: its last event at least, and no further than anybody looked."""
    at_us = to_us(now)
    if header.observed_until is not None:
        at_us = min(at_us, When.on(header.observed_until, zone).latest_us)
    return case.last if case.last.latest_us > at_us else When.at(from_us(at_us), zone)


def owner_label(owner: str, *, japanese: bool) -> str:
    """Give the name of an owner in a language; the id where the glossary has none."""
    found = glossary().owners.get(owner)
    if found is None:
        return owner
    return found.label.ja if japanese else found.label.en


def _stay(name: str, told: tuple[When, When | None], narrowed: tuple[When, When | None]) -> dict[str, Any]:
    """Give a stay with its moments as their sources have them, and its days as the order of events narrows them."""
    start, end = narrowed
    lasted = None if end is None else _lasted(start, end)
    return {
        "name": name,
        "from": str(told[0]),
        "to": _text(told[1]),
        "days_low": None if lasted is None else lasted.low_days,
        "days": None if lasted is None else lasted.high_days,
    }


def _lasted(start: When, end: When) -> Duration:
    """Give the days between two moments; a stay whose end is the very moment of its beginning lasted none."""
    return ZERO if start is end else between(start, end)


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
