"""What every command shares: its global options, the store it opens, and how it prints."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console

from licensing.cli.table import Column, harmless, table, wrapped
from licensing.definitions.base import Text
from licensing.domain.errors import UsageError
from licensing.settings import Settings

if TYPE_CHECKING:
    from licensing.service.cases import Cases
    from licensing.store.database import Database

WIDTH = 80


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """Options of every command."""

    store: Annotated[
        str | None, Parameter(help="Path or URL of the store (default: LICENSING_STORE, else ./licensing.db).")
    ] = None
    json: Annotated[bool, Parameter(help="Print JSON.", negative="")] = False
    csv: Annotated[bool, Parameter(help="Print CSV.", negative="")] = False
    lang: Annotated[Literal["en", "ja"] | None, Parameter(help="Language of labels.")] = None
    quiet: Annotated[bool, Parameter(help="Print no progress and no hints.", negative="")] = False
    no_color: Annotated[bool, Parameter(help="Print no colors.", negative="")] = False

    def __post_init__(self) -> None:
        if self.json and self.csv:
            raise UsageError("--json and --csv are two forms of one answer.", next_step="Choose one of them.")

    @property
    def settings(self) -> Settings:
        """Give the settings, flags first. Raises :class:`UsageError` for a variable that sets what cannot be."""
        given = {"store": self.store, "lang": self.lang}
        return Settings.of(**{name: value for name, value in given.items() if value is not None})

    @cached_property
    def console(self) -> Console:
        """Give the console of standard output; 80 columns where it is no terminal."""
        terminal = sys.stdout.isatty()
        return Console(no_color=self.no_color, highlight=False, width=None if terminal else WIDTH, soft_wrap=False)

    def say(self, text: Text) -> str:
        """Give words in the language chosen."""
        return text.ja if self.settings.lang == "ja" else text.en

    def progress(self) -> Console:
        """Give the console of standard error, silent in a pipe and when told to be quiet."""
        return Console(stderr=True, quiet=self.quiet or not sys.stderr.isatty(), no_color=self.no_color)

    def line(self, text: str) -> None:
        """Print a line of plain words, wrapped but never cut."""
        for line in wrapped(harmless(text), self.console.width):
            self.console.print(line, markup=False, soft_wrap=True)

    def hint(self, text: str, *commands: str) -> None:
        """Print what to try next, unless told to be quiet; a command stays on a line of its own."""
        if self.quiet:
            return
        self.line(text)
        for command in commands:
            self.console.print(f"  {harmless(command)}", markup=False, soft_wrap=True)


NO_OPTIONS = Common()


def now() -> datetime:
    """Give the moment: the computer's time, in UTC."""
    return datetime.now(UTC)


@contextmanager
def opened(common: Common, *, create: bool = False, read_only: bool = False) -> Iterator[Database]:
    """Open the store of a command and close it again."""
    from licensing.store.database import Database

    with Database.open(common.settings.store, create=create, read_only=read_only) as database:
        yield database


@contextmanager
def opened_cases(common: Common, *, create: bool = False) -> Iterator[Cases]:
    """Open the store of a command for commands on cases."""
    from licensing.service.cases import Cases

    with opened(common, create=create) as database:
        yield Cases(database, now)


def print_json(data: Any) -> None:  # noqa: ANN401 - whatever JSON can carry
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def print_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as CSV with a header."""
    writer = csv.DictWriter(sys.stdout, fieldnames=columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)


def print_rows(common: Common, rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], data: Any = None) -> None:  # noqa: ANN401
    """Print rows as JSON (``data`` where it says more), CSV or a table, as the options ask."""
    if common.json:
        print_json(list(rows) if data is None else data)
    elif common.csv:
        print_csv(rows, list(rows[0]) if rows else [column.key for column in columns])
    else:
        print_table(common, rows, columns)


def print_table(common: Common, rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> None:
    """Print rows as a table that wraps and never cuts a word off."""
    title, *lines = table(rows, columns, common.console.width)
    common.console.print(title, style="bold", markup=False, soft_wrap=True)
    for line in lines:
        common.console.print(line, markup=False, soft_wrap=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file as a whole or not at all. Raises :class:`UsageError` where that cannot be."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(
            f"cannot write {path}: {error.strerror or error}.", next_step="Give a file in a folder you can write to."
        ) from error
