"""Periods of published figures as their sources name them, and the days they cover."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Jurisdiction = Literal["us", "jp", "joint"]
_POINT = r"(?:[FC]Y\d{4}(?:-Q[1-4])?|\d{4}(?:-\d{2}(?:-\d{2})?)?)"
PERIOD_PATTERN = rf"^(?:undated|{_POINT}|end-{_POINT}|{_POINT}\.\.|\.\.{_POINT}|{_POINT}\.\.{_POINT})$"
_FISCAL_START: dict[str, int] = {"us": 10, "jp": 4}
"""The month in which a fiscal year begins: October of the year before (31 U.S.C. 1102), April (財政法第11条)."""


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last day a period covers; ``None`` where the source sets no such bound."""

    first: date | None
    last: date | None

    @property
    def days(self) -> int | None:
        """Count the days; ``None`` for a period without a beginning or end."""
        return None if self.first is None or self.last is None else (self.last - self.first).days + 1


def span(period: str, jurisdiction: Jurisdiction) -> Span:
    """Give the days of a period such as ``FY2008``, ``2008-04``, ``end-FY2012`` or ``1992..2007``.

    Raises :class:`ValueError` for a day that no calendar has, a fiscal year where no country is named, or an end
    before its beginning.
    """
    if period == "undated":
        return Span(None, None)
    if period.startswith("end-"):
        moment = _days(period.removeprefix("end-"), jurisdiction)[1]
        return Span(moment, moment)
    begins, dots, ends = period.partition("..")
    first = _days(begins, jurisdiction)[0] if begins else None
    last = None if dots and not ends else _days(ends or begins, jurisdiction)[1]
    if first is not None and last is not None and first > last:
        message = f"the period {period} ends before it begins"
        raise ValueError(message)
    return Span(first, last)


def _days(point: str, jurisdiction: Jurisdiction) -> tuple[date, date]:
    if not re.fullmatch(_POINT, point):
        message = f"'{point}' is no year, quarter, month or day"
        raise ValueError(message)
    if point[0] in "FC":
        return _year(point, jurisdiction)
    numbers = [int(part) for part in point.split("-")]
    match numbers:
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case [year, month]:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        case _:
            day = date(*numbers)
            return day, day


def _year(point: str, jurisdiction: Jurisdiction) -> tuple[date, date]:
    """Give the days of a calendar or fiscal year, or of one of its quarters."""
    name, _, quarter = point.partition("-Q")
    year, month = int(name[2:]), 1
    if name.startswith("FY"):
        if jurisdiction not in _FISCAL_START:
            message = f"'{point}' is the fiscal year of no country here; write its days"
            raise ValueError(message)
        month = _FISCAL_START[jurisdiction]
        year -= jurisdiction == "us"
    begins = year * 12 + month - 1 + 3 * (int(quarter or 1) - 1)
    ends = begins + (3 if quarter else 12)
    return date(begins // 12, begins % 12 + 1, 1), date(ends // 12, ends % 12 + 1, 1) - timedelta(days=1)
