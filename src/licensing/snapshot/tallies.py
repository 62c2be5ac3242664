"""Reports that are sums over cases, counted in SQL: bodies asked, needs, rounds, handoffs, rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from licensing.analysis import conformance as rules
from licensing.analysis import handoffs as owners
from licensing.analysis import lasts as needs
from licensing.analysis import referrals as bodies
from licensing.analysis import rework as again
from licensing.analysis.conformance import RuleRow, RuleSum
from licensing.analysis.handoffs import HandoffRow, HandoffSum
from licensing.analysis.lasts import LastRow, NeedSum
from licensing.analysis.referrals import BodySum, ReferralRow
from licensing.analysis.report import Table
from licensing.analysis.rework import MATTER, Rework, RoundSum
from licensing.analysis.ruler import Measure
from licensing.snapshot.chosen import Chosen
from licensing.snapshot.spreads import side_by_side
from licensing.snapshot.steps import parties_of


def referrals(chosen: Chosen) -> Table[ReferralRow]:
    """Say of every body asked what it answered and what it cost."""
    sums: dict[str, BodySum] = {}
    for path, *row in _sums(
        chosen,
        "bodies",
        "path, count(*), sum(sent), sum(open), sum(silent), sum(late), sum(judged), sum(changed),"
        " sum(open_us), sum(critical_us)",
        "path",
    ):
        sums[chosen.words[path]] = BodySum(*row)
    for path, position, times in _sums(chosen, "positions", "path, position, sum(times)", "path, position"):
        sums[chosen.words[path]].positions[chosen.words[position]] = times
    return bodies.drawn_up(chosen.heading, sums, side_by_side(chosen))


def critical_path(chosen: Chosen) -> Table[LastRow]:
    """Say over what the critical path of the chosen cases ran."""
    words = chosen.words
    sums = {
        (words[what], words[name]): NeedSum(parties_of(parties), stays, last, length_us)
        for what, name, parties, stays, last, length_us in _sums(
            chosen, "needs", "what, name, bit_or(parties), sum(stays), sum(last), sum(length_us)", "what, name"
        )
    }
    slacks = {
        (words[what], words[name]): slack
        for what, name, slack in _sums(chosen, "slacks", "what, name, median(slack_us)", "what, name")
    }
    return needs.drawn_up(chosen.heading, sums, slacks, side_by_side(chosen))


def rework(chosen: Chosen) -> Rework | None:
    """Say what the chosen cases did again; ``None`` where days between cases of a matter are not elapsed ones."""
    connection, words = chosen.connection, chosen.words
    chains = _refiled(chosen)
    if chains and chosen.heading.scope.measure is not Measure.ELAPSED:
        return None
    sums = {
        (words[what], words[name]): RoundSum(*row)
        for what, name, *row in _sums(
            chosen,
            "rounds",
            f"what, name, count(*), count(*) FILTER (rounds > 0), sum(rounds), sum({chosen.counted('length')})",
            "what, name",
        )
    }
    matters = RoundSum()
    for cases, length_us in chains:
        matters.add(cases - 1, max(0, length_us))
    found = connection.execute(
        "SELECT count(DISTINCT matter), count(*) FILTER (decided), count(*) FILTER (decided AND matter NOT IN"
        f" (SELECT matter FROM cases WHERE {chosen.condition} GROUP BY matter HAVING count(*) > 1) AND id NOT IN"
        f" (SELECT case_id FROM rounds WHERE {chosen.of_rows} AND rounds > 0)) FROM cases WHERE {chosen.condition}"
    ).fetchall()
    matters.there, decided, right = found[0]
    return again.drawn_up(chosen.heading, sums | {MATTER: matters}, right, decided, side_by_side(chosen))


def _refiled(chosen: Chosen) -> list[tuple[int, int]]:
    """Give of every matter with several of the chosen cases how many, and the time between first and last end."""
    return chosen.connection.execute(
        "SELECT count(*), last(over_us) - first(over_us) FROM"
        f" (SELECT matter, over_us FROM cases WHERE {chosen.condition} AND matter IN"
        f" (SELECT matter FROM refiled WHERE cohort = {chosen.cohort}) ORDER BY opened_latest_us, ref)"
        " GROUP BY matter HAVING count(*) > 1"
    ).fetchall()


def handoffs(chosen: Chosen) -> Table[HandoffRow]:
    """Say who handed the chosen cases to whom."""
    words = chosen.words
    sums = {
        (words[giver], words[taker]): HandoffSum(*row)
        for giver, taker, *row in _sums(
            chosen,
            "handoffs",
            f"giver, taker, count(*), sum(handoffs), sum(returns), sum({chosen.counted('queued')}), sum(closed_us)",
            "giver, taker",
        )
    }
    return owners.drawn_up(chosen.heading, sums, side_by_side(chosen))


def conformance(chosen: Chosen) -> Table[RuleRow]:
    """Say which rules the chosen cases kept."""
    words = chosen.words
    sums = {
        (words[what], words[name]): RuleSum(*row)
        for what, name, *row in _sums(
            chosen,
            "rules",
            "what, name, count(*), sum(instances), sum(kept), sum(missed), sum(running), sum(excluded_days)",
            "what, name",
        )
    }
    for what, name, days in _sums(chosen, "overdue", "what, name, list(days)", "what, name"):
        sums[words[what], words[name]].excess = days
    for what, name, cause, days in _sums(chosen, "excluded", "what, name, cause, sum(days)", "what, name, cause"):
        sums[words[what], words[name]].causes[words[cause]] = days
    return rules.drawn_up(chosen.heading, sums, side_by_side(chosen))


def _sums(chosen: Chosen, table: str, columns: str, of: str) -> Iterator[tuple[Any, ...]]:
    yield from chosen.connection.execute(
        f"SELECT {columns} FROM {table} WHERE {chosen.of_rows} GROUP BY {of}"
    ).fetchall()
