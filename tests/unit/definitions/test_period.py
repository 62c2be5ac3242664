"""Periods of published figures cover the days that their countries' years have."""

from __future__ import annotations

import re
from datetime import date

import pytest

from licensing.definitions.period import PERIOD_PATTERN, span


@pytest.mark.parametrize(
    "period,country,first,last,days",
    [
        ("2008-04", "us", date(2008, 4, 1), date(2008, 4, 30), 30),
        ("2008-02", "us", date(2008, 2, 1), date(2008, 2, 29), 29),
        ("CY2008", "us", date(2008, 1, 1), date(2008, 12, 31), 366),
        ("2007", "jp", date(2007, 1, 1), date(2007, 12, 31), 365),
        ("FY2008", "us", date(2007, 10, 1), date(2008, 9, 30), 366),
        ("FY2008", "jp", date(2008, 4, 1), date(2009, 3, 31), 365),
        ("FY2007-Q1", "us", date(2006, 10, 1), date(2006, 12, 31), 92),
        ("FY2007-Q4", "jp", date(2008, 1, 1), date(2008, 3, 31), 91),
        ("CY2011-Q1", "us", date(2011, 1, 1), date(2011, 3, 31), 90),
        ("2011-04-01", "us", date(2011, 4, 1), date(2011, 4, 1), 1),
        ("end-FY2017", "jp", date(2018, 3, 31), date(2018, 3, 31), 1),
        ("2006-10-01..2007-04-30", "us", date(2006, 10, 1), date(2007, 4, 30), 212),
        ("FY2014..FY2018", "us", date(2013, 10, 1), date(2018, 9, 30), 1826),
        ("1992..2022-09", "joint", date(1992, 1, 1), date(2022, 9, 30), 11231),
        ("..2007", "joint", None, date(2007, 12, 31), None),
        ("2013-08-15..", "us", date(2013, 8, 15), None, None),
        ("undated", "jp", None, None, None),
    ],
)
def test_a_period_covers_the_days_it_names(period, country, first, last, days):
    assert re.match(PERIOD_PATTERN, period)
    found = span(period, country)
    assert (found.first, found.last, found.days) == (first, last, days)


@pytest.mark.parametrize("period", ["2008-13", "2008-02-30", "2009..2008", "FY2008-Q5", "soon", ""])
def test_a_period_that_no_calendar_has_is_refused(period):
    with pytest.raises(ValueError, match=r"."):
        span(period, "us")


def test_no_fiscal_year_is_assumed_for_what_two_countries_do_together():
    with pytest.raises(ValueError, match="fiscal year of no country"):
        span("FY2008", "joint")


@pytest.mark.parametrize("period", ["2008-4", "FY08", "end of 2012", "2008..", "..", "2008...2009", "late 2025"])
def test_only_periods_of_the_grammar_are_taken(period):
    assert bool(re.match(PERIOD_PATTERN, period)) == (period == "2008..")
