"""Print figures of steps: what came last, what bodies answered, what was done again, handed on, and kept."""

from __future__ import annotations

from licensing.analysis.conformance import RuleRow
from licensing.analysis.handoffs import HandoffRow
from licensing.analysis.lasts import LastRow
from licensing.analysis.printed import days, share
from licensing.analysis.proportion import Proportion
from licensing.analysis.referrals import ReferralRow
from licensing.analysis.report import Table
from licensing.analysis.rework import Rework
from licensing.cli.common import Common, print_table
from licensing.cli.table import Column
from licensing.definitions.glossary import glossary
from licensing.domain.vocabulary import Party
from licensing.service.views import owner_label


def print_lasts(common: Common, report: Table[LastRow]) -> None:
    """Print over what the critical path ran."""
    print_table(
        common,
        [
            {
                "what": f"{row.name}\n  {row.what}",
                "party": ", ".join(_party(common, party) for party in row.parties) or "–",
                "stays": row.stays,
                "last": row.last,
                "days": _days(row.days),
                "share": share(row.share),
                "slack": "–" if row.median_slack_days is None else _days(row.median_slack_days),
            }
            for row in report.rows
        ],
        [
            Column("what", "Need, or holder of a state"),
            Column("party", "With"),
            Column("stays", "Stays", right=True),
            Column("last", "Last", right=True),
            Column("days", "Path d", right=True),
            Column("share", "Share", right=True),
            Column("slack", "Slack d", right=True),
        ],
    )
    common.hint(
        "Path: days on which the end of a case hung on it. Slack: how much later it could have been, in the median."
    )


def print_referrals(common: Common, report: Table[ReferralRow]) -> None:
    """Print what each body asked answered and cost."""
    if not report.rows:
        common.line("No referral was sent in these cases.")
        return
    print_table(
        common,
        [
            {
                "referral": row.referral,
                "sent": row.sent,
                "positions": ", ".join(f"{position} {count}" for position, count in row.positions) or "–",
                "late": f"{row.late}, {row.silent}",
                "changed": _proportion(row.changed),
                "days": _days(row.critical_days),
                "each": "–" if row.days_a_change is None else _days(row.days_a_change),
            }
            for row in report.rows
        ],
        [
            Column("referral", "Referral"),
            Column("sent", "Sent", right=True),
            Column("positions", "Answers"),
            Column("late", "Late, silent", right=True),
            Column("changed", "Changed at most", right=True),
            Column("days", "Path d", right=True),
            Column("each", "Path d a change", right=True),
        ],
    )
    common.hint(
        "Changed at most: the answer asked for something and the case was not simply granted; 95\u00a0% limits."
        " Path: days on which the end of a case hung on it."
    )


def print_rework(common: Common, report: Rework) -> None:
    """Print the first-time-right rate and what was done again."""
    right = Proportion(report.first_time_right, report.decided)
    common.line(f"First time right: {_proportion(right)} of {report.decided} decided cases.")
    if not report.rows:
        return
    common.line("")
    print_table(
        common,
        [
            {
                "name": f"{row.name}\n  {row.what}",
                "cases": f"{row.cases} of {row.of}",
                "rounds": row.rounds,
                "days": _days(row.days),
                "each": _days(row.days_a_round),
            }
            for row in report.rows
        ],
        [
            Column("name", "Done again"),
            Column("cases", "Cases", right=True),
            Column("rounds", "Rounds", right=True),
            Column("days", "Days", right=True),
            Column("each", "Days a round", right=True),
        ],
    )
    common.hint("Rounds: those beyond the first; of a question every one.")


def print_handoffs(common: Common, report: Table[HandoffRow]) -> None:
    """Print the handoffs."""
    if not report.rows:
        common.line("No case was handed on.")
        return
    japanese = common.settings.lang == "ja"
    print_table(
        common,
        [
            {
                "from": owner_label(row.giver, japanese=japanese) if row.giver else "–",
                "to": owner_label(row.taker, japanese=japanese) if row.taker else "–",
                "cases": row.cases,
                "handoffs": row.handoffs,
                "returns": row.returns,
                "queued": _days(row.queued_days),
                "closed": _days(row.closed_days),
            }
            for row in report.rows
        ],
        [
            Column("from", "From"),
            Column("to", "To"),
            Column("cases", "Cases", right=True),
            Column("handoffs", "Times", right=True),
            Column("returns", "Back", right=True),
            Column("queued", "Queue d", right=True),
            Column("closed", "Closed", right=True),
        ],
    )
    common.hint("Back: handed straight back. Queue: days until it was taken up; closed: those with the office closed.")


def print_conformance(common: Common, report: Table[RuleRow]) -> None:
    """Print which rules were kept."""
    if not report.rows:
        common.line("No limit of time ran in these cases, and every move was one the definition has.")
        return
    print_table(
        common,
        [
            {
                "rule": "\n  ".join(part for part in (row.rule, row.what, row.basis) if part),
                "instances": row.instances,
                "kept": row.kept,
                "missed": row.missed,
                "running": row.running,
                "excess": row.excess_days,
                "excluded": f"{row.excluded_days}\n" + "\n".join(f"{cause} {count}" for cause, count in row.excluded_by)
                if row.excluded_days
                else "0",
            }
            for row in report.rows
        ],
        [
            Column("rule", "Rule, kind, basis"),
            Column("instances", "Times", right=True),
            Column("kept", "Kept", right=True),
            Column("missed", "Missed", right=True),
            Column("running", "Runs", right=True),
            Column("excess", "Over d", right=True),
            Column("excluded", "Left out d", right=True),
        ],
    )
    common.hint("Missed: with every day left out that the law leaves out. A window may end; its defaults are counted.")


def _days(value: float) -> str:
    return days(value, value)


def _proportion(value: Proportion) -> str:
    if value.limits is None:
        return "–"
    low, high = value.limits
    return f"{share(value.share, digits=0)} ({share(low, digits=0)}–{share(high, digits=0)})"


def _party(common: Common, party: Party) -> str:
    return common.say(glossary().parties[party])
