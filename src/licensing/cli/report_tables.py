"""Print where the days go, what blocks and whose time it was, as tables of 80 columns."""

from __future__ import annotations

from licensing.analysis.blockers import Blockers
from licensing.analysis.bottlenecks import BottleneckRow, Bottlenecks
from licensing.analysis.ledger import Ledger, LedgerRow
from licensing.analysis.printed import days, duration, percentile, share
from licensing.cli.common import Common, print_table
from licensing.cli.table import Column
from licensing.definitions.glossary import glossary
from licensing.domain.vocabulary import UNKNOWN_STATE, Party
from licensing.domain.when import DAY_US
from licensing.service.views import owner_label


def print_bottlenecks(common: Common, report: Bottlenecks) -> None:
    """Print where the days go."""
    _states(common, report.rows)
    if report.after_rows:
        common.line("")
        common.line("After the decision (approval to usable; in no share)")
        _states(common, report.after_rows, after=True)


def print_blockers(common: Common, report: Blockers) -> None:
    """Print what blocks."""
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
    if report.pairs:
        _pairs(common, report)
    common.hint(
        "Saved: days these cases would have been shorter without it. Rows whose 95\u00a0% limits overlap are in no"
        " order; total days can be large and save nothing where something else was slower."
    )


def _pairs(common: Common, report: Blockers) -> None:
    """Print which two of the ten that save most act on one another."""
    acting = [row for row in report.pairs if round(row.marginal_us / DAY_US) != round(row.alone_us / DAY_US)]
    if not acting:
        return
    common.line("")
    print_table(
        common,
        [
            {
                "pair": " + ".join(row.kinds),
                "cases": row.cases,
                "together": days(row.marginal_us / DAY_US, row.marginal_us / DAY_US),
                "apart": days(row.alone_us / DAY_US, row.alone_us / DAY_US),
            }
            for row in acting
        ],
        [
            Column("pair", "Without both"),
            Column("cases", "Cases", right=True),
            Column("together", "Saved d", right=True),
            Column("apart", "One by one", right=True),
        ],
    )


def print_ledger(common: Common, report: Ledger) -> None:
    """Print whose time it was."""
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


def _limits(limits_us: tuple[int, int] | None) -> str:
    return "–" if limits_us is None else f"{days(limits_us[0] / DAY_US, limits_us[0] / DAY_US)}…{_upper(limits_us)}"


def _upper(limits_us: tuple[int, int]) -> str:
    return days(limits_us[1] / DAY_US, limits_us[1] / DAY_US)


def _party(common: Common, party: Party) -> str:
    return common.say(glossary().parties[party])
