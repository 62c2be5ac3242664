"""Timestamps of logs: read strictly, with an offset or a zone, and never a mixture of the two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from licensing.calendars.midnight import FIRST_DAY, LAST_DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_US = timedelta(microseconds=1)
_FINER = re.compile(r"(\.\d{6})\d+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHAPE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)?")


@dataclass
class Moments:
    """Reads the timestamps of one log; raises ``ValueError`` with the sentence that says what is wrong."""

    zone: ZoneInfo | None = None
    """The civil zone of timestamps without an offset."""
    form: str | None = None
    """A ``strptime`` form, where the log does not write ISO 8601."""
    by_day: bool | None = None
    """Whether the log knows days only: then a moment is its midnight; not known before the first one is read."""
    _aware: bool | None = None

    def us(self, text: str) -> int:
        """Give the UTC microseconds of a timestamp; of a day, those of its beginning."""
        moment = self._read(text)
        by_day = self._is_day(text)
        if self.by_day is None:
            self.by_day = by_day
        elif self.by_day is not by_day:
            this, others = ("a day", "times") if by_day else ("a time", "days")
            raise ValueError(f"days and times are mixed: {text!r} is {this}, those before were {others}")
        aware = moment.tzinfo is not None
        if self._aware is None:
            if not aware and self.zone is None:
                what = "day" if by_day else "timestamp"
                raise ValueError(f"the {what} {text!r} has no offset, and no zone is named")
            self._aware = aware
        elif aware is not self._aware:
            with_it, without = (
                ("this one has", "those before had none") if aware else ("this one has none", "those before had one")
            )
            raise ValueError(f"timestamps with and without an offset are mixed: {with_it} ({text!r}), {without}")
        if not aware:
            moment = moment.replace(tzinfo=self.zone)
        us = (moment - _EPOCH) // _ONE_US
        if not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
            raise ValueError(f"the timestamp {text!r} lies outside {FIRST_DAY} to {LAST_DAY}, which the calendars know")
        return us

    def _read(self, text: str) -> datetime:
        if self.form is not None:
            try:
                return datetime.strptime(text, self.form)  # noqa: DTZ007 - a zone is put to it above
            except ValueError as error:
                raise ValueError(f"{text!r} is no timestamp of the form {self.form!r}") from error
        if _SHAPE.fullmatch(text) is None and _DAY.fullmatch(text) is None:
            raise ValueError(f"{text!r} is no timestamp (ISO 8601: 2026-01-05T09:00:00+01:00)")
        try:
            return datetime.fromisoformat(_FINER.sub(r"\1", text))
        except ValueError as error:
            raise ValueError(f"{text!r} is no timestamp ({error})") from error

    def _is_day(self, text: str) -> bool:
        """Tell a day from a time: by its form, which may have no hour."""
        if self.form is not None:
            return not any(part in self.form for part in ("%H", "%I", "%c", "%X"))
        return _DAY.fullmatch(text) is not None


def iso_day(text: str) -> str | None:
    """Give the text of a date or a timestamp in ISO 8601 as it stands, ``None`` for any other text."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text if re.match(r"\d{4}-\d\d-\d\d", text) else None
