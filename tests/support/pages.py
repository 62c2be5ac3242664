"""Pages of documentation as a person follows them: write the files shown, type the commands, compare what is printed.

A fence ``console`` holds commands after ``$ `` and what they print. A line ``...`` stands for any lines, ``...`` within
a line for any text; ``# exit code 2`` behind a command says how it ends, 0 where nothing is said. A command that ends
with ``&`` goes on until the page ends. A fence with ``file=NAME`` is written to that file.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit code (\d)$")
_PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class File:
    """A file that a page shows and a person writes."""

    name: str
    text: str


@dataclass(frozen=True)
class Typed:
    """A command of a page, and what the page says it prints."""

    line: str
    """As it is written."""
    printed: str

    @property
    def command(self) -> str:
        """Give the command without what the page says of it."""
        return _EXIT.sub("", self.line)

    @property
    def exit_code(self) -> int:
        """Give the exit code the page says it ends with."""
        ends = _EXIT.search(self.line)
        return int(ends[1]) if ends else 0

    @property
    def goes_on(self) -> bool:
        """Tell whether it runs in the background."""
        return self.command.endswith("&")

    def matches(self, output: str) -> bool:
        """Tell whether an output is what the page prints."""
        lines = _lines(self.printed)
        pattern = "".join(
            r"(?:.*\n)*?" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n" for line in lines
        )
        return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(output))) is not None


@dataclass(frozen=True)
class Followed:
    """A command of a page and what came of it."""

    typed: Typed
    output: str
    code: int

    @property
    def wrong(self) -> str:
        """Say what came out otherwise than the page says; empty where all did."""
        if self.code != self.typed.exit_code:
            return f"$ {self.typed.command}\nends with {self.code}, not {self.typed.exit_code}:\n{self.output}"
        if not self.typed.matches(self.output):
            return f"$ {self.typed.command}\nprints\n{self.output}\nand not\n{self.typed.printed}"
        return ""


def corrected(page: Path, followed: Sequence[Followed]) -> str:
    """Give a page with what its commands print now; what was cut behind so many lines is cut there again.

    What a page shows with ``...`` elsewhere than in the last line is left for a person to correct.
    """
    came = iter(followed)

    def block(fence: re.Match[str]) -> str:
        if fence[1] != "console":
            return fence[0]
        parts = [f"$ {item.typed.line}\n{_printed_now(item)}" for item in islice(came, len(list(_typed(fence[3]))))]
        return f"```console\n{''.join(parts)}```"

    return _FENCE.sub(block, page.read_text(encoding="utf-8"))


def _printed_now(item: Followed) -> str:
    lines = item.typed.printed.split("\n")[:-1]
    if item.wrong and not any("..." in line for line in lines[:-1]):
        output = [line.rstrip() for line in item.output.rstrip().split("\n")]
        cut = lines[-1:] == ["..."] and len(output) >= len(lines)
        lines = [*output[: len(lines) - 1], "..."] if cut else output
    return "".join(f"{line}\n" for line in lines)


def steps(page: Path) -> Iterator[File | Typed]:
    """Give the files and commands of a page, in order."""
    for kind, name, body in _FENCE.findall(page.read_text(encoding="utf-8")):
        if name:
            yield File(name, body)
        elif kind == "console":
            yield from _typed(body)


def _lines(text: str) -> list[str]:
    """Give the lines of a text, blanks of every kind alike."""
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").strip("\n")
    return [line.rstrip() for line in plain.split("\n")] if plain.strip() else []


def _typed(body: str) -> Iterator[Typed]:
    if not body.startswith("$ "):
        message = f"a console block begins with a command: {body[:60]!r}"
        raise ValueError(message)
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        yield Typed(*_command(part))


def _command(part: str) -> tuple[str, str]:
    """Cut a command, which goes on behind a backslash, from what it prints."""
    lines = part.split("\n")
    last = next(place for place, line in enumerate(lines) if not line.endswith("\\"))
    return "\n".join(lines[: last + 1]), "\n".join(lines[last + 1 :])


@dataclass
class Terminal:
    """A person's terminal: a folder, an environment that commands may change, and what they left running."""

    folder: Path
    home: Path
    known: Mapping[str, str] = field(default_factory=dict)
    """What commands print that are not run again, such as the demo."""

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self._state = self.home / ".terminal"
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "LICENSING_"))}
        self.environment = {
            **bare,
            "HOME": str(self.home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
        }
        self._running: list[subprocess.Popen[str]] = []

    def follow(self, page: Path) -> list[Followed]:
        """Do what a page says, and give what came of every command."""
        followed: list[Followed] = []
        try:
            for step in steps(page):
                if isinstance(step, File):
                    written = self.folder / step.name
                    written.parent.mkdir(parents=True, exist_ok=True)
                    written.write_text(step.text, encoding="utf-8")
                else:
                    output, code = self._start(step) if step.goes_on else self.type(step.command)
                    followed.append(Followed(step, output, code))
        finally:
            self.leave()
        return followed

    def type(self, command: str) -> tuple[str, int]:
        """Run a command and give what it prints, errors among it, and its exit code."""
        if command in self.known:
            return self.known[command], 0
        script = (
            f"{self._resumed()}{command}\ncode=$?\n{{ export -p; echo cd \"'$PWD'\"; }} > '{self._state}'\nexit $code"
        )
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
        return done.stdout, done.returncode

    def _resumed(self) -> str:
        return f". '{self._state}'\n" if self._state.exists() else ""

    def _start(self, step: Typed) -> tuple[str, int]:
        """Start a command that goes on, and wait until it has printed what the page says."""
        log = self.home / f"running-{len(self._running)}.log"
        with log.open("w", encoding="utf-8") as sink:
            process = subprocess.Popen(
                ["bash", "-c", f"{self._resumed()}exec {step.command.removesuffix('&')}"],
                cwd=self.folder,
                env=self.environment,
                stdout=sink,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self._running.append(process)
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until and process.poll() is None:
            output = log.read_text(encoding="utf-8")
            if step.matches(output):
                return output, 0
            time.sleep(0.2)
        return log.read_text(encoding="utf-8"), process.poll() or 0

    def leave(self) -> None:
        """End what still runs, as Ctrl-C does."""
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
        for process in self._running:
            process.wait(timeout=60)
        self._running.clear()
