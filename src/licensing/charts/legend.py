"""What stands above and under a map: its question and head, the legend, and what is not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from licensing.analysis.map import ProcessMap
from licensing.analysis.printed import duration, whole
from licensing.charts.heat import INK, NO_HEAT, PAPER, STEPS, HeatStep
from licensing.charts.lettering import width, wrapped
from licensing.charts.svg import element, text
from licensing.charts.ways import INK as WAY_INK
from licensing.charts.ways import THINNEST, WIDEST
from licensing.charts.words import Lang, counted, in_lang, origin, say
from licensing.domain.when import ZERO

MARGIN = 14.0
MUTED = "#4a4f55"
_TITLE, _HEAD, _SMALL = 21.0, 12.5, 11.0
_SWATCH = 16.0


@dataclass(frozen=True, slots=True)
class Block:
    """A drawn part of the picture and where it ends."""

    body: str
    bottom: float


def head(drawn: ProcessMap, lang: Lang, wide: float) -> Block:
    """Write the question, the process, and what every figure carries."""
    title = f"{in_lang(drawn.label, lang)} · {drawn.process} · {origin(drawn.provenance, lang)}"
    return heading(say("map-title", lang), title, head_line(drawn, lang), wide)


def heading(question: str, title: str, line: str, wide: float) -> Block:
    """Write the question a picture answers, what it is of, and what holds for all of it."""
    y = MARGIN + _TITLE
    parts = [text(question, MARGIN, y, size=_TITLE, fill=INK, bold=True)]
    for part in wrapped(title, _HEAD, wide - 2 * MARGIN, bold=True):
        y += _HEAD * 1.5
        parts.append(text(part, MARGIN, y, size=_HEAD, fill=INK, bold=True))
    for part in wrapped(line, _HEAD, wide - 2 * MARGIN):
        y += _HEAD * 1.4
        parts.append(text(part, MARGIN, y, size=_HEAD, fill=MUTED))
    return Block("\n".join(parts), y + 14)


def head_line(drawn: ProcessMap, lang: Lang) -> str:
    """Give what every figure carries: cases, clock, as-of day, period, versions."""
    parts = [
        say("and", lang).join(
            (say("decided", lang, n=whole(drawn.n_decided)), say("open", lang, n=whole(drawn.n_open)))
        ),
        counted(drawn.measure, drawn.clock, lang),
        say("as-of", lang, day=drawn.as_of.isoformat()),
    ]
    if drawn.since is None or drawn.until is None:
        parts.append(say("not-filed", lang))
    else:
        parts.append(say("filed", lang, since=drawn.since.isoformat(), until=drawn.until.isoformat()))
    parts.append(say("definition", lang, versions=", ".join(drawn.versions)))
    return " · ".join(parts)


def legend(drawn: ProcessMap, left_out: ProcessMap | None, lang: Lang, wide: float, top: float) -> Block:
    """Write the legend and the notes; ``left_out`` is what the picture does not show."""
    return _under((_heat(drawn, lang), _signs(drawn, lang)), _notes(drawn, left_out, lang), wide, top)


def plain_legend(notes: Sequence[str], lang: Lang, wide: float, top: float) -> Block:
    """Write the legend of a map without figures: what a filled box, a ring and a dashed way are."""
    signs = [
        _Key(say("legend-work", lang), NO_HEAT),
        _Key(say("legend-wait", lang), NO_HEAT, ring=True),
        _Key(say("legend-back", lang), stroke=THINNEST + 1, dashed=True),
    ]
    return _under((signs,), notes, wide, top)


def _under(keys: Sequence[Sequence[_Key]], notes: Sequence[str], wide: float, top: float) -> Block:
    y = top
    parts: list[str] = []
    for row in (row for some in keys for row in _rows(some, wide - 2 * MARGIN)):
        x = MARGIN
        for key in row:
            parts.append(key.at(x, y))
            x += key.width
        y += _SWATCH + 9
    y -= 2
    for line in (line for note in notes for line in wrapped(note, _SMALL, wide - 2 * MARGIN)):
        y += _SMALL * 1.45
        parts.append(text(line, MARGIN, y - 4, size=_SMALL, fill=MUTED))
    return Block("\n".join(parts), y + MARGIN - 4)


@dataclass(frozen=True, slots=True)
class _Key:
    """One sign of the legend and its words."""

    words: str
    step: HeatStep | None = None
    ring: bool = False
    stroke: float = 0.0
    dashed: bool = False
    title: bool = False

    @property
    def sign(self) -> float:
        return 0.0 if self.title else 34.0 if self.stroke else _SWATCH + 6

    @property
    def width(self) -> float:
        return self.sign + width(self.words, _SMALL, bold=self.title) * 1.1 + 12

    def at(self, x: float, y: float) -> str:
        words = text(self.words, x + self.sign, y + 12, size=_SMALL, fill=INK, bold=self.title)
        if self.stroke:
            dash = "5 4" if self.dashed else None
            line = f"M{x:.1f} {y + 8:.1f}h26"
            return (
                element("path", d=line, stroke=WAY_INK, stroke_width=self.stroke, stroke_dasharray=dash, fill="none")
                + words
            )
        if self.step is None:
            return words
        return swatch(x, y, _SWATCH + 2, _SWATCH, self.step, ring=4.0 if self.ring else 0.0, radius=2.0) + words


def swatch(x: float, y: float, wide: float, high: float, step: HeatStep, *, ring: float, radius: float) -> str:
    """Draw a box in a color: filled, or as a ring so thick where what it stands for is waiting."""
    outer = element(
        "rect", x=x, y=y, width=wide, height=high, rx=radius, fill=step.color, stroke=WAY_INK, stroke_width=1.0
    )
    if not ring:
        return outer
    return outer + element(
        "rect",
        x=x + ring,
        y=y + ring,
        width=wide - 2 * ring,
        height=high - 2 * ring,
        rx=max(radius - ring / 2, 1.0),
        fill=PAPER,
        stroke=WAY_INK,
        stroke_width=0.6,
    )


def _heat(drawn: ProcessMap, lang: Lang) -> list[_Key]:
    bounds = [f"{100 * step.from_share:.0f}" for step in STEPS]
    steps = [_Key(say("legend-below", lang, high=bounds[1]), STEPS[0])]
    steps.extend(
        _Key(say("legend-between", lang, low=low, high=high), step)
        for step, low, high in zip(STEPS[1:], bounds[1:], bounds[2:], strict=False)
    )
    steps.append(_Key(say("legend-from", lang, low=bounds[-1]), STEPS[-1]))
    if any(node.share is None and not node.end for node in drawn.nodes):
        steps.append(_Key(say("legend-none", lang), NO_HEAT))
    return [_Key(say("legend-heat", lang), title=True), *steps]


def _signs(drawn: ProcessMap, lang: Lang) -> list[_Key]:
    signs = [
        _Key(say("legend-work", lang), STEPS[1]),
        _Key(say("legend-wait", lang), STEPS[1], ring=True),
        _Key(say("legend-way", lang), stroke=(THINNEST + WIDEST) / 2),
    ]
    if any(edge.loop for edge in drawn.edges):
        signs.append(_Key(say("legend-loop", lang), stroke=THINNEST + 0.6, dashed=True))
    return signs


def _rows(keys: Sequence[_Key], room: float) -> list[list[_Key]]:
    rows: list[list[_Key]] = [[]]
    for key in keys:
        if rows[-1] and sum(item.width for item in rows[-1]) + key.width > room:
            rows.append([])
        rows[-1].append(key)
    return rows


def _notes(drawn: ProcessMap, left_out: ProcessMap | None, lang: Lang) -> list[str]:
    notes = [say("read", lang)]
    if left_out is not None and (left_out.nodes or left_out.edges):
        days = [node.total for node in left_out.nodes if node.total is not None and not node.settled]
        states = say("rare-states", lang, n=len(left_out.nodes), days=duration(sum(days, start=ZERO)))
        ways = say("rare-ways", lang, n=len(left_out.edges))
        what = say("and", lang).join((states, ways) if left_out.nodes else (ways,))
        notes.append(say("not-drawn", lang, n=drawn.rare_below, what=what))
    later = [node.later for node in drawn.nodes if node.later is not None]
    if later:
        notes.append(say("later", lang, days=duration(sum(later, start=ZERO))))
    return notes
