"""Draws that depend on nothing but their names: the same seed, case and object give the same draw."""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import sha256
from statistics import NormalDist

from licensing.definitions.assumptions import Duration

_Z90 = NormalDist().inv_cdf(0.9)
_BITS = 52
"""So many bits of a digest make a draw; with one more, halves above them would be rounded up to 1."""


class Draws:
    """Uniform draws keyed by seed, reference of the case and the name of what is drawn."""

    def __init__(self, seed: int, ref: str) -> None:
        """Key all draws by a seed and a case."""
        self._prefix = f"{seed}\n{ref}\n"

    def uniform(self, name: str) -> float:
        """Draw between 0 and 1, never 0 or 1 themselves."""
        number = int.from_bytes(sha256((self._prefix + name).encode()).digest()[:8], "big") >> (64 - _BITS)
        return (number + 0.5) / (1 << _BITS)

    def chance(self, name: str, probability: float) -> bool:
        """Draw whether something happens."""
        return self.uniform(name) < probability

    def choice(self, name: str, weights: Mapping[str, float]) -> str:
        """Draw one of the names by its weight, in whatever order they come; all weights zero count as equal."""
        shares = {item: weight for item, weight in weights.items() if weight > 0} or dict.fromkeys(weights, 1.0)
        left = self.uniform(name) * sum(shares.values())
        for item in sorted(shares):
            left -= shares[item]
            if left < 0:
                return item
        return max(shares)

    def days(self, name: str, duration: Duration) -> float:
        """Draw a duration in days."""
        if duration.fixed is not None:
            return duration.fixed
        u = self.uniform(name)
        if duration.uniform is not None:
            low, high = duration.uniform
            return low + u * (high - low)
        if duration.exponential is not None:
            return -duration.exponential.mean * math.log(1 - u)
        if duration.lognormal is None:
            message = "a duration has a form"
            raise ValueError(message)
        sigma = math.log(duration.lognormal.p90 / duration.lognormal.median) / _Z90
        return duration.lognormal.median * math.exp(sigma * NormalDist().inv_cdf(u))
