"""How long cases take: open ones count, a stock sample is not mistaken for all, and every way out has its share."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from licensing.analysis.incidence import incidences
from licensing.analysis.scope import Cohort, Scope
from licensing.analysis.survival import Observation, Percentile, curve
from licensing.analysis.waits import survival
from licensing.definitions.script import Reported
from licensing.domain.errors import NoCases, UsageError
from licensing.domain.vocabulary import Provenance
from tests.support.examples import two_branches
from tests.support.stories import at, case_file, small

WAYS = ("granted", "refused", "returned")


def decided_on(ref: str, day: str, how: str = "approve") -> object:
    steps = [at("2026-01-12", advance="submit"), at("2026-01-13", advance="take-up")]
    steps += [at("2026-01-14", advance="decide-in-house"), at(day, advance=how)]
    return case_file(*steps, opened="2026-01-05", ref=ref)


def waiting(ref: str, opened: str = "2026-01-05") -> object:
    return case_file(opened=opened, ref=ref)


def test_the_naive_median_forgets_those_that_are_still_there():
    files = [decided_on("A", "2026-01-25"), decided_on("B", "2026-02-04"), waiting("C"), waiting("D"), waiting("E")]
    found = survival(Cohort.of(files, Scope(as_of=datetime(2026, 6, 1, tzinfo=UTC))))
    assert (found.cases, found.open, found.naive_median) == (5, 3, 25)
    assert not found.median.reached
    assert [(step.high, round(step.survival, 6)) for step in found.curve] == [(20, 0.8), (30, 0.6)]
    assert [row.days.high for row in found.rows] == [20, 30, None, None, None]


def test_cases_leave_by_competing_ways_whose_shares_and_the_rest_sum_to_one():
    files = [
        decided_on("A", "2026-01-25"),
        decided_on("B", "2026-02-04", "deny"),
        decided_on("C", "2026-02-05"),
        waiting("D"),
    ]
    found = survival(Cohort.of(files, Scope(as_of=datetime(2026, 6, 1, tzinfo=UTC))))
    assert {way.way: (way.cases, round(way.incidence, 6)) for way in found.ways} == {
        "granted": (2, 0.5),
        "refused": (1, 0.25),
    }
    assert sum(way.incidence for way in found.ways) + found.curve[-1].survival == pytest.approx(1)


def test_a_case_leaves_a_state_by_the_state_it_goes_to():
    found = survival(Cohort.of([two_branches()]), state="staffed")
    assert (found.cases, found.median, [way.way for way in found.ways]) == (1, Percentile(34, 34), ["action"])


def test_a_state_that_no_version_has_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match="no state 'limbo'"):
        survival(Cohort.of([two_branches()]), state="limbo")


def test_dates_known_as_ranges_give_ranges():
    file = case_file(
        at("2026-03-01", observe="in-use", gap=False, outcome="granted"),
        opened=Reported(report="2026-01-31", not_before="2026-01-01"),
        state="review",
        provenance=Provenance.OBSERVED,
        definition=small("2020-01"),
    )
    found = survival(Cohort.of([file]))
    assert found.median == Percentile(29, 59)


def test_a_stock_sample_enters_at_the_age_it_was_found_at():
    # Found on 21 January at ages 16 and 6: before that neither could have been seen to leave.
    later = [at("2026-01-16", advance="submit"), at("2026-01-17", advance="take-up")]
    later.append(at("2026-01-18", advance="decide-in-house"))
    second = case_file(*later, at("2026-01-29", advance="approve"), opened="2026-01-15", ref="B")
    quick = case_file(*later, at("2026-01-19", advance="approve"), opened="2026-01-15", ref="QUICK")
    cohort = Cohort.of([decided_on("A", "2026-01-25"), second, quick])
    found = survival(cohort, stock_on=datetime(2026, 1, 21, 4, 59, tzinfo=UTC))
    assert (found.cases, found.open) == (2, 0)
    # At 14 days only B is at risk (A is seen from 15 on), so the curve falls to nothing there.
    assert [(step.high, step.survival) for step in found.curve] == [(14, 0.0), (20, 0.0)]


def test_those_still_there_are_told_how_long_it_takes_from_then_on():
    files = [decided_on("A", "2026-01-25"), decided_on("B", "2026-02-04"), decided_on("C", "2026-02-14")]
    found = survival(Cohort.of(files), still_after=25)
    assert (found.cases, found.median) == (2, Percentile(30, 30))


def test_a_day_on_which_nothing_waited_has_no_stock():
    with pytest.raises(NoCases):
        survival(Cohort.of([two_branches()]), stock_on=datetime(2025, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("seed", range(20))
def test_the_curve_and_the_incidences_are_those_of_lifelines(seed):
    draw = Random(seed)
    n = draw.randrange(5, 60)
    # Distinct durations: lifelines jitters ties.
    durations = draw.sample(range(1, 10_000), n)
    ways = [draw.choice((*WAYS, "")) for _ in range(n)]
    entries = [draw.choice((0, duration // 2)) for duration in durations]
    seen = [
        (Observation(duration, duration if way else None, not way, entry or float("-inf")), way)
        for duration, way, entry in zip(durations, ways, entries, strict=True)
    ]
    theirs = KaplanMeierFitter().fit(durations, [bool(way) for way in ways], entry=entries).survival_function_
    for step in curve([item for item, _ in seen]):
        assert step.survival == pytest.approx(float(theirs.loc[: step.high].iloc[-1, 0]), abs=1e-9)

    untruncated = [(Observation(item.low, item.high, item.open), way) for item, way in seen]
    codes = [WAYS.index(way) + 1 if way else 0 for way in ways]
    for code, way in enumerate(WAYS, 1):
        if code not in codes:
            continue
        fitted = AalenJohansenFitter(calculate_variance=False).fit(durations, codes, event_of_interest=code)
        for rise in incidences(untruncated)[way]:
            their = float(fitted.cumulative_density_.loc[: rise.at].iloc[-1, 0])
            assert rise.incidence == pytest.approx(their, abs=1e-9)
