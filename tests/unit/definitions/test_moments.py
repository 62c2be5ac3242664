"""Moments as files and people write them: never more precise than what was written, and within reach."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from licensing.definitions.script import Reported, Step, moment
from licensing.domain.when import Precision

ZONES = ("UTC", "US/Eastern", "Asia/Tokyo")


@pytest.mark.parametrize(
    "text, precision",
    [
        ("2025-01", Precision.MONTH),
        ("2025-01-07", Precision.DAY),
        ("2025-01-07T10:00", Precision.INSTANT),
        ("2025-01-07 10:00", Precision.INSTANT),
        ("2025-01-07T10:00:30+09:00", Precision.INSTANT),
    ],
)
def test_a_moment_is_as_precise_as_it_was_written(text: str, precision: Precision) -> None:
    assert moment(text, "Asia/Tokyo").precision is precision


@pytest.mark.parametrize("text", ["20250107", "2025-W02-2", "2025", "2025-1-7", "10:00", "", "soon", "2025-02-30"])
def test_a_day_written_otherwise_does_not_become_a_midnight(text: str) -> None:
    with pytest.raises(ValueError, match="is no moment; write 2025-01-07"):
        moment(text, "UTC")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "text", ["0001-01-01", "0001-01", "9999-12", "9999-12-31", "0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59"]
)
def test_a_moment_at_the_end_of_the_calendar_is_refused_in_every_zone(text: str, zone: str) -> None:
    with pytest.raises(ValueError, match="outside the years that can be counted"):
        moment(text, zone)


def test_a_report_of_the_last_year_of_all_is_refused() -> None:
    with pytest.raises(ValidationError, match="outside the years that can be counted"):
        Step.model_validate({"advance": "submit", "when": {"report": "9999-12-31"}})


def test_a_report_cannot_come_before_the_first_day_it_may_speak_of() -> None:
    with pytest.raises(ValidationError, match=r"not_before .2025-01-08. lies after the report .2025-01-07."):
        Reported.model_validate({"report": "2025-01-07", "not_before": "2025-01-08"})
    told = moment(Reported.model_validate({"report": "2025-01-07", "not_before": "2025-01-07"}), "UTC")
    assert (told.earliest_day, told.latest_day) == (told.latest_day, told.latest_day)
