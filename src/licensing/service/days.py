"""Days that a person names on the command line, as instants and within what the calendars know."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from licensing.calendars.midnight import FIRST_DAY, LAST_DAY, end_of_day
from licensing.definitions.registry import process
from licensing.domain.errors import UsageError
from licensing.domain.when import to_us
from licensing.exchange.discovered import LOG
from licensing.service.zones import zone_of


def day_of(text: str, option: str, *, last: bool = False) -> date:
    """Read ``2025-01-07``, or ``2025-01`` as the first (``last``: the last) day of that month.

    Raises :class:`UsageError` for text that is no day.
    """
    month = len(text) == len("2025-01")
    try:
        day = date.fromisoformat(f"{text}-01" if month else text)
        if not month and day.isoformat() != text:
            raise ValueError(text)
    except ValueError as error:
        raise UsageError(f"{option}: '{text}' is no day.", next_step="Write YYYY-MM-DD.") from error
    return day.replace(day=monthrange(day.year, day.month)[1]) if month and last else day


def end_of_us(text: str | None, option: str) -> int | None:
    """Give the last microsecond (UTC) of a day that was named, ``None`` where none was."""
    if text is None:
        return None
    return to_us(datetime.combine(day_of(text, option, last=True), time.max, tzinfo=UTC))


def end_at_home(text: str | None, option: str, process_id: str) -> datetime | None:
    """Give the last microsecond of a day where a process is at home, ``None`` where no day was named.

    Raises ``UnknownProcess``, and :class:`UsageError` for a day that no calendar knows: clocks cannot run until then.
    """
    if text is None:
        return None
    day = day_of(text, option, last=True)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UsageError(
            f"{option}: {text} lies outside {FIRST_DAY} to {LAST_DAY}, which the calendars know.",
            next_step="Check the date.",
        )
    return end_of_day(day, _home(process_id)) - timedelta(microseconds=1)


def day_at_home(moment: datetime, process_id: str) -> date:
    """Give the civil day of a moment where a process is at home. Raises ``UnknownProcess``."""
    return moment.astimezone(_home(process_id)).date()


def _home(process_id: str) -> ZoneInfo:
    if process_id.startswith(LOG):
        return ZoneInfo("UTC")
    return ZoneInfo(zone_of(process(process_id).latest))
