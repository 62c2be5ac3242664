"""Every report there is, by its name: what the command line, notebooks and `why` choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from licensing.analysis.blockers import blockers
from licensing.analysis.bottlenecks import bottlenecks
from licensing.analysis.conformance import conformance
from licensing.analysis.durations import Spread
from licensing.analysis.handoffs import handoffs
from licensing.analysis.lasts import lasts
from licensing.analysis.ledger import ledger
from licensing.analysis.matters import matters
from licensing.analysis.referrals import referrals
from licensing.analysis.rework import rework
from licensing.analysis.trend import trend
from licensing.analysis.variants import variants
from licensing.analysis.waits import survival
from licensing.domain.errors import UsageError
from licensing.domain.text import Json


class Report(Protocol):
    """Whatever has a head that every figure carries, rows, and a form as data."""

    @property
    def head(self) -> dict[str, Json]:
        """Give what every figure carries."""

    @property
    def rows(self) -> tuple[Any, ...]:
        """Give the rows of the main table."""

    @property
    def durations(self) -> tuple[Spread, ...]:
        """Give how long whole cases and matters took."""

    def as_json(self) -> dict[str, Json]:
        """Give the report as JSON."""


REPORTS: Mapping[str, Callable[..., Report]] = MappingProxyType(
    {
        "bottlenecks": bottlenecks,
        "blockers": blockers,
        "ledger": ledger,
        "referrals": referrals,
        "survival": survival,
        "critical-path": lasts,
        "variants": variants,
        "rework": rework,
        "handoffs": handoffs,
        "conformance": conformance,
        "matters": matters,
        "trend": trend,
    }
)
MAIN = ("bottlenecks", "blockers", "ledger")
"""Those a first visitor is shown."""


def maker(name: str) -> Callable[..., Report]:
    """Give what makes a report of a cohort, and takes its options. Raises :class:`UsageError` for another name."""
    if name not in REPORTS:
        raise UsageError(f"'{name}' is no report.", next_step=f"Reports: {', '.join(REPORTS)}.")
    return REPORTS[name]
