"""Moments fall into nine to five of an owner's open days, by the owner's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.calendars.registry import calendar, calendar_names
from licensing.domain.when import from_us, to_us
from licensing.simulation.timing import after, in_office_hours

WASHINGTON, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")


def us(text, zone):
    return to_us(datetime.fromisoformat(text).replace(tzinfo=zone))


def placed(text, office, *, after_event="1990-01-01T00:00"):
    zone = calendar(office).zone
    found = in_office_hours(us(text, zone), us(after_event, zone), calendar(office))
    return None if found is None else f"{from_us(found).astimezone(zone):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    "moment, office, at",
    [
        ("2026-03-04T00:00", "us-federal", "2026-03-04T09:00"),
        ("2026-03-04T12:00", "us-federal", "2026-03-04T13:00"),
        ("2026-03-04T23:59", "us-federal", "2026-03-04T17:00"),
        ("2026-03-07T15:00", "us-federal", "2026-03-09T09:00"),  # a Saturday
        ("2026-07-03T10:00", "us-federal", "2026-07-06T09:00"),  # Independence Day, observed on the Friday
        ("2025-10-03T10:00", "us-federal", "2025-11-13T09:00"),  # funds lapsed on 1 October
        ("2026-07-04T12:00", "us-everyday", "2026-07-04T13:00"),
        ("2026-05-04T12:00", "japan-administration", "2026-05-07T09:00"),  # Golden Week
        ("2026-12-29T12:00", "japan-administration", "2027-01-04T09:00"),  # year end of the offices
        ("2026-12-29T12:00", "japan-everyday", "2026-12-29T13:00"),
    ],
)
def test_a_moment_is_put_into_the_hours_of_the_next_open_day(moment, office, at):
    assert placed(moment, office) == at


@pytest.mark.parametrize("day, offset", [("2026-03-08", -4), ("2026-11-01", -5)], ids=["spring-forward", "fall-back"])
def test_the_office_opens_at_nine_by_the_wall_clock_on_the_days_when_clocks_change(day, offset):
    at_us = in_office_hours(us(f"{day}T00:00", WASHINGTON), 0, calendar("us-everyday"))
    at = from_us(at_us).astimezone(WASHINGTON)
    assert (at.hour, at.utcoffset().total_seconds() / 3600) == (9, offset)


@pytest.mark.parametrize(
    "last_event, at",
    [
        ("2026-03-04T10:00", "2026-03-04T11:00"),  # long enough before
        ("2026-03-04T13:00", "2026-03-04T13:01"),  # a minute after it
        ("2026-03-04T16:59", "2026-03-04T17:00"),
        ("2026-03-04T17:00", "2026-03-05T09:00"),  # the office has closed
        ("2026-03-06T23:59", "2026-03-09T09:00"),  # Friday night
        ("2026-03-05T00:00", "2026-03-05T09:00"),  # a clock that ran out at midnight
    ],
)
def test_nothing_comes_before_the_last_event(last_event, at):
    assert placed("2026-03-04T06:00", "us-federal", after_event=last_event) == at


def test_an_office_abroad_keeps_its_own_hours():
    midnight_in_washington = us("2026-03-04T00:00", WASHINGTON)
    at_us = in_office_hours(midnight_in_washington, midnight_in_washington, calendar("japan-administration"))
    assert f"{from_us(at_us).astimezone(TOKYO):%Y-%m-%dT%H:%M}" == "2026-03-04T14:01"


@pytest.mark.parametrize("office", calendar_names())
@pytest.mark.parametrize("moment", ["2061-01-01T10:00", "2400-01-01T10:00"])
def test_nothing_is_placed_beyond_the_days_that_calendars_know(office, moment):
    assert placed(moment, office) is None
    assert placed("2059-01-01T10:00", office, after_event=moment) is None


def test_the_last_day_of_the_calendars_is_used_by_those_who_work_on_it():
    assert placed("2060-12-31T00:00", "us-everyday") == "2060-12-31T09:00"
    assert placed("2060-12-31T23:59", "us-everyday", after_event="2060-12-31T23:00") is None
    assert placed("2060-12-31T10:00", "us-federal") is None  # New Year's Day, observed on the Friday
    assert placed("2060-12-31T10:00", "japan-administration") is None


def test_a_duration_too_long_for_any_date_is_beyond_the_calendars():
    assert in_office_hours(after(0, 1e12), 0, calendar("us-federal")) is None


KNOWN_US = st.integers(us("1981-01-01T00:00", UTC), us("2060-06-01T00:00", UTC))


@given(moment_us=KNOWN_US, last_us=KNOWN_US, office=st.sampled_from(calendar_names()))
def test_every_moment_lies_in_office_hours_after_the_last_event(moment_us, last_us, office):
    days = calendar(office)
    at_us = in_office_hours(moment_us, last_us, days)
    assert at_us is not None
    local = from_us(at_us).astimezone(days.zone)
    assert days.is_open(local.date())
    assert "09:00" <= f"{local:%H:%M}" <= "17:00"
    assert at_us >= last_us + 60_000_000
    latest = from_us(max(moment_us, last_us)).astimezone(days.zone).date()
    assert local.date() <= days.next_open(latest + timedelta(days=1))
