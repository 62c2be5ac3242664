"""Which cases of a snapshot a report is about, and the head of its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

import duckdb

from licensing.analysis.figure import digest_of_heads
from licensing.analysis.heading import Heading, Scope, one_series
from licensing.analysis.ruler import Measure
from licensing.definitions.definition import Definition
from licensing.definitions.process import definition_of_text
from licensing.domain.errors import UnknownClock
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import from_us, to_us


@dataclass(frozen=True)
class Chosen:
    """Cases of one process and provenance in a snapshot."""

    connection: duckdb.DuckDBPyConnection
    heading: Heading
    codes: dict[str, int]
    """Codes of the definitions of the cases, by digest."""
    cohort: int
    condition: str
    """What a row of ``cases`` must meet, in SQL."""

    @cached_property
    def words(self) -> dict[int, str]:
        """Give words by their codes."""
        return dict(self.connection.execute("SELECT code, word FROM words").fetchall())

    @cached_property
    def of_rows(self) -> str:
        """Give what a row that belongs to a case must meet; a whole cohort is found without asking for each case."""
        if self.condition == _of_cohort(self.cohort):
            return self.condition
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE chosen AS SELECT id FROM cases WHERE {self.condition}")
        return f"cohort = {self.cohort} AND case_id IN (SELECT id FROM chosen)"

    def series(self) -> str:
        """Give what a case must meet to be counted on the clock of the report."""
        alike = one_series(self.heading.definitions, self.heading.scope.clock)
        return self.condition if len(alike) == len(self.codes) else f"{self.condition} AND {_among(self.codes, alike)}"


def choose(connection: duckdb.DuckDBPyConnection, process: str, provenance: Provenance, scope: Scope) -> Chosen | None:
    """Choose the cases of a report as ``Cohort.of`` does; ``None`` where the snapshot cannot answer it.

    It cannot where it has no such cases, was made as of another day, or counted on another clock.
    """
    found = connection.execute(
        "SELECT code, as_of_us, clock, digest FROM cohorts WHERE process = ? AND provenance = ?",
        [process, provenance.value],
    ).fetchone()
    if found is None or (scope.as_of is not None and to_us(scope.as_of) != found[1]):
        return None
    cohort, as_of_us, clock, whole = found
    condition = _of_cohort(cohort) + _filed_within(scope)
    definitions = _definitions(connection, condition)
    kept = _kept([definition for definition, _ in definitions], scope)
    codes = {definition.digest: code for definition, code in definitions if definition in kept}
    if not kept:
        return None
    if len(kept) < len(definitions):
        condition += f" AND {_among(codes, kept)}"
    as_of = from_us(as_of_us)

    def digest() -> str:
        return whole if condition == _of_cohort(cohort) else _digest(connection, condition, codes, as_of)

    heading = _heading(connection, condition, scope, as_of, provenance, kept, digest)
    return Chosen(connection, heading, codes, cohort, condition) if heading.clock == clock else None


def _of_cohort(cohort: int) -> str:
    return f"cohort = {cohort}"


def _filed_within(scope: Scope) -> str:
    since = "" if scope.since is None else f" AND filed_day >= DATE '{scope.since.isoformat()}'"
    return since if scope.until is None else f"{since} AND filed_day <= DATE '{scope.until.isoformat()}'"


def _among(codes: dict[str, int], definitions: Sequence[Definition]) -> str:
    return f"definition IN ({', '.join(str(codes[item.digest]) for item in definitions)})"


def _definitions(connection: duckdb.DuckDBPyConnection, condition: str) -> list[tuple[Definition, int]]:
    """Give the definitions of the cases with their codes, in the order of the first case of each."""
    texts = connection.execute(
        "SELECT text, code FROM definitions JOIN (SELECT definition AS code, min(ref) AS first FROM cases"
        f" WHERE {condition} GROUP BY definition) USING (code) ORDER BY first"
    ).fetchall()
    return [(_read(text), code) for text, code in texts]


@lru_cache(maxsize=256)
def _read(text: str) -> Definition:
    return definition_of_text(text)


def _kept(definitions: list[Definition], scope: Scope) -> list[Definition]:
    if scope.measure is not Measure.ON_CLOCK:
        return definitions
    try:
        return one_series(definitions, scope.clock)
    except UnknownClock:
        return []


def _digest(connection: duckdb.DuckDBPyConnection, condition: str, codes: dict[str, int], as_of: datetime) -> str:
    heads = connection.execute(f"SELECT ref, head FROM cases WHERE {condition}").fetchall()
    return digest_of_heads(heads, codes, as_of)


def _heading(
    connection: duckdb.DuckDBPyConnection,
    condition: str,
    scope: Scope,
    as_of: datetime,
    provenance: Provenance,
    definitions: Sequence[Definition],
    digest: Callable[[], str],
) -> Heading:
    found = connection.execute(
        "SELECT count(*) FILTER (decided), count(*) FILTER (waiting), min(filed_day), max(filed_day) FROM cases"
        f" WHERE {condition}"
    ).fetchall()
    decided, waiting, first, last = found[0]
    return Heading(
        scope=scope,
        as_of=as_of,
        provenance=provenance,
        definitions=tuple(definitions),
        n_decided=decided,
        n_open=waiting,
        filed_from=first,
        filed_to=last,
        snapshot_of=digest,
    )
