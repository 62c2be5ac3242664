"""What one case adds to a snapshot, counted by the same values that reports without one are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from licensing.analysis.bottlenecks import StayInState, stays_by_state
from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import Stay, answered, of_matter, owner_of, since_filed, whole
from licensing.analysis.ledger import shares_of, slices
from licensing.analysis.matters import AGENCIES
from licensing.analysis.scope import class_of
from licensing.analysis.variants import way_of
from licensing.analysis.waits import way_out
from licensing.definitions.glossary import party_of
from licensing.domain.case import Visit
from licensing.domain.text import canonical
from licensing.domain.when import DAY_US, When
from licensing.snapshot.measured import CaseKey, Measured, Row
from licensing.snapshot.removals import removals_of
from licensing.snapshot.steps import steps_of


def rows_of(key: CaseKey, seen: SeenCase, clock: str | None) -> dict[str, list[Row]]:
    """Give the rows of a case, table by table."""
    measured = Measured.of(replace(seen, known={}), clock)
    found: dict[str, Iterable[Row]] = {
        "attributes": _attributes(seen),
        "visits": _visits(measured),
        "stays": [*_stays(measured, later=False), *_stays(measured, later=True)],
        "shares": _shares(measured),
        **steps_of(measured),
        **removals_of(measured),
    }
    of_case = {table: [(key.id, key.cohort, *row) for row in rows] for table, rows in found.items()}
    return {"cases": [_case(key, measured)], **of_case}


def settled(seen: SeenCase) -> bool:
    """Say whether a case will look the same on any later day: closed, and nothing of it left open."""
    case = seen.case
    asked = any(item.replied is None for referral in case.referrals for item in referral.questions)
    return case.closed is not None and not (case.open_referrals or case.open_blockers or asked)


def _case(key: CaseKey, measured: Measured) -> Row:
    seen = measured.seen
    case = seen.case
    states, ended = way_of(seen)
    return (
        key.id,
        key.cohort,
        case.ref,
        case.matter,
        key.definition,
        seen.definition.version.id,
        key.head,
        key.around,
        settled(seen),
        seen.file.case.last.latest_us,
        seen.horizon_us,
        *_moment(case.opened),
        *_moment(answered(seen)),
        None if case.filed is None else case.filed.latest_day.isoformat(),
        None if seen.decided is None else seen.decided.latest_day.isoformat(),
        None if case.outcome is None else case.outcome.value,
        canonical([*states, ended]),
        way_out(case),
        bool(case.decisions),
        seen.decided is not None,
        seen.over is None,
        *_lasted(whole(measured.elapsed)),
        *_lasted(since_filed(seen)),
        *_lasted(whole(measured.clock)),
        *_lasted(whole(measured.working)),
        *_lasted(of_matter([seen])),
        seen.place_end(seen.over),
        sum(item.length_us for item in slices(seen) if item.party in AGENCIES),
    )


def _attributes(seen: SeenCase) -> Iterator[Row]:
    for name in seen.definition.attributes:
        yield name, class_of(seen, name)


def _moment(when: When | None) -> Row:
    return (None,) * 4 if when is None else (when.earliest_us, when.latest_us, when.precision.value, when.zone)


def _lasted(stay: Stay | None) -> Row:
    return (None,) * 3 if stay is None else (stay.duration.low_us, stay.duration.high_us, stay.open)


def _visits(measured: Measured) -> Iterator[Row]:
    seen = measured.seen
    shared = {visit.number for visit in seen.shared_visits}
    later = {visit.number for visit in seen.later_visits}
    previous: Visit | None = None
    for visit in seen.case.visits:
        state, owner = seen.state(visit.state), owner_of(seen, visit)
        alone = [stays_by_state(ruler, [visit])[visit.state] for ruler in measured.rulers]
        entered_us = seen.place(visit.entered)
        yield (
            visit.number,
            visit.state,
            None if previous is None else previous.state,
            owner or None,
            party_of(seen.definition, owner).value,
            None if state is None else state.kind.value,
            None if state is None else state.stage.value,
            entered_us,
            None if visit.left is None else seen.place(visit.left),
            None if previous is None else entered_us - seen.place(previous.entered),
            visit.left is None,
            visit.number in shared,
            visit.number in later,
            *_lengths(alone),
        )
        previous = visit


def _stays(measured: Measured, *, later: bool) -> Iterator[Row]:
    seen = measured.seen
    visits = seen.later_visits if later else seen.shared_visits
    elapsed, clock, working = (stays_by_state(ruler, visits) for ruler in measured.rulers)
    for state, item in elapsed.items():
        yield later, state, item.open, *_lengths([item, clock[state], working[state]])


def _lengths(counted: Sequence[StayInState]) -> Row:
    """Give elapsed microseconds, days on clock and working days: both bounds, as placed, and waiting."""
    elapsed, clock, working = counted
    return *_length(elapsed, 1), *_length(clock, DAY_US), *_length(working, DAY_US)


def _length(item: StayInState, unit_us: int) -> Row:
    lasted = None if item.stay is None else item.stay.duration
    low_us, high_us = (None, None) if lasted is None else (lasted.low_us, lasted.high_us)
    return tuple(
        None if length_us is None else length_us // unit_us
        for length_us in (low_us, high_us, item.placed_us, item.waiting_us)
    )


def _shares(measured: Measured) -> Iterator[Row]:
    cut = slices(measured.seen)
    elapsed, clock, working = (shares_of(ruler, cut) for ruler in measured.rulers)
    imprecise = {item.party for item in elapsed if item.imprecise}
    told: set[str] = set()
    for item, on_clock, in_work in zip(elapsed, clock, working, strict=True):
        first = item.party not in told
        told.add(item.party)
        yield (
            item.party.value,
            item.reason,
            item.counted_us,
            item.closed_us,
            on_clock.counted_us // DAY_US,
            in_work.counted_us // DAY_US,
            first,
            first and item.party in imprecise,
        )
