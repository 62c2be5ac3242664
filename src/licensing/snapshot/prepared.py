"""The reports that a snapshot can answer, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from licensing.analysis.catalog import Report
from licensing.snapshot.lengths import matters, survival, trend
from licensing.snapshot.removed import blockers
from licensing.snapshot.reports import bottlenecks, ledger, variants
from licensing.snapshot.tallies import conformance, critical_path, handoffs, referrals, rework

PREPARED: Mapping[str, Callable[..., Report | None]] = MappingProxyType(
    {
        "bottlenecks": bottlenecks,
        "blockers": blockers,
        "ledger": ledger,
        "referrals": referrals,
        "survival": survival,
        "critical-path": critical_path,
        "variants": variants,
        "rework": rework,
        "handoffs": handoffs,
        "conformance": conformance,
        "matters": matters,
        "trend": trend,
    }
)
"""Each makes its report of the chosen cases; ``None`` where a snapshot does not hold what the options ask for."""
