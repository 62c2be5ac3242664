"""Figure by figure beside PM4Py: ``python -m benchmarks.rival_figures [LOG]``; without a log, of logs made for it.

How long activities take and how long it is from one to the next, by each of PM4Py's back ends, and by this library's
own import and bottleneck report. Figures that agree are counted, with the largest distance; those that do not are
listed. PM4Py is installed into an environment under a temporary folder and is gone afterwards.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import rival_differences
from benchmarks.our_figures import Bounds, Ours, ours_of
from benchmarks.rival import EXTRAS, environment, told_by
from licensing.exchange.names import Names

CASES = 2_000
MOST_LISTED = 5
CLOSE_US = 1.0
"""How close is the same; of a sum, for each of its stays, since theirs adds up floating seconds."""
DAY_S = 86_400


def generated(path: Path) -> None:
    """Write a table of cases whose activities follow one another, to the microsecond; some come back."""
    draw = random.Random(7)
    moment = datetime(2026, 1, 5, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as sink:
        sink.write("case:concept:name,concept:name,start_timestamp,time:timestamp\n")
        for case in range(CASES):
            moment = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=case)
            for activity in ("receive", "review", "ask", *("review",) * (case % 3), "decide")[: 3 + case % 4]:
                begun = moment + timedelta(microseconds=draw.randrange(1, 10**12))
                moment = begun + timedelta(microseconds=draw.randrange(1, 10**12))
                sink.write(f"c-{case},{activity},{begun.isoformat()},{moment.isoformat()}\n")


def measures(rows: Sequence[int]) -> dict[str, float]:
    """Give the figures that are compared, in seconds, of microseconds that are added up exactly."""
    return {
        "mean": sum(rows) / len(rows) / 1e6,
        "median": median(rows) / 1e6,
        "sum": sum(rows) / 1e6,
        "min": min(rows) / 1e6,
        "max": max(rows) / 1e6,
        "count": len(rows),
    }


def compare(what: str, ours: Mapping[Any, Mapping[str, float]], theirs: Mapping[Any, Mapping[str, float]]) -> None:
    """Count what agrees, and list what does not."""
    apart: dict[Any, str] = {}
    furthest = 0.0
    for key in sorted(ours.keys() | theirs.keys()):
        if key not in ours or key not in theirs:
            count = (ours.get(key) or theirs[key]).get("count", 0)
            apart[key] = f"only {'PM4Py has' if key in theirs else 'we have'} it ({count:.0f} times)"
            continue
        each = {"sum": ours[key]["count"]}
        far = {name: abs(ours[key][name] - value) * 1e6 / each.get(name, 1) for name, value in theirs[key].items()}
        name = max(far, key=lambda item: far[item])
        if far[name] <= CLOSE_US:
            furthest = max(furthest, far[name])
        else:
            apart[key] = f"{name} {theirs[key][name]:.6f} there, {ours[key][name]:.6f} here"
    same = len(ours.keys() | theirs.keys()) - len(apart)
    print(f"  {what}: {same} of {same + len(apart)} agree in every measure (at most {furthest:.2f} µs apart)")
    for key, said in list(apart.items())[:MOST_LISTED]:
        print(f"    {' → '.join(key) if isinstance(key, tuple) else key}: {said}")
    if len(apart) > MOST_LISTED:
        print(f"    and {len(apart) - MOST_LISTED} more")


def beside(path: Path, ours: Ours, told: Mapping[str, Any]) -> None:
    """Put the figures of a log beside each other."""
    names = Names()
    print(f"\n{path.name}: {len(ours.durations)} closed cases, activities overlap in {ours.overlapping}")
    sharp = {key: rows for key, rows in ours.stays.items() if all(low == high for low, high in rows)}
    blurred = {key: rows for key, rows in ours.stays.items() if key not in sharp}
    exact = {key: measures([low for low, _ in rows]) for key, rows in sharp.items()}
    longest = {key: measures([_most(item) for item in rows]) for key, rows in ours.ways.items()}
    for back_end in rival_differences.BACK_ENDS:
        figures = told.get(back_end)
        if figures is None:
            continue
        print(f" {back_end}")
        if isinstance(figures["stays"], str):
            print(f"  stays: {figures['stays']}")
        else:
            stays = {names.of(activity): row for activity, row in figures["stays"].items()}
            compare("stays begun and ended", exact, {key: row for key, row in stays.items() if key not in blurred})
            _unknown(blurred, stays)
        if isinstance(figures["ways"], str):
            print(f"  ways: {figures['ways']}")
        else:
            ways = {(names.of(giver), names.of(taker)): row for giver, taker, row in figures["ways"]}
            compare("ways, to the latest beginning", longest, ways)
        same = sorted(ours.variants.values()) == figures["variants"]
        alike = "counts alike" if same else "counts not alike"
        print(f"  variants: {len(figures['variants'])} there, {len(ours.variants)} here, {alike}")
        if isinstance(figures["durations"], str):
            print(f"  durations of cases: {figures['durations']}")
        else:
            print(f"  durations of cases: median {median(figures['durations']) / DAY_S:.6f} days there", end=", ")
            print(f"{median(low for low, _ in ours.durations) / 1e6 / DAY_S:.6f} here")
    _reported(ours, exact)


def _most(item: Bounds) -> int:
    low, high = item
    return low if high is None else high


def _unknown(blurred: Mapping[str, Sequence[Bounds]], stays: Mapping[str, Mapping[str, float]]) -> None:
    """Say what each side makes of activities of which the log has only the end."""
    if not blurred:
        return
    rows = [(low, high) for own in blurred.values() for low, high in own]
    there = sum(stays[key]["sum"] for key in blurred if key in stays)
    unbounded = sum(high is None for _, high in rows)
    low_days = sum(low for low, _ in rows) / 1e6 / DAY_S
    high_days = sum(high for _, high in rows if high is not None) / 1e6 / DAY_S
    print(
        f"  stays of which some have only an end, {len(blurred)} activities, {len(rows)} stays:"
        f" {there / DAY_S:.2f} days there, here {low_days:.2f} to {high_days:.2f} days, {unbounded} of unknown length"
    )


def _reported(ours: Ours, exact: Mapping[str, Mapping[str, float]]) -> None:
    """Say how the rows of our report stand to the stays they are made of."""
    rows = [(row, exact[key]) for key, row in ours.report.items() if key in exact]
    totals = sum(row.total is not None and _alike(row.total.high_days, figures["sum"]) for row, figures in rows)
    middle = sum(_alike(row.median.high, figures["median"]) for row, figures in rows)
    if rows:
        print(
            f" our bottleneck report: of {len(rows)} activities begun and ended {totals} totals are the sum of the"
            f" stays, {middle} medians theirs; the report's is that of cases, and never lies between two"
        )


def _alike(days: float | None, seconds: float) -> bool:
    return days is not None and abs(days * DAY_S - seconds) < 1e-3


def main(log: str | None) -> None:
    """Compare one log, or those made for it and what is known to differ."""
    with tempfile.TemporaryDirectory(prefix="licensing-rival-") as name:
        folder = Path(name)
        python = environment(folder / "environment", *EXTRAS)
        path = Path(log) if log is not None else folder / "generated.csv"
        if log is None:
            generated(path)
        told = told_by(python, rival_differences.SIDE, path)
        print(f"PM4Py {told['version']}, seconds")
        beside(path, ours_of(path), told)
        if log is None:
            rival_differences.show(folder, python)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
