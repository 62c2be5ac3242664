"""How long a report takes on a store of a thousand and of ten thousand mock cases.

Some cases walk by the assumptions; the store holds each of them many times, under other references. A report is
compared with bare SQL that only fetches the very events it is made from: what the ratio compares is everything after
the database (reading events, folding cases, placing, counting), and it should not grow with the number of cases.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import cast

from licensing.analysis.catalog import MAIN, REPORTS
from licensing.analysis.scope import Scope
from licensing.definitions.casefile import CaseFile, read_case_file
from licensing.definitions.definition import Definition
from licensing.domain.event import CaseOpened, Event
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import to_us
from licensing.service.cases import Cases, header_of
from licensing.service.reports import each
from licensing.service.walks import step
from licensing.store.database import Database
from licensing.store.header import CaseHeader

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "mock" / "us-ml-walk-1.yaml"
SIZES = (1_000, 10_000)
RUNS = {1_000: 3, 10_000: 1}
WALKED = 100
BATCH = 250
NOW = datetime(2026, 1, 1, tzinfo=UTC)

Walked = tuple[CaseFile, Definition, tuple[Event, ...]]


def walked(folder: Path) -> list[Walked]:
    """Walk some cases to their end: small and large ones, opened one after the other."""
    example = read_case_file(EXAMPLE)
    files = []
    for number in range(WALKED):
        opened = date(2021, 1, 4) + timedelta(days=number)
        large = {"value_usd": 60_000_000, "major_defense_equipment": True} if number % 5 == 0 else {}
        given = {"ref": f"WALK-{number}", "seed": number, "opened": f"{opened}T09:00"}
        files.append(example.model_copy(update={**given, "attributes": {**example.attributes, **large}}))
    with Database.open(folder / "walked.db", create=True) as database:
        cases = Cases(database, lambda: NOW)
        cases.submit(files)
        for file in files:
            while step(cases, file.ref).moved:
                pass
        with database.reading() as unit:
            stories = [(file, unit.events(file.ref)) for file in files]
            return [(file, unit.definition(_opening(events).definition_digest), events) for file, events in stories]


def fill(database: Database, stories: Sequence[Walked], size: int, first: int = 0) -> None:
    """Keep so many cases, numbered from ``first`` on, told after those that walked."""
    for start in range(first, first + size, BATCH):
        with database.writing() as unit:
            for number in range(start, min(start + BATCH, first + size)):
                file, definition, events = stories[number % len(stories)]
                header, told = renamed(header_of(file, definition), events, f"CASE-{number:06}")
                unit.put_definition(definition)
                unit.open_case(header, told, to_us(NOW))


def renamed(header: CaseHeader, events: Sequence[Event], ref: str) -> tuple[CaseHeader, list[Event]]:
    """Tell the same story of another case."""
    first = replace(events[0], body=replace(_opening(events), ref=ref, matter=ref))
    return replace(header, ref=ref, matter=ref), [first, *events[1:]]


def _opening(events: Sequence[Event]) -> CaseOpened:
    return cast("CaseOpened", events[0].body)


def seconds(database: Database, runs: int) -> Iterator[tuple[str, float, float]]:
    """Give, for each kind of report, the median seconds it takes and those of fetching its events by bare SQL."""
    for kind in MAIN:
        ours, bare = [], []
        for _ in range(runs):
            started = time.perf_counter()
            next(each(database, REPORTS[kind], "us/munitions-license", Scope(), provenance=Provenance.MOCK))
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            with database.connected() as connection:
                connection.exec_driver_sql("SELECT * FROM events ORDER BY ref, seq").fetchall()
            bare.append(time.perf_counter() - started)
        yield kind, median(ours), median(bare)


def main() -> None:
    """Measure reports over stores of growing size."""
    with tempfile.TemporaryDirectory(prefix="licensing-bench-") as name:
        folder = Path(name)
        stories = walked(folder)
        per_case: dict[str, float] = {}
        for size in SIZES:
            with Database.open(folder / f"{size}.db", create=True) as database:
                fill(database, stories, size)
                for kind, ours, bare in seconds(database, RUNS[size]):
                    before = per_case.setdefault(kind, ours / size)
                    grown = "" if size == SIZES[0] else f", {ours / size / before:.2f} times as long for each case"
                    print(
                        f"{kind} of {size} cases: {ours / bare:.0f} times the bare fetch of its events{grown};"
                        f" {ours:.2f} s, {ours / size * 1e3:.2f} ms each case"
                    )


if __name__ == "__main__":
    main()
