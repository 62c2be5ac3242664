"""On what the days rest: law, guidance, practice or assumption, by the texts behind the states they were spent in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from licensing.analysis.bottlenecks import BottleneckRow
from licensing.domain.text import Json
from licensing.domain.vocabulary import BasisKind
from licensing.domain.when import ZERO, Duration


@dataclass(frozen=True, slots=True)
class GroundRow:
    """The days spent in states that rest on one and the same kinds of basis; a mixture stays a mixture.

    ``kinds`` is empty for the stretches in which nobody saw the case.
    """

    kinds: tuple[BasisKind, ...]
    states: tuple[str, ...]
    total: Duration | None
    share: float | None

    @property
    def legal(self) -> bool:
        """Say whether a text of law stands behind these states, alone or beside others."""
        return BasisKind.LAW in self.kinds

    def as_json(self) -> dict[str, Json]:
        """Give the row; ``total_days`` is the high bound (``null``: none), ``total_days_low`` the low."""
        return {
            "basis": [kind.value for kind in self.kinds],
            "states": list(self.states),
            "total_days": None if self.total is None else self.total.high_days,
            "total_days_low": None if self.total is None else self.total.low_days,
            "share": self.share,
        }


def grounds(rows: Sequence[BottleneckRow]) -> tuple[GroundRow, ...]:
    """Add up the rows of the bottleneck report by what their states rest on, from law to assumption."""
    kinds = list(BasisKind)
    found: dict[tuple[BasisKind, ...], list[BottleneckRow]] = {}
    for row in rows:
        found.setdefault(tuple(BasisKind(name) for name in row.basis.split(", ") if name), []).append(row)
    order = sorted(found, key=lambda key: (not key, [kinds.index(kind) for kind in key]))
    return tuple(_row(key, found[key]) for key in order)


def _row(kinds: tuple[BasisKind, ...], rows: Sequence[BottleneckRow]) -> GroundRow:
    totals = [row.total for row in rows if row.total is not None]
    shares = [row.share for row in rows if row.share is not None]
    return GroundRow(
        kinds,
        tuple(row.state for row in rows),
        sum(totals, start=ZERO) if totals else None,
        sum(shares) if shares else None,
    )
