"""The survival curve of many durations: counted in SQL between those at which somebody was still there.

Between two such durations the curve falls by counting endings alone (``analysis.survival.Stretch``), so it is enough to
know how many ended in each stretch: a threshold is then reached at some rank, and its value is one more question.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import duckdb

from licensing.analysis.survival import LEVEL, Height, Stretch, reaches
from licensing.domain.when import DAY_US

_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the curve, how many durations ended before it and in it, and the height at its end."""

    stretch: Stretch
    before: int
    ended: int
    end: Height


@dataclass(frozen=True)
class Curve:
    """The curve of ``n`` durations, of which those in ``rows`` ended (``low`` is their column).

    The others are in ``stops``: a duration in microseconds, and how many were still there when last seen then.
    """

    connection: duckdb.DuckDBPyConnection
    low: str
    rows: str
    n: int
    stops: Sequence[tuple[int, int]]

    def rank_through(self, share: float) -> int:
        """Give the rank of the first ending by which a share is through; 0 where it is not reached."""
        return self._falling(share, lambda height: height.survival)

    def rank_below(self, share: float) -> int:
        """Give the rank at which the lower limit of the curve lets a share through; it never rises, like the curve."""
        return self._falling(share, lambda height: height.band(_Z))

    def rank_above(self, share: float) -> int:
        """Give the rank at which the upper limit of the curve first lets a share through, after the curve itself.

        It can rise where few are left at risk, so every ending is looked at.
        """
        first = self.rank_through(share)
        for part in self._parts if first else ():
            for count in range(max(1, first - part.before), part.ended + 1):
                if reaches(part.stretch.after(count).band(-_Z), share):
                    return part.before + count
        return 0

    def days(self, ranks: Sequence[int]) -> list[float | None]:
        """Give the durations of ranks among those that ended, in days; ``None`` for rank 0."""
        return ranked_days(self.connection, self.low, self.rows, self._ended, ranks)

    def _falling(self, share: float, height: Callable[[Height], float]) -> int:
        """Give the first rank at which a height that never rises lets a share through."""
        place = bisect_left(self._parts, 1, key=lambda part: reaches(height(part.end), share))
        if place == len(self._parts):
            return 0
        part = self._parts[place]
        counts = range(1, part.ended + 1)
        return (
            part.before
            + 1
            + bisect_left(counts, 1, key=lambda count: reaches(height(part.stretch.after(count)), share))
        )

    @property
    def _ended(self) -> int:
        return self.n - sum(count for _, count in self.stops)

    @cached_property
    def _parts(self) -> list[_Part]:
        return list(self._cut())

    def _cut(self) -> Iterator[_Part]:
        """Cut the curve at the stops; a stretch in which nothing ended is no part of it."""
        at_risk, before, height = self.n, 0, Height()
        for ended, gone in zip(self._counts(), [*(count for _, count in self.stops), 0], strict=True):
            if ended:
                stretch = Stretch(at_risk, height)
                height = stretch.after(ended)
                yield _Part(stretch, before, ended, height)
            before += ended
            at_risk -= ended + gone

    def _counts(self) -> list[int]:
        """Count the endings up to each stop, and those after the last."""
        if not self.stops:
            return [self._ended]
        found = self.connection.execute(
            f"SELECT histogram({self.low}, ?::BIGINT[]) FROM {self.rows}", [[at for at, _ in self.stops]]
        ).fetchall()
        counted = found[0][0] or {}
        counts = [counted.get(at, 0) for at, _ in self.stops]
        return [*counts, self._ended - sum(counts)]


def ranked_days(
    connection: duckdb.DuckDBPyConnection, column: str, rows: str, n: int, ranks: Sequence[int]
) -> list[float | None]:
    """Give the values of ranks (from 1) among ``n``, in days; ``None`` for rank 0."""
    wanted = sorted({rank for rank in ranks if rank})
    if not wanted:
        return [None] * len(ranks)
    places = ", ".join(repr((rank - 0.5) / n) for rank in wanted)
    found = connection.execute(f"SELECT quantile_disc({column}, [{places}]) FROM {rows}").fetchall()
    days = {rank: value / DAY_US for rank, value in zip(wanted, found[0][0], strict=True)}
    return [days.get(rank) for rank in ranks]
