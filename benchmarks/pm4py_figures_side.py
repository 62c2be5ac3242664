"""Stays, ways, variants and durations of a log by each of PM4Py's back ends: run by ``benchmarks.rival_figures``.

Never imported: PM4Py stands under the AGPL. It is measured, and no part of this project.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pm4py
from pm4py.objects.log.util import interval_lifecycle

START, END, CASE, ACTIVITY = "start_timestamp", "time:timestamp", "case:concept:name", "concept:name"
MEASURES = ("mean", "median", "sum", "min", "max")


def read(path: str) -> pd.DataFrame:
    """Read a log as its documentation does; beginnings and ends of XES become one row."""
    if ".xes" in path:
        table = pm4py.read_xes(path)
        if "start" in set(table.get("lifecycle:transition", pd.Series(dtype=str)).str.lower()):
            table = pm4py.convert_to_dataframe(interval_lifecycle.to_interval(pm4py.convert_to_event_log(table)))
        return table
    table = pd.read_csv(path)
    for column in {START, END} & set(table.columns):
        table[column] = pd.to_datetime(table[column], utc=True, format="ISO8601")
    return pm4py.format_dataframe(table, case_id=CASE, activity_key=ACTIVITY, timestamp_key=END)


class Closed:
    """What PM4Py takes for a calendar: the days on which nobody works, besides weekends."""

    def __init__(self, days: str) -> None:
        self.days = days.split(",")

    def is_working_day(self, day: date) -> bool:
        """Say whether anybody works on a day."""
        return day.isoformat() not in self.days


def tried(work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever PM4Py gives
    """Answer, or say what it came to."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - whatever PM4Py raises is the answer
        return f"{type(error).__name__}: {error}"


def figures(fresh: Callable[[], Any], *, begins: bool) -> dict[str, Any]:
    """Give the figures of one back end; each question is asked of a log of its own, for some write into it."""
    start = START if begins else END

    def stays() -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for measure in MEASURES:
            asked = pm4py.get_service_time(fresh(), start_timestamp_key=start, aggregation_measure=measure)
            for activity, seconds in asked.items():
                found.setdefault(activity, {})[measure] = float(seconds)
        return found

    def ways(*, business: bool = False) -> list[Any]:
        times = pm4py.discover_performance_dfg(fresh(), business_hours=business, workcalendar=closed)[0]
        counts = pm4py.discover_dfg(fresh())[0]
        return [
            [*way, {name: float(row[name]) for name in MEASURES} | {"count": int(counts.get(way, 0))}]
            for way, row in times.items()
        ]

    def variants() -> list[int]:
        found = pm4py.get_variants(fresh()).values()
        return sorted(count if isinstance(count, int) else len(count) for count in found)

    return {
        "stays": tried(stays),
        "ways": tried(ways),
        "business": tried(lambda: ways(business=True)) if "--business" in sys.argv else [],
        "variants": tried(variants),
        "first": tried(lambda: list(next(iter(pm4py.get_variants(fresh()))))),
        "durations": tried(lambda: [float(item) for item in pm4py.get_all_case_durations(fresh())]),
    }


closed = next((Closed(item.removeprefix("--closed=")) for item in sys.argv if item.startswith("--closed=")), None)
log = read(sys.argv[1])
begins = START in log.columns
told: dict[str, Any] = {
    "version": pm4py.__version__,
    "begins": begins,
    "pandas": figures(log.copy, begins=begins),
    "classic": figures(lambda: pm4py.convert_to_event_log(log.copy()), begins=begins),
}
try:
    import polars as pl
except ImportError:
    pass
else:
    kept = [column for column in log.columns if not column.startswith("@@")]
    told["polars"] = figures(lambda: pl.from_pandas(log[kept]).lazy(), begins=begins)
print(json.dumps(told))
