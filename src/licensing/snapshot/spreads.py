"""The durations of whole cases and matters side by side, from a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from licensing.analysis.durations import Spread, between_cases, versions_apart
from licensing.domain.when import Precision, When
from licensing.snapshot.chosen import Chosen
from licensing.snapshot.lasting import Source


def side_by_side(chosen: Chosen) -> tuple[Spread, ...]:
    """Give the durations that stand beneath every report, as ``analysis.durations.side_by_side`` does."""
    measured = {
        "elapsed": chosen.durations("elapsed"),
        "since-filed": chosen.durations("filed"),
        "on-clock": chosen.durations("clock", chosen.series()),
        "working": chosen.durations("working"),
        "matter": of_matters(chosen),
    }
    found = (_spread(chosen, name, source) for name, source in measured.items())
    return (*(item for item in found if item.cases), *_by_version(chosen))


def _by_version(chosen: Chosen) -> Iterator[Spread]:
    codes = {word: code for code, word in chosen.words.items()}
    for version in versions_apart(chosen.heading.definitions):
        source = chosen.durations("elapsed", f"{chosen.condition} AND version = {codes[version]}")
        yield _spread(chosen, "elapsed", source, version)


def _spread(chosen: Chosen, name: str, source: Source, version: str = "") -> Spread:
    kinds, found = chosen.measured(source)
    return Spread(name, kinds.n, kinds.open, found.median, found.median_limits, found.p90, version)


def of_matters(chosen: Chosen) -> Source:
    """Give the durations of matters: those of one case as they were counted, the others put together here."""
    several = f"SELECT matter FROM refiled WHERE cohort = {chosen.cohort}"
    chains = chosen.connection.execute(
        "SELECT matter, opened_latest_us, opened_earliest_us, opened_precision, opened_zone, answered_latest_us,"
        " answered_earliest_us, answered_precision, answered_zone, horizon_us, answered, ref,"
        " matter_low_us, matter_high_us, matter_open, definition FROM cases"
        f" WHERE {chosen.condition} AND matter IN ({several}) ORDER BY matter, opened_latest_us, ref"
    ).fetchall()
    if not chains:
        order = "opened_latest_us, ref"
        return replace(chosen.durations("matter"), order=order)
    joined = [_chain(chosen, list(chain)) for _, chain in groupby(chains, key=lambda row: row[0])]
    chosen.connection.execute(
        "CREATE OR REPLACE TEMP TABLE matters AS"
        " SELECT matter_low_us AS low_us, matter_high_us AS high_us, matter_open AS open, opened_latest_us, ref,"
        f" definition FROM cases WHERE {chosen.condition} AND matter NOT IN ({several})"
        " UNION ALL SELECT unnest(?::BIGINT[]), unnest(?::BIGINT[]), unnest(?::BOOLEAN[]), unnest(?::BIGINT[]),"
        " unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
        [list(column) for column in zip(*joined, strict=True)],
    )
    return Source("matters WHERE true", "low_us", "high_us", "open", "opened_latest_us, ref")


def _chain(chosen: Chosen, cases: list[tuple[Any, ...]]) -> tuple[int, int | None, bool, int, str, int]:
    first, last = cases[0], cases[-1]
    if len(cases) == 1:  # the others of its matter are not among the cases chosen
        low_us, high_us, open_, definition = first[12:]
        return low_us, high_us, open_, first[1], first[11], definition
    opened = _moment(chosen, first[1:5])
    answer = None if last[5] is None else _moment(chosen, last[5:9])
    measured = between_cases(opened, answer, last[9], decided=last[10])
    return measured.duration.low_us, measured.duration.high_us, measured.open, first[1], first[11], last[15]


def _moment(chosen: Chosen, cells: tuple[Any, ...]) -> When:
    latest_us, earliest_us, precision, zone = cells
    return When(earliest_us, latest_us, Precision(chosen.words[precision]), chosen.words[zone])
