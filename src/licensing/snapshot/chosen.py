"""Which cases of a snapshot a report is about, and the head of its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache

import duckdb

from licensing.analysis.figure import digest_of_heads
from licensing.analysis.heading import Heading, Scope, one_series
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import NOT_SAID
from licensing.analysis.survival import Limits, Percentile
from licensing.definitions.definition import Definition
from licensing.definitions.process import definition_of_text
from licensing.domain.errors import UnknownClock
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import DAY_US, from_us, to_us
from licensing.snapshot.lasting import Kinds, Lasting, Source, kinds_sql, lasting

MANY = 10_000
"""The percentiles of so many durations are found when a snapshot is made, and kept."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A cohort of a snapshot, and the digest over the whole of it."""

    cohort: int
    provenance: Provenance
    as_of: datetime
    clock: str | None
    """The clock that its cases were counted on."""
    digest: str
    read: Callable[[str], Definition]
    """Reads a definition from the text that the snapshot keeps of it."""


@dataclass(frozen=True)
class Chosen:
    """Cases of one process and provenance in a snapshot."""

    connection: duckdb.DuckDBPyConnection
    heading: Heading
    codes: dict[str, int]
    """Codes of the definitions of the cases, by digest."""
    kind: Kind
    condition: str
    """What a row of ``cases`` must meet, in SQL."""
    table: str = "chosen"
    """The temporary table for the numbers of its cases, where they are not a whole cohort."""

    @property
    def cohort(self) -> int:
        """Give the code of the cohort."""
        return self.kind.cohort

    @cached_property
    def words(self) -> dict[int, str]:
        """Give words by their codes."""
        return dict(self.connection.execute("SELECT code, word FROM words").fetchall())

    @cached_property
    def of_rows(self) -> str:
        """Give what a row that belongs to a case must meet; a whole cohort is found without asking for each case."""
        if self.condition == _of_cohort(self.cohort):
            return self.condition
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {self.table} AS SELECT id FROM cases WHERE {self.condition}"
        )
        return f"cohort = {self.cohort} AND case_id IN (SELECT id FROM {self.table})"

    def lasting(self, source: Source, kinds: Kinds) -> Lasting:
        """Estimate the percentiles of durations; those of many were found when the snapshot was made."""
        if kinds.n < MANY:
            return lasting(self.connection, source, kinds)
        question = f"{source.question} of {self.condition}"  # rows may be those of a temporary table
        if question not in self.percentiles:
            self.percentiles[question] = lasting(self.connection, source, kinds)
        return self.percentiles[question]

    def measured(self, source: Source) -> tuple[Kinds, Lasting]:
        """Count the durations of a source by their kinds, and estimate their percentiles."""
        found = self.connection.execute(f"SELECT {kinds_sql(source)} FROM {source.rows}").fetchall()
        kinds = Kinds(*found[0])
        return kinds, self.lasting(source, kinds)

    @cached_property
    def percentiles(self) -> dict[str, Lasting]:
        """Give the percentiles that are known, by what was asked."""
        found = self.connection.execute(
            "SELECT question, median_low, median_high, limit_low, limit_high, p90_low, p90_high FROM percentiles"
            f" WHERE cohort = {self.cohort}"
        ).fetchall()
        return {
            question: Lasting(Percentile(*row[:2]), Limits(*row[2:4]), Percentile(*row[4:])) for question, *row in found
        }

    @cached_property
    def cases(self) -> int:
        """Count the cases."""
        found = self.connection.execute(f"SELECT count(*) FROM cases WHERE {self.condition}").fetchall()
        return int(found[0][0])

    def counted(self, name: str) -> str:
        """Give the column that holds a length, counted as the report counts, in microseconds."""
        match self.heading.scope.measure:
            case Measure.ELAPSED:
                return f"{name}_us"
            case Measure.ON_CLOCK:
                return f"(clock_{name}_days * {DAY_US})"
            case Measure.WORKING:
                return f"(working_{name}_days * {DAY_US})"

    @property
    def of_whole(self) -> Source:
        """Give where the durations of whole cases are, counted as the report counts."""
        name = {Measure.ELAPSED: "elapsed", Measure.ON_CLOCK: "clock", Measure.WORKING: "working"}
        return self.durations(name[self.heading.scope.measure])

    def durations(self, name: str, condition: str = "") -> Source:
        """Give where one of the durations of cases is, of those that meet a condition besides."""
        return Source(f"cases WHERE {condition or self.condition}", f"{name}_low_us", f"{name}_high_us", f"{name}_open")

    def by(self, attribute: str) -> list[Chosen] | None:
        """Split the cases by the value of an attribute, as ``Cohort.by`` does; ``None`` where it cannot be told."""
        if not any(attribute in item.attributes for item in self.heading.definitions):
            return None
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE classes AS SELECT id, class, dense_rank() OVER (ORDER BY class) AS place"
            " FROM (SELECT id, coalesce((SELECT word FROM attributes JOIN words ON code = value WHERE case_id = id"
            f" AND name = (SELECT code FROM words WHERE word = ?)), ?) AS class FROM cases WHERE {self.condition})",
            [attribute, NOT_SAID],
        )
        classes = self.connection.execute("SELECT DISTINCT place, class FROM classes ORDER BY place").fetchall()
        found = []
        for place, value in classes:
            condition = f"{self.condition} AND id IN (SELECT id FROM classes WHERE place = {place})"
            part = _chosen(self.connection, self.heading.scope, self.kind, condition, (attribute, value))
            if part is None:
                return None
            found.append(replace(part, table=f"chosen_{place}"))
        return found

    def series(self) -> str:
        """Give what a case must meet to be counted on the clock of the report."""
        alike = one_series(self.heading.definitions, self.heading.scope.clock)
        return self.condition if len(alike) == len(self.codes) else f"{self.condition} AND {_among(self.codes, alike)}"


@lru_cache(maxsize=256)
def law(text: str) -> Definition:
    """Read a definition of the library, once for each text."""
    return definition_of_text(text)


def choose(
    connection: duckdb.DuckDBPyConnection,
    process: str,
    provenance: Provenance,
    scope: Scope,
    read: Callable[[str], Definition] = law,
) -> Chosen | None:
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
    kind = Kind(cohort, provenance, from_us(as_of_us), clock, whole, read)
    return _chosen(connection, scope, kind, _of_cohort(cohort) + _filed_within(scope))


def _chosen(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    kind: Kind,
    condition: str,
    case_class: tuple[str, str] | None = None,
) -> Chosen | None:
    definitions = _definitions(connection, condition, kind.read)
    kept = _kept([definition for definition, _ in definitions], scope)
    codes = {definition.digest: code for definition, code in definitions if definition in kept}
    if not kept:
        return None
    if len(kept) < len(definitions):
        condition += f" AND {_among(codes, kept)}"

    def digest() -> str:
        whole = condition == _of_cohort(kind.cohort)
        return kind.digest if whole else _digest(connection, condition, codes, kind.as_of)

    heading = _heading(connection, condition, scope, kind, kept, digest, case_class)
    return Chosen(connection, heading, codes, kind, condition) if heading.clock == kind.clock else None


def _of_cohort(cohort: int) -> str:
    return f"cohort = {cohort}"


def _filed_within(scope: Scope) -> str:
    since = "" if scope.since is None else f" AND filed_day >= DATE '{scope.since.isoformat()}'"
    return since if scope.until is None else f"{since} AND filed_day <= DATE '{scope.until.isoformat()}'"


def _among(codes: dict[str, int], definitions: Sequence[Definition]) -> str:
    return f"definition IN ({', '.join(str(codes[item.digest]) for item in definitions)})"


def _definitions(
    connection: duckdb.DuckDBPyConnection, condition: str, read: Callable[[str], Definition]
) -> list[tuple[Definition, int]]:
    """Give the definitions of the cases with their codes, in the order of the first case of each."""
    texts = connection.execute(
        "SELECT text, code FROM definitions JOIN (SELECT definition AS code, min(ref) AS first FROM cases"
        f" WHERE {condition} GROUP BY definition) USING (code) ORDER BY first"
    ).fetchall()
    return [(read(text), code) for text, code in texts]


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
    kind: Kind,
    definitions: Sequence[Definition],
    digest: Callable[[], str],
    case_class: tuple[str, str] | None,
) -> Heading:
    found = connection.execute(
        "SELECT count(*) FILTER (decided), count(*) FILTER (waiting), min(filed_day), max(filed_day) FROM cases"
        f" WHERE {condition}"
    ).fetchall()
    decided, waiting, first, last = found[0]
    return Heading(
        scope=scope,
        as_of=kind.as_of,
        provenance=kind.provenance,
        definitions=tuple(definitions),
        n_decided=decided,
        n_open=waiting,
        filed_from=first,
        filed_to=last,
        snapshot_of=digest,
        case_class=case_class,
    )
