"""A snapshot of as many invented cases as wanted, without a store: about twelve visits each, drawn in SQL.

Parquet files are written first, as an import would, and then taken into the tables of a snapshot. Lengths are
log-normal and exact; one case in fifty is still open. Only the tables of states, parties and durations are filled;
what bodies said and what blocked is left empty. Nothing here is a fact about any agency.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from licensing.definitions.registry import process
from licensing.domain.vocabulary import Kind, Party, Stage
from licensing.domain.when import DAY_US
from licensing.snapshot.contents import Change, Cohort, describe
from licensing.snapshot.file import changing
from licensing.snapshot.fill import take_in

PROCESS = "us/munitions-license"
AS_OF_US = 1_790_000_000_000_000
BATCH = 100_000
ROUTE = (
    ("prepare", 9.0),
    ("submitted", 2.0),
    ("intake-screen", 1.0),
    ("officer-queue", 14.0),
    ("officer-review", 6.0),
    ("applicant-question", 12.0),
    ("officer-review", 4.0),
    ("referral-prep", 1.0),
    ("staffed", 30.0),
    ("consolidate", 5.0),
    ("final-action", 3.0),
    ("in-use", 45.0),
)
"""The states of an invented case in order, with invented median days."""

_VISITS = f"""
CREATE OR REPLACE TABLE visits AS
WITH cases AS (
    SELECT range::INTEGER AS case_id,
        CASE WHEN random() < 0.02 THEN 1 + (random() * 12)::INTEGER % 12 ELSE 99 END AS here,
        1600000000000000 + (random() * 1e14)::BIGINT AS opened_us
    FROM range(?, ?)
),
drawn AS (
    SELECT case_id, number, state, kind, stage, party, owner, later, opened_us, number = here AS open,
        (days * {DAY_US} * exp(0.8 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())))::BIGINT AS low_us
    FROM cases, route WHERE number <= here
)
SELECT *, opened_us + coalesce(sum(low_us) OVER before, 0)::BIGINT AS entered_us, lag(low_us) OVER own AS gap_us,
    lag(state) OVER own AS previous
FROM drawn
WINDOW own AS (PARTITION BY case_id ORDER BY number),
    before AS (PARTITION BY case_id ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
"""

_LENGTHS = f"""
    CASE WHEN NOT open THEN low_us END AS high_us, low_us AS placed_us, low_us * waits AS waiting_us,
    low_us * 3 // (5 * {DAY_US}) AS clock_low_days, CASE WHEN NOT open THEN clock_low_days END AS clock_high_days,
    clock_low_days AS clock_placed_days, clock_low_days * waits AS clock_waiting_days,
    low_us * 5 // (7 * {DAY_US}) AS working_low_days, CASE WHEN NOT open THEN working_low_days END AS working_high_days,
    working_low_days AS working_placed_days, working_low_days * waits AS working_waiting_days
"""

_ROWS = {
    "visits": f"""
        SELECT case_id, 1 AS cohort, number, state, previous, owner, party, kind, stage, entered_us,
            CASE WHEN NOT open THEN entered_us + low_us END AS left_us, gap_us, open, NOT later AS shared, later,
            (kind IN ('queue', 'external'))::INTEGER AS waits, low_us, {_LENGTHS}
        FROM visits""",
    "stays": f"""
        SELECT case_id, 1 AS cohort, later, state, open, waits, low_us, {_LENGTHS} FROM (
            SELECT case_id, later, state, bool_or(open) AS open, (kind IN ('queue', 'external'))::INTEGER AS waits,
                sum(low_us)::BIGINT AS low_us
            FROM visits GROUP BY case_id, later, state, kind)""",
    "shares": f"""
        SELECT *, row_number() OVER (PARTITION BY case_id, party) = 1 AS first, false AS first_imprecise FROM (
            SELECT case_id, 1 AS cohort, party, kind AS reason, sum(low_us)::BIGINT AS placed_us,
                placed_us * 2 // 7 AS closed_us, placed_us * 3 // (5 * {DAY_US}) AS clock_placed_days,
                placed_us * 5 // (7 * {DAY_US}) AS working_placed_days
            FROM visits WHERE NOT later GROUP BY case_id, party, kind)""",
    "cases": f"""
        SELECT case_id AS id, 1 AS cohort, printf('CASE-%08d', case_id) AS ref, ref AS matter, 1 AS definition,
            getvariable('version') AS version, md5(ref) AS head, '' AS around, NOT waiting AS settled,
            {AS_OF_US} AS last_us, {AS_OF_US} AS horizon_us, opened_us AS opened_earliest_us,
            opened_us AS opened_latest_us, 'instant' AS opened_precision, 'UTC' AS opened_zone,
            CASE WHEN NOT waiting THEN opened_us + low_us END AS answered_earliest_us,
            answered_earliest_us AS answered_latest_us, CASE WHEN NOT waiting THEN 'instant' END AS answered_precision,
            CASE WHEN NOT waiting THEN 'UTC' END AS answered_zone, make_timestamp(opened_us)::DATE AS filed_day,
            CASE WHEN NOT waiting THEN make_timestamp(opened_us + low_us)::DATE END AS decided_day,
            CASE WHEN NOT waiting THEN 'granted' END AS outcome,
            to_json(list_append(states, coalesce(outcome, '')))::VARCHAR AS way,
            coalesce(outcome, 'closed without an outcome') AS way_out, NOT waiting AS answered,
            NOT waiting AS decided, waiting,
            low_us AS elapsed_low_us, CASE WHEN NOT waiting THEN low_us END AS elapsed_high_us, waiting AS elapsed_open,
            low_us * 9 // 10 AS filed_low_us, CASE WHEN NOT waiting THEN filed_low_us END AS filed_high_us,
            waiting AS filed_open, low_us * 3 // (5 * {DAY_US}) * {DAY_US} AS clock_low_us,
            CASE WHEN NOT waiting THEN clock_low_us END AS clock_high_us, waiting AS clock_open,
            low_us * 5 // (7 * {DAY_US}) * {DAY_US} AS working_low_us,
            CASE WHEN NOT waiting THEN working_low_us END AS working_high_us, waiting AS working_open,
            low_us AS matter_low_us, elapsed_high_us AS matter_high_us, waiting AS matter_open,
            opened_us + low_us AS over_us, low_us // 2 AS held_us
        FROM (SELECT case_id, any_value(opened_us) AS opened_us, bool_or(open AND NOT later) AS waiting,
            list(state ORDER BY number) AS states, sum(low_us) FILTER (NOT later)::BIGINT AS low_us
            FROM visits GROUP BY case_id)""",
}


def write(path: Path, cases: int) -> None:
    """Write a snapshot of invented cases, by way of Parquet files."""
    law = process(PROCESS).latest
    with tempfile.TemporaryDirectory(prefix="licensing-bench-", dir=path.parent) as name:
        folder = Path(name)
        with duckdb.connect() as connection:
            _set_out(connection, law.version.id)
            for start in range(0, cases, BATCH):
                connection.execute(_VISITS, [start, min(start + BATCH, cases)])
                for table, rows in _ROWS.items():
                    file = folder / f"{table}-{start:08}.parquet"
                    connection.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet)")
        cohort = Cohort(1, PROCESS, "simulated", AS_OF_US, law.headline_clock, "0" * 12, cases)
        with changing(path, anew=True) as snapshot:
            for table in _ROWS:
                take_in(snapshot, table, f"read_parquet('{folder}/{table}-*.parquet')")
            definitions = [(1, law.digest, law.text)]
            describe(snapshot, Change(forgotten=[], sheets=folder, definitions=definitions, cohorts=[cohort], root=""))


def _set_out(connection: duckdb.DuckDBPyConnection, version: str) -> None:
    law = process(PROCESS).latest
    connection.execute("SELECT setseed(0.5)")
    connection.execute("SET VARIABLE version = ?", [version])
    connection.execute(
        "CREATE TABLE route (number INTEGER, state VARCHAR, days DOUBLE, kind VARCHAR, stage VARCHAR, owner VARCHAR,"
        " party VARCHAR, later BOOLEAN)"
    )
    for number, (name, days) in enumerate(ROUTE, start=1):
        state = law.states[name]
        party = Party.APPLICANT if state.owner == "applicant" else Party.DECIDING_AGENCY
        later = state.stage is Stage.AFTER
        row = [number, name, days, Kind(state.kind).value, Stage(state.stage).value, state.owner, party.value, later]
        connection.execute("INSERT INTO route VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
