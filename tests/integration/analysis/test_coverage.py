"""Limits of 95 % hold the truth in 93 to 97 of a hundred samples: complete ones, and ones with open cases."""

from __future__ import annotations

import math
from random import Random

import pytest

from licensing.analysis.survival import Limits, Observation, limits

REPLICATIONS = 2_000
SEED = 20_261_127
MEDIAN_DAYS = 60.0


def sample(draw: Random, n: int, open_share: float) -> list[Observation]:
    """Draw durations with a median of sixty days; some are still open when they are looked at."""
    found = []
    for _ in range(n):
        lasts = draw.expovariate(math.log(2) / MEDIAN_DAYS)
        # An exponential time of looking leaves just this share open.
        looked = draw.expovariate(math.log(2) / MEDIAN_DAYS * open_share / (1 - open_share)) if open_share else math.inf
        found.append(Observation(min(lasts, looked), lasts if lasts <= looked else None, lasts > looked))
    return found


def holds(found: Limits) -> bool:
    low = -math.inf if found.low is None else found.low
    high = math.inf if found.high is None else found.high
    return low <= MEDIAN_DAYS <= high


@pytest.mark.parametrize("n, open_share", [(150, 0.0), (150, 0.3)], ids=["complete", "three in ten open"])
def test_limits_of_the_median_hold_it_as_often_as_they_say(n, open_share):
    draw = Random(SEED)
    held = sum(holds(limits(sample(draw, n, open_share), 0.5)) for _ in range(REPLICATIONS))
    assert 0.93 <= held / REPLICATIONS <= 0.97
