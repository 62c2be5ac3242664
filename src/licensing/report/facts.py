"""Everything the report tells, made once from one cohort."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from licensing.analysis.blockers import BlockerRow, Blockers, blockers
from licensing.analysis.bottlenecks import Bottlenecks, bottlenecks
from licensing.analysis.conformance import RuleRow, conformance
from licensing.analysis.grounds import GroundRow, grounds
from licensing.analysis.map import ProcessMap, process_map
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Cohort
from licensing.analysis.typical import TypicalCase, typical_case
from licensing.analysis.waits import Survival, survival
from licensing.charts.legend import head_line
from licensing.charts.words import origin
from licensing.domain.errors import NoCases
from licensing.report.labels import Labels
from licensing.report.words import Words


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One cohort, its reports, and the words to tell them in."""

    cohort: Cohort
    words: Words
    command: str
    version: str
    known_on: str | None = None
    by: str | None = None
    ids: bool = False

    @cached_property
    def labels(self) -> Labels:
        """Give the labels of the process."""
        return Labels(self.words, self.cohort)

    @cached_property
    def bottlenecks(self) -> Bottlenecks:
        """Give where the days go."""
        return bottlenecks(self.cohort)

    @cached_property
    def blockers(self) -> Blockers:
        """Give what blocks."""
        return blockers(self.cohort)

    @cached_property
    def most_saving(self) -> tuple[BlockerRow, ...]:
        """Give what saves any day, most first."""
        saving = [row for row in self.blockers.rows if row.marginal_us]
        return tuple(sorted(saving, key=lambda row: (-(row.marginal_us or 0), row.kind)))

    @cached_property
    def survival(self) -> Survival | None:
        """Give how long it takes; ``None`` where there is no clock to measure with."""
        try:
            return survival(self.cohort)
        except NoCases:
            return None

    @cached_property
    def rules(self) -> tuple[RuleRow, ...]:
        """Give which rules were kept."""
        return conformance(self.cohort).rows

    @cached_property
    def grounds(self) -> tuple[GroundRow, ...]:
        """Give on what the days rest."""
        return grounds(self.bottlenecks.rows)

    @cached_property
    def typical(self) -> TypicalCase:
        """Give the case nearest the median."""
        return typical_case(self.cohort)

    @cached_property
    def map(self) -> ProcessMap:
        """Give the map."""
        return process_map(self.cohort)

    @cached_property
    def unit(self) -> str:
        """Name the days that are counted."""
        measure, clock = self.cohort.scope.measure, self.cohort.clock
        if measure is Measure.ON_CLOCK:
            return self.words.say("no-clock") if clock is None else self.words.say("on-clock", clock=clock)
        return self.words.say(measure.value)

    @cached_property
    def origin(self) -> str:
        """Say where the cases come from."""
        return origin(self.map.provenance, self.words.lang)

    @cached_property
    def head_line(self) -> str:
        """Say what every figure carries."""
        return f"{head_line(self.map, self.words.lang)} · {self.origin}"

    @cached_property
    def elapsed_head_line(self) -> str:
        """Say what a figure in elapsed days carries, whatever days the others are counted in."""
        elapsed = replace(self.map, measure=Measure.ELAPSED)
        return f"{head_line(elapsed, self.words.lang)} · {self.origin}"
