"""Print how long whole cases and matters took: this stands beneath every report."""

from __future__ import annotations

from licensing.analysis.catalog import Report
from licensing.analysis.durations import Spread
from licensing.analysis.printed import percentile
from licensing.cli.common import Common, print_table
from licensing.cli.table import Column
from licensing.domain.text import Json

WHOLE = {
    "elapsed": "elapsed, opening to decision",
    "since-filed": "elapsed, filing to decision",
    "on-clock": "on clock",
    "working": "working days",
    "matter": "matter, first opening to last decision",
}


def print_durations(common: Common, report: Report) -> None:
    """Print how long whole cases and matters took, and how long under each version of the rules."""
    common.line("")
    if report.head["clock_id"] is None:
        common.line("On clock: no clock exists for this process.")
    print_table(
        common,
        [
            {
                "duration": _whole(item, report.head),
                "cases": item.cases,
                "open": item.open,
                "median": percentile(item.median),
                "p90": percentile(item.p90),
            }
            for item in report.durations
        ],
        [
            Column("duration", "Whole cases, days"),
            Column("cases", "Cases", right=True),
            Column("open", "Open", right=True),
            Column("median", "Median", right=True),
            Column("p90", "p90", right=True),
        ],
    )


def _whole(item: Spread, head: dict[str, Json]) -> str:
    if item.version:
        return f"{WHOLE[item.name]}, under {item.version}"
    return f"{WHOLE[item.name]} {head['clock_id']}" if item.name == "on-clock" else WHOLE[item.name]
