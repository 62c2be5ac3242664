"""Stays, ways, variants and durations of a log by this library: imported, discovered, and reported on like any other.

A stay and a way are kept as bounds in microseconds: where the log has only the end of an activity, nobody knows when it
began. Activities that overlap are referrals of one stay; there is no way from one of them to the other.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias, cast

from licensing.analysis.bottlenecks import BottleneckRow, Bottlenecks
from licensing.analysis.catalog import REPORTS
from licensing.analysis.heading import Scope
from licensing.analysis.ruler import Measure
from licensing.domain.case import Case
from licensing.domain.vocabulary import UNKNOWN_STATE
from licensing.domain.when import When
from licensing.exchange.mapping import NO_MAPPING, LogMapping
from licensing.exchange.names import ENDED, IN_PROGRESS, before
from licensing.service.imports import imported_case_files, named, take_in
from licensing.service.reports import each
from licensing.store.database import Database

Bounds: TypeAlias = tuple[int, int | None]
Way: TypeAlias = tuple[str, str]


@dataclass
class Ours:
    """What this library says of a log."""

    stays: dict[str, list[Bounds]] = field(default_factory=lambda: defaultdict(list))
    ways: dict[Way, list[Bounds]] = field(default_factory=lambda: defaultdict(list))
    """From the end of an activity to the beginning of the next."""
    variants: dict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))
    """Without the waits between activities."""
    durations: list[Bounds] = field(default_factory=list)
    report: dict[str, BottleneckRow] = field(default_factory=dict)
    working: dict[str, BottleneckRow] = field(default_factory=dict)
    """The bottleneck report, by elapsed and by working days."""
    overlapping: int = 0
    """Cases in which activities overlap."""


def ours_of(path: Path, mapping: LogMapping = NO_MAPPING) -> Ours:
    """Import a log into a store of its own, and ask. Raises as an import does."""
    found = Ours()
    with (
        tempfile.TemporaryDirectory(prefix="licensing-bench-") as name,
        Database.open(Path(name) / "store.db", create=True) as database,
    ):
        process = named(path, None)
        take_in(database, path, datetime.now(UTC), process=process, mapping=mapping)
        for files in imported_case_files(database, process):
            for file in files:
                _tell(found, file.case)
        found.report = _rows(database, process, Measure.ELAPSED)
        found.working = _rows(database, process, Measure.WORKING)
    return found


def _rows(database: Database, process: str, measure: Measure) -> dict[str, BottleneckRow]:
    made = next(each(database, REPORTS["bottlenecks"], process, Scope(measure=measure)))
    return {row.state: row for row in cast("Bottlenecks", made).rows}


def _tell(found: Ours, case: Case) -> None:
    steps = [visit for visit in case.visits if visit.state not in (ENDED, UNKNOWN_STATE)]
    steps = [visit for visit in steps if not visit.state.startswith(before(""))]
    found.variants[tuple(visit.state for visit in steps)] += 1
    found.overlapping += any(visit.state == IN_PROGRESS for visit in steps)
    for visit in steps:
        if visit.state != IN_PROGRESS and visit.left is not None:
            found.stays[visit.state].append(_bounds(visit.entered, visit.left))
    for item in case.referrals:
        if item.ended is not None:
            found.stays[item.path].append(_bounds(item.sent, item.ended))
    for earlier, later in pairwise(steps):
        if IN_PROGRESS not in (earlier.state, later.state) and earlier.left is not None:
            found.ways[earlier.state, later.state].append(_bounds(earlier.left, later.entered))
    if case.closed is not None:
        found.durations.append(_bounds(case.opened, case.closed))


def _bounds(start: When, end: When) -> Bounds:
    """Give how long it was at least and at most; at most without end where nobody knows when it began."""
    least = max(0, (end.latest_us if end.earliest_us is None else end.earliest_us) - start.latest_us)
    return least, None if start.earliest_us is None else end.latest_us - start.earliest_us
