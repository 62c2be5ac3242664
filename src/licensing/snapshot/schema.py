"""The tables of a snapshot: narrow, words as codes, every length in microseconds or whole days.

``way`` is the canonical text of a case's states in order, with the label of its outcome at the end. ``stays`` and
``shares`` are what one case adds to a state or to a party; ``visits`` are its single stays, and every further table
holds what it adds to one report. Columns named ``clock_…``
and ``working_…`` count days on the headline clock and working days; they are null where the law has no clock.
A null ``high_us`` has no upper bound.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

FORMAT: Final = "2"
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
        "percentiles": """
            cohort INTEGER, question VARCHAR, median_low DOUBLE, median_high DOUBLE, limit_low DOUBLE,
            limit_high DOUBLE, p90_low DOUBLE, p90_high DOUBLE
        """,
        "cases": """
            id INTEGER, cohort INTEGER, ref VARCHAR, matter VARCHAR, definition INTEGER, version INTEGER,
            head VARCHAR, around VARCHAR, settled BOOLEAN, last_us BIGINT, horizon_us BIGINT,
            opened_earliest_us BIGINT, opened_latest_us BIGINT, opened_precision INTEGER, opened_zone INTEGER,
            answered_earliest_us BIGINT, answered_latest_us BIGINT, answered_precision INTEGER, answered_zone INTEGER,
            filed_day DATE, decided_day DATE, outcome INTEGER, way INTEGER, way_out INTEGER,
            answered BOOLEAN, decided BOOLEAN, waiting BOOLEAN,
            elapsed_low_us BIGINT, elapsed_high_us BIGINT, elapsed_open BOOLEAN,
            filed_low_us BIGINT, filed_high_us BIGINT, filed_open BOOLEAN,
            clock_low_us BIGINT, clock_high_us BIGINT, clock_open BOOLEAN,
            working_low_us BIGINT, working_high_us BIGINT, working_open BOOLEAN,
            matter_low_us BIGINT, matter_high_us BIGINT, matter_open BOOLEAN, over_us BIGINT, held_us BIGINT
        """,
        "attributes": "case_id INTEGER, cohort INTEGER, name INTEGER, value INTEGER",
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
        "bodies": """
            case_id INTEGER, cohort INTEGER, path INTEGER, sent INTEGER, open INTEGER, silent INTEGER, late INTEGER,
            judged INTEGER, changed INTEGER, open_us BIGINT, critical_us BIGINT
        """,
        "positions": "case_id INTEGER, cohort INTEGER, path INTEGER, position INTEGER, times INTEGER",
        "needs": """
            case_id INTEGER, cohort INTEGER, what INTEGER, name INTEGER, parties INTEGER, stays INTEGER, last INTEGER,
            length_us BIGINT
        """,
        "slacks": "case_id INTEGER, cohort INTEGER, what INTEGER, name INTEGER, slack_us BIGINT",
        "rounds": """
            case_id INTEGER, cohort INTEGER, what INTEGER, name INTEGER, rounds INTEGER,
            length_us BIGINT, clock_length_days INTEGER, working_length_days INTEGER
        """,
        "handoffs": """
            case_id INTEGER, cohort INTEGER, giver INTEGER, taker INTEGER, handoffs INTEGER, returns INTEGER,
            queued_us BIGINT, clock_queued_days INTEGER, working_queued_days INTEGER, closed_us BIGINT
        """,
        "rules": """
            case_id INTEGER, cohort INTEGER, what INTEGER, name INTEGER, instances INTEGER, kept INTEGER,
            missed INTEGER, running INTEGER, excluded_days INTEGER
        """,
        "overdue": "case_id INTEGER, cohort INTEGER, what INTEGER, name INTEGER, days INTEGER",
        "excluded": "case_id INTEGER, cohort INTEGER, what INTEGER, name INTEGER, cause INTEGER, days INTEGER",
        "blocked": """
            case_id INTEGER, cohort INTEGER, what INTEGER, name INTEGER, party INTEGER, open BOOLEAN,
            low_us BIGINT, high_us BIGINT, clock_low_days INTEGER, clock_high_days INTEGER,
            working_low_days INTEGER, working_high_days INTEGER,
            effect_us BIGINT, clock_effect_days INTEGER, working_effect_days INTEGER
        """,
        "pairs": """
            case_id INTEGER, cohort INTEGER, what INTEGER, name INTEGER, other_what INTEGER, other_name INTEGER,
            effect_us BIGINT, clock_effect_days INTEGER, working_effect_days INTEGER
        """,
    }
)
"""``refiled`` names the matters of several cases, ``percentiles`` are answers found when the snapshot was made.

In ``shares``, ``first`` marks one row for each case and party, ``first_imprecise`` that of a party whose stays are
known as a range only. In ``needs``, ``parties`` has a bit for each party; ``rules`` are the limits of time and strange
moves of a case, ``overdue`` and ``excluded`` their days.
"""

OF_CASES: Final = tuple(name for name, text in TABLES.items() if name == "cases" or "case_id" in text)
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
            "way_out",
        ),
        "attributes": ("name", "value"),
        "visits": ("state", "previous", "owner", "party", "kind", "stage"),
        "stays": ("state",),
        "shares": ("party", "reason"),
        "bodies": ("path",),
        "positions": ("path", "position"),
        "needs": ("what", "name"),
        "slacks": ("what", "name"),
        "rounds": ("what", "name"),
        "handoffs": ("giver", "taker"),
        "rules": ("what", "name"),
        "overdue": ("what", "name"),
        "excluded": ("what", "name", "cause"),
        "blocked": ("what", "name", "party"),
        "pairs": ("what", "name", "other_what", "other_name"),
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
