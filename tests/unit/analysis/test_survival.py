"""Percentiles take what is open and what is imprecise for what it is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from licensing.analysis.survival import (
    NOT_REACHED,
    Limits,
    Observation,
    Percentile,
    curve,
    greenwood_limits,
    limits,
    order_statistics_limits,
    percentile,
)
from licensing.analysis.turnbull import Interval, turnbull

# Remission times in weeks under 6-MP: Freireich and others, Blood 21 (1963) 699; the standard worked example.
REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_IN_REMISSION = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def exact(*values: float) -> list[Observation]:
    return [Observation(value, value) for value in values]


def still_open(*values: float) -> list[Observation]:
    return [Observation(value, None, open=True) for value in values]


def test_kaplan_meier_gives_the_published_curve_of_the_remission_data():
    found = curve(exact(*REMISSION) + still_open(*STILL_IN_REMISSION))
    assert [(step.low, round(step.survival, 3)) for step in found] == [
        (6, 0.857),
        (7, 0.807),
        (10, 0.753),
        (13, 0.690),
        (16, 0.627),
        (22, 0.538),
        (23, 0.448),
    ]


def test_its_median_is_23_weeks_and_greenwood_gives_the_published_limits():
    data = exact(*REMISSION) + still_open(*STILL_IN_REMISSION)
    assert percentile(data, 0.5) == Percentile(23, 23)
    assert greenwood_limits(data, 0.5) == Limits(13, None)
    assert limits(data, 0.5) == Limits(13, None)


def test_a_percentile_that_too_few_cases_have_passed_is_not_reached():
    data = exact(3, 5) + still_open(10, 10, 10)
    assert percentile(data, 0.5) == NOT_REACHED
    assert not percentile(data, 0.5).reached
    assert percentile(data, 0.4) == Percentile(5, 5)


def test_a_case_that_ended_on_the_day_another_was_last_seen_comes_first():
    assert [step.survival for step in curve(exact(5) + still_open(5))] == [0.5]


def test_the_median_of_an_even_number_is_the_lower_of_the_middle_two():
    assert percentile(exact(1, 2, 3, 4), 0.5) == Percentile(2, 2)


def test_a_single_imprecise_duration_is_a_range_and_never_its_upper_bound():
    assert percentile([Observation(0, 107)], 0.5) == Percentile(0, 107)


def test_a_duration_without_an_upper_bound_is_at_least_its_lower_bound():
    assert percentile([Observation(590, None)], 0.5) == Percentile(590, None)


def test_an_open_case_in_the_tail_is_not_reached_but_an_unbounded_one_is_at_least_its_bound():
    assert percentile(exact(100) + still_open(590), 0.9) == NOT_REACHED
    assert percentile([*exact(100), Observation(590, None)], 0.9) == Percentile(590, None)
    assert percentile([*exact(100), Observation(590, None)], 0.5) == Percentile(100, 100)


def test_overlapping_intervals_share_the_innermost_one():
    found = turnbull([Interval(1, 3), Interval(2, 4), Interval(5, 6)])
    assert [(mass.low, mass.high) for mass in found] == [(2, 3), (5, 6)]
    assert [mass.weight for mass in found] == pytest.approx([2 / 3, 1 / 3])


def test_an_exact_duration_at_the_edge_of_an_interval_takes_its_weight():
    found = turnbull([Interval(0, 5), Interval(5, 5)])
    assert [(mass.low, mass.high) for mass in found if mass.weight > 1e-6] == [(5, 5)]


def test_a_weight_that_only_creeps_to_zero_gets_there():
    found = turnbull([Interval(0, 0), Interval(0, 1), Interval(1, 2), Interval(2, 2)])
    assert [(mass.low, mass.high, round(mass.weight, 9)) for mass in found] == [(0, 0, 0.5), (1, 1, 0), (2, 2, 0.5)]
    assert percentile([Observation(low, high) for low, high in ((0, 0), (0, 1), (1, 2), (2, 2))], 0.5).high == 0


bounds = st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 15)))


SLOW_TO_CLIMB = [
    (6, 2),
    (3, 5),
    (3, 1),
    (8, 2),
    (5, 1),
    (6, 2),
    (3, 0),
    (7, 5),
    (9, 1),
    (0, 2),
    (4, 1),
    (0, 5),
]
"""Low bounds and widths of data on which sharing out alone still moves after twenty thousand rounds."""


@given(st.lists(bounds, min_size=1, max_size=40))
@example(SLOW_TO_CLIMB)
def test_no_weight_of_the_estimate_could_grow_and_make_the_data_likelier(data: list[tuple[int, int | None]]):
    """Kuhn and Tucker's condition; the likelihood is concave, so there is nothing likelier anywhere."""
    intervals = [Interval(low, None if width is None else low + width) for low, width in data]
    masses = turnbull(intervals)

    def inside(item: Interval, place: int) -> bool:
        mass = masses[place]
        if item.high is None:
            return mass.high is None or mass.low > item.low or mass.low == item.low < mass.high
        return mass.high is not None and item.low <= mass.low and mass.high <= item.high

    places = range(len(masses))
    likely = [sum(masses[place].weight for place in places if inside(item, place)) for item in intervals]
    for place in places:
        growth = sum(1 / chance for item, chance in zip(intervals, likely, strict=True) if inside(item, place))
        assert growth <= len(intervals) * (1 + 1e-8)


durations = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=25)


@given(durations)
def test_the_self_consistent_estimate_is_kaplan_meier_where_nothing_is_imprecise(data: list[tuple[int, bool]]):
    observations = [Observation(at, None if open_ else at, open_) for at, open_ in data]
    steps = {step.low: step.survival for step in curve(observations)}
    left = 1.0
    for mass in turnbull([Interval(at, None if open_ else at) for at, open_ in data]):
        left -= mass.weight
        if mass.high is not None:
            assert left == pytest.approx(steps[mass.low], abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=15))
def test_weights_sum_to_one_and_a_median_lies_within_the_bounds_of_the_data(data: list[tuple[int, int]]):
    observations = [Observation(min(pair), max(pair)) for pair in data]
    masses = turnbull([Interval(item.low, item.high) for item in observations])
    assert sum(mass.weight for mass in masses) == pytest.approx(1.0)
    found = percentile(observations, 0.5)
    assert found.low is not None
    assert found.high is not None
    assert min(item.low for item in observations) <= found.low <= found.high <= max(max(pair) for pair in data)


def test_order_statistics_bound_the_median_of_ten_by_the_second_and_the_ninth():
    assert order_statistics_limits(range(1, 11), 0.5) == Limits(2, 9)
    assert limits(exact(*range(1, 11)), 0.5) == Limits(2, 9)


def test_a_handful_of_cases_gives_no_limits():
    assert order_statistics_limits([1, 2, 3], 0.5) == Limits(None, None)
    assert order_statistics_limits([], 0.5) == Limits(None, None)


def test_imprecise_durations_enter_the_limits_with_both_bounds():
    imprecise = [Observation(value, value + 2) for value in range(1, 21)]
    found = limits(imprecise, 0.5)
    low = greenwood_limits(exact(*range(1, 21)), 0.5).low
    high = greenwood_limits(exact(*range(3, 23)), 0.5).high
    assert found == Limits(low, high)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 10 < found.high
