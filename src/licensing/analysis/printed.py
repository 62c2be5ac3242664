"""Print figures: a number of days, a range, a bound, a share – never more precise than what they were made from."""

from __future__ import annotations

from licensing.analysis.survival import Percentile
from licensing.domain.when import Duration


def days(low: float | None, high: float | None) -> str:
    """Print days between two bounds: ``12``, ``3–9``, ``≤ 9``, ``≥ 3``."""
    if low is None and high is None:
        return "–"
    if high is None:
        return f"≥ {whole(low or 0.0)}"
    least, most = whole(low or 0.0), whole(high)
    if least == most:
        return most
    return f"≤ {most}" if not low else f"{least}–{most}"


def duration(value: Duration | None) -> str:
    """Print a duration in days; a dash where there is no clock to count by."""
    return "–" if value is None else days(value.low_days, value.high_days)


def percentile(value: Percentile) -> str:
    """Print a percentile in days; ``not reached`` where too few cases are through."""
    return days(value.low, value.high) if value.reached else "not reached"


def share(value: float | None, *, digits: int = 1) -> str:
    """Print a share in percent."""
    return "–" if value is None else f"{100 * value:.{digits}f}\u00a0%"


def whole(value: float) -> str:
    """Print a number of whole days, thousands apart."""
    return f"{round(value):,}".replace(",", "\u202f")
