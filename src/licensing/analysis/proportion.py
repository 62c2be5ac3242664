"""A share of a number of cases, with the limits that so many cases allow."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

from licensing.domain.text import Json

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` among ``of``; without any case there is no share (``None``), which is not zero."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """Give the share."""
        return self.count / self.of if self.of else None

    @property
    def limits(self) -> tuple[float, float] | None:
        """Give 95 % limits of the share (E. B. Wilson, J. Am. Statist. Assoc. 22 (1927) 209–212)."""
        if not self.of:
            return None
        n, share = self.of, self.count / self.of
        middle = share + _Z**2 / (2 * n)
        spread = _Z * (share * (1 - share) / n + _Z**2 / (4 * n**2)) ** 0.5
        widest = 1 + _Z**2 / n
        return max(0.0, (middle - spread) / widest), min(1.0, (middle + spread) / widest)

    def as_json(self, name: str) -> dict[str, Json]:
        """Give count, number, share and limits under names that begin with ``name``."""
        limits = self.limits
        return {
            name: self.count,
            f"{name}_of": self.of,
            f"{name}_rate": self.share,
            f"{name}_rate_limits": None if limits is None else list(limits),
        }
