"""What a person asks of a report, and the head that every figure of it carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from licensing.analysis.figure import Figure
from licensing.analysis.ruler import Measure
from licensing.definitions.definition import Definition
from licensing.domain.errors import UnknownClock
from licensing.domain.text import Json
from licensing.domain.vocabulary import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a person asks of a report; ``as_of`` defaults to the newest event among the cases given."""

    as_of: datetime | None = None
    measure: Measure = Measure.ELAPSED
    clock: str | None = None
    """A clock other than the headline clock, for days on clock."""
    since: date | None = None
    until: date | None = None
    """First and last day of filing."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What all figures of one report have in common, whether their cases were read one by one or counted in SQL."""

    scope: Scope
    as_of: datetime
    provenance: Provenance
    definitions: tuple[Definition, ...]
    """Those of the cases, in the order of the first case of each."""
    n_decided: int
    n_open: int
    filed_from: date | None
    filed_to: date | None
    snapshot_of: Callable[[], str]
    """Gives the digest of everything the figures were made from, when it is first needed."""
    case_class: tuple[str, str] | None = None

    @cached_property
    def snapshot(self) -> str:
        """Give the digest of everything the figures were made from."""
        return self.snapshot_of()

    @cached_property
    def definition(self) -> Definition:
        """Give the newest definition among the cases."""
        return newest(self.definitions)

    @property
    def clock(self) -> str | None:
        """Give the clock of the report; ``None`` where the law has none."""
        return self.scope.clock or self.definition.headline_clock

    def definition_of(self, state: str) -> Definition:
        """Give the newest definition that has a state; the newest of all for one that none has."""
        return newest([item for item in self.definitions if state in item.states] or self.definitions)

    def figure(self, report: str, row: str, column: str) -> str:
        """Name a figure; other counts than elapsed days are part of the column's name."""
        counted = {
            Measure.ELAPSED: column,
            Measure.WORKING: f"{column}.working",
            Measure.ON_CLOCK: f"{column}.on-clock.{self.clock}",
        }[self.scope.measure]
        return str(Figure(report, self.definition.id, row, counted, self.snapshot))

    def head(self, report: str) -> dict[str, Json]:
        """Give what every figure carries: process, clock, provenance, as-of, how many cases, period, versions."""
        versions = {item.version.id: item.version.in_force_from for item in self.definitions}
        first, last = self.scope.since or self.filed_from, self.scope.until or self.filed_to
        return {
            "report": report,
            "process": self.definition.id,
            "clock": self.scope.measure.value,
            "clock_id": self.clock,
            "provenance": self.provenance.value,
            "as_of": self.as_of.isoformat().replace("+00:00", "Z"),
            "n_decided": self.n_decided,
            "n_open": self.n_open,
            "definition_versions": [name for name, _ in sorted(versions.items(), key=lambda item: item[1])],
            "period": {
                "by": "filed",
                "since": None if first is None else first.isoformat(),
                "until": None if last is None else last.isoformat(),
            },
            **({} if self.case_class is None else {"by": self.case_class[0], "class": self.case_class[1]}),
        }


def newest(definitions: Sequence[Definition]) -> Definition:
    """Give the definition that came into force last, of several such the first."""
    return max(definitions, key=lambda definition: definition.version.in_force_from)


def one_series(definitions: Sequence[Definition], asked: str | None) -> list[Definition]:
    """Give the definitions that have the same clock as the newest that has it: the one asked for, or the headline.

    Raises :class:`UnknownClock` for one that none has.
    """
    if not definitions:
        return []
    latest = newest(definitions)
    name = asked or latest.headline_clock
    if asked is not None and not any(asked in item.clocks for item in definitions):
        raise UnknownClock(
            f"{latest.id} has no clock '{asked}'.", next_step=f"Clocks: {', '.join(latest.clocks) or 'none'}."
        )
    if name is None:
        return list(definitions)
    wanted = same_clock(newest([item for item in definitions if name in item.clocks]), name)
    return [item for item in definitions if same_clock(item, name) == wanted]


def same_clock(definition: Definition, name: str) -> dict[str, Json] | None:
    """Give what a clock counts, which is the same for two clocks that do; its words and citations are no part of it."""
    clock = definition.clocks.get(name)
    if clock is None:
        return None
    return clock.model_dump(mode="json", exclude={"label": True, "basis": True, "excluded": {"__all__": {"basis"}}})
