"""The box of a state: its name, its owner and its figures, in lines."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.analysis.map import MapNode
from licensing.analysis.printed import duration, percentile, share, whole
from licensing.charts.lettering import balanced, width
from licensing.charts.words import Lang, in_lang, reached, say

WIDTH = 158.0
INSET = 12.0
NAME, OWNER, TOTAL, FIGURES = 12.5, 11.0, 16.5, 11.5
_LEADING = 1.22
_PAD = 8.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a box, ``y`` down from its top to the baseline; ``right`` stands at the right edge."""

    text: str
    y: float
    size: float
    bold: bool = False
    muted: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """The lines of a box and the height they need."""

    lines: tuple[Line, ...]
    height: float


def box(node: MapNode, lang: Lang) -> Box:
    """Write the box of a state: ends are a name and a number of cases, all others carry their days.

    A state of a definition, behind which no cases stand, is a name and an owner.
    """
    room = WIDTH - 2 * INSET
    lines: list[Line] = []
    y = _PAD

    def add(text: str, size: float, *, bold: bool = False, muted: bool = False) -> None:
        nonlocal y
        y += size * _LEADING
        lines.append(Line(text, y, size, bold=bold, muted=muted))

    for text in balanced(in_lang(node.label, lang), NAME, room, bold=True):
        add(text, NAME, bold=True)
    if node.end:
        if node.cases:
            add(_cases(node, lang), FIGURES)
        return Box(tuple(lines), y + _PAD)
    if node.owner is not None:
        for text in balanced(in_lang(node.owner, lang), OWNER, room):
            add(text, OWNER, muted=True)
    if not node.cases:
        return Box(tuple(lines), y + _PAD)
    y += 4
    add(say("days", lang, days=duration(node.total)), TOTAL, bold=True)
    if node.share is not None:
        lines.append(Line(share(node.share), y, FIGURES + 1, right=True))
    median = say("median", lang, days=reached(node.median, percentile(node.median), lang))
    for text in _joined((_cases(node, lang), *_open(node, lang), median), room):
        add(text, FIGURES)
    return Box(tuple(lines), y + _PAD + 7)


def _cases(node: MapNode, lang: Lang) -> str:
    return say("case", lang) if node.cases == 1 else say("cases", lang, n=whole(node.cases))


def _open(node: MapNode, lang: Lang) -> tuple[str, ...]:
    return (say("still-open", lang, n=whole(node.open)),) if node.open else ()


def _joined(parts: tuple[str, ...], room: float) -> list[str]:
    """Put parts side by side while there is room."""
    lines = [parts[0]]
    for part in parts[1:]:
        longer = f"{lines[-1]} · {part}"
        if width(longer, FIGURES) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines
