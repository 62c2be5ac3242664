"""Dated closings of the US government that no rule gives: executive orders and funding lapses.

The ``holidays`` library carries the full-day closings by executive order from 2001 on; those it lacks stand
here. Half-day closings are left out: the office worked that day. Of the funding lapses only those are
listed in which the licensing offices stood still on whole working days. Left out, from memory, are the
half-day furloughs of 23 November 1981, 4 October 1984 and 17 October 1986, the lapses of 1982-1990 that
fell on weekends or during which offices kept working, and the night of 9 February 2018; and the partial
lapse of 31 January to 3 February 2026, in which Commerce had its appropriation and no notice of the
licensing offices was seen.

The Department of Defense kept its appropriation in December 1995 and in 2018-19: its own offices worked then,
while those of State and Commerce, which decide, did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from licensing.domain.vocabulary import Confidence


class ClosingKind(StrEnum):
    """What closed the offices."""

    EXECUTIVE_ORDER = "executive-order"
    FUNDING_LAPSE = "funding-lapse"


@dataclass(frozen=True, slots=True)
class Closing:
    """A stretch of days on which offices stayed closed, first and last day included."""

    first_day: date
    last_day: date
    kind: ClosingKind
    citation: str
    confidence: Confidence

    @property
    def reason(self) -> str:
        """Say in words why the offices were closed."""
        return f"{self.kind.value.replace('-', ' ')} ({self.citation})"

    def ordinals(self) -> range:
        """Give the ordinals of the days of the closing, weekends and holidays included."""
        return range(self.first_day.toordinal(), self.last_day.toordinal() + 1)


US_CLOSINGS = (
    Closing(
        date(1986, 12, 26),
        date(1986, 12, 26),
        ClosingKind.EXECUTIVE_ORDER,
        "E.O. 12577 of 22 December 1986",
        Confidence.SOURCED,
    ),
    Closing(
        date(1994, 4, 27),
        date(1994, 4, 27),
        ClosingKind.EXECUTIVE_ORDER,
        "E.O. 12910 of 23 April 1994, 59 FR 21915",
        Confidence.SOURCED,
    ),
    Closing(
        date(1995, 11, 14),
        date(1995, 11, 18),
        ClosingKind.FUNDING_LAPSE,
        "CRS 95-906: 14-19 November 1995",
        Confidence.SOURCED,
    ),
    Closing(
        date(1995, 12, 16),
        date(1996, 1, 5),
        ClosingKind.FUNDING_LAPSE,
        "CRS 95-906: 16 December 1995 to 6 January 1996",
        Confidence.SOURCED,
    ),
    Closing(
        date(1997, 12, 26),
        date(1997, 12, 26),
        ClosingKind.EXECUTIVE_ORDER,
        "E.O. 13068 of 25 November 1997",
        Confidence.SOURCED,
    ),
    Closing(
        date(2013, 10, 1),
        date(2013, 10, 16),
        ClosingKind.FUNDING_LAPSE,
        "CRS R41759: 16 days from 1 October 2013",
        Confidence.SOURCED,
    ),
    Closing(
        date(2018, 1, 20),
        date(2018, 1, 22),
        ClosingKind.FUNDING_LAPSE,
        "DDTC industry notice of 22 January 2018",
        Confidence.SOURCED,
    ),
    Closing(
        date(2018, 12, 22),
        date(2019, 1, 25),
        ClosingKind.FUNDING_LAPSE,
        "DDTC industry notice of 22 December 2018; CRS R41759: 35 days",
        Confidence.SOURCED,
    ),
    # The act was signed late on the last day; the press counts 43 days.
    Closing(
        date(2025, 10, 1),
        date(2025, 11, 12),
        ClosingKind.FUNDING_LAPSE,
        "DDTC notice of 1 October 2025 as reported; press: 43 days to 12 November 2025",
        Confidence.SOURCED,
    ),
)
