"""What a snapshot holds already, and the change that brings it up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

import licensing
from licensing.analysis.heading import Scope
from licensing.calendars import registry
from licensing.definitions.definition import Definition
from licensing.definitions.glossary import glossary
from licensing.domain.text import canonical, digest
from licensing.domain.vocabulary import Provenance
from licensing.snapshot.chosen import MANY, Chosen, choose, law
from licensing.snapshot.file import about, changing, reading
from licensing.snapshot.fill import forget, load
from licensing.snapshot.percentiles import find_percentiles, keep_percentiles
from licensing.snapshot.schema import FORMAT


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case that a snapshot holds, and what its figures were made from."""

    id: int
    head: str
    around: str
    settled: bool
    last_us: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """The cases of one process and one provenance, as of the newest event among them."""

    code: int
    process: str
    provenance: str
    as_of_us: int
    clock: str | None
    digest: str
    cases: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a snapshot holds; nothing where there is none, or none that still counts as this program does."""

    root: str = ""
    """The digest over the heads of all cases that it was made from."""
    cases: Mapping[str, KeptCase] = field(default_factory=dict)
    definitions: Mapping[str, int] = field(default_factory=dict)
    cohorts: Mapping[tuple[str, str], Cohort] = field(default_factory=dict)


NOTHING = Contents()


def contents(path: Path) -> Contents:
    """Read what a snapshot holds."""
    with reading(path) as connection:
        if connection is None:
            return NOTHING
        told = about(connection)
        if not _counts_alike(told):
            return NOTHING
        cases = connection.execute("SELECT ref, id, head, around, settled, last_us FROM cases").fetchall()
        definitions = connection.execute("SELECT digest, code FROM definitions").fetchall()
        cohorts = [Cohort(*row) for row in connection.execute("SELECT * FROM cohorts").fetchall()]
        return Contents(
            told.get("root", ""),
            {ref: KeptCase(*own) for ref, *own in cases},
            dict(definitions),
            {(item.process, item.provenance): item for item in cohorts},
        )


def root_of(path: Path) -> str:
    """Give the root of what a snapshot was made from; empty where it cannot be used."""
    with reading(path) as connection:
        return _root_in(connection)


def _root_in(connection: duckdb.DuckDBPyConnection | None) -> str:
    told = {} if connection is None else about(connection)
    return told.get("root", "") if _counts_alike(told) else ""


def _counts_alike(told: Mapping[str, str]) -> bool:
    """Say whether a snapshot that tells this of itself was counted as this program counts."""
    return all(told.get(name) == way for name, way in _ways().items())


@dataclass(frozen=True, slots=True)
class Current:
    """An open snapshot that tells the same as what it was made from."""

    connection: duckdb.DuckDBPyConnection
    read: Callable[[str], Definition]

    def provenances(self, process: str) -> list[Provenance]:
        """Give the provenances of the cases of a process."""
        found = self.connection.execute("SELECT provenance FROM cohorts WHERE process = ?", [process]).fetchall()
        return [item for item in Provenance if (item.value,) in found]

    def choose(self, process: str, provenance: Provenance, scope: Scope) -> Chosen | None:
        """Choose the cases of a report, as :func:`licensing.snapshot.chosen.choose` does."""
        return choose(self.connection, process, provenance, scope, self.read)


@contextmanager
def current(path: Path, root: Callable[[], str], read: Callable[[str], Definition]) -> Iterator[Current | None]:
    """Open a snapshot of what has this root now; ``None`` where there is none, or one of something else.

    The root is asked for only where there is a snapshot.
    """
    if not path.exists():
        yield None
        return
    with reading(path) as connection:
        yield Current(connection, read) if connection is not None and _root_in(connection) == root() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What brings a snapshot up to date: cases to forget, sheets of rows to take in, and what it then stands for."""

    forgotten: Sequence[int]
    sheets: Path
    definitions: Sequence[tuple[int, str, str]]
    """Code, digest and canonical text of every definition."""
    cohorts: Sequence[Cohort]
    root: str
    read: Callable[[str], Definition] = law
    """Reads a definition from its canonical text."""


def apply(path: Path, change: Change, *, anew: bool) -> None:
    """Change a snapshot, all of it at once. Raises ``SnapshotFailed``, and then nothing has changed."""
    with changing(path, anew=anew) as connection:
        connection.execute("BEGIN")
        forget(connection, change.forgotten)
        load(connection, change.sheets)
        describe(connection, change)
        connection.execute("COMMIT")


def describe(connection: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Write what a snapshot stands for: how it was counted, the definitions, the cohorts, percentiles."""
    for table in ("about", "definitions", "cohorts", "refiled", "percentiles"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute(
        "INSERT INTO refiled SELECT cohort, matter FROM cases GROUP BY cohort, matter HAVING count(*) > 1"
    )
    connection.executemany("INSERT INTO about VALUES (?, ?)", [*_ways().items(), ("root", change.root)])
    if change.definitions:
        connection.executemany("INSERT INTO definitions VALUES (?, ?, ?)", change.definitions)
    for item in change.cohorts:
        connection.execute(
            "INSERT INTO cohorts VALUES (?, ?, ?, ?, ?, ?, ?)",
            [item.code, item.process, item.provenance, item.as_of_us, item.clock, item.digest, item.cases],
        )
    for item in change.cohorts:
        if item.cases >= MANY:
            found = find_percentiles(connection, item.process, item.provenance, change.read)
            keep_percentiles(connection, item.code, found.items())


def _ways() -> dict[str, str]:
    """Give what every count rests on beside the cases: tables, program, calendars, and who belongs to which party."""
    return {
        "format": FORMAT,
        "program": licensing.__version__,
        "calendars": registry.digest(),
        "glossary": digest(canonical(glossary().model_dump(mode="json"))),
    }
