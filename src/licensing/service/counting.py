"""Counting cases for a snapshot: in this process where they are few, by a pool of processes where they are many.

Each process of the pool opens the store by itself, so that no connection is shared between processes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ProcessPoolExecutor, as_completed, wait
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

from licensing.analysis.casefile import CaseFile
from licensing.definitions.definition import Definition
from licensing.domain.case import Case
from licensing.domain.when import from_us
from licensing.engine.evolve import fold_tightened
from licensing.service.reports import told
from licensing.snapshot.fill import Sheets
from licensing.snapshot.measured import CaseKey
from licensing.snapshot.rows import rows_of
from licensing.store.database import Database
from licensing.store.header import Head
from licensing.store.unit import Reading

POOLED = 1_000
"""So many cases take longer than starting processes does."""
_BATCH = 250


@dataclass(frozen=True, slots=True)
class Job:
    """A case to be counted: where it stands in the snapshot, as of when, and on which clock."""

    head: Head
    key: CaseKey
    as_of_us: int
    clock: str | None


class Counters:
    """Whoever counts cases: one process or several."""

    def __init__(self, database: Database, progress: Callable[[int, int], None]) -> None:
        self._database = database
        self._progress = progress
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def expect(self, heads: Sequence[Head]) -> None:
        """Start a pool where so many cases are worth it."""
        processes = os.cpu_count() or 1
        if len(heads) >= POOLED and processes > 1:
            address = self._database.url.render_as_string(hide_password=False)
            self._pool = ProcessPoolExecutor(processes, get_context("spawn"), _open, (address,))

    def last_moments(self, heads: Sequence[Head]) -> dict[str, int]:
        """Give the latest moment of the newest event of each case, by reference."""
        batches = [heads[start : start + _BATCH] for start in range(0, len(heads), _BATCH)]
        found: dict[str, int] = {}
        if self._pool is not None:
            for moments in self._pool.map(_last_moments, batches):
                found |= moments
            return found
        with self._database.reading() as unit:
            for batch in batches:
                found |= dict(_moments(unit, batch))
        return found

    def count(self, jobs: Sequence[Job], folder: Path) -> None:
        """Write the rows of cases to sheets in a folder."""
        batches = [(jobs[start : start + _BATCH], start) for start in range(0, len(jobs), _BATCH)] or [((), 0)]
        done = 0
        self._progress(0, len(jobs))
        for counted in self._counted(batches, folder):
            done += counted
            self._progress(done, len(jobs))

    def _counted(self, batches: Sequence[tuple[Sequence[Job], int]], folder: Path) -> Iterator[int]:
        if self._pool is None:
            with self._database.reading() as unit:
                for batch, start in batches:
                    yield _count(unit, batch, folder, start)
            return
        waiting = [self._pool.submit(_count_there, batch, folder, start) for batch, start in batches]
        for future in as_completed(waiting):
            yield future.result()


def _count(unit: Reading, jobs: Sequence[Job], folder: Path, number: int) -> int:
    with Sheets(folder, str(number)) as sheets:
        for job in jobs:
            seen = _file(unit, job.head).seen(from_us(job.as_of_us))
            if seen is not None:
                sheets.write(rows_of(job.key, seen, job.clock))
    return len(jobs)


def count_logged(
    cases: Iterable[Case], law: Definition, head: str, as_of_us: int, folder: Path, tell: Callable[[int], None]
) -> None:
    """Write the rows of the cases of an imported log to sheets in a folder: a few batches of them at a time."""
    batches = enumerate(_batched(cases))
    processes = os.cpu_count() or 1
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        waiting: set[Future[int]] = set()
        for number, batch in batches:
            waiting.add(pool.submit(_count_batch, batch, law, head, as_of_us, folder, number))
            if len(waiting) > 2 * processes:
                waiting = _told(waiting, tell, FIRST_COMPLETED)
        _told(waiting, tell, ALL_COMPLETED)


def _told(waiting: set[Future[int]], tell: Callable[[int], None], until: str) -> set[Future[int]]:
    done, rest = wait(waiting, return_when=until)
    for future in done:
        tell(future.result())
    return rest


def _batched(cases: Iterable[Case]) -> Iterator[tuple[Case, ...]]:
    rest = iter(cases)
    while batch := tuple(islice(rest, _BATCH)):
        yield batch


def _count_batch(batch: Sequence[Case], law: Definition, head: str, as_of_us: int, folder: Path, number: int) -> int:
    with Sheets(folder, str(number)) as sheets:
        for place, case in enumerate(batch, start=number * _BATCH + 1):
            seen = CaseFile(case, law, head=head).seen(from_us(as_of_us))
            if seen is not None:
                sheets.write(rows_of(CaseKey(place, 1, 1, head, ""), seen, None))
    return len(batch)


def _file(unit: Reading, head: Head) -> CaseFile:
    """Give a case as it stood at a head: what came after waits for the next time."""
    return told(unit, unit.events(head.ref)[: head.seq], head.observed_until, head.digest)


def _moments(unit: Reading, heads: Sequence[Head]) -> Iterator[tuple[str, int]]:
    for head in heads:
        yield head.ref, fold_tightened(unit.events(head.ref)[: head.seq]).last.latest_us


_own: list[Database] = []
"""The store as a process of the pool has opened it."""


def _open(address: str) -> None:
    _own.append(Database.open(address, read_only=True))


def _last_moments(heads: Sequence[Head]) -> dict[str, int]:
    with _own[0].reading() as unit:
        return dict(_moments(unit, heads))


def _count_there(jobs: Sequence[Job], folder: Path, number: int) -> int:
    with _own[0].reading() as unit:
        return _count(unit, jobs, folder, number)
