"""Moments are as precise as their source, and durations are ranges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.domain.when import (
    DAY_US,
    ZERO,
    Duration,
    Precision,
    When,
    between,
    from_us,
    tighten,
    to_us,
)
from tests.support.steady import steady

TOKYO = "Asia/Tokyo"
WASHINGTON = "America/New_York"
DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31))


@st.composite
def moments(draw, *zones):
    """Give a moment of any precision."""
    where, day = draw(st.sampled_from(zones or (TOKYO, WASHINGTON, "UTC"))), draw(DAYS)
    kind = draw(st.sampled_from(Precision))
    if kind is Precision.INSTANT:
        moment = datetime.combine(day, draw(st.times()), tzinfo=ZoneInfo(where))
        return When.at(moment.astimezone(UTC), where)
    if kind is Precision.DAY:
        return When.on(day, where)
    if kind is Precision.MONTH:
        return When.in_month(day.year, day.month, where)
    first = draw(st.none() | st.integers(0, 500))
    report = When.on_or_before(day, where, not_before=None if first is None else day - timedelta(days=first))
    return report if kind is Precision.REPORT else When(None, report.latest_us, Precision.UNKNOWN, where)


def test_a_day_lasts_from_midnight_to_midnight_of_its_own_zone():
    day = When.on(date(2024, 3, 10), WASHINGTON)
    assert from_us(day.earliest_us) == datetime(2024, 3, 10, 5, tzinfo=UTC)
    assert from_us(day.latest_us + 1) == datetime(2024, 3, 11, 4, tzinfo=UTC)
    assert day.latest_us - day.earliest_us == 23 * 3_600_000_000 - 1
    assert not day.exact


def test_a_month_lasts_from_its_first_to_its_last_day():
    month = When.in_month(2024, 2, TOKYO)
    assert (month.earliest_day, month.latest_day) == (date(2024, 2, 1), date(2024, 2, 29))


def test_a_report_has_no_earlier_bound_of_its_own():
    report = When.on_or_before(date(2009, 10, 21), TOKYO)
    assert report.earliest_us is None
    assert report.earliest_day is None
    assert report.latest_day == date(2009, 10, 21)


def test_a_report_may_know_the_first_day_it_can_have_been():
    report = When.on_or_before(date(2014, 7, 17), TOKYO, not_before=date(2014, 4, 1))
    assert (report.earliest_day, report.latest_day) == (date(2014, 4, 1), date(2014, 7, 17))


def test_an_instant_is_exact_to_the_microsecond():
    moment = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
    instant = When.at(moment, TOKYO)
    assert instant.exact
    assert instant.earliest_us == instant.latest_us == to_us(moment)
    assert from_us(instant.latest_us) == moment


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        When.at(datetime(2024, 5, 6))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    "when, printed",
    [
        (When.at(datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC), TOKYO), "2024-05-06T16:08+09:00"),
        (When.on(date(2024, 5, 6), TOKYO), "2024-05-06"),
        (When.in_month(2024, 5, TOKYO), "2024-05"),
        (When.on_or_before(date(2024, 5, 6), TOKYO), "≤2024-05-06"),
        (When.on_or_before(date(2024, 5, 6), TOKYO, not_before=date(2024, 4, 1)), "2024-04-01..2024-05-06"),
        (When(None, 0, Precision.UNKNOWN, TOKYO), "?"),
    ],
)
def test_a_moment_is_printed_with_no_more_precision_than_it_has(when, printed):
    assert str(when) == printed


def test_a_date_printed_in_tokyo_is_not_moved_by_a_clock_that_counts_in_washington():
    washington = ZoneInfo(WASHINGTON)
    assert When.on(date(2024, 5, 6), TOKYO).local_day(washington) == date(2024, 5, 6)
    assert When.in_month(2024, 5, TOKYO).local_day(washington) == date(2024, 5, 31)
    morning_in_tokyo = datetime(2024, 5, 6, 9, tzinfo=ZoneInfo(TOKYO)).astimezone(UTC)
    assert When.at(morning_in_tokyo, TOKYO).local_day(washington) == date(2024, 5, 5)


def test_a_finding_and_a_later_report_are_at_most_their_distance_apart():
    finding, contract = tighten([When.on(date(2023, 12, 22), TOKYO), When.on_or_before(date(2024, 7, 28), TOKYO)])
    waited = between(finding, contract)
    assert (waited.low_days, waited.high_days) == (0, 219)


def test_a_request_known_from_a_report_and_a_dated_answer_are_at_least_their_distance_apart():
    asked, answered = tighten([When.on_or_before(date(2009, 10, 21), TOKYO), When.on(date(2011, 6, 3), TOKYO)])
    reviewed = between(asked, answered)
    assert (reviewed.low_days, reviewed.high_days) == (590, None)


def test_a_start_between_a_rule_and_a_finding_gives_a_range_from_nothing():
    start = When.on_or_before(date(2014, 7, 17), TOKYO, not_before=date(2014, 4, 1))
    start, found = tighten([start, When.on(date(2014, 7, 17), TOKYO)])
    stretch = between(start, found)
    assert (stretch.low_days, stretch.high_days) == (0, 107)
    assert not stretch.exact


def test_two_dates_are_whole_days_apart_across_daylight_saving_time():
    stretch = between(When.on(date(2024, 3, 9), WASHINGTON), When.on(date(2024, 3, 12), WASHINGTON))
    assert stretch == Duration(3 * DAY_US, 3 * DAY_US)


def test_two_instants_are_real_time_apart_across_daylight_saving_time():
    noon = ZoneInfo(WASHINGTON)
    before = When.at(datetime(2024, 3, 9, 12, tzinfo=noon).astimezone(UTC), WASHINGTON)
    after = When.at(datetime(2024, 3, 10, 12, tzinfo=noon).astimezone(UTC), WASHINGTON)
    assert between(before, after).low_us == 23 * 3_600_000_000


def test_dates_of_two_zones_are_apart_by_real_time():
    stretch = between(When.on(date(2024, 6, 3), TOKYO), When.on(date(2024, 6, 4), WASHINGTON))
    hour = 3_600_000_000
    assert stretch == Duration(13 * hour + 1, 61 * hour - 1)


def test_an_instant_and_a_date_are_apart_by_real_time():
    morning = When.at(datetime(2024, 6, 3, 0, tzinfo=UTC), "UTC")
    assert between(morning, When.on(date(2024, 6, 4), "UTC")) == Duration(DAY_US, 2 * DAY_US - 1)


def test_nothing_lasts_less_than_nothing():
    late, early = When.on(date(2024, 6, 4), TOKYO), When.on(date(2024, 6, 3), TOKYO)
    assert between(late, early) == ZERO
    later, earlier = (When.at(datetime(2024, 6, day, tzinfo=UTC)) for day in (4, 3))
    assert between(later, earlier) == ZERO


def test_durations_add_bound_by_bound():
    assert Duration(1, 2) + Duration(10, 20) == Duration(11, 22)
    assert Duration(1, None) + Duration(10, 20) == Duration(11, None)
    assert Duration(1, 2) + ZERO == Duration(1, 2)
    assert Duration(5, 5).exact
    assert Duration(5, None).high_days is None


def test_an_event_lies_between_the_events_around_it():
    month = When.in_month(2024, 5, TOKYO)
    before, middle, after = tighten([When.on(date(2024, 5, 10), TOKYO), month, When.on(date(2024, 5, 20), TOKYO)])
    assert (middle.earliest_day, middle.latest_day) == (date(2024, 5, 10), date(2024, 5, 20))
    assert (before, after) == (When.on(date(2024, 5, 10), TOKYO), When.on(date(2024, 5, 20), TOKYO))
    assert middle.precision is Precision.MONTH


def test_the_bounds_of_events_travel_over_those_between():
    reports = [When.on_or_before(date(2024, 5, day), TOKYO) for day in (9, 30, 31)]
    narrowed = tighten([When.on(date(2024, 5, 2), TOKYO), *reports, When.on(date(2024, 5, 20), TOKYO)])
    assert [str(when) for when in narrowed[1:4]] == [
        "2024-05-02..2024-05-09",
        "2024-05-02..2024-05-20",
        "2024-05-02..2024-05-20",
    ]


@steady
@given(moments())
def test_the_bounds_of_a_moment_are_in_order(when):
    assert when.earliest_us is None or when.earliest_us <= when.latest_us
    assert when.earliest_day is None or when.earliest_day <= when.latest_day


@steady
@given(st.lists(moments(TOKYO), min_size=1, max_size=8))
def test_narrowed_moments_are_in_order_and_narrowing_again_changes_nothing(found):
    narrowed = tighten(sorted(found, key=lambda when: when.latest_us))
    assert tighten(narrowed) == narrowed
    for before, after in pairwise(narrowed):
        assert before.latest_us <= after.latest_us
        assert before.earliest_us is None or before.earliest_us <= after.earliest_us
    for when in narrowed:
        assert when.earliest_us is None or when.earliest_us <= when.latest_us


@steady
@given(moments(), moments())
def test_a_duration_holds_every_distance_its_moments_allow(start, end):
    if start.latest_us > end.latest_us:
        start, end = end, start
    start, end = tighten([start, end])
    stretch = between(start, end)
    assert stretch.low_us >= 0
    assert stretch.high_us is None or stretch.low_us <= stretch.high_us
    assert (stretch.high_us is None) == (start.earliest_us is None)
