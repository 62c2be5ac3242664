"""Every published figure of the notes is carried, typed, and on one line only with its own kind."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

import pytest

from licensing.definitions.figure_library import published
from licensing.definitions.published import CLOCKED, Quantity, Reading, Statistic
from licensing.domain.vocabulary import Confidence

ROWS = {
    "ddtc-license": 45,
    "ddtc-agreement": 5,
    "ddtc-cj": 5,
    "dtsa-review": 11,
    "blue-lantern": 23,
    "bis-license": 43,
    "bis-classification": 2,
    "fms-case": 17,
    "fms-pa": 2,
    "tsfd-release": 4,
    "ddtc-expedited": 2,
    "ddtc-exempt": 1,
    "cn-review": 4,
    "defense-transfer-permit": 30,
    "meti-export-license": 21,
    "meti-bulk-license": 2,
    "defense-transfer-review": 25,
    "licensed-production": 2,
    "third-party-consent": 1,
    "us-japan-jamtc": 5,
    "us-japan-joint": 7,
    "us-japan-rdp-mou": 1,
    "equipment-agreement": 10,
    "gcap-convention": 2,
    "fms-purchase": 51,
    "security-clearance": 18,
    "defense-transfer-delivery": 3,
    "official-security-assistance": 2,
}
"""Rows of the two tables of published figures, counted by hand: a range has a row for each of its ends."""


def figure(name):
    return next(entry for entry in published() if entry.id == name)


def test_every_row_of_the_two_tables_is_carried():
    carried = Counter()
    for entry in published():
        carried[entry.topic.topic] += 1 if entry.figure.value is not None else 2
    assert carried == ROWS
    assert sum(ROWS.values()) == 164 + 180


def test_four_ranges_stand_for_two_rows_each():
    assert len(published()) == 340
    ranges = {entry.id: (entry.figure.low, entry.figure.high) for entry in published() if entry.figure.value is None}
    assert ranges == {
        "ddtc-agreement/time-referred/undated": (30, 45),
        "bis-license/screened-out-share/2024-10..2025-03": (18, 20),
        "meti-export-license/naccs-setup/undated": (3, 4),
        "meti-export-license/hq-main-examination/2019": (1, 3),
    }


def test_every_figure_has_a_name_of_its_own():
    names = Counter(entry.id for entry in published())
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    "name,value,unit,statistic,reading,confidence",
    [
        ("ddtc-license/time-gao-01-528/FY2000", 46, "days", "mean", "exact", "sourced"),
        ("ddtc-license/open-ddtc-2008-04/2008-04", 3720, "cases", "at-end", "exact", "sourced"),
        ("ddtc-license/closed-ddtc-2008-04/2008-04", 7438, "cases", "total", "exact", "sourced"),
        ("ddtc-license/volume-testimony-2009/CY2008", 84000, "applications", "total", "almost", "sourced"),
        ("ddtc-license/over-60-days/CY2006", 15000, "applications", "total", "more-than", "sourced"),
        ("ddtc-license/defects/..2019-02", 20, "applications", "total", "exact", "sourced"),
        ("ddtc-agreement/time-taa/FY2006", 94, "days", "median", "exact", "sourced"),
        ("bis-classification/time/FY2012", 34.4, "days", "mean", "exact", "sourced"),
        ("bis-license/approved-bis-fy2008/FY2013", 20948, "applications", "total", "exact", "sourced"),
        ("ddtc-exempt/leaves-licensing/2024-09..", 70, "percent", "share", "more-than", "sourced"),
        ("cn-review/emergency-cases/2019-05", 22, "cases", "total", "exact", "sourced"),
        ("ddtc-license/time-testimony-2009/CY2008", 16, "calendar-days", "mean", "more-than", "sourced"),
        ("fms-case/target-lor-complete-to-offer-aod-group-b/2015..2021", 100, "days", "target", "exact", "memory"),
        ("defense-transfer-permit/individual-permits-total/FY2023", 1196, "permits", "total", "exact", "sourced"),
        ("defense-transfer-permit/class-very-small-impact/FY2023", 87, "permits", "total", "exact", "derived"),
        ("third-party-consent/sm3-2a-request-to-answer/2009..2011", 590, "days", "single-case", "exact", "derived"),
        ("fms-purchase/initial-budget-contract-basis/FY2023", 14768, "100-million-jpy", "total", "about", "sourced"),
        ("security-clearance/clearance-holders/end-CY2022", 132567, "persons", "at-end", "exact", "sourced"),
    ],
)
def test_a_figure_is_what_its_source_says(name, value, unit, statistic, reading, confidence):
    entry = figure(name)
    assert entry.figure.value == value
    assert (entry.series.unit, entry.series.statistic) == (unit, statistic)
    assert (entry.figure.reading, entry.figure.confidence) == (Reading(reading), Confidence(confidence))


def test_durations_and_limits_say_their_clock_and_nothing_else_has_one():
    assert all((entry.series.clock is not None) == (entry.series.quantity in CLOCKED) for entry in published())


def test_the_change_of_the_clock_in_april_2008_parts_two_series():
    old = figure("ddtc-license/time-ddtc-2008-04-old-clock/2007-04")
    new = figure("ddtc-license/time-ddtc-2008-04-new-clock/2008-04")
    assert (old.figure.value, new.figure.value) == (32, 15)
    assert "entry into DDTC to sign-out" in new.series.clock
    assert "entry into DDTC" not in old.series.clock


def test_medians_of_the_auditors_and_means_of_the_office_are_never_on_one_line():
    statistics = {}
    for entry in published():
        if entry.series.quantity is Quantity.DURATION:
            statistics.setdefault((entry.topic.topic, entry.figure.series), set()).add(entry.series.statistic)
    assert {Statistic.MEAN, Statistic.MEDIAN} <= set().union(*statistics.values())
    assert all(len(found) == 1 for found in statistics.values())


def test_whatever_was_computed_here_is_marked_as_derived():
    computed = [entry for entry in published() if "computed here" in entry.says and "difference" in entry.says]
    assert {entry.id for entry in computed} == {"cn-review/publication-lag-cn-formal/2026-06"}
    assert {entry.figure.confidence for entry in computed} == {Confidence.DERIVED}


def test_a_figure_that_rests_on_memory_has_no_address():
    remembered = [entry for entry in published() if entry.figure.confidence is Confidence.MEMORY]
    assert len(remembered) == 6
    assert [entry.id for entry in remembered if entry.source.address] == []


def test_an_assumption_about_a_statistic_is_called_one():
    for month in ("2015-06", "2015-07"):
        assert "assumption" in figure(f"ddtc-license/time-ddtc-2015/{month}").says


def test_every_derived_duration_between_two_days_is_their_difference():
    """The two days stand in the words of the source; a few name only a report of the day."""
    day = re.compile(r"\b(\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4})\b")
    checked = 0
    for entry in published():
        days = day.findall(entry.says)
        if entry.series.statistic is Statistic.SINGLE_CASE and len(days) == 2 and entry.series.unit == "days":
            first, last = (datetime.strptime(f"{text} +0000", "%d %b %Y %z") for text in days)
            assert entry.figure.value == abs((last - first).days), entry.id
            checked += 1
    assert checked >= 20
