"""What a report is about: which cases, measured how, as of when – and the head that every figure carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from licensing.analysis.casefile import CaseFile, SeenCase
from licensing.analysis.figure import snapshot_digest
from licensing.analysis.heading import Heading, Scope, newest, one_series
from licensing.analysis.ruler import Measure, Ruler
from licensing.definitions.definition import Definition
from licensing.domain.errors import NoCases, ProvenanceNeeded, UsageError
from licensing.domain.text import Json
from licensing.domain.when import When, from_us

__all__ = ["NOT_SAID", "Cohort", "Scope", "class_of"]

NOT_SAID = "not said"
"""The class of cases without a value."""


@dataclass(frozen=True)
class Cohort:
    """The cases of one process and one provenance that a report is about, as they were at ``as_of``."""

    scope: Scope
    as_of: datetime
    seen: tuple[SeenCase, ...]
    case_class: tuple[str, str] | None = None
    """Attribute and value of the cases, where they are one class of several."""

    @classmethod
    def of(cls, files: Sequence[CaseFile], scope: Scope | None = None) -> Cohort:
        """Choose the cases of a report.

        Days on a clock are taken only from cases whose versions define that clock alike, the newest way: two series
        with different clock definitions are never joined. Raises :class:`ProvenanceNeeded`, :class:`NoCases` or
        :class:`UnknownClock`.
        """
        asked = scope or Scope()
        _one_kind(files)
        newest_us = max((file.case.last.latest_us for file in files), default=0)
        as_of = (asked.as_of or from_us(newest_us)).astimezone(UTC)
        chosen = [file for file in files if _filed_within(file.case.filed, asked)]
        if asked.measure is Measure.ON_CLOCK:
            chosen = _one_series(chosen, asked.clock)
        seen = tuple(case for file in chosen if (case := file.seen(as_of)) is not None)
        if not seen:
            raise NoCases(
                "no case matches what the report asks for.",
                next_step="Widen --since, --until and --as-of, or submit cases: `licensing case submit FILE`.",
            )
        return cls(asked, as_of, seen)

    def by(self, attribute: str) -> tuple[Cohort, ...]:
        """Split the cases by the value of an attribute; all classes stay as of the same day.

        Raises :class:`UsageError` for an attribute that no version has.
        """
        if not any(attribute in seen.definition.attributes for seen in self.seen):
            known = ", ".join(self.definition.attributes) or "none"
            raise UsageError(f"{self.definition.id} has no attribute '{attribute}'.", next_step=f"Attributes: {known}.")
        classes: dict[str, list[SeenCase]] = {}
        for seen in self.seen:
            classes.setdefault(class_of(seen, attribute), []).append(seen)
        return tuple(
            replace(self, seen=tuple(cases), case_class=(attribute, value)) for value, cases in sorted(classes.items())
        )

    @cached_property
    def heading(self) -> Heading:
        """Give what every figure carries."""
        filed = [seen.case.filed.latest_day for seen in self.seen if seen.case.filed is not None]
        return Heading(
            scope=self.scope,
            as_of=self.as_of,
            provenance=self.seen[0].case.provenance,
            definitions=tuple({seen.definition.digest: seen.definition for seen in self.seen}.values()),
            n_decided=self.n_decided,
            n_open=self.n_open,
            filed_from=min(filed, default=None),
            filed_to=max(filed, default=None),
            snapshot_of=lambda: self.snapshot,
            case_class=self.case_class,
        )

    @cached_property
    def definition(self) -> Definition:
        """Give the newest definition among the cases."""
        return newest([seen.definition for seen in self.seen])

    @cached_property
    def clock(self) -> str | None:
        """Give the clock of the report; ``None`` where the law has none."""
        return self.scope.clock or self.definition.headline_clock

    @cached_property
    def snapshot(self) -> str:
        """Give the digest of everything the figures were made from."""
        return snapshot_digest([seen.file for seen in self.seen], self.as_of)

    @cached_property
    def rulers(self) -> tuple[Ruler, ...]:
        """Give the ruler of every case, in their order."""
        return tuple(Ruler(seen, self.scope.measure, self.clock) for seen in self.seen)

    @cached_property
    def clocked(self) -> tuple[SeenCase, ...]:
        """Give the cases whose versions define the report's clock alike: days on a clock are joined over no others."""
        series = _one_series([seen.file for seen in self.seen], self.scope.clock)
        kept = {id(file) for file in series}
        return tuple(seen for seen in self.seen if id(seen.file) in kept)

    @property
    def n_open(self) -> int:
        """Count the cases that wait for a decision."""
        return sum(seen.over is None for seen in self.seen)

    @property
    def n_decided(self) -> int:
        """Count the cases that have been decided."""
        return sum(seen.decided is not None for seen in self.seen)

    def head(self, report: str) -> dict[str, Json]:
        """Give what every figure carries: process, clock, provenance, as-of, how many cases, period, versions."""
        return self.heading.head(report)


def class_of(seen: SeenCase, attribute: str) -> str:
    """Give the class of a case by an attribute: its value in words, :data:`NOT_SAID` without one."""
    declared = seen.definition.attributes.get(attribute)
    value = seen.case.attribute(attribute)
    if value is None and declared is not None:
        value = declared.default
    if value is None:
        return NOT_SAID
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _one_kind(files: Sequence[CaseFile]) -> None:
    if len({file.case.process for file in files}) > 1:
        message = "a report is about one process"
        raise ValueError(message)
    provenances = sorted({file.case.provenance.value for file in files})
    if len(provenances) > 1:
        raise ProvenanceNeeded(
            f"these cases are {' and '.join(provenances)}, and no figure mixes them.",
            next_step=f"Choose one: --provenance {provenances[0]}.",
        )


def _filed_within(filed: When | None, scope: Scope) -> bool:
    if scope.since is None and scope.until is None:
        return True
    if filed is None:
        return False
    day = filed.latest_day
    return (scope.since is None or day >= scope.since) and (scope.until is None or day <= scope.until)


def _one_series(files: list[CaseFile], asked: str | None) -> list[CaseFile]:
    kept = {definition.digest for definition in one_series([file.definition for file in files], asked)}
    return [file for file in files if file.definition.digest in kept]
