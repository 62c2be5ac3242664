"""What a snapshot is worth: reports from prepared columns, their growth and memory, and bringing it up to date.

Both sides of every ratio are measured in one run, one after the other and again, and their medians compared. Bare
DuckDB adds up the very columns that the report is made from, and takes their medians and 90th percentiles as if nothing
were open; the report says besides what is open, with limits, shares, names and laws.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

from benchmarks import columns
from benchmarks.reports import fill, walked
from licensing.analysis.bottlenecks import Bottlenecks
from licensing.analysis.catalog import REPORTS
from licensing.analysis.heading import Scope
from licensing.domain.vocabulary import Provenance
from licensing.service.answers import prepared
from licensing.service.reports import each
from licensing.service.snapshots import Refreshed, refresh
from licensing.snapshot.chosen import choose
from licensing.snapshot.file import reading
from licensing.snapshot.reports import bottlenecks
from licensing.store.database import Database

SMALL, LARGE = (10_000, 100_000), (10_000, 100_000, 1_000_000)
STORES_SMALL, STORES_LARGE = (1_000,), (1_000, 10_000)
RUNS = 5
_DURATIONS = ("elapsed", "filed", "clock", "working", "matter")
_PEAK = """
import sys
from pathlib import Path
from benchmarks.snapshots import report_of
report_of(Path(sys.argv[1]))
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""
"""Linux only: what ``getrusage`` says of a child includes what its parent had before it began."""


def report_of(path: Path) -> Bottlenecks:
    """Make the bottleneck report from a snapshot, opening it first."""
    with reading(path) as connection:
        chosen = None if connection is None else choose(connection, columns.PROCESS, Provenance.SIMULATED, Scope())
        if chosen is None:
            message = f"{path} is no snapshot"
            raise ValueError(message)
        return bottlenecks(chosen)


def bare(path: Path) -> None:
    """Add up the same columns, opening the file first."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute(
            "SELECT later, state, count(*), count(*) FILTER (open), sum(low_us), sum(high_us), sum(placed_us),"
            " sum(waiting_us), quantile_disc(low_us, [0.5, 0.9]) FROM stays GROUP BY later, state"
        ).fetchall()
        for name in _DURATIONS:
            connection.execute(
                f"SELECT count(*), count(*) FILTER ({name}_open), quantile_disc({name}_low_us, [0.5, 0.9]) FROM cases"
            ).fetchall()


def interleaved(runs: int, *sides: Callable[[], object]) -> list[float]:
    """Give the median seconds of each side, measured in turns."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(runs):
        for side, seconds in zip(sides, taken, strict=True):
            started = time.perf_counter()
            side()
            seconds.append(time.perf_counter() - started)
    return [median(seconds) for seconds in taken]


def peak_of(path: Path) -> float:
    """Give the peak of memory, in MB, of a process that makes the report and nothing else."""
    done = subprocess.run([sys.executable, "-c", _PEAK, str(path)], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def measure_columns(folder: Path, sizes: tuple[int, ...]) -> None:
    """Measure the report on snapshots of growing size, without a store."""
    before: tuple[int, float] | None = None
    for size in sizes:
        path = folder / f"{size}.duckdb"
        columns.write(path, size)
        ours, plain = interleaved(RUNS, partial(report_of, path), partial(bare, path))
        peak = peak_of(path)
        grown = ""
        if before is not None:
            grown = f", {ours / before[1]:.1f} times as long as {before[0]} cases"
        print(
            f"bottlenecks of {size} cases from a snapshot: {ours / plain:.1f} times DuckDB's bare sums{grown};"
            f" {ours:.2f} s, bare {plain:.2f} s, peak {peak:.0f} MB"
        )
        before = size, ours


def measure_stores(folder: Path, sizes: tuple[int, ...]) -> None:
    """Measure a snapshot made of a whole store, its refresh after one in a hundred cases came in, and its report."""
    stories = walked(folder)
    for size in sizes:
        with Database.open(folder / f"store-{size}.db", create=True) as database:
            fill(database, stories, size)
            full, whole = _timed(partial(refresh, database, _silent, full=True))
            fill(database, stories, size // 100, first=size)
            again, part = _timed(partial(refresh, database, _silent))
            ours, plain = interleaved(
                3,
                partial(prepared, database, "bottlenecks", columns.PROCESS, Scope()),
                partial(case_by_case, database),
            )
        print(
            f"a store of {size} cases: refresh after 1 % new ones takes {again / full:.1%} of making the snapshot"
            f" ({part.counted} of {part.cases} counted), refresh and report {(again + ours) / (full + plain):.1%} of"
            f" both anew; {full:.1f} s ({whole.counted / full:.0f} cases a second), {again:.2f} s;"
            f" report {ours:.2f} s from the snapshot, {plain:.2f} s case by case"
        )


def case_by_case(database: Database) -> None:
    """Make the bottleneck report by reading every case."""
    for _ in each(database, REPORTS["bottlenecks"], columns.PROCESS, Scope()):
        pass


def _timed(work: Callable[[], Refreshed]) -> tuple[float, Refreshed]:
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


def _silent(_done: int, _total: int) -> None:
    pass


def main(*, large: bool = False) -> None:
    """Measure snapshots; the large size takes about half an hour."""
    with tempfile.TemporaryDirectory(prefix="licensing-bench-") as name:
        measure_columns(Path(name), LARGE if large else SMALL)
        measure_stores(Path(name), STORES_LARGE if large else STORES_SMALL)


if __name__ == "__main__":
    main(large="--large" in sys.argv)
