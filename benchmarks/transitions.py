"""How many transitions of license cases a store takes each second, every one of them safe on disk.

Mock cases walk through the service. Each transition is timed, and right after it the very rows that it wrote are
written again by bare SQL, in one transaction, to a second store of the same kind: what the ratio compares is the work
around the rows (locking, reading and folding the case, deciding by the law, digests) and nothing else.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import URL, create_engine, event, make_url

from licensing.definitions.casefile import CaseFile, read_case_file
from licensing.domain.command import Advance, Command, Lapse
from licensing.service.cases import Cases, Done
from licensing.service.walks import step
from licensing.store.database import Database

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "mock" / "us-ml-walk-1.yaml"
CASES = 40
UNTIMED_CASES = 3
PAIR = 2
WRITES = ("INSERT", "UPDATE", "DELETE")

Statement = tuple[str, Any, bool]
Execute = Callable[[list[Statement]], None]


@dataclass
class Times:
    """Seconds of each transition through the service, and of the same rows as bare SQL."""

    service: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        ours, bare = median(self.service), median(self.bare)
        return (
            f"a transition takes {ours / bare:.2f} times as long as the bare SQL of its rows; median of"
            f" {len(self.service)}: {ours * 1e3:.2f} ms through the service ({1 / ours:.0f} per second),"
            f" {bare * 1e3:.2f} ms as bare SQL ({1 / bare:.0f} per second)"
        )


class TimedCases(Cases):
    """The use cases of a store whose transitions are timed and written again as bare SQL.

    Bare transactions follow in pairs, after two of the service: so on either side every other transaction waits for a
    disk that has just been waited for, and the other one for a disk with something left to write.
    """

    __slots__ = ("again", "times", "waiting", "written")
    again: Execute
    times: Times
    waiting: list[tuple[list[Statement], bool]]
    written: list[Statement]

    def __init__(self, database: Database, again: Execute, times: Times) -> None:
        super().__init__(database, lambda: datetime.now(UTC))
        written: list[Statement] = []
        for name, value in (("again", again), ("times", times), ("waiting", []), ("written", written)):
            object.__setattr__(self, name, value)

        @event.listens_for(database.engine, "before_cursor_execute")
        def note(*told: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own arguments
            _, _, statement, values, _, many = told
            if statement.startswith(WRITES):
                written.append((statement, values, many))

    def submit(self, files: Sequence[CaseFile]) -> list[Done]:
        """Submit cases, on both sides."""
        done = super().submit(files)
        self._follow(timed=False)
        return done

    def perform(self, ref: str, command: Command) -> Done:
        """Carry out a command on both sides, and time both where it is a transition."""
        started = time.perf_counter()
        done = super().perform(ref, command)
        seconds = time.perf_counter() - started
        timed = isinstance(command, Advance | Lapse)
        if timed:
            self.times.service.append(seconds)
        self._follow(timed=timed)
        return done

    def _follow(self, *, timed: bool) -> None:
        self.waiting.append((self.written.copy(), timed))
        self.written.clear()
        if len(self.waiting) < PAIR:
            return
        for statements, wanted in self.waiting:
            started = time.perf_counter()
            self.again(statements)
            if wanted:
                self.times.bare.append(time.perf_counter() - started)
        self.waiting.clear()


def measure(database: Database, again: Execute) -> Times:
    """Walk mock cases through a store and time their transitions, those of the first few apart."""
    file = read_case_file(EXAMPLE)
    times = Times()
    cases = TimedCases(database, again, times)
    for number in range(CASES):
        if number == UNTIMED_CASES:
            times.service.clear()
            times.bare.clear()
        ref = f"{file.ref}-{number}"
        cases.submit([file.model_copy(update={"ref": ref, "seed": number})])
        while step(cases, ref).moved:
            pass
    return times


@contextmanager
def sqlite_stores() -> Iterator[tuple[Database, Execute]]:
    """Give a store on SQLite and bare SQL on another one."""
    with tempfile.TemporaryDirectory(prefix="licensing-bench-") as folder:
        paths = [Path(folder) / f"{name}.db" for name in ("service", "bare")]
        for path in paths:
            Database.open(path, create=True).close()
        bare = sqlite3.connect(paths[1], isolation_level=None)
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("PRAGMA foreign_keys=ON")

        def again(statements: list[Statement]) -> None:
            bare.execute("BEGIN IMMEDIATE")
            for statement, values, many in statements:
                (bare.executemany if many else bare.execute)(statement, values)
            bare.execute("COMMIT")

        with Database.open(paths[0]) as database:
            yield database, again
        bare.close()


@contextmanager
def postgresql_stores(server: URL) -> Iterator[tuple[Database, Execute]]:
    """Give a store on PostgreSQL and bare SQL on another one, both made on this server for the time being."""
    names = [f"licensing_bench_{os.getpid()}_{name}" for name in ("service", "bare")]
    addresses = [server.set(database=name).render_as_string(hide_password=False) for name in names]
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for name in names:
                connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        for address in addresses:
            Database.open(address, create=True).close()
        plain = server.set(drivername="postgresql", database=names[1]).render_as_string(hide_password=False)
        with psycopg.connect(plain) as bare, Database.open(addresses[0]) as database:

            def again(statements: list[Statement]) -> None:
                with bare.transaction(), bare.cursor() as cursor:
                    for statement, values, many in statements:
                        (cursor.executemany if many else cursor.execute)(statement, values)

            yield database, again
    finally:
        with engine.connect() as connection:
            for name in names:
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        engine.dispose()


def main() -> None:
    """Measure SQLite, and PostgreSQL where LICENSING_TEST_POSTGRES_URL names a server."""
    with sqlite_stores() as (database, again):
        print(f"SQLite (WAL, synchronous=FULL): {measure(database, again)}")
    address = os.environ.get("LICENSING_TEST_POSTGRES_URL")
    if address is None:
        print("PostgreSQL: not measured; run .ci/with-postgres make bench")
        return
    with postgresql_stores(make_url(address).set(drivername="postgresql+psycopg")) as (database, again):
        print(f"PostgreSQL (fsync=on, synchronous_commit=on): {measure(database, again)}")


if __name__ == "__main__":
    main()
