"""An independent way to count days: one day at a time, with closed days from the wording of the law.

Nothing here uses the product or the holidays library. The rules hold from December 1999 to 2037; the lists of
whole years were typed by hand from the law and the official announcements.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
QUARTER_HOUR = timedelta(minutes=15)
RULES_FROM = date(1999, 12, 1)
RULES_UNTIL = date(2037, 12, 31)

# Closed weekdays (Monday to Friday) of whole years, by month.
US_YEARS: dict[int, dict[int, tuple[int, ...]]] = {
    # Inauguration Day on a Saturday gives no holiday; Christmas Eve by executive order.
    2001: {1: (1, 15), 2: (19,), 5: (28,), 7: (4,), 9: (3,), 10: (8,), 11: (12, 22), 12: (24, 25)},
    # Inauguration on Monday 21 January, Dr. King's day as well; sixteen days of lapse from 1 October.
    2013: {
        1: (1, 21),
        2: (18,),
        5: (27,),
        7: (4,),
        9: (2,),
        10: (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16),
        11: (11, 28),
        12: (25,),
    },
    # A lapse of one working day in January and from 22 December on; mourning on 5 December.
    2018: {
        1: (1, 15, 22),
        2: (19,),
        5: (28,),
        7: (4,),
        9: (3,),
        10: (8,),
        11: (12, 22),
        12: (5, 24, 25, 26, 27, 28, 31),
    },
    2019: {
        1: (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25),
        2: (18,),
        5: (27,),
        7: (4,),
        9: (2,),
        10: (14,),
        11: (11, 28),
        12: (24, 25),
    },
    # Inauguration on Wednesday 20 January; first Juneteenth; Christmas and New Year's Day on Saturdays.
    2021: {
        1: (1, 18, 20),
        2: (15,),
        5: (31,),
        6: (18,),
        7: (5,),
        9: (6,),
        10: (11,),
        11: (11, 25),
        12: (24, 31),
    },
    # Mourning on 9 January; 43 days of lapse from 1 October; executive order for 24 and 26 December.
    2025: {
        1: (1, 9, 20),
        2: (17,),
        5: (26,),
        6: (19,),
        7: (4,),
        9: (1,),
        10: (1, 2, 3, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 27, 28, 29, 30, 31),
        11: (3, 4, 5, 6, 7, 10, 11, 12, 27),
        12: (24, 25, 26),
    },
}
JAPAN_YEARS: dict[int, dict[int, tuple[int, ...]]] = {
    2001: {
        1: (1, 2, 3, 8),
        2: (12,),
        3: (20,),
        4: (30,),
        5: (3, 4),
        7: (20,),
        9: (24,),
        10: (8,),
        11: (23,),
        12: (24, 31),
    },
    # Five days off in September: 22 September lies between two holidays.
    2009: {
        1: (1, 2, 12),
        2: (11,),
        3: (20,),
        4: (29,),
        5: (4, 5, 6),
        7: (20,),
        9: (21, 22, 23),
        10: (12,),
        11: (3, 23),
        12: (23, 29, 30, 31),
    },
    # Accession on 1 May makes ten closed days in a row; enthronement on 22 October.
    2019: {
        1: (1, 2, 3, 14),
        2: (11,),
        3: (21,),
        4: (29, 30),
        5: (1, 2, 3, 6),
        7: (15,),
        8: (12,),
        9: (16, 23),
        10: (14, 22),
        11: (4,),
        12: (30, 31),
    },
    # Holidays moved for the Olympic Games planned for 2020 and held in 2021.
    2020: {
        1: (1, 2, 3, 13),
        2: (11, 24),
        3: (20,),
        4: (29,),
        5: (4, 5, 6),
        7: (23, 24),
        8: (10,),
        9: (21, 22),
        11: (3, 23),
        12: (29, 30, 31),
    },
    2021: {
        1: (1, 11),
        2: (11, 23),
        4: (29,),
        5: (3, 4, 5),
        7: (22, 23),
        8: (9,),
        9: (20, 23),
        11: (3, 23),
        12: (29, 30, 31),
    },
    2024: {
        1: (1, 2, 3, 8),
        2: (12, 23),
        3: (20,),
        4: (29,),
        5: (3, 6),
        7: (15,),
        8: (12,),
        9: (16, 23),
        10: (14,),
        11: (4,),
        12: (30, 31),
    },
}

_EXECUTIVE_ORDERS = {
    date(2001, 12, 24),
    date(2003, 12, 26),
    date(2004, 6, 11),
    date(2007, 1, 2),
    date(2007, 12, 24),
    date(2008, 12, 26),
    date(2012, 12, 24),
    date(2014, 12, 26),
    date(2018, 12, 5),
    date(2018, 12, 24),
    date(2019, 12, 24),
    date(2020, 12, 24),
    date(2024, 12, 24),
    date(2025, 1, 9),
    date(2025, 12, 24),
    date(2025, 12, 26),
}
# First day and number of days, as the press counted them.
_FUNDING_LAPSES = (
    (date(2013, 10, 1), 16),
    (date(2018, 1, 20), 3),
    (date(2018, 12, 22), 35),
    (date(2025, 10, 1), 43),
)


def listed_days(months: dict[int, tuple[int, ...]], year: int) -> set[date]:
    """Give the closed weekdays of a hand-typed year."""
    return {date(year, month, day) for month, days in months.items() for day in days}


def us_closed(day: date) -> bool:
    """Say whether the federal offices in Washington were or will be closed."""
    if day.weekday() >= 5 or day in _EXECUTIVE_ORDERS:
        return True
    if any(0 <= (day - first).days < days for first, days in _FUNDING_LAPSES):
        return True
    if _us_legal_holiday(day) or _inauguration(day):
        return True
    # In lieu of a Saturday the Friday before, in lieu of a Sunday the Monday after.
    return (day.weekday() == 4 and _us_legal_holiday(day + ONE_DAY)) or (
        day.weekday() == 0 and _us_legal_holiday(day - ONE_DAY)
    )


def _us_legal_holiday(day: date) -> bool:
    nth = (day.day - 1) // 7 + 1
    last = (day + 7 * ONE_DAY).month != day.month
    monday, thursday = day.weekday() == 0, day.weekday() == 3
    return (
        (day.month, day.day) in {(1, 1), (7, 4), (11, 11), (12, 25)}
        or ((day.month, day.day) == (6, 19) and day.year >= 2021)
        or (monday and (day.month, nth) in {(1, 3), (2, 3), (9, 1), (10, 2)})
        or (monday and day.month == 5 and last)
        or (thursday and (day.month, nth) == (11, 4))
    )


def _inauguration(day: date) -> bool:
    if day.year % 4 != 1 or day.month != 1:
        return False
    return day.day == 20 or (day.day == 21 and day.weekday() == 0)


def japan_closed(day: date) -> bool:
    """Say whether Japan's administrative organs were or will be closed."""
    if day.weekday() >= 5 or (day.month, day.day) in {(1, 2), (1, 3), (12, 29), (12, 30), (12, 31)}:
        return True
    if _japan_holiday(day):
        return True
    before = day - ONE_DAY
    while _japan_holiday(before):
        # Until 2006 only the very next day was substituted.
        if before.weekday() == 6 and (day.year >= 2007 or day - before == ONE_DAY):
            return True
        before -= ONE_DAY
    return _japan_holiday(day - ONE_DAY) and _japan_holiday(day + ONE_DAY)


def _japan_holiday(day: date) -> bool:
    return (day.month, day.day) in _japan_fixed(day.year) or (
        day.weekday() == 0 and (day.month, (day.day - 1) // 7 + 1) in _japan_mondays(day.year)
    )


def _japan_fixed(year: int) -> set[tuple[int, int]]:
    since = year - 1980
    days = {(1, 1), (2, 11), (4, 29), (5, 3), (5, 5), (11, 3), (11, 23)}
    # The almanac's approximation for the meridian of Japan, good from 1980 to 2099.
    days.add((3, int(20.8431 + 0.242194 * since) - since // 4))
    days.add((9, int(23.2488 + 0.242194 * since) - since // 4))
    if year >= 2007:
        days.add((5, 4))
    if year <= 2018:
        days.add((12, 23))
    if year >= 2020:
        days.add((2, 23))
    if year <= 2002:
        days |= {(7, 20), (9, 15)}
    if year >= 2016 and year not in {2020, 2021}:
        days.add((8, 11))
    moved = {
        2019: {(5, 1), (10, 22)},
        2020: {(7, 23), (7, 24), (8, 10)},
        2021: {(7, 22), (7, 23), (8, 8)},
    }
    return days | moved.get(year, set())


def _japan_mondays(year: int) -> set[tuple[int, int]]:
    mondays = {(1, 2)}
    if year >= 2003:
        mondays.add((9, 3))
    if year not in {2020, 2021}:
        mondays.add((10, 2))
        if year >= 2003:
            mondays.add((7, 3))
    return mondays


def every_day() -> Iterable[date]:
    """Walk through all days for which the rules are written."""
    day = RULES_FROM
    while day <= RULES_UNTIL:
        yield day
        day += ONE_DAY


def excluded_day(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    """Say whether a day lies in one of the spans ``(after, until]``."""
    return any(after < day <= until for after, until in spans)


def count_by_steps(after: date, until: date, closed: set[date], spans: list[tuple[date, date]]) -> tuple[int, int, int]:
    """Count open days, open days outside the spans, and calendar days outside the spans."""
    is_open = counted = plain = 0
    day = after + ONE_DAY
    while day <= until:
        free = not excluded_day(day, spans)
        works = day not in closed
        is_open += works
        counted += works and free
        plain += free
        day += ONE_DAY
    return is_open, counted, plain


def due_by_steps(start: date, days: int, closed: set[date], spans: list[tuple[date, date]]) -> date:
    """Walk forward until as many open days outside the spans have been met."""
    day = start
    while days:
        day += ONE_DAY
        if day not in closed and not excluded_day(day, spans):
            days -= 1
    return day


def closed_us_by_steps(start: datetime, end: datetime, zone: ZoneInfo, closed: set[date]) -> int:
    """Walk through real time by quarters of an hour, where all midnights lie, asking each for its day."""
    total = timedelta()
    moment, end = start.astimezone(UTC), end.astimezone(UTC)
    while moment < end:
        quarter = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
        following = min(quarter + QUARTER_HOUR, end)
        if moment.astimezone(zone).date() in closed:
            total += following - moment
        moment = following
    return total // timedelta(microseconds=1)
