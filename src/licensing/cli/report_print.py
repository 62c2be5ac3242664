"""Print a report: the head that every figure carries, its tables, and the identity of its figures if asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from licensing.analysis.catalog import Report
from licensing.cli import case_tables, path_tables, report_tables
from licensing.cli.common import Common
from licensing.cli.durations_table import print_durations
from licensing.domain.text import Json
from licensing.exchange.discovered import LOG
from licensing.service.days import day_at_home

PRINTERS: dict[str, tuple[str, Callable[[Common, Any], None]]] = {
    "bottlenecks": ("Where the days go", report_tables.print_bottlenecks),
    "blockers": ("What blocks", report_tables.print_blockers),
    "ledger": ("Whose time", report_tables.print_ledger),
    "survival": ("How long it takes", case_tables.print_survival),
    "trend": ("Is it getting better", case_tables.print_trend),
    "matters": ("One story, three clocks", case_tables.print_matters),
    "variants": ("The ways cases went", case_tables.print_variants),
    "critical-path": ("What decided when cases moved on", path_tables.print_lasts),
    "referrals": ("What each body asked was worth", path_tables.print_referrals),
    "rework": ("What was done again", path_tables.print_rework),
    "handoffs": ("Who hands cases to whom", path_tables.print_handoffs),
    "conformance": ("Which rules were kept", path_tables.print_conformance),
}


def print_report(common: Common, report: Report, *, ids: bool = False) -> None:
    """Print a report as tables; ``ids`` adds the identity of every figure."""
    title, tables = PRINTERS[str(report.head["report"])]
    _head(common, title, report.head)
    tables(common, report)
    print_durations(common, report)
    if report.head["report"] == "bottlenecks":
        _next(common, report)
    if ids:
        common.line("")
        common.line("Figures, a row each, in the order above")
        for row in (*report.rows, *getattr(report, "after_rows", ())):
            common.line(f"  {row.figure}")


def _next(common: Common, report: Report) -> None:
    """Say what whoever has seen where the days go looks at next."""
    process, longest = report.head["process"], report.rows[0].state
    common.hint(
        "Next:",
        f"licensing report blockers {process}",
        f"licensing report ledger {process}",
        *([] if str(process).startswith(LOG) else [f"licensing case list --state {longest}"]),
    )


def _head(common: Common, title: str, head: dict[str, Json]) -> None:
    versions = head["definition_versions"]
    listed = ", ".join(map(str, versions)) if isinstance(versions, list) else ""
    counted = {"elapsed": "elapsed days", "working": "working days"}.get(
        str(head["clock"]), f"days on clock {head['clock_id']}" if head["clock_id"] else "no clock exists"
    )
    period = head["period"]
    filed = "no day of filing known"
    if isinstance(period, dict) and period["since"]:
        filed = f"filed {period['since']} to {period['until']}"
    as_of = day_at_home(datetime.fromisoformat(str(head["as_of"])), str(head["process"]))
    common.line(
        f"{title} · {head['process']} · {head['n_decided']} decided, {head['n_open']} open · {counted}"
        f" · as of {as_of} · {filed} · definition {listed} · {str(head['provenance']).upper()}{_class(head)}"
    )


def _class(head: dict[str, Json]) -> str:
    return f" · {head['by']}: {head['class']}" if "class" in head else ""
