"""Processes that call commands at the very same moment, and say how each of them ended."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Everything is imported before the first command, so that what two of them do is the command alone.
SCRIPT = """
import contextlib, io, json, sys
from licensing.cli.main import main
import licensing.service.cases, licensing.service.commands, licensing.store.database
print("ready", flush=True)
for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(json.loads(line))
        except SystemExit as ended:
            code = int(ended.code or 0)
    print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
"""


@dataclass(frozen=True)
class Ended:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Rivals:
    """Some processes, each waiting for its next command."""

    processes: Sequence[subprocess.Popen[str]]

    def call(self, *commands: Sequence[str | Path]) -> list[Ended]:
        """Call one command in each process, all of them at once."""
        for process, command in zip(self.processes, commands, strict=True):
            print(json.dumps([str(word) for word in command]), file=process.stdin, flush=True)
        return [Ended(*json.loads(_line(process))) for process in self.processes]


@contextmanager
def rivals(number: int) -> Iterator[Rivals]:
    """Have processes ready for commands."""
    with ExitStack() as stack:
        started = []
        for _ in range(number):
            process = subprocess.Popen(
                [sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            started.append(stack.enter_context(process))
            stack.callback(process.kill)
        for process in started:
            assert _line(process) == "ready\n"
        yield Rivals(started)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()
