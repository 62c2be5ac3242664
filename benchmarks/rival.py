"""The same five answers by PM4Py and here: ``python -m benchmarks.rival [CASES]``.

Stays in each state, ways from state to state with their times, variants, rework, durations of cases. PM4Py is installed
into an environment under a temporary folder and is gone afterwards. Both sides start from one CSV file with a row for
each visit; ours are asked once more of a snapshot, where the reading was done when it was made.
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
from typing import Any

import duckdb

from benchmarks import columns
from benchmarks.snapshots import interleaved, report_of

CASES = 100_000
RUNS = 3
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
        python = _environment(folder / "environment")
        theirs: list[dict[str, Any]] = []

        def rival() -> None:
            said = subprocess.run([python, str(_SIDE), str(log)], check=True, capture_output=True, text=True)
            theirs.append(json.loads(said.stdout.splitlines()[-1]))

        prepared, raw, _ = interleaved(RUNS, partial(from_snapshot, path), partial(from_log, log), rival)
        told = sorted(theirs, key=lambda item: item["load"] + item["answers"])[RUNS // 2]
        for ours in (from_snapshot(path), from_log(log)):
            if list(ours) != [told["ways"], told["variants"], told["rework"]]:
                print("the two sides do not answer alike:", ours, told)
        both = told["load"] + told["answers"]
        print(
            f"PM4Py {told['version']} on {cases} cases: {told['answers'] / prepared:.0f} times a prepared snapshot"
            f" ({both / prepared:.0f} with its reading), {both / raw:.1f} times DuckDB from the raw log;"
            f" {told['load']:.1f} s + {told['answers']:.1f} s, snapshot {prepared:.2f} s, raw {raw:.2f} s"
        )


def _environment(folder: Path) -> str:
    started = time.perf_counter()
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "pm4py"], check=True, capture_output=True)
    print(f"PM4Py installed for this run only ({time.perf_counter() - started:.0f} s)")
    return python


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
