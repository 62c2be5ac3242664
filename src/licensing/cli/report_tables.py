"""Print the reports as tables of 80 columns, each with the head that every figure carries."""

from __future__ import annotations

from datetime import datetime

from licensing.analysis.blockers import Blockers
from licensing.analysis.bottlenecks import BottleneckRow, Bottlenecks
from licensing.analysis.ledger import Ledger, LedgerRow
from licensing.analysis.printed import days, duration, percentile, share
from licensing.cli.common import Common, print_table
from licensing.cli.table import Column
from licensing.definitions.glossary import glossary
from licensing.domain.text import Json
from licensing.domain.vocabulary import UNKNOWN_STATE, Party
from licensing.domain.when import DAY_US
from licensing.exchange.discovered import LOG
from licensing.service.days import day_at_home
from licensing.service.views import owner_label

WHOLE = {
    "elapsed": "elapsed, opening to decision",
    "since-filed": "elapsed, filing to decision",
    "on-clock": "on clock",
    "working": "working days",
    "matter": "matter, first opening to last decision",
}


def print_report(common: Common, report: Bottlenecks | Blockers | Ledger, *, ids: bool = False) -> None:
    """Print a report as tables; ``ids`` adds the identity of every figure."""
    match report:
        case Bottlenecks():
            _bottlenecks(common, report)
        case Blockers():
            _blockers(common, report)
        case Ledger():
            _ledger(common, report)
    if ids:
        common.line("")
        common.line("Figures, a row each, in the order above")
        for row in (*report.rows, *(report.after_rows if isinstance(report, Bottlenecks) else ())):
            common.line(f"  {row.figure}")


def _bottlenecks(common: Common, report: Bottlenecks) -> None:
    """Print where the days go."""
    _head(common, "Where the days go", report.head)
    _states(common, report.rows)
    if report.after_rows:
        common.line("")
        common.line("After the decision (approval to usable; in no share)")
        _states(common, report.after_rows, after=True)
    common.line("")
    if report.head["clock_id"] is None:
        common.line("On clock: no clock exists for this process.")
    print_table(
        common,
        [
            {
                "duration": _whole(item.name, report.head),
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
    process, longest = report.head["process"], report.rows[0].state
    common.hint(
        "Next:",
        f"licensing report blockers {process}",
        f"licensing report ledger {process}",
        *([] if str(process).startswith(LOG) else [f"licensing case list --state {longest}"]),
    )


def _blockers(common: Common, report: Blockers) -> None:
    """Print what blocks."""
    _head(common, "What blocks", report.head)
    rows = [
        {
            "kind": row.kind,
            "what": row.what,
            "party": _party(common, row.party),
            "cases": row.cases,
            "open": row.open,
            "total": duration(row.total),
            "marginal": "–" if row.marginal_us is None else days(row.marginal_us / DAY_US, row.marginal_us / DAY_US),
            "limits": _limits(row.marginal_limits_us),
        }
        for row in report.rows
    ]
    if not rows:
        common.line("No blocker or referral was open on these cases.")
        return
    print_table(
        common,
        rows,
        [
            Column("kind", "Blocker, referral, step"),
            Column("party", "With"),
            Column("cases", "Cases", right=True),
            Column("open", "Open", right=True),
            Column("total", "Total d", right=True),
            Column("marginal", "Saved d", right=True),
            Column("limits", "95\u00a0%", right=True),
        ],
    )
    common.hint(
        "Saved: days these cases would have been shorter without it. Rows whose 95\u00a0% limits overlap are in no"
        " order; total days can be large and save nothing where something else was slower."
    )


def _ledger(common: Common, report: Ledger) -> None:
    """Print whose time it was."""
    _head(common, "Whose time", report.head)
    elapsed = report.head["clock"] == "elapsed"
    print_table(
        common,
        [
            {
                "party": _party(common, row.party),
                "cases": row.cases,
                "days": "–" if row.total_us is None else _about(row.total_us, row),
                "closed": _about(row.closed_us, row),
                "share": share(row.share),
                "reasons": ", ".join(f"{reason} {_about(length, row)}" for reason, length in row.reasons if length),
            }
            for row in report.rows
        ],
        [
            Column("party", "Party"),
            Column("cases", "Cases", right=True),
            Column("days", "Days", right=True),
            *([Column("closed", "Closed", right=True)] if elapsed else []),
            Column("share", "Share", right=True),
            Column("reasons", "By (days)"),
        ],
    )
    for row in report.rows:
        if row.imprecise:
            common.line(
                f"≈ {_party(common, row.party)}: {row.imprecise} of {row.cases} cases are dated by ranges only; every"
                " moment is taken at its latest. `licensing report bottlenecks` gives the bounds."
            )
    if elapsed:
        common.hint("Closed: days among them on which the office of the party was closed.")


def _about(length_us: int, row: LedgerRow) -> str:
    """Print days of a row of the ledger, marked where they rest on moments that are known as ranges only."""
    whole = days(length_us / DAY_US, length_us / DAY_US)
    return f"≈ {whole}" if row.imprecise else whole


def _states(common: Common, rows: tuple[BottleneckRow, ...], *, after: bool = False) -> None:
    print_table(
        common,
        [
            {
                "state": "\n  ".join(part for part in (row.state, _owner(common, row.owner), row.basis) if part),
                "cases": row.cases,
                "open": row.open,
                "median": "–" if row.total is None else percentile(row.median),
                "p90": "–" if row.total is None else percentile(row.p90),
                "total": duration(row.total),
                "share": share(row.share),
                "wait": share(row.wait_share, digits=0),
            }
            for row in rows
        ],
        [
            Column("state", "State, owner, basis"),
            Column("cases", "Cases", right=True),
            Column("open", "Open", right=True),
            Column("median", "Median", right=True),
            Column("p90", "p90", right=True),
            Column("total", "Total d", right=True),
            *([] if after else [Column("share", "Share", right=True), Column("wait", "Wait", right=True)]),
        ],
    )


def _owner(common: Common, owner: str) -> str:
    return owner_label(owner, japanese=common.settings.lang == "ja") if owner != UNKNOWN_STATE else ""


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
        f" · as of {as_of} · {filed} · definition {listed} · {str(head['provenance']).upper()}"
    )


def _whole(name: str, head: dict[str, Json]) -> str:
    return f"{WHOLE[name]} {head['clock_id']}" if name == "on-clock" else WHOLE[name]


def _limits(limits_us: tuple[int, int] | None) -> str:
    return "–" if limits_us is None else f"{days(limits_us[0] / DAY_US, limits_us[0] / DAY_US)}…{_upper(limits_us)}"


def _upper(limits_us: tuple[int, int]) -> str:
    return days(limits_us[1] / DAY_US, limits_us[1] / DAY_US)


def _party(common: Common, party: Party) -> str:
    return common.say(glossary().parties[party])
