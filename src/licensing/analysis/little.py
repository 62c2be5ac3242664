"""Little's law over published figures: open cases = cases closed a day x mean days of a case.

Whoever publishes all three for one period can be checked by arithmetic; what comes out says how well three counts of
one office fit together. It is no proof: the law holds for long averages, and a stock at the end of a month is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from licensing.definitions.published import Entry, Quantity, Statistic

_DAYS = frozenset({"days", "calendar-days"})
_STOCKS = frozenset({Statistic.AT_END, Statistic.MEAN})


@dataclass(frozen=True, slots=True)
class Triple:
    """Open cases, cases through and mean days that one topic has for one period."""

    time: Entry
    stock: Entry
    flow: Entry
    days: int
    """The days of the period."""

    @property
    def computed_days(self) -> float:
        """Give the mean days that stock and flow imply."""
        return _number(self.stock) / (_number(self.flow) / self.days)

    @property
    def published_days(self) -> float:
        """Give the mean days that were published."""
        return _number(self.time)

    @property
    def deviation(self) -> float:
        """Give how far the computed days lie above the published ones, as a share of the published ones."""
        return self.computed_days / self.published_days - 1

    @property
    def caveats(self) -> tuple[str, ...]:
        """Say what the three numbers do not have in common."""
        found = []
        if len({entry.figure.source for entry in (self.time, self.stock, self.flow)}) > 1:
            found.append("not all from one source")
        if self.flow.series.quantity is Quantity.RECEIVED:
            found.append("cases received stand for cases closed")
        if self.stock.series.statistic is Statistic.AT_END:
            found.append("open at the end of the period, not on average")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A processing time that cannot be checked, and why."""

    time: Entry
    reason: str


def triples(entries: Sequence[Entry]) -> tuple[tuple[Triple, ...], tuple[Unchecked, ...]]:
    """Give every triple that can be checked, and every processing time of all cases that cannot."""
    checked: list[Triple] = []
    unchecked: list[Unchecked] = []
    for time in entries:
        if time.series.quantity is not Quantity.DURATION or not time.series.whole:
            continue
        if time.series.statistic is Statistic.SINGLE_CASE:
            continue
        found = _triple(time, entries)
        if isinstance(found, Triple):
            checked.append(found)
        else:
            unchecked.append(Unchecked(time, found))
    return tuple(checked), tuple(unchecked)


def _triple(time: Entry, entries: Sequence[Entry]) -> Triple | str:
    """Give the triple of a processing time, or the reason why there is none."""
    days = time.span.days
    if time.series.statistic is not Statistic.MEAN:
        return f"the law is about means, and this is {time.series.statistic}"
    if time.series.unit not in _DAYS or time.figure.value is None or days is None:
        return "no single number of days for a period that begins and ends"
    peers = [
        entry
        for entry in entries
        if entry.topic is time.topic and entry.series.whole and entry.span == time.span and entry.figure.value
    ]
    stocks = [item for item in peers if item.series.quantity is Quantity.OPEN and item.series.statistic in _STOCKS]
    if not stocks:
        return "no open cases published for the period"
    for stock in _same_source_first(stocks, time):
        for quantity in (Quantity.CLOSED, Quantity.RECEIVED):
            flows = [item for item in peers if _flow(item, quantity) and item.series.unit == stock.series.unit]
            for flow in _same_source_first(flows, time):
                return Triple(time, stock, flow, days)
    return "no cases closed or received published for the period in the unit of the open cases"


def _flow(entry: Entry, quantity: Quantity) -> bool:
    return entry.series.quantity is quantity and entry.series.statistic is Statistic.TOTAL


def _same_source_first(entries: list[Entry], time: Entry) -> Iterator[Entry]:
    yield from sorted(entries, key=lambda entry: entry.figure.source != time.figure.source)


def _number(entry: Entry) -> float:
    value = entry.figure.value
    if value is None:
        message = f"{entry.id} is a range"
        raise ValueError(message)
    return float(value)
