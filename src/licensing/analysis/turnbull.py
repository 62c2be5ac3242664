"""Turnbull's self-consistent estimate for durations known only to lie between two bounds.

B. W. Turnbull, "The empirical distribution function with arbitrarily grouped, censored and truncated data",
J. R. Statist. Soc. B 38 (1976) 290–295. Only the innermost intervals (a lower bound followed by an upper one) can
carry weight; expectation–maximization shares every observation out over those inside it until nothing moves.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

_STILL = 1e-11
_MOST_ROUNDS = 20_000
_CLOSED_LEFT, _CLOSED_RIGHT, _OPEN_LEFT = 0, 1, 2
_Bound = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Interval:
    """A duration in ``[low, high]``; ``high`` is ``None`` where it was still open at ``low``: in ``(low, ∞)``."""

    low: float
    high: float | None


@dataclass(frozen=True, slots=True)
class Mass:
    """A share of cases whose durations lie somewhere between two bounds; no upper one in the open tail."""

    low: float
    high: float | None
    weight: float


def turnbull(intervals: Sequence[Interval]) -> tuple[Mass, ...]:
    """Estimate which share of cases lies in each innermost interval, in order; the shares sum to one."""
    counted = Counter(_bounds(item) for item in intervals)
    inner = _innermost(counted)
    lefts, rights = [left for left, _ in inner], [right for _, right in inner]
    cover = [(bisect_left(lefts, left), bisect_right(rights, right), count) for (left, right), count in counted.items()]
    weights = _self_consistent(cover, len(inner), len(intervals))
    return tuple(
        Mass(left[0], None if math.isinf(right[0]) else right[0], weight)
        for (left, right), weight in zip(inner, weights, strict=True)
    )


def _bounds(item: Interval) -> tuple[_Bound, _Bound]:
    if item.high is None:
        return (item.low, _OPEN_LEFT), (math.inf, _CLOSED_RIGHT)
    return (item.low, _CLOSED_LEFT), (item.high, _CLOSED_RIGHT)


def _innermost(counted: Counter[tuple[_Bound, _Bound]]) -> list[tuple[_Bound, _Bound]]:
    lefts = {(left, False) for left, _ in counted}
    rights = {(right, True) for _, right in counted}
    ordered = sorted(lefts | rights)
    return [(low, high) for (low, first), (high, second) in pairwise(ordered) if second and not first]


def _self_consistent(cover: list[tuple[int, int, int]], inner: int, n: int) -> list[float]:
    weights = [1.0 / inner] * inner
    for _ in range(_MOST_ROUNDS):
        upto = [0.0, *accumulate(weights)]
        change = [0.0] * (inner + 1)
        for first, after, count in cover:
            share = count / (upto[after] - upto[first])
            change[first] += share
            change[after] -= share
        factors = accumulate(change[:inner])
        moved = [weight * factor / n for weight, factor in zip(weights, factors, strict=True)]
        still = max(abs(new - old) for new, old in zip(moved, weights, strict=True)) < _STILL
        weights = moved
        if still:
            break
    return weights
