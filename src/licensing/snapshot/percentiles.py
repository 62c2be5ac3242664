"""The percentiles of many durations, found once when a snapshot is made: reports on a whole cohort look them up."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import duckdb

from licensing.analysis.heading import Scope
from licensing.analysis.ruler import Measure
from licensing.definitions.definition import Definition
from licensing.domain.vocabulary import Provenance
from licensing.snapshot.chosen import choose
from licensing.snapshot.lasting import Lasting
from licensing.snapshot.lengths import matters
from licensing.snapshot.reports import bottlenecks


def find_percentiles(
    connection: duckdb.DuckDBPyConnection, process: str, provenance: str, read: Callable[[str], Definition]
) -> dict[str, Lasting]:
    """Give the percentiles that the main report and that on matters ask for, in all three ways of counting."""
    found: dict[str, Lasting] = {}
    for measure in Measure:
        chosen = choose(connection, process, Provenance(provenance), Scope(measure=measure), read)
        if chosen is not None:
            bottlenecks(chosen)
            matters(chosen)
            found |= chosen.percentiles
    return found


def keep_percentiles(connection: duckdb.DuckDBPyConnection, cohort: int, found: Iterable[tuple[str, Lasting]]) -> None:
    """Write percentiles of a cohort down."""
    rows = [
        [
            cohort,
            question,
            item.median.low,
            item.median.high,
            item.median_limits.low,
            item.median_limits.high,
            item.p90.low,
            item.p90.high,
        ]
        for question, item in found
    ]
    if rows:
        connection.executemany("INSERT INTO percentiles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
