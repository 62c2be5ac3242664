"""The working days of Japan's administrative organs (Act 91 of 1988, art. 1)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import holidays

from licensing.calendars.calendar import Calendar
from licensing.calendars.midnight import FIRST_DAY, LAST_DAY

ZONE = ZoneInfo("Asia/Tokyo")
_YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)
_SATURDAY, _SUNDAY = 5, 6
_YEAR_END = ((1, 2), (1, 3), (12, 29), (12, 30), (12, 31))
_TWO_SATURDAYS_FROM = date(1989, 1, 1)
_ALL_SATURDAYS_FROM = date(1992, 5, 1)


def japan_administration() -> Calendar:
    """Build the calendar: national holidays with substitute and citizens' holidays, 29 December to 3 January.

    Act 91 of 1988, art. 1(1): Sundays and Saturdays, holidays of Act 178 of 1948, the year end. Before 1989
    the year end was closed by Decree 2 of 1873 (from memory). Equinoxes of years to come are the library's
    forecast.
    """
    listed = holidays.country_holidays("JP", language="en_US", years=_YEARS)
    closed = {day.toordinal(): "; ".join(listed.get_list(day)) for day in listed}
    for year in _YEARS:
        for month, day in _YEAR_END:
            # A substitute holiday on 2 January keeps its own name: item 3 leaves out the days of item 2.
            closed.setdefault(date(year, month, day).toordinal(), "Year-end closing")
    weekend = frozenset({_SATURDAY, _SUNDAY})
    closings = sorted(day for day in closed if date.fromordinal(day).weekday() not in weekend)
    return Calendar(
        name="japan-administration",
        zone=ZONE,
        label_en="Working days of Japan's administration",
        label_ja="日本の行政機関の開庁日",
        weekend=weekend,
        closings=tuple(closings),
        reasons=tuple(closed[day] for day in closings),
        openings=tuple(day for day in _worked_saturdays() if day not in closed),
    )


def japan_everyday() -> Calendar:
    """Build the calendar of those in Japan who have no closed days."""
    return Calendar(name="japan-everyday", zone=ZONE, label_en="Every day (Tokyo time)", label_ja="毎日(東京時間)")


def _worked_saturdays() -> list[int]:
    """Give the Saturdays on which offices worked.

    All of them until 1988, all but the second and fourth of a month from 1989 (Act 91 of 1988 as first made),
    none from May 1992 (Act 28 of 1992; its first day is from memory).
    """
    days = range(FIRST_DAY.toordinal(), _ALL_SATURDAYS_FROM.toordinal())
    saturdays = [day for day in map(date.fromordinal, days) if day.weekday() == _SATURDAY]
    return [day.toordinal() for day in saturdays if day < _TWO_SATURDAYS_FROM or (day.day - 1) // 7 + 1 not in {2, 4}]
