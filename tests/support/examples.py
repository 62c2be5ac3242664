"""One case worked out by hand, and short ways to tell others like it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from licensing.analysis.casefile import CaseFile, SeenCase
from licensing.domain.when import DAY_US
from tests.support.stories import at, case_file

FAR = datetime(2030, 1, 1, tzinfo=UTC)


def to_staffed() -> list[dict[str, Any]]:
    """Draft from 5 January 2026, filed on the 12th, taken up on the 20th, staffed on the 26th."""
    return [
        at("2026-01-12", advance="submit"),
        at("2026-01-20", advance="take-up"),
        at("2026-01-26", advance="staff"),
    ]


def worked_by_hand(ref: str = "CASE-1", **how: Any) -> CaseFile:
    """Tell the case with parallel referrals, a question inside one, an end-use check, a floor and a hold: 86 days."""
    return case_file(
        *to_staffed(),
        at("2026-02-02", ask="defense"),
        at("2026-02-09", reply="defense"),
        at("2026-02-10", answer="bureaus", position="no-objection"),
        at("2026-02-12", block="end-use-check"),
        at("2026-02-12", refer="defense/services"),
        at("2026-02-20", answer="defense/services", position="approve"),
        at("2026-02-25", answer="defense", position="approve"),
        at("2026-03-02", unblock="end-use-check"),
        at("2026-03-06", advance="certify"),
        at("2026-03-08", record="certified", value="2026-03-08"),
        at("2026-03-10", block="congressional-hold"),
        at("2026-03-16", unblock="congressional-hold"),
        at("2026-03-26", advance="period-over"),
        at("2026-04-01", advance="approve"),
        opened="2026-01-05",
        ref=ref,
        attributes={"joint": True},
        **how,
    )


def two_branches(*inside: dict[str, Any], after: list[dict[str, Any]] | None = None, **how: Any) -> CaseFile:
    """Tell a case that waits for the bureaus until 10 and for defense until 25 February, concluded on 1 March."""
    steps = [
        *to_staffed(),
        *inside,
        at("2026-02-10", answer="bureaus", position="no-objection"),
        at("2026-02-25", answer="defense", position="approve"),
        *(after or [at("2026-03-01", advance="conclude"), at("2026-03-05", advance="approve")]),
    ]
    return case_file(*sorted(steps, key=lambda step: str(step["when"])), opened="2026-01-05", **how)


def seen(file: CaseFile, as_of: datetime = FAR) -> SeenCase:
    """Look at a case at an instant by which it has been opened."""
    found = file.seen(as_of)
    assert found is not None
    return found


def day_us(text: str) -> int:
    """Give the place of the end of a civil day on a line of civil time."""
    return ((date.fromisoformat(text) - date(1970, 1, 1)).days + 1) * DAY_US


def days(length_us: int) -> float:
    """Give microseconds in days."""
    return length_us / DAY_US
