"""The real `licensing` command in a folder of its own, and what is left of it afterwards."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRAMS = Path(sys.executable).parent
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
_MARK = "LICENSING_TEST_MARK"


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Desk:
    """A folder in which a person calls commands; every process they start can be found again."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def store(self) -> Path:
        return self.folder / "licensing.db"

    def begin(self, *words: object, program: str = "licensing", **options: Any) -> subprocess.Popen[str]:
        """Start a command and let it go on."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return subprocess.Popen(
            [str(PROGRAMS / program), *map(str, words)],
            cwd=self.folder,
            env=os.environ | {"HOME": str(home), _MARK: self.mark} | self.environment,
            stdin=subprocess.DEVNULL,
            text=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options,
        )

    def call(self, *words: object, program: str = "licensing", seconds: float = 240) -> Said:
        """Call a command to its end."""
        with self.begin(*words, program=program) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            finally:
                process.kill()
        return Said(process.returncode, out, err)

    @contextmanager
    def going_on(self, *words: object, **options: Any) -> Iterator[subprocess.Popen[str]]:
        """Have a command go on for the length of a block; it is killed at the end if it still does."""
        with self.begin(*words, **options) as process:
            try:
                yield process
            finally:
                process.kill()

    def refs(self) -> list[str]:
        """Give the references of the cases in the store."""
        return [str(ref) for (ref,) in self._asked("SELECT ref FROM cases ORDER BY ref")]

    def events(self, ref: str) -> list[tuple[object, ...]]:
        """Give what is recorded of a case, all but the moment of recording and what is computed from it."""
        columns = "seq, type, key, earliest_us, latest_us, precision, zone, actor, payload, basis, command"
        return self._asked(f"SELECT {columns} FROM events WHERE ref = ? ORDER BY seq", ref)

    @contextmanager
    def held_at(self, ref: str, events: int, seconds: float = 120) -> Iterator[None]:
        """Wait until a walk has come to so many events of a case, and let it stand still there for a block.

        The store is held most of the time before that too: a walk that takes a second would often be over unseen.
        """
        assert until(lambda: ref in self.refs(), seconds)
        deadline = time.monotonic() + seconds
        with closing(sqlite3.connect(self.store, timeout=seconds, isolation_level=None)) as store:
            while True:
                store.execute("BEGIN IMMEDIATE")
                (count,) = store.execute("SELECT count(*) FROM events WHERE ref = ?", (ref,)).fetchone()
                if count >= events:
                    break
                assert time.monotonic() < deadline, f"{ref} stays at {count} events"
                time.sleep(0.02)
                store.execute("ROLLBACK")
                time.sleep(0.005)
            yield
            store.execute("ROLLBACK")

    def _asked(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the store; one that is still being made holds nothing."""
        if not self.store.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            made = store.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchall()
            return store.execute(query, values).fetchall() if made else []

    def left_running(self) -> list[str]:
        """Give the command line of every process, of any generation, that commands of this desk have left behind."""
        ours = f"{_MARK}={self.mark}"
        processes = [folder for folder in Path("/proc").glob("[0-9]*") if ours in _words(folder / "environ")]
        return [" ".join(_words(folder / "cmdline")) for folder in processes]


def until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait for a condition, and say whether it came about."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def _words(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:
        return []
