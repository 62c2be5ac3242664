"""Moments as precise as their source, and the durations between them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_US = timedelta(microseconds=1)


class Precision(StrEnum):
    """How exactly the source dates an event."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
    REPORT = "report"
    UNKNOWN = "unknown"


def to_us(moment: datetime) -> int:
    """Give the microseconds of an aware moment since 1970 (UTC)."""
    return (moment - _EPOCH) // _ONE_US


def from_us(microseconds: int) -> datetime:
    """Give the aware UTC moment of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _midnight_us(day: date, zone: str) -> int:
    return to_us(datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class When:
    """A moment known to lie in ``[earliest_us, latest_us]`` (UTC microseconds, both ends included).

    ``earliest_us`` is ``None`` where the source gives no earlier bound. ``zone`` is the civil zone in which the
    source speaks; a date is never made more precise than its source.
    """

    earliest_us: int | None
    latest_us: int
    precision: Precision
    zone: str

    @classmethod
    def at(cls, moment: datetime, zone: str = "UTC") -> When:
        """Give the exact moment of an aware datetime."""
        microseconds = to_us(moment)
        return cls(microseconds, microseconds, Precision.INSTANT, zone)

    @classmethod
    def on(cls, day: date, zone: str) -> When:
        """Give some moment of a civil day."""
        return cls(
            _midnight_us(day, zone),
            _midnight_us(day + timedelta(days=1), zone) - 1,
            Precision.DAY,
            zone,
        )

    @classmethod
    def in_month(cls, year: int, month: int, zone: str) -> When:
        """Give some moment of a civil month."""
        last = date(year, month, monthrange(year, month)[1])
        return cls(
            _midnight_us(date(year, month, 1), zone),
            _midnight_us(last + timedelta(days=1), zone) - 1,
            Precision.MONTH,
            zone,
        )

    @classmethod
    def on_or_before(cls, day: date, zone: str, *, not_before: date | None = None) -> When:
        """Give a moment known only from a report of ``day``; ``not_before`` is the first day it can have been."""
        earliest = _midnight_us(not_before, zone) if not_before else None
        latest = _midnight_us(day + timedelta(days=1), zone) - 1
        return cls(earliest, latest, Precision.REPORT, zone)

    @property
    def exact(self) -> bool:
        """Say whether the moment is known to the microsecond."""
        return self.precision is Precision.INSTANT

    @property
    def earliest_day(self) -> date | None:
        """Give the first civil day, in its own zone, on which the moment can lie."""
        return None if self.earliest_us is None else self.day_of(self.earliest_us)

    @property
    def latest_day(self) -> date:
        """Give the last civil day, in its own zone, on which the moment can lie."""
        return self.day_of(self.latest_us)

    def day_of(self, microseconds: int) -> date:
        """Give the civil day of a UTC instant in this moment's zone."""
        return from_us(microseconds).astimezone(ZoneInfo(self.zone)).date()

    def local_day(self, zone: ZoneInfo) -> date:
        """Give the civil day in ``zone`` that a clock reads off this moment: the latest it can be.

        A civil date (day, month, report) keeps its own date in every zone: a date printed in Tokyo is not moved
        to the day before because a clock counts in Washington.
        """
        if self.precision is Precision.INSTANT:
            return from_us(self.latest_us).astimezone(zone).date()
        return self.latest_day

    def bounded(self, *, earliest_us: int | None = None, latest_us: int | None = None) -> When:
        """Narrow the moment by what its neighbors in the order of events allow."""
        lows = [bound for bound in (self.earliest_us, earliest_us) if bound is not None]
        low = max(lows) if lows else None
        high = self.latest_us if latest_us is None else min(self.latest_us, latest_us)
        if low is not None:
            high = max(low, high)
        return When(low, high, self.precision, self.zone)

    def __str__(self) -> str:
        """Print the moment with no more precision than it has."""
        match self.precision:
            case Precision.INSTANT:
                local = from_us(self.latest_us).astimezone(ZoneInfo(self.zone))
                return local.isoformat(timespec="minutes")
            case Precision.DAY:
                return self.latest_day.isoformat()
            case Precision.MONTH:
                return f"{self.latest_day:%Y-%m}"
            case Precision.REPORT:
                if self.earliest_day is not None:
                    return f"{self.earliest_day.isoformat()}..{self.latest_day.isoformat()}"
                return f"≤{self.latest_day.isoformat()}"
            case Precision.UNKNOWN:
                return "?"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time known to lie between two bounds, in microseconds; ``high_us`` is ``None`` when unbounded."""

    low_us: int
    high_us: int | None

    @property
    def exact(self) -> bool:
        """Say whether both bounds agree."""
        return self.low_us == self.high_us

    @property
    def low_days(self) -> float:
        """Give the lower bound in days."""
        return self.low_us / DAY_US

    @property
    def high_days(self) -> float | None:
        """Give the upper bound in days, ``None`` when there is none."""
        return None if self.high_us is None else self.high_us / DAY_US

    def __add__(self, other: Duration) -> Duration:
        """Add two durations bound by bound."""
        high = None if self.high_us is None or other.high_us is None else self.high_us + other.high_us
        return Duration(self.low_us + other.low_us, high)


ZERO = Duration(0, 0)


def between(start: When, end: When) -> Duration:
    """Give the duration from ``start`` to ``end`` as a range.

    Where both moments are civil dates of one zone the bounds are differences of civil dates (in days of 24 hours),
    so that a change to daylight-saving time never makes a day shorter; otherwise they are real time.
    """
    if not start.exact and not end.exact and start.zone == end.zone:
        low = _civil_us(start.latest_day, end.earliest_day)
        high = None if start.earliest_day is None else max(0, _civil_us(start.earliest_day, end.latest_day))
        return Duration(max(0, low), high)
    low = 0 if end.earliest_us is None else end.earliest_us - start.latest_us
    high = None if start.earliest_us is None else max(0, end.latest_us - start.earliest_us)
    return Duration(max(0, low), high)


def _civil_us(start: date, end: date | None) -> int:
    return 0 if end is None else (end - start).days * DAY_US


def tighten(moments: list[When]) -> list[When]:
    """Narrow moments, given in the order the events happened, by that order.

    An event lies no earlier than the earliest bound of those before it and no later than the latest bound of those
    after it.
    """
    forward: list[When] = []
    floor: int | None = None
    for moment in moments:
        if floor is not None:
            moment = moment.bounded(earliest_us=floor)  # noqa: PLW2901 - the narrowed moment replaces the read one
        if moment.earliest_us is not None:
            floor = moment.earliest_us
        forward.append(moment)
    ceiling: int | None = None
    backward: list[When] = []
    for moment in reversed(forward):
        narrowed = moment if ceiling is None else moment.bounded(latest_us=ceiling)
        ceiling = narrowed.latest_us
        backward.append(narrowed)
    backward.reverse()
    return backward
