"""How many have left by which way after so long: the Aalen–Johansen estimate for competing outcomes.

O. O. Aalen and S. Johansen, Scand. J. Statist. 5 (1978) 141–150: the incidence of an outcome grows at every duration at
which somebody left that way, by the share who were still there just before times the share of them who left so. All
incidences and the share still there sum to one at every duration.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from licensing.analysis.survival import Observation


@dataclass(frozen=True, slots=True)
class Rise:
    """A duration at which the share that has left by one way grows, and the share from then on."""

    at: float
    incidence: float


def incidences(observations: Sequence[tuple[Observation, str]]) -> dict[str, tuple[Rise, ...]]:
    """Estimate, for every way out, the share that has left by it after each duration.

    Durations are read as exact at their lower bound, or open there; the way of an open one is not looked at.
    """
    rises: dict[str, list[Rise]] = {way: [] for item, way in observations if item.ends}
    at_risk, still_there = 0, 1.0
    entering = sorted((item.entry for item, _ in observations), reverse=True)
    ordered = sorted(observations, key=lambda pair: pair[0].low)
    for at, group in groupby(ordered, key=lambda pair: pair[0].low):
        members = list(group)
        while entering and entering[-1] < at:
            entering.pop()
            at_risk += 1
        left = Counter(way for item, way in members if item.ends)
        for way, count in left.items():
            before = rises[way][-1].incidence if rises[way] else 0.0
            rises[way].append(Rise(at, before + still_there * count / at_risk))
        still_there *= 1.0 - sum(left.values()) / at_risk
        at_risk -= len(members)
    return {way: tuple(found) for way, found in rises.items()}
