"""Percentiles of durations in SQL, the same as :mod:`licensing.analysis.survival` gives.

Where all durations are exact and ended, a percentile and its limits are single values, found by their ranks. Where
some are still open, the curve of Kaplan and Meier falls in a window over distinct durations. Where some are known as a
range only, or the curve passes closer to a threshold than floating point can tell, the plain-Python estimate decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import duckdb

from licensing.analysis.durations import MEDIAN, P90
from licensing.analysis.survival import (
    NEAR,
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

_TOO_CLOSE = 1e-9


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
    if kinds.ranges:
        return _plainly(connection, source)
    if kinds.open or kinds.unbounded:
        return _by_curve(connection, source) or _plainly(connection, source)
    return _by_rank(connection, source, kinds.n)


def _by_rank(connection: duckdb.DuckDBPyConnection, source: Source, n: int) -> Lasting:
    low_rank, high_rank = limit_ranks(n, MEDIAN)
    ranks = [rank_reached(n, MEDIAN), low_rank, high_rank, rank_reached(n, P90)]
    wanted = sorted({rank for rank in ranks if rank})
    places = ", ".join(repr((rank - 0.5) / n) for rank in wanted)
    found = connection.execute(
        f"SELECT quantile_disc({source.low}, [{places}]) FROM {source.rows} AND {source.low} IS NOT NULL"
    ).fetchall()
    days = {rank: value / DAY_US for rank, value in zip(wanted, found[0][0], strict=True)}
    median, low, high, p90 = (days.get(rank) for rank in ranks)
    return Lasting(Percentile(median, median), Limits(low, high), Percentile(p90, p90))


def _by_curve(connection: duckdb.DuckDBPyConnection, source: Source) -> Lasting | None:
    """Follow the curve; ``None`` where a threshold is too close to tell."""
    z = NormalDist().inv_cdf(0.975)
    marks = [
        *(_mark(name, f"{name}_curve", share) for share in (MEDIAN, P90) for name in ("ended", "gone")),
        _mark("gone", _band("gone", z), MEDIAN),
        _mark("ended", _band("ended", -z), MEDIAN),
    ]
    found = connection.execute(_curve_sql(source, marks)).fetchall()[0]
    if any(found[1::2]):
        return None
    median, median_at_least, p90, p90_at_least, low, high = (
        None if value is None else value / DAY_US for value in found[0::2]
    )
    return Lasting(
        Percentile(median, median) if median is not None else Percentile(median_at_least, None),
        Limits(low, high),
        Percentile(p90, p90) if p90 is not None else Percentile(p90_at_least, None),
    )


def _mark(name: str, height: str, share: float) -> str:
    """Give the first duration at which a height has come down far enough, and how often it comes too close to tell."""
    line = repr(1.0 - share + NEAR)
    return (
        f"min(age) FILTER ({name} > 0 AND {height} <= {line}),"
        f" count(*) FILTER ({name} > 0 AND abs({height} - {line}) < {_TOO_CLOSE})"
    )


def _band(name: str, z: float) -> str:
    """Give a limit of the curve by Greenwood's variance, log-log transformed."""
    spread = f"sqrt({name}_variance) / abs(ln({name}_curve))"
    return f"CASE WHEN {name}_curve <= 0 THEN 0 ELSE pow({name}_curve, exp({z!r} * {spread})) END"


def _curve_sql(source: Source, marks: Sequence[str]) -> str:
    """Give the query; ``ended`` counts durations with an upper bound, ``gone`` those without one as well."""

    def falling(name: str) -> str:
        fallen = f"sum(CASE WHEN {name} < at_risk THEN ln(1 - {name} / at_risk) ELSE 0 END) OVER upto"
        variance = f"sum(CASE WHEN {name} < at_risk THEN {name} / (at_risk * (at_risk - {name})) END) OVER upto"
        return (
            f"CASE WHEN {name} = at_risk THEN 0 ELSE exp({fallen}) END AS {name}_curve, {variance} AS {name}_variance"
        )

    return (
        f"WITH at_once AS (SELECT {source.low} AS age, count(*)::DOUBLE AS cases,"
        f" (count(*) FILTER (NOT {source.open} AND {source.high} IS NOT NULL))::DOUBLE AS ended,"
        f" (count(*) FILTER (NOT {source.open}))::DOUBLE AS gone"
        f" FROM {source.rows} AND {source.low} IS NOT NULL GROUP BY age),"
        " risk AS (SELECT age, ended, gone, sum(cases) OVER (ORDER BY age DESC) AS at_risk FROM at_once),"
        f" curve AS (SELECT age, ended, gone, {falling('ended')}, {falling('gone')} FROM risk"
        " WINDOW upto AS (ORDER BY age))"
        f" SELECT {', '.join(marks)} FROM curve"
    )


def _plainly(connection: duckdb.DuckDBPyConnection, source: Source) -> Lasting:
    """Give the durations to the plain-Python estimate, in the order in which it would meet them."""
    found = connection.execute(f"SELECT {source.low}, {source.high}, {source.open} FROM {source.in_order}").fetchall()
    observations = [
        Observation(low / DAY_US, None if open_ or high is None else high / DAY_US, open_)
        for low, high, open_ in found
        if low is not None
    ]
    return Lasting(percentile(observations, MEDIAN), limits(observations, MEDIAN), percentile(observations, P90))
