"""How long it takes, with what is still open and what is imprecise taken for what it is.

Kaplan–Meier over exact and still open durations; where a duration is known only to lie between two bounds, the
self-consistent estimate of Turnbull (1976), which is Kaplan–Meier when nothing is imprecise. A duration with no upper
bound says as much as one that was still open at its lower bound, save that it did end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import NormalDist

from licensing.analysis.turnbull import Interval, turnbull

_NEAR = 1e-6
"""Less than the weight of one case among hundreds of thousands: what is nearer than this is the same height."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Observation:
    """One duration: between ``low`` and ``high`` (``None``: no upper bound), or still ``open`` at ``low``.

    ``entry`` is the duration from which on it was looked at: a case found in a stock on a day had to last so long to be
    found at all (left truncation), and is at risk only after that. Truncated durations are exact.
    """

    low: float
    high: float | None
    open: bool = False
    entry: float = -math.inf

    @property
    def ends(self) -> bool:
        """Say whether it is known to have ended by some bound."""
        return not self.open and self.high is not None


@dataclass(frozen=True, slots=True)
class Step:
    """A place where the survival curve falls: between ``low`` and ``high`` it falls to ``survival``."""

    low: float
    high: float
    survival: float


@dataclass(frozen=True, slots=True)
class Percentile:
    """The duration by which a share of cases is through, as far as the data say.

    Both bounds ``None``: not reached. Only ``high`` ``None``: at least ``low``.
    """

    low: float | None
    high: float | None

    @property
    def reached(self) -> bool:
        """Say whether enough cases are through to tell anything."""
        return self.low is not None


NOT_REACHED = Percentile(None, None)


@dataclass(frozen=True, slots=True)
class Limits:
    """Confidence limits of a percentile; a limit that the data do not reach is ``None``."""

    low: float | None
    high: float | None


NO_LIMITS = Limits(None, None)


def curve(observations: Sequence[Observation]) -> tuple[Step, ...]:
    """Estimate the survival curve; each step ends where the next begins."""
    if all(item.low == item.high for item in observations if item.ends):
        return tuple(Step(fall.at, fall.at, fall.height.survival) for fall in _kaplan_meier(observations))
    masses = turnbull([Interval(item.low, item.high if item.ends else None) for item in observations])
    steps: list[Step] = []
    survival = 1.0
    for mass in masses:
        survival = max(0.0, survival - mass.weight)
        if mass.high is not None and mass.weight > _NEAR:
            steps.append(Step(mass.low, mass.high, survival))
    return tuple(steps)


def percentile(observations: Sequence[Observation], share: float) -> Percentile:
    """Give the first duration at which at least ``share`` of the curve has fallen, as a range where it is one.

    Where only durations without an upper bound lie beyond, the range has no upper bound; where only open ones do,
    the percentile is not reached.
    """
    step = next((item for item in curve(observations) if reaches(item.survival, share)), None)
    if step is not None:
        return Percentile(step.low, step.high)
    at_least = _first(_kaplan_meier(_at_lows(observations)), share, lambda fall: fall.height.survival)
    return NOT_REACHED if at_least is None else Percentile(at_least, None)


def limits(observations: Sequence[Observation], share: float, level: float = LEVEL) -> Limits:
    """Give confidence limits of a percentile: order statistics where all is exact, else Greenwood's.

    Imprecise durations enter the lower limit with their lower and the upper limit with their upper bounds.
    """
    if all(item.ends and item.low == item.high and math.isinf(item.entry) for item in observations):
        return order_statistics_limits([item.low for item in observations], share, level)
    low = greenwood_limits(_at_lows(observations), share, level).low
    return Limits(low, greenwood_limits(_at_highs(observations), share, level).high)


def order_statistics_limits(values: Iterable[float], share: float, level: float = LEVEL) -> Limits:
    """Give distribution-free limits of a percentile (0 < ``share`` < 1) of complete exact data: two of its values.

    The number of values at or below the percentile is binomial; each limit errs with half of ``1 - level`` at most.
    """
    ranked = sorted(values)
    low_rank, high_rank = limit_ranks(len(ranked), share, level)
    return Limits(
        ranked[low_rank - 1] if low_rank else None,
        ranked[high_rank - 1] if high_rank else None,
    )


def limit_ranks(n: int, share: float, level: float = LEVEL) -> tuple[int, int]:
    """Give the ranks (from 1; 0: there is none) of the two of ``n`` complete exact values that are the limits.

    Counts further below the percentile than five times the square root of ``n`` are less likely than 1e-21 in all
    (Hoeffding): they are left out.
    """
    tail = (1.0 - level) / 2
    low_rank, below = 0, 0.0
    for count in range(max(0, math.floor(n * share - 5 * math.sqrt(n))), n):
        below += binomial(n, count, share)
        if below <= tail + _NEAR:
            low_rank = count + 1
        if 1.0 - below <= tail + _NEAR:
            return low_rank, count + 1
    return low_rank, 0


def rank_reached(n: int, share: float) -> int:
    """Give the rank (from 1; 0: none) of the first of ``n`` complete exact values by which ``share`` is through."""
    first = min(n, max(0, math.floor(n * share) - math.ceil(n * 2 * _NEAR) - 1))
    return next((rank for rank in range(first + 1, n + 1) if reaches((n - rank) / n, share)), 0)


def greenwood_limits(observations: Sequence[Observation], share: float, level: float = LEVEL) -> Limits:
    """Give limits of a percentile from Greenwood's variance of the survival curve (log-log transformed).

    Observations are read as exact at their lower bound, or open there.
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    falls = _kaplan_meier(observations)
    return Limits(
        _first(falls, share, lambda fall: fall.height.band(z)),
        _first(falls, share, lambda fall: fall.height.band(-z)),
    )


@dataclass(frozen=True, slots=True)
class Height:
    """How far the curve has fallen, and the sum in Greenwood's formula: infinite once all are through."""

    survival: float = 1.0
    greenwood: float = 0.0

    def band(self, z: float) -> float:
        """Give a limit of the curve, ``z`` standard deviations below it (above it, where negative)."""
        if self.survival <= 0.0:
            return 0.0
        spread = math.sqrt(self.greenwood) / abs(math.log(self.survival))
        return float(self.survival ** math.exp(z * spread))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Durations between two at which cases came or went otherwise than by ending: there the curve falls by counting.

    The product of Kaplan and Meier and the sum of Greenwood both telescope as long as only endings change who is at
    risk, so that their values do not depend on how many steps there were.
    """

    at_risk: int = 0
    start: Height = Height()

    def after(self, ended: int) -> Height:
        """Give the height of the curve after so many have ended."""
        left = self.at_risk - ended
        variance = 1 / left - 1 / self.at_risk if left else math.inf
        return Height(self.start.survival * (left / self.at_risk), self.start.greenwood + variance)


@dataclass(frozen=True, slots=True)
class _Fall:
    at: float
    height: Height


def _kaplan_meier(observations: Sequence[Observation]) -> list[_Fall]:
    """Fall at every exact duration; what is open at a duration, or has no upper bound, is still at risk there."""
    at_risk, stretch, height, passed = 0, Stretch(), Height(), 0
    falls: list[_Fall] = []
    ordered = sorted(observations, key=lambda item: item.low)
    entering = sorted((item.entry for item in observations), reverse=True)
    for at, group in groupby(ordered, key=lambda item: item.low):
        members = list(group)
        while entering and entering[-1] < at:
            entering.pop()
            at_risk += 1
            stretch, passed = Stretch(at_risk, height), 0
        ended = sum(item.ends for item in members)
        if ended:
            passed += ended
            height = stretch.after(passed)
            falls.append(_Fall(at, height))
        at_risk -= len(members)
        if ended < len(members):
            stretch, passed = Stretch(at_risk, height), 0
    return falls


def _first(falls: Sequence[_Fall], share: float, height: Callable[[_Fall], float]) -> float | None:
    return next((fall.at for fall in falls if reaches(height(fall), share)), None)


def reaches(survival: float, share: float) -> bool:
    """Say whether a curve that has fallen so far has let ``share`` of the cases through."""
    return survival <= 1.0 - share + _NEAR


def _at_lows(observations: Sequence[Observation]) -> list[Observation]:
    return [item if item.open else Observation(item.low, item.low) for item in observations]


def _at_highs(observations: Sequence[Observation]) -> list[Observation]:
    return [item if item.open or item.high is None else Observation(item.high, item.high) for item in observations]


def binomial(n: int, count: int, share: float) -> float:
    """Give the probability that ``count`` of ``n`` come to pass, each with a share strictly between 0 and 1."""
    log = (
        math.lgamma(n + 1)
        - math.lgamma(count + 1)
        - math.lgamma(n - count + 1)
        + count * math.log(share)
        + (n - count) * math.log1p(-share)
    )
    return math.exp(log)
