"""The tables of a snapshot: narrow, words as codes, every length in microseconds or whole days.

``way`` is the canonical text of a case's states in order, with the label of its outcome at the end. ``stays`` and
``shares`` are what one case adds to a state or to a party; ``visits`` are its single stays. Columns named ``clock_…``
and ``working_…`` count days on the headline clock and working days; they are null where the law has no clock.
A null ``high_us`` has no upper bound.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

FORMAT: Final = "1"
"""Another number for other tables or other ways to count: a snapshot of another format is made anew."""

_STAY = """
    low_us BIGINT, high_us BIGINT, placed_us BIGINT, waiting_us BIGINT,
    clock_low_days INTEGER, clock_high_days INTEGER, clock_placed_days INTEGER, clock_waiting_days INTEGER,
    working_low_days INTEGER, working_high_days INTEGER, working_placed_days INTEGER, working_waiting_days INTEGER
"""

TABLES: Final = MappingProxyType(
    {
        "about": "name VARCHAR, value VARCHAR",
        "words": "code INTEGER, word VARCHAR",
        "definitions": "code INTEGER, digest VARCHAR, text VARCHAR",
        "cohorts": """
            code INTEGER, process VARCHAR, provenance VARCHAR, as_of_us BIGINT, clock VARCHAR, digest VARCHAR,
            cases INTEGER
        """,
        "refiled": "cohort INTEGER, matter VARCHAR",
        "cases": """
            id INTEGER, cohort INTEGER, ref VARCHAR, matter VARCHAR, definition INTEGER, version INTEGER,
            head VARCHAR, around VARCHAR, settled BOOLEAN, last_us BIGINT, horizon_us BIGINT,
            opened_earliest_us BIGINT, opened_latest_us BIGINT, opened_precision INTEGER, opened_zone INTEGER,
            answered_earliest_us BIGINT, answered_latest_us BIGINT, answered_precision INTEGER, answered_zone INTEGER,
            filed_day DATE, decided_day DATE, outcome INTEGER, way INTEGER,
            answered BOOLEAN, decided BOOLEAN, waiting BOOLEAN,
            elapsed_low_us BIGINT, elapsed_high_us BIGINT, elapsed_open BOOLEAN,
            filed_low_us BIGINT, filed_high_us BIGINT, filed_open BOOLEAN,
            clock_low_us BIGINT, clock_high_us BIGINT, clock_open BOOLEAN,
            working_low_us BIGINT, working_high_us BIGINT, working_open BOOLEAN,
            matter_low_us BIGINT, matter_high_us BIGINT, matter_open BOOLEAN
        """,
        "visits": f"""
            case_id INTEGER, cohort INTEGER, number INTEGER, state INTEGER, previous INTEGER,
            owner INTEGER, party INTEGER, kind INTEGER, stage INTEGER,
            entered_us BIGINT, left_us BIGINT, gap_us BIGINT, open BOOLEAN, shared BOOLEAN, later BOOLEAN, {_STAY}
        """,
        "stays": f"case_id INTEGER, cohort INTEGER, later BOOLEAN, state INTEGER, open BOOLEAN, {_STAY}",
        "shares": """
            case_id INTEGER, cohort INTEGER, party INTEGER, reason INTEGER,
            placed_us BIGINT, closed_us BIGINT, clock_placed_days INTEGER, working_placed_days INTEGER,
            first BOOLEAN, first_imprecise BOOLEAN
        """,
    }
)
"""``refiled`` names the matters of several cases. In ``shares``, ``first`` marks one row for each case and party,
``first_imprecise`` that of a party whose stays are known as a range only."""

OF_CASES: Final = ("cases", "visits", "stays", "shares")
"""The tables that are filled case by case."""

WORDS: Final = MappingProxyType(
    {
        "cases": (
            "version",
            "opened_precision",
            "opened_zone",
            "answered_precision",
            "answered_zone",
            "outcome",
            "way",
        ),
        "visits": ("state", "previous", "owner", "party", "kind", "stage"),
        "stays": ("state",),
        "shares": ("party", "reason"),
    }
)
"""The columns that hold the code of a word."""

CLUSTERED: Final = MappingProxyType({"stays": "later, state, low_us", "shares": "party, reason"})
"""How rows are put in order when they come in, so that a row of a report reads only its own stretch of the file."""


def columns(table: str) -> dict[str, str]:
    """Give the columns of a table with their types, in order."""
    found: dict[str, str] = {}
    for part in TABLES[table].split(","):
        name, kind = part.split()
        found[name] = kind
    return found


def create_statements() -> list[str]:
    """Give the statements that make an empty snapshot."""
    return [f"CREATE TABLE {name} ({text})" for name, text in TABLES.items()]
