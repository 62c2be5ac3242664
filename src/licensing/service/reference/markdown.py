"""Markdown: tables, links and words in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from licensing.definitions.base import Text

_LEFT_AS_THEY_ARE = ":/?#[]@!$&'*+,;=%~"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a table; nothing where it has no rows."""
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    if lines:
        yield f"| {' | '.join(titles)} |"
        yield "|" + "---|" * len(titles)
        yield from lines
        yield ""


def cell(text: str) -> str:
    """Write the words of a cell: no bar ends it, and no line breaks it."""
    return " ".join(text.split()).replace("|", "\\|")


def both(text: Text | None) -> str:
    """Write words in both languages, one above the other."""
    return "" if text is None else f"{text.en}<br>{text.ja}"


def code(names: Iterable[str]) -> str:
    """Write names as such."""
    return ", ".join(f"`{name}`" for name in names)


def link(words: str, address: str | None) -> str:
    """Write words that lead to an address on the web, if there is one."""
    return f"[{words}]({quote(address, safe=_LEFT_AS_THEY_ARE)})" if address else words
