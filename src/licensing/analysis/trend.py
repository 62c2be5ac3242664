"""Is it getting better? Cases by the period in which they were filed, and by that in which they were decided.

The two disagree in a backlog: what is decided in a period are the cases that happened to come to an end in it, which
look quick while a backlog grows (the slow ones are still open) and slow while it is worked off. By date of filing, open
cases count as long as they have lasted, so a median is of all cases of the period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from licensing.analysis.durations import MEDIAN, Spread, Stay, percentile_json, side_by_side, whole
from licensing.analysis.heading import Heading
from licensing.analysis.report import Table, limits_json
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import Limits, Percentile, limits, percentile
from licensing.domain.case import Case
from licensing.domain.text import Json
from licensing.domain.when import When

REPORT = "trend"


class Every(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def of(self, day: date) -> str:
        """Name the period of a day, so that names sort as periods do."""
        match self:
            case Every.MONTH:
                return f"{day:%Y-%m}"
            case Every.QUARTER:
                return f"{day:%Y}-Q{(day.month + 2) // 3}"
            case Every.YEAR:
                return f"{day:%Y}"


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One period, by filing or by decision."""

    figure: str
    by: str
    """``filed`` or ``decided``."""
    period: str
    cases: int
    open: int
    median: Percentile
    median_limits: Limits

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "by": self.by,
            "period": self.period,
            "cases": self.cases,
            "open": self.open,
            **percentile_json("median", self.median),
            "median_limits_days": limits_json(self.median_limits),
        }


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """What the cases of one period come to."""

    cases: int
    open: int
    median: Percentile
    median_limits: Limits


Period = tuple[str, str]
"""``filed`` or ``decided``, and the name of the period."""


def trend(cohort: Cohort, every: Every = Every.YEAR) -> Table[TrendRow]:
    """Give the durations of whole cases period by period; a case whose moment is a range goes by its latest day."""
    periods: dict[Period, list[Stay]] = {}
    for ruler in cohort.rulers:
        measured = whole(Ruler(ruler.seen, ruler.measure, ruler.clock))
        if measured is None:
            continue
        for by, when in moments_of(ruler.seen.case):
            periods.setdefault((by, every.of(when.latest_day)), []).append(measured)
    return drawn_up(
        cohort.heading, {period: _sum(stays) for period, stays in periods.items()}, every, side_by_side(cohort)
    )


def drawn_up(
    heading: Heading, sums: Mapping[Period, PeriodSum], every: Every, durations: tuple[Spread, ...]
) -> Table[TrendRow]:
    """Draw up the report from what the cases of each period come to."""
    rows = [
        TrendRow(
            figure=heading.figure(REPORT, f"{by}/{period}", "median_days"),
            by=by,
            period=period,
            cases=item.cases,
            open=item.open,
            median=item.median,
            median_limits=item.median_limits,
        )
        for (by, period), item in sums.items()
    ]
    rows.sort(key=lambda row: (row.by != "filed", row.period))
    return Table(heading.head(REPORT) | {"every": every.value}, tuple(rows), durations)


def moments_of(case: Case) -> Iterator[tuple[str, When]]:
    """Give the two moments by which a case is put into a period."""
    if case.filed is not None:
        yield "filed", case.filed
    if case.decided is not None:
        yield "decided", case.decided


def _sum(stays: list[Stay]) -> PeriodSum:
    observations = [item.observation for item in stays]
    return PeriodSum(
        cases=len(stays),
        open=sum(item.open for item in stays),
        median=percentile(observations, MEDIAN),
        median_limits=limits(observations, MEDIAN),
    )
