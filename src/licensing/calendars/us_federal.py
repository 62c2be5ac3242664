"""The working days of the US federal offices in Washington that decide on releases."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import holidays

from licensing.calendars.calendar import Calendar
from licensing.calendars.closings import US_CLOSINGS
from licensing.calendars.midnight import FIRST_DAY, LAST_DAY

ZONE = ZoneInfo("America/New_York")
_YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)
_SATURDAY, _SUNDAY = 5, 6
_HALF_DAY = "(half-day closing)"


def us_federal() -> Calendar:
    """Build the calendar: legal holidays, Inauguration Day, executive orders, funding lapses, each day once.

    Legal public holidays and their observed days: 5 U.S.C. 6103(a)-(b); Inauguration Day: 6103(c).
    """
    closed = _legal_holidays()
    for closing in US_CLOSINGS:
        for ordinal in closing.ordinals():
            closed.setdefault(ordinal, closing.reason)
    for day in _inauguration_days():
        closed.setdefault(day.toordinal(), "Inauguration Day")
    weekend = frozenset({_SATURDAY, _SUNDAY})
    closings = sorted(day for day in closed if date.fromordinal(day).weekday() not in weekend)
    return Calendar(
        name="us-federal",
        zone=ZONE,
        label_en="US federal working days",
        label_ja="米国連邦政府の開庁日",
        weekend=weekend,
        closings=tuple(closings),
        reasons=tuple(closed[day] for day in closings),
    )


def us_everyday() -> Calendar:
    """Build the calendar of those in the United States who have no closed days."""
    return Calendar(
        name="us-everyday", zone=ZONE, label_en="Every day (Washington time)", label_ja="毎日(ワシントン時間)"
    )


def _legal_holidays() -> dict[int, str]:
    """Read the federal holidays and full-day executive orders; on a half-day closing the office did work."""
    listed = holidays.country_holidays("US", categories=("government",), language="en_US", years=_YEARS)
    closed: dict[int, str] = {}
    for day in listed:
        names = [name for name in listed.get_list(day) if not name.endswith(_HALF_DAY)]
        if names:
            closed[day.toordinal()] = "; ".join(names)
    return closed


def _inauguration_days() -> list[date]:
    """Give the Inauguration Days, which the offices of the Washington area keep; Monday where it is a Sunday.

    The library lists them for the District of Columbia, Maryland and Virginia, not among the federal
    holidays. There is no day in lieu of a Saturday (5 U.S.C. 6103(c)).
    """
    days = [date(year, 1, 20) for year in _YEARS if year % 4 == 1]
    return [day.replace(day=21) if day.weekday() == _SUNDAY else day for day in days]
