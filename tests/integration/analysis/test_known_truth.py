"""Ranking blockers by marginal days is ranking them by what they cost; ranking them by total days is not."""

from __future__ import annotations

from random import Random
from statistics import correlation, median

import pytest

from licensing.analysis.blockers import blockers
from licensing.analysis.scope import Cohort
from licensing.domain.when import DAY_US
from tests.support.office import KINDS, Habits, cases, true_days

SEEDS = range(1, 21)
CASES = 25


def ranks(values: list[float]) -> list[float]:
    """Give the ranks of values, ties in the middle."""
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) - 1) / 2 for value in values]


def rank_correlation(one: dict[str, float], other: dict[str, float]) -> float:
    return correlation(ranks([one[kind] for kind in KINDS]), ranks([other[kind] for kind in KINDS]))


@pytest.fixture(scope="module")
def correlations():
    """Give, for every seed, how far marginal and total days rank the blockers as their true cost does."""
    found = []
    for seed in SEEDS:
        habits = Habits.drawn(Random(seed))
        rows = {row.kind: row for row in blockers(Cohort.of(list(cases(habits, 1000 * seed, CASES)))).rows}
        marginal = {kind: (rows[kind].marginal_us or 0) / DAY_US if kind in rows else 0.0 for kind in KINDS}
        total = {kind: rows[kind].total.high_days if kind in rows else 0.0 for kind in KINDS}
        truth = true_days(habits, 1000 * seed, CASES)
        found.append((rank_correlation(marginal, truth), rank_correlation(total, truth)))
    return found


def test_marginal_days_rank_the_blockers_as_their_true_cost_does(correlations):
    assert median(marginal for marginal, _ in correlations) >= 0.95


def test_total_days_rank_them_worse(correlations):
    assert median(total for _, total in correlations) < median(marginal for marginal, _ in correlations)
