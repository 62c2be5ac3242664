"""What blocks, counted in SQL over a snapshot: days open and days saved, limits by resampling the effects it holds."""

from __future__ import annotations

from collections import Counter

from licensing.analysis.blockers import Blockers, PairSum, TargetSum, Two, drawn_up, leading
from licensing.analysis.removal import Target
from licensing.domain.vocabulary import Party
from licensing.domain.when import Duration
from licensing.snapshot.chosen import Chosen
from licensing.snapshot.spreads import side_by_side


def blockers(chosen: Chosen) -> Blockers:
    """Say what blocked the chosen cases, and what each thing's absence would have saved on them."""
    connection, words = chosen.connection, chosen.words
    low, high, effect = chosen.counted("low"), chosen.counted("high"), chosen.counted("effect")
    sums = {
        Target(words[what], words[name]): _sum(*row)
        for what, name, *row in connection.execute(
            f"SELECT what, name, count(*), count(*) FILTER (open), count({low}), count({high}), sum({low}), sum({high})"
            f" FROM blocked WHERE {chosen.of_rows} GROUP BY what, name"
        ).fetchall()
    }
    for what, name, party, cases in connection.execute(
        f"SELECT what, name, party, count(*) FROM blocked WHERE {chosen.of_rows} GROUP BY what, name, party"
    ).fetchall():
        sums[Target(words[what], words[name])].parties[Party(words[party])] = cases
    for what, name, felt in connection.execute(
        f"SELECT what, name, list({effect} ORDER BY ref) FROM blocked JOIN (SELECT id, ref FROM cases WHERE"
        f" {chosen.condition}) ON id = case_id WHERE {effect} <> 0 GROUP BY what, name"
    ).fetchall():
        sums[Target(words[what], words[name])].effects = felt
    pairs = _pairs(chosen, leading(sums), effect)
    return drawn_up(chosen.heading, chosen.cases, sums, pairs, side_by_side(chosen))


def _sum(cases: int, open_: int, bounded: int, closed: int, low: int, high: int | None) -> TargetSum:
    total = Duration(low, high if closed == bounded else None) if bounded else None
    return TargetSum(cases, open_, Counter(), total)


def _pairs(chosen: Chosen, wanted: list[Two], effect: str) -> dict[Two, PairSum]:
    words = chosen.words
    found = chosen.connection.execute(
        f"WITH mine AS (SELECT case_id, what, name, {effect} AS effect FROM blocked WHERE {chosen.of_rows}),"
        " two AS (SELECT pairs.case_id, pairs.what, pairs.name, other_what, other_name,"
        f" {effect} AS effect FROM pairs WHERE {chosen.of_rows})"
        " SELECT two.what, two.name, other_what, other_name, count(*), sum(two.effect),"
        " sum(one.effect + other.effect) FROM two"
        " JOIN mine AS one ON one.case_id = two.case_id AND one.what = two.what AND one.name = two.name"
        " JOIN mine AS other ON other.case_id = two.case_id AND other.what = other_what AND other.name = other_name"
        " GROUP BY ALL"
    ).fetchall()
    told = {
        (Target(words[what], words[name]), Target(words[other_what], words[other_name])): PairSum(*sums)
        for what, name, other_what, other_name, *sums in found
    }
    return {two: told[two] for two in wanted if two in told}
