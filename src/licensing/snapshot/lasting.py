"""Percentiles of durations in SQL, the same as :mod:`licensing.analysis.survival` gives.

Where all durations are exact and ended, a percentile and its limits are single values, found by their ranks. Where
some are still open, their ranks follow from the curve of Kaplan and Meier. Where some are known as a range only, and
where there are few, the plain-Python estimate says.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from licensing.analysis.durations import MEDIAN, P90
from licensing.analysis.survival import (
    NO_LIMITS,
    NOT_REACHED,
    Limits,
    Observation,
    Percentile,
    limit_ranks,
    limits,
    percentile,
    rank_reached,
)
from licensing.domain.when import DAY_US
from licensing.snapshot.curve import Curve, ranked_days

FEW = 1_000
"""So many durations are read out as quickly as they are counted."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where durations come from: rows, and which of their columns are low and high bound in microseconds, and open.

    All of it is SQL of our own. ``order`` is that in which a report without a snapshot meets the cases, and
    ``case`` the column by which rows that do not have its columns find their case.
    """

    rows: str
    low: str
    high: str
    open: str = "open"
    order: str = "ref"
    case: str = ""

    @property
    def question(self) -> str:
        """Give what is asked, as SQL."""
        return f"{self.low}, {self.high}, {self.open} FROM {self.rows}"

    @property
    def in_order(self) -> str:
        """Give the rows in the order of the cases."""
        ordered = f"{self.rows} ORDER BY {self.order}"
        if not self.case:
            return ordered
        return f"{self.rows} ORDER BY (SELECT {self.order} FROM cases WHERE id = {self.case})"


@dataclass(frozen=True, slots=True)
class Kinds:
    """How many durations there are, and of them open, ended without an upper bound, ended within a range."""

    n: int
    open: int
    unbounded: int
    ranges: int


def kinds_sql(source: Source) -> str:
    """Give the columns that count kinds of durations, in the order of :class:`Kinds`."""
    low, high, open_ = source.low, source.high, source.open
    return (
        f"count({low}), count({low}) FILTER ({open_}), count({low}) FILTER (NOT {open_} AND {high} IS NULL),"
        f" count({low}) FILTER (NOT {open_} AND {high} <> {low})"
    )


@dataclass(frozen=True, slots=True)
class Lasting:
    """Median with its limits, and 90th percentile, in days."""

    median: Percentile = NOT_REACHED
    median_limits: Limits = NO_LIMITS
    p90: Percentile = NOT_REACHED


def lasting(connection: duckdb.DuckDBPyConnection, source: Source, kinds: Kinds) -> Lasting:
    """Estimate the percentiles of durations."""
    if not kinds.n:
        return Lasting()
    if kinds.ranges or kinds.n <= FEW:
        return _plainly(connection, source)
    if kinds.open or kinds.unbounded:
        return _by_curve(connection, source, kinds)
    return _by_rank(connection, source, kinds.n)


def _by_rank(connection: duckdb.DuckDBPyConnection, source: Source, n: int) -> Lasting:
    ranks = rank_reached(n, MEDIAN), *limit_ranks(n, MEDIAN), rank_reached(n, P90)
    rows = f"{source.rows} AND {source.low} IS NOT NULL"
    median, low, high, p90 = ranked_days(connection, source.low, rows, n, ranks)
    return Lasting(_reached(median), Limits(low, high), _reached(p90))


def _by_curve(connection: duckdb.DuckDBPyConnection, source: Source, kinds: Kinds) -> Lasting:
    """Follow the curve past the durations at which somebody was still there, and find the values at its ranks."""
    stops = connection.execute(
        f"SELECT {source.low}, count(*), count(*) FILTER ({source.open}) FROM {source.rows}"
        f" AND {source.low} IS NOT NULL AND ({source.open} OR {source.high} IS NULL) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    ended = f"{source.rows} AND NOT {source.open} AND {source.high} IS NOT NULL"
    upper = Curve(connection, source.low, ended, kinds.n, [(at, count) for at, count, _ in stops])
    lower = upper
    if kinds.unbounded:
        gone = f"{source.rows} AND NOT {source.open} AND {source.low} IS NOT NULL"
        lower = Curve(connection, source.low, gone, kinds.n, [(at, open_) for at, _, open_ in stops if open_])
    ranks = upper.rank_through(MEDIAN), upper.rank_through(P90), upper.rank_above(MEDIAN)
    at_least = lower.rank_through(MEDIAN), lower.rank_through(P90), lower.rank_below(MEDIAN)
    if lower is upper:
        median, p90, high, _, _, low = upper.days(ranks + at_least)
        return Lasting(_reached(median), Limits(low, high), _reached(p90))
    median, p90, high = upper.days(ranks)
    least_median, least_p90, low = lower.days(at_least)
    return Lasting(_reached(median, least_median), Limits(low, high), _reached(p90, least_p90))


def _reached(days: float | None, at_least: float | None = None) -> Percentile:
    return Percentile(at_least, None) if days is None else Percentile(days, days)


def _plainly(connection: duckdb.DuckDBPyConnection, source: Source) -> Lasting:
    """Give the durations to the plain-Python estimate, in the order in which it would meet them."""
    found = connection.execute(f"SELECT {source.low}, {source.high}, {source.open} FROM {source.in_order}").fetchall()
    observations = [observation(*row) for row in found if row[0] is not None]
    return Lasting(percentile(observations, MEDIAN), limits(observations, MEDIAN), percentile(observations, P90))


def observation(low_us: int, high_us: int | None, open_: bool) -> Observation:  # noqa: FBT001 - a row of a table
    """Give a duration as the survival curve takes it in, in days."""
    return Observation(low_us / DAY_US, None if open_ or high_us is None else high_us / DAY_US, open_)
