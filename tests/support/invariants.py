"""What holds of every case, whatever was done to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from licensing.calendars.days import count_days
from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition
from licensing.domain.case import Case
from licensing.domain.event import Event, event_from_json, event_to_json
from licensing.domain.vocabulary import UNKNOWN_STATE
from licensing.domain.when import When, between
from licensing.engine.clocks import ClockReading, Reading, readings
from licensing.engine.conditions import View
from licensing.engine.correction import commands_of, replay
from licensing.engine.evolve import fold, fold_tightened
from licensing.engine.surroundings import Surroundings


def it_is_in_exactly_one_state(definition: Definition, case: Case) -> None:
    """One visit is open, the last; the others tile the case from its opening on."""
    assert case.visits[0].entered == case.opened
    assert [visit.number for visit in case.visits] == list(range(1, len(case.visits) + 1))
    assert case.visits[-1].left is None
    for before, after in pairwise(case.visits):
        assert before.left == after.entered
        assert before.state != UNKNOWN_STATE or after.state != UNKNOWN_STATE
    assert case.state in (*definition.states, UNKNOWN_STATE)


def nothing_is_open_after_closing(definition: Definition, case: Case) -> None:
    """A closed case has nothing open; what is below or in the way of a referral ends with it."""
    assert (case.closed is not None) == definition.terminal(case.state)
    if case.closed is not None:
        assert not case.open_referrals
        assert not case.open_blockers
    ended = {item.id for item in case.referrals if not item.open}
    assert not [item for item in case.open_blockers if item.referral in ended]
    for referral in case.open_referrals:
        above = case.parent_of(referral)
        assert above is None or above.open
        assert ("/" in referral.path) == (above is not None)
    paths = [item.path for item in case.open_referrals]
    assert len(paths) == len(set(paths))
    blockers = [(item.kind, item.referral) for item in case.open_blockers]
    assert len(blockers) == len(set(blockers))


def clocks_count_what_they_do_not_exclude(view: View) -> None:
    """No clock is negative; counted and excluded days are all the days between; low is not above high."""
    by_reading = {reading: readings(view, reading) for reading in Reading}
    for reading, found in by_reading.items():
        for item in found:
            _adds_up(view, reading, item)
    for low, high in zip(by_reading[Reading.LOW], by_reading[Reading.HIGH], strict=True):
        assert low.instance == high.instance
        assert low.counted_days <= high.counted_days or low.started.earliest_us is None
    latest = by_reading[Reading.LATEST]
    assert len({item.instance for item in latest}) == len(latest)
    if view.case.closed is not None:
        assert not [item.instance for item in latest if item.stopped is None]


def _adds_up(view: View, reading: Reading, item: ClockReading) -> None:
    clock = view.definition.clocks[item.clock]
    days = calendar(clock.calendar or view.definition.calendar) if clock.counts == "working-days" else None
    start = _day(item.started, view, early=reading is Reading.HIGH)
    end = item.stopped or view.when
    until = max(start, _day(end, view, early=reading is Reading.LOW))
    if reading is Reading.LOW and end.earliest_us is None:
        until = start
    assert item.counted_days >= 0
    assert item.excluded_days >= 0
    assert item.counted_days + item.excluded_days == count_days(start, until, calendar=days)
    assert item.due_day is None or clock.due is not None or item.due_day >= start


def _day(when: When, view: View, *, early: bool) -> date:
    if early and when.earliest_us is not None:
        return replace(when, latest_us=when.earliest_us).local_day(view.zone)
    return when.local_day(view.zone)


def the_log_tells_the_case(
    events: Sequence[Event], case: Case, definitions: Callable[[str], Definition], surroundings: Surroundings
) -> None:
    """Replayed, or read back from JSON, a log gives the same case; narrowed, its visits still tile it."""
    again = replay(commands_of(events), definitions, surroundings)
    assert replace(fold(again), seq=case.seq) == case
    copied = [event_from_json(json.loads(json.dumps(event_to_json(event)))) for event in events]
    assert copied == list(events)
    assert fold(copied) == case
    assert _chain(copied) == _chain(events)
    tightened = fold_tightened(events)
    assert tightened.seq == case.seq
    assert [visit.state for visit in tightened.visits] == [visit.state for visit in case.visits]
    for visit in tightened.visits:
        if visit.left is not None:
            assert between(visit.entered, visit.left).low_us >= 0
            assert visit.left.latest_us >= visit.entered.latest_us


def _chain(events: Sequence[Event]) -> str:
    digest = ""
    for event in events:
        digest = event.chained(digest)
    return digest
