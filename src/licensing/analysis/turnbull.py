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
_PRUNED_EVERY = 25
_SMALL = 0.01
"""Of the weight of one case: what is smaller and shrinking is on its way to zero."""
_NEAR = 1e-7
_CLOSED_LEFT, _CLOSED_RIGHT, _OPEN_LEFT = 0, 1, 2
_Bound = tuple[float, int]
_Cover = tuple[int, int, int]
"""The innermost intervals ``[first, after)`` inside an observation, and how many cases were observed so."""


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


def _self_consistent(cover: list[_Cover], inner: int, n: int) -> list[float]:
    """Repeat expectation and maximization until nothing moves.

    A weight on its way to zero gets there ever more slowly, so small shrinking ones are left out now and then; what
    would grow again at the end is taken back in for good.
    """
    weights = [1.0 / inner] * inner
    small = _SMALL / n
    kept: set[int] = set()
    for number in range(1, _MOST_ROUNDS + 1):
        factors = _factors(cover, weights, n)
        moved = [weight * factor for weight, factor in zip(weights, factors, strict=True)]
        if number % _PRUNED_EVERY == 0:
            moved = _pruned(cover, moved, {place for place, factor in enumerate(factors) if factor < 1} - kept, small)
        still = max(abs(new - old) for new, old in zip(moved, weights, strict=True)) < _STILL
        weights = moved
        if still:
            factors = _factors(cover, weights, n)
            back = {place for place, factor in enumerate(factors) if not weights[place] and factor > 1 + _NEAR}
            if not back:
                break
            kept |= back
            weights = _normalized([small if place in back else weight for place, weight in enumerate(weights)])
    return weights


def _factors(cover: list[_Cover], weights: list[float], n: int) -> list[float]:
    """Give the factor by which one round changes each weight: above one, it grows."""
    upto = [0.0, *accumulate(weights)]
    change = [0.0] * (len(weights) + 1)
    for first, after, count in cover:
        share = count / (upto[after] - upto[first])
        change[first] += share
        change[after] -= share
    return [factor / n for factor in accumulate(change[:-1])]


def _pruned(cover: list[_Cover], weights: list[float], shrinking: set[int], small: float) -> list[float]:
    left = [0.0 if weight < small and place in shrinking else weight for place, weight in enumerate(weights)]
    upto = [0.0, *accumulate(left)]
    supported = all(upto[after] - upto[first] > small for first, after, _ in cover)
    return _normalized(left) if supported else weights


def _normalized(weights: list[float]) -> list[float]:
    total = sum(weights)
    return [weight / total for weight in weights]
