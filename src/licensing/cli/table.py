"""Lay out tables: columns as wide as the screen allows, words kept whole, nothing ever cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

GAP = " "
_JOINTS = re.compile(r"(?<=[/-])(?=\w)")
"""Where a name too long for its column may go on in the next line."""
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Column:
    """A column of a printed table; one that does not ``wrap`` is as wide as its widest cell."""

    key: str
    title: str
    right: bool = False
    wrap: bool = True


def harmless(text: str) -> str:
    """Show the characters that would command a terminal, or turn its text around, as what they are."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def table(rows: Sequence[Mapping[str, object]], columns: Sequence[Column], width: int) -> list[str]:
    """Give the lines of a table, its titles first; wider than ``width`` only where a column cannot be narrower."""
    cells = [[column.title for column in columns]]
    cells.extend([_text(row.get(column.key)) for column in columns] for row in rows)
    widths = _widths(cells, columns, width)
    return [line for row in cells for line in _lines(row, columns, widths)]


def wrapped(text: str, width: int) -> list[str]:
    """Wrap words; a line that begins with blanks goes on as far in, a word too long goes on after a joint."""
    lines: list[str] = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip(" ")))
        current = ""
        for word in line.split(" "):
            if not word:
                continue
            for place, piece in enumerate(_pieces(word, width - len(indent))):
                joined = current + ("" if not current or place else " ") + piece
                if current and cell_len(indent + joined) > width:
                    lines.append(indent + current)
                    current = piece
                else:
                    current = joined
        lines.append((indent + current).rstrip(" "))
    return lines


def _text(value: object) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return harmless(text)


def _lines(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    wraps = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, wraps))):
        parts = []
        for column, lines, width in zip(columns, wraps, widths, strict=True):
            part = lines[number] if number < len(lines) else ""
            blanks = " " * (width - cell_len(part))
            parts.append(blanks + part if column.right else part + blanks)
        yield GAP.join(parts).rstrip(" ")


def _widths(cells: Sequence[Sequence[str]], columns: Sequence[Column], width: int) -> list[int]:
    """Give each column the width of its widest cell, and narrow the widest until the table fits.

    Words stay whole as long as that is possible at all; then names may go on after a joint; then anything may.
    """
    widths = [max(_width(cell) for cell in column) for column in zip(*cells, strict=True)]
    room = width - len(GAP) * (len(columns) - 1)
    for split in (_words, _joined, list):
        least = [
            max(max((cell_len(part) for part in split(cell)), default=1) for cell in column) if rule.wrap else full
            for rule, full, column in zip(columns, widths, zip(*cells, strict=True), strict=True)
        ]
        while sum(widths) > room:
            slack = [place for place, own in enumerate(widths) if own > least[place]]
            if not slack:
                break
            widths[max(slack, key=lambda place: widths[place])] -= 1
        if sum(widths) <= room:
            break
    return widths


def _width(text: str) -> int:
    return max(cell_len(line) for line in text.split("\n"))


def _words(text: str) -> list[str]:
    """Give the words of a cell, each with the blanks its line begins with."""
    parts = [(" " * (len(line) - len(line.lstrip(" "))), line.split(" ")) for line in text.split("\n")]
    return [indent + word for indent, words in parts for word in words if word] or [""]


def _joined(text: str) -> list[str]:
    return [piece for word in _words(text) for piece in _JOINTS.split(word)]


def _pieces(word: str, width: int) -> Iterator[str]:
    """Break a word only where it has to be: after joints, or else anywhere."""
    if cell_len(word) <= width:
        yield word
        return
    for piece in _JOINTS.split(word):
        rest = piece
        while cell_len(rest) > width > 0:
            cut = 1
            while cell_len(rest[: cut + 1]) <= width:
                cut += 1
            yield rest[:cut]
            rest = rest[cut:]
        yield rest
