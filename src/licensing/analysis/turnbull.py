"""Turnbull's estimate for durations known only to lie between two bounds.

B. W. Turnbull, "The empirical distribution function with arbitrarily grouped, censored and truncated data",
J. R. Statist. Soc. B 38 (1976) 290–295: only the innermost intervals (a lower bound followed by an upper one) can carry
weight, and the likeliest weights are self-consistent: each is the mean share that observations have in its interval.
Sharing out again and again gets there, but ever more slowly where a weight goes to zero; between two such rounds a
step of the iterative convex minorant goes the rest of the way (J. A. Wellner and Y. Zhan, J. Am. Statist. Assoc. 92
(1997) 945–959).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

_NEAR = 1e-10
_MOST_ROUNDS = 2_000
_MOST_HALVINGS = 40
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
    weights = _likeliest(cover, len(inner), len(intervals))
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


def _likeliest(cover: list[_Cover], inner: int, n: int) -> list[float]:
    """Climb until no weight could grow; by concavity there is then nothing likelier anywhere."""
    weights = [1.0 / inner] * inner
    for _ in range(_MOST_ROUNDS):
        factors = _factors(cover, weights, n)
        if max(factors) <= 1 + _NEAR:
            break
        shared_out = [weight * factor for weight, factor in zip(weights, factors, strict=True)]
        weights = [high - low for low, high in pairwise(_minorant_step(cover, _upto(shared_out)))]
    return weights


def _factors(cover: list[_Cover], weights: list[float], n: int) -> list[float]:
    """Give the factor by which sharing out once changes each weight: above one, it grows."""
    upto = _upto(weights)
    change = [0.0] * (len(weights) + 1)
    for first, after, count in cover:
        share = count / (upto[after] - upto[first])
        change[first] += share
        change[after] -= share
    return [factor / n for factor in accumulate(change[:-1])]


def _upto(weights: list[float]) -> list[float]:
    """Give the cumulative weights, from zero to exactly one."""
    sums = [0.0, *accumulate(weights)]
    return [value / sums[-1] for value in sums]


def _minorant_step(cover: list[_Cover], upto: list[float]) -> list[float]:
    """Move the cumulative weights by a Newton step on the diagonal, kept in order, as far as that is likelier."""
    slope, bend = [0.0] * len(upto), [0.0] * len(upto)
    for first, after, count in cover:
        inside = upto[after] - upto[first]
        slope[after] += count / inside
        slope[first] -= count / inside
        bend[after] += count / inside**2
        bend[first] += count / inside**2
    inner = range(1, len(upto) - 1)
    aims = _in_order([upto[place] + slope[place] / bend[place] for place in inner], [bend[place] for place in inner])
    target = [0.0, *(min(1.0, max(0.0, aim)) for aim in aims), 1.0]
    likely, part = _log_likelihood(cover, upto), 1.0
    for _ in range(_MOST_HALVINGS):
        tried = [old + part * (new - old) for old, new in zip(upto, target, strict=True)]
        if _log_likelihood(cover, tried) > likely:
            return tried
        part /= 2
    return upto


def _in_order(values: list[float], weights: list[float]) -> list[float]:
    """Give the values nearest to these (by weighted squares) that never fall: pool adjacent violators."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, total, count = value, weight, 1
        while blocks and blocks[-1][0] >= mean:
            before, weighed, number = blocks.pop()
            mean = (before * weighed + mean * total) / (weighed + total)
            total, count = total + weighed, count + number
        blocks.append((mean, total, count))
    return [mean for mean, _, count in blocks for _ in range(count)]


def _log_likelihood(cover: list[_Cover], upto: list[float]) -> float:
    total = 0.0
    for first, after, count in cover:
        inside = upto[after] - upto[first]
        if inside <= 0:
            return -math.inf
        total += count * math.log(inside)
    return total
