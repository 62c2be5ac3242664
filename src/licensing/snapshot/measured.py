"""One case as a snapshot takes it in: where it stands there, and the case counted in all three ways."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.analysis.casefile import SeenCase
from licensing.analysis.ruler import Measure, Ruler

Cell = int | str | bool | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class CaseKey:
    """Where a case stands in a snapshot, and what its figures were made from."""

    id: int
    cohort: int
    definition: int
    head: str
    around: str
    """The digest of everything else that its figures rest on: linked cases, precedents, the clock."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One case, counted in all three ways."""

    elapsed: Ruler
    clock: Ruler
    working: Ruler

    @classmethod
    def of(cls, seen: SeenCase, clock: str | None) -> Measured:
        """Measure a case, on the clock of its cohort where its law has it."""
        return cls(Ruler(seen), Ruler(seen, Measure.ON_CLOCK, clock), Ruler(seen, Measure.WORKING))

    @property
    def seen(self) -> SeenCase:
        """Give the case."""
        return self.elapsed.seen

    @property
    def rulers(self) -> tuple[Ruler, Ruler, Ruler]:
        """Give the three rulers: elapsed, on clock, working."""
        return self.elapsed, self.clock, self.working
