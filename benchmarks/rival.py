"""The same five answers by PM4Py and here: ``python -m benchmarks.rival [CASES]``.

Stays in each state, ways from state to state with their times, variants, rework, durations of cases. PM4Py is installed
into an environment under a temporary folder and is gone afterwards. Both sides start from one CSV file with a row for
each visit; ours are asked once more of a snapshot, where the reading was done when it was made.

Then one question by itself, where the days go. Our bottleneck report gives for each state its cases, those still there,
median with limits, 90th percentile, total, share and waiting, and five durations of whole cases; PM4Py is asked for the
median (and the sum) of the stays in each state and for the durations of all cases. The same two columns and no more are
asked of the snapshot as well, by SQL.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from benchmarks import columns
from benchmarks.snapshots import interleaved, peak_of, report_of

CASES = 100_000
RUNS = 3
AGAIN = 3
"""How often ours are asked in each turn: in seconds, whatever else the machine does weighs more than in minutes."""
EXTRAS = ("polars", "pyarrow", "r4pm")
"""What PM4Py can use besides, for other questions than these: another back end, and a reader of XES."""
_SIDE = Path(__file__).with_name("pm4py_side.py")
_LOG = """
    SELECT case_id AS "case:concept:name", word AS "concept:name",
        make_timestamp(entered_us) AS begun, make_timestamp(entered_us + low_us) AS "time:timestamp"
    FROM visits JOIN words ON code = state ORDER BY case_id, number
"""
_READ = """
    CREATE OR REPLACE TABLE visits AS
    SELECT *, lag(state) OVER own AS previous, entered - lag(entered) OVER own AS gap,
        epoch_us(ended) - epoch_us(entered) AS low_us
    FROM (SELECT "case:concept:name" AS case_id, "concept:name" AS state, begun AS entered,
        "time:timestamp" AS ended FROM read_csv(?))
    WINDOW own AS (PARTITION BY case_id ORDER BY entered)
"""
_WAYS = "SELECT previous, state, count(*), median({gap}) FROM visits WHERE previous IS NOT NULL GROUP BY ALL"
_VARIANTS = """
    SELECT way, count(*) FROM (SELECT list(state ORDER BY entered) AS way FROM visits GROUP BY case_id) GROUP BY way
"""
_REWORK = """
    SELECT state, count(*) FROM (SELECT case_id, state FROM visits GROUP BY ALL HAVING count(*) > 1) GROUP BY state
"""
_STAYS = "SELECT state, median(low_us), quantile_disc(low_us, 0.9), sum(low_us) FROM visits GROUP BY state"
_WHOLE = "SELECT median(lasted) FROM (SELECT max(ended) - min(entered) AS lasted FROM visits GROUP BY case_id)"

_SAME = """
    SELECT word, median(low_us), sum(low_us) FROM visits JOIN words ON code = state GROUP BY word
"""

Answers = tuple[list[int], list[int], dict[str, int]]


def from_snapshot(path: Path) -> Answers:
    """Give the answers from a snapshot: the bottleneck report, and three questions on its visits."""
    report_of(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        words = dict(connection.execute("SELECT code, word FROM words").fetchall())
        ways = connection.execute(_WAYS.format(gap="gap_us")).fetchall()
        variants = connection.execute("SELECT way, count(*) FROM cases GROUP BY way").fetchall()
        rework = connection.execute(_REWORK).fetchall()
        return _sorted(ways, 2), _sorted(variants, 1), {words[state]: count for state, count in rework}


def from_log(log: Path) -> Answers:
    """Give the answers from a raw log."""
    with duckdb.connect() as connection:
        connection.execute(_READ, [str(log)])
        connection.execute(_STAYS).fetchall()
        connection.execute(_WHOLE).fetchall()
        ways = connection.execute(_WAYS.format(gap="gap")).fetchall()
        variants = connection.execute(_VARIANTS).fetchall()
        return _sorted(ways, 2), _sorted(variants, 1), dict(connection.execute(_REWORK).fetchall())


def stays(path: Path) -> dict[str, tuple[float, float]]:
    """Give from a snapshot median and sum of the visits to each state in seconds, as if none were open."""
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(_SAME).fetchall()
    return {state: (median_us / 1e6, sum_us / 1e6) for state, median_us, sum_us in found}


def _sorted(rows: list[Any], column: int) -> list[int]:
    return sorted(row[column] for row in rows)


def main(cases: int) -> None:
    """Measure both sides, and see that they answer alike."""
    with tempfile.TemporaryDirectory(prefix="licensing-rival-") as name:
        folder = Path(name)
        path, log = folder / "snapshot", folder / "log.csv"
        columns.write(path, cases)
        with duckdb.connect(str(path), read_only=True) as connection:
            connection.execute(f"COPY ({_LOG}) TO '{log}' (HEADER)")
        python = environment(folder / "environment")
        theirs: list[dict[str, Any]] = []

        def rival() -> None:
            theirs.append(told_by(python, _SIDE, log))

        ours = (
            partial(from_snapshot, path),
            partial(report_of, path),
            partial(stays, path),
            partial(from_log, log),
        )
        *taken, _ = interleaved(RUNS, *ours * AGAIN, rival)
        prepared, report, same, raw = (median(taken[place :: len(ours)]) for place in range(len(ours)))
        told = sorted(theirs, key=lambda item: item["load"] + item["answers"])[RUNS // 2]
        for answers in (from_snapshot(path), from_log(log)):
            if list(answers) != [told["ways"], told["variants"], told["rework"]]:
                print("the two sides do not answer alike:", answers, told)
        middles, totals = _apart(stays(path), told)
        peak = peak_of(path)
    both = told["load"] + told["answers"]
    print(
        f"PM4Py {told['version']} on {cases} cases: {told['answers'] / prepared:.0f} times a prepared snapshot"
        f" ({both / prepared:.0f} with its reading), {both / raw:.1f} times DuckDB from the raw log;"
        f" {told['load']:.1f} s + {told['answers']:.1f} s, snapshot {prepared:.2f} s, raw {raw:.2f} s"
    )
    spent = {name: median(item["spent"][name] for item in theirs) for name in told["spent"]}
    asked = spent["stays"] + spent["durations"]
    summed = asked + spent["sums of stays"]
    print(
        f"where the days go: medians of stays and durations of cases take PM4Py {asked / report:.1f} times our whole"
        f" bottleneck report ({(asked + spent['load']) / report:.0f} with its reading), with sums"
        f" {summed / report:.1f} times ({(summed + spent['load']) / report:.0f}); {asked:.2f} s, {summed:.2f} s,"
        f" report {report:.2f} s"
    )
    alike = spent["stays"] + spent["sums of stays"]
    print(
        f"the same two columns, median and sum of stays: PM4Py {alike / same:.0f} times SQL on the snapshot;"
        f" {alike:.2f} s, {same:.3f} s; medians at most {middles * 1e6:.1f} µs apart, sums {totals:.0e} of themselves"
    )
    print("PM4Py, medians: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in spent.items()))
    print(f"peak of memory: PM4Py {told['peak_mb']:.0f} MB, our bottleneck report {peak:.0f} MB")


def _apart(ours: dict[str, tuple[float, float]], told: dict[str, Any]) -> tuple[float, float]:
    """Give by how many seconds medians of stays are apart at most, and by what share of themselves the sums."""
    if ours.keys() != told["stays"].keys():
        return float("inf"), float("inf")
    middles = max(abs(middle - float(told["stays"][state])) for state, (middle, _) in ours.items())
    totals = max(abs(total - float(told["sums"][state])) / total for state, (_, total) in ours.items())
    return middles, totals


def told_by(python: str, side: Path, log: Path, *options: str) -> dict[str, Any]:
    """Ask PM4Py, in its own environment, by one of the scripts written for it."""
    done = subprocess.run([python, str(side), str(log), *options], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def environment(folder: Path, *extras: str) -> str:
    """Install PM4Py, and what it can use besides, into an environment of its own, and give its Python."""
    started = time.perf_counter()
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "pm4py", *extras], check=True, capture_output=True)
    print(f"PM4Py installed for this run only ({time.perf_counter() - started:.0f} s)")
    return python


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
