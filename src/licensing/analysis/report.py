"""The form of a report: the head that every figure carries, and rows that each name their figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from licensing.analysis.durations import Spread
from licensing.analysis.survival import Limits
from licensing.domain.text import Json


class Row(Protocol):
    """One row of a report."""

    @property
    def figure(self) -> str:
        """Give the identity of the row's first figure."""

    def as_json(self) -> dict[str, Json]:
        """Give the row as JSON."""


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A report that is one table."""

    head: dict[str, Json]
    rows: tuple[R, ...]
    durations: tuple[Spread, ...]
    """How long whole cases and matters took: this stands beneath every report."""

    def as_json(self) -> dict[str, Json]:
        """Give head, rows, and the durations of whole cases and matters side by side."""
        return {
            **self.head,
            "rows": [row.as_json() for row in self.rows],
            "durations": [item.as_json() for item in self.durations],
        }


def limits_json(value: Limits) -> list[Json]:
    """Give confidence limits as a pair; ``null`` where the data do not reach one."""
    return [value.low, value.high]
