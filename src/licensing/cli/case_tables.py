"""Print figures of whole cases: how long they take, period by period, story by story, way by way."""

from __future__ import annotations

from licensing.analysis.matters import MatterRow
from licensing.analysis.printed import days, percentile, share
from licensing.analysis.report import Table
from licensing.analysis.survival import Limits
from licensing.analysis.trend import TrendRow
from licensing.analysis.variants import VariantRow
from licensing.analysis.waits import Survival
from licensing.cli.common import Common, print_table
from licensing.cli.table import Column

COUNTED = {
    "official": "newest case on the official clock",
    "agency-held": "held by agencies, over all its cases",
    "elapsed": "first opening to last decision",
}
MOST_VARIANTS = 12


def print_survival(common: Common, report: Survival) -> None:
    """Print by when what share has left, the naive median beside it, and the ways out."""
    what = f"Days in {report.state}" if report.state else "Days from opening to decision"
    narrowed = f"; only cases waiting on {report.stock_on}" if report.stock_on else ""
    narrowed += f"; only those still there after {report.still_after:.0f} days" if report.still_after else ""
    common.line(f"{what}: {report.cases} cases, {report.open} of them still there{narrowed}.")
    common.line("")
    print_table(
        common,
        [
            {"share": share(row.share, digits=0), "days": percentile(row.days), "limits": printed(row.limits)}
            for row in report.rows
        ],
        [
            Column("share", "Have left", right=True),
            Column("days", "within days", right=True),
            Column("limits", "95\u00a0%", right=True),
        ],
    )
    common.line("")
    naive = "–" if report.naive_median is None else days(report.naive_median, report.naive_median)
    common.line(f"Median over those that have left only, as agencies publish it: {naive}.")
    if report.ways:
        common.line("")
        print_table(
            common,
            [
                {"way": way.way, "cases": way.cases, "share": _range(way.incidence_low, way.incidence)}
                for way in report.ways
            ],
            [Column("way", "By which way"), Column("cases", "Cases", right=True), Column("share", "Share", right=True)],
        )
    common.hint("Share: of all cases, by the longest duration seen; cases still there are in none.")


def print_trend(common: Common, report: Table[TrendRow]) -> None:
    """Print the periods by filing, then by decision."""
    print_table(
        common,
        [
            {
                "by": row.by,
                "period": row.period,
                "cases": row.cases,
                "open": row.open,
                "median": percentile(row.median),
                "limits": printed(row.median_limits),
            }
            for row in report.rows
        ],
        [
            Column("by", "By day"),
            Column("period", "Period"),
            Column("cases", "Cases", right=True),
            Column("open", "Open", right=True),
            Column("median", "Median", right=True),
            Column("limits", "95\u00a0%", right=True),
        ],
    )
    common.hint("By day decided only cases that came to an end count: in a backlog they look quicker than all are.")


def print_matters(common: Common, report: Table[MatterRow]) -> None:
    """Print the three ways to count a matter, one block for each definition of the clock."""
    print_table(
        common,
        [
            {
                "counted": COUNTED[row.counted],
                "clock": row.clock or "none exists",
                "matters": row.matters,
                "refiled": row.refiled,
                "open": row.open,
                "median": percentile(row.median),
                "p90": percentile(row.p90),
            }
            for row in report.rows
        ],
        [
            Column("counted", "Days of a matter"),
            Column("clock", "Clock"),
            Column("matters", "Matters", right=True),
            Column("refiled", "Refiled", right=True),
            Column("open", "Open", right=True),
            Column("median", "Median", right=True),
            Column("p90", "p90", right=True),
        ],
    )
    common.hint("Clock: fingerprint of its definition; series of different fingerprints are not joined.")


def print_variants(common: Common, report: Table[VariantRow]) -> None:
    """Print the most frequent ways; JSON and CSV have all of them."""
    print_table(
        common,
        [
            {
                "cases": row.cases,
                "share": share(row.share, digits=0),
                "median": percentile(row.median),
                "way": " › ".join(row.states) + (f" ({row.ended})" if row.ended else " …"),
            }
            for row in report.rows[:MOST_VARIANTS]
        ],
        [
            Column("cases", "Cases", right=True),
            Column("share", "Share", right=True),
            Column("median", "Median", right=True),
            Column("way", "Way"),
        ],
    )
    if len(report.rows) > MOST_VARIANTS:
        common.line(f"{len(report.rows) - MOST_VARIANTS} rarer ways; --json and --csv have all.")


def printed(limits: Limits) -> str:
    """Print confidence limits of a number of days."""
    if limits.low is None and limits.high is None:
        return "–"
    low = "?" if limits.low is None else days(limits.low, limits.low)
    return f"{low}…{'?' if limits.high is None else days(limits.high, limits.high)}"


def _range(low: float, high: float) -> str:
    return share(high) if round(low, 3) == round(high, 3) else f"{share(low)}–{share(high)}"
