"""One reading of a case's moments on one line of time, for figures that need every instant to go somewhere.

Moments are ranges. Durations keep both bounds (:mod:`licensing.analysis.durations`); the ledger, the critical path
and marginal days need one reading, and it is the **latest consistent placement**: after the order of events has
narrowed every moment, each is put at its latest instant. That keeps the order of events and needs no earlier bound.

A case whose moments are all civil dates of one zone is placed in civil time (days of 24 hours, an event at the end
of its day), so that a change to daylight-saving time never makes its days shorter; any other in real time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from licensing.calendars.calendar import Calendar
from licensing.domain.case import Case
from licensing.domain.when import DAY_US, When, from_us, to_us

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where every moment of one case is read, in microseconds."""

    zone: ZoneInfo | None = None
    """The zone of civil time; ``None`` for real time."""
    dates: Mapping[int, date] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    """In real time: the civil date that stands behind a placed moment, where its source gave a date."""

    @classmethod
    def of(cls, case: Case) -> Placement:
        """Choose the line of time that fits the precision of a case."""
        found = list(_moments(case))
        zones = {when.zone for when in found}
        if len(zones) == 1 and not any(when.exact for when in found):
            return cls(ZoneInfo(zones.pop()))
        dates = {when.latest_us: when.latest_day for when in found if not when.exact}
        return cls(None, MappingProxyType(dates))

    def us(self, when: When) -> int:
        """Place a moment."""
        if self.zone is None or when.exact:
            return self.instant_us(when.latest_us)
        return ((when.latest_day - _EPOCH).days + 1) * DAY_US

    def instant_us(self, utc_us: int) -> int:
        """Place an instant given in UTC microseconds: the due instant of a clock, the end of a report."""
        if self.zone is None:
            return utc_us
        local = from_us(utc_us).astimezone(self.zone)
        return to_us(local.replace(tzinfo=UTC))

    def day(self, placed_us: int, zone: ZoneInfo) -> date:
        """Give the civil day on which a placed moment falls, for counting days in (start, end]."""
        if self.zone is not None:
            return _EPOCH + timedelta(days=(placed_us - 1) // DAY_US)
        return self.dates.get(placed_us) or from_us(placed_us).astimezone(zone).date()

    def closed_us(self, calendar: Calendar, start_us: int, end_us: int) -> int:
        """Give the microseconds between two placed moments that fall on closed days of a calendar."""
        if self.zone is None:
            return calendar.closed_us(from_us(start_us), from_us(end_us))
        return _closed_upto(calendar, start_us, end_us)


def _closed_upto(calendar: Calendar, start_us: int, end_us: int) -> int:
    (first, into_first), (last, into_last) = divmod(start_us, DAY_US), divmod(end_us, DAY_US)
    before_first, before_last = _civil(first - 1), _civil(last - 1)
    closed = (last - first - calendar.open_days(before_first, before_last)) * DAY_US
    if into_first and not calendar.is_open(_civil(first)):
        closed -= into_first
    if into_last and not calendar.is_open(_civil(last)):
        closed += into_last
    return closed


def _civil(day: int) -> date:
    return _EPOCH + timedelta(days=day)


def _moments(case: Case) -> Iterator[When]:
    for visit in case.visits:
        yield visit.entered
    for move in case.moves:
        yield move.when
    for referral in case.referrals:
        yield referral.sent
        if referral.ended is not None:
            yield referral.ended
        for step in referral.steps:
            yield step.entered
        for question in referral.questions:
            yield question.asked
            if question.replied is not None:
                yield question.replied
    for blocker in case.blockers:
        yield blocker.opened
        if blocker.cleared is not None:
            yield blocker.cleared
    for fact in case.facts:
        yield fact.recorded
