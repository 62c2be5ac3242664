"""The process map: lanes by party, columns by stage, heat by days, ways by cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from licensing.analysis.map import MapEdge, MapNode, ProcessMap
from licensing.charts.box import INSET, Box, box
from licensing.charts.geometry import Geometry, Rect, geometry
from licensing.charts.heat import INK, PAPER, READABLE, contrast, heat_of
from licensing.charts.lattice import Lattice
from licensing.charts.legend import MARGIN, MUTED, head, head_line, legend, swatch
from licensing.charts.routes import Wanted, routes
from licensing.charts.seats import Seat, Seats, seats
from licensing.charts.svg import document, element, text
from licensing.charts.ways import Way, label_width, way
from licensing.charts.words import Lang, in_lang, say
from licensing.definitions.glossary import glossary
from licensing.domain.vocabulary import Party

NARROWEST = 760.0
_RING = 6.0
_LANE_COLORS = ("#f6f7f9", "#eef0f3")
_HEADING = 12.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A map with everything in its place, before it is written: what overlaps can be seen here."""

    seats: Seats
    measured: Geometry
    boxes: dict[str, tuple[Rect, Box]]
    ways: tuple[Way, ...]
    width: float
    top: float


def process_map_svg(drawn: ProcessMap, lang: Lang = "en", *, everything: bool = False) -> str:
    """Draw a process map as SVG; rare states and ways only with ``everything``.

    The same map gives the same bytes.
    """
    shown = drawn if everything else _part(drawn, common=True)
    left_out = None if everything else _part(drawn, common=False)
    shown_at = place(shown, lang)
    top = head(drawn, lang, shown_at.width)
    under = legend(shown, left_out, lang, shown_at.width, shown_at.measured.height + 16)
    body = "\n".join(
        (
            top.body,
            *lanes(shown_at, lang),
            *headings(shown_at, lang),
            *(item.drawn() for item in sorted(shown_at.ways, key=lambda item: item.edge.cases)),
            *(state_box(node, *shown_at.boxes[node.state]) for node in shown.nodes),
            *(item.numbered() for item in shown_at.ways),
            under.body,
        )
    )
    return document(
        shown_at.width,
        under.bottom,
        lang=lang,
        title=f"{say('map-title', lang)} {in_lang(drawn.label, lang)}",
        about=head_line(drawn, lang),
        body=body,
    )


def place(shown: ProcessMap, lang: Lang = "en") -> Placed:
    """Give everything on a map its place."""
    return placed(shown.nodes, shown.edges, lambda wide: head(shown, lang, wide).bottom, lang)


def placed(
    nodes: Sequence[MapNode], edges: Sequence[MapEdge], under_head: Callable[[float], float], lang: Lang
) -> Placed:
    """Give states and ways their places; ``under_head`` tells where the head of a picture so wide ends."""
    seated = seats(nodes, edges)
    contents = {node.state: box(node, lang) for node in nodes}
    heights = {seated.of[state]: item.height for state, item in contents.items()}
    ends = {seated.of[node.state] for node in nodes if node.end}
    lattice = Lattice(
        seated.columns,
        seated.rows,
        frozenset(seated.of.values()),
        frozenset(ends),
        frozenset(lane.first for lane in seated.lanes),
    )
    found = routes(lattice, [_wanted(edge, seated) for edge in edges])
    labels = {(edge.source, edge.target): label_width(edge) for edge in edges}
    guess = geometry(seated, heights, found, labels, 0.0)
    wide = max(NARROWEST, guess.width + 2 * MARGIN)
    top = under_head(wide) + _HEADING + 8
    measured = geometry(seated, heights, found, labels, top, left=(wide - guess.width) / 2)
    boxes = {
        state: (_rect(measured, seated.of[state], item.height, end=seated.of[state] in ends), item)
        for state, item in contents.items()
    }
    most = max((edge.cases for edge in edges), default=1)
    ways = tuple(
        way(edge, route, measured, (boxes[edge.source][0], boxes[edge.target][0]), most)
        for edge, route in zip(edges, found, strict=True)
    )
    return Placed(seated, measured, boxes, ways, wide, top)


def _part(drawn: ProcessMap, *, common: bool) -> ProcessMap:
    return replace(
        drawn,
        nodes=tuple(node for node in drawn.nodes if node.common is common),
        edges=tuple(edge for edge in drawn.edges if edge.common is common),
    )


def _wanted(edge: MapEdge, seated: Seats) -> Wanted:
    return Wanted((edge.source, edge.target), seated.of[edge.source], seated.of[edge.target], edge.cases)


def _rect(measured: Geometry, seat: Seat, height: float, *, end: bool) -> Rect:
    """Give a box: as high as its row, save for ends, which stay small."""
    return measured.rect(seat, height if end else measured.rows[seat.row][1])


def lanes(placed: Placed, lang: Lang) -> list[str]:
    """Draw the lanes of parties."""
    words = glossary().parties
    parts = []
    for number, (lane, (top, bottom)) in enumerate(zip(placed.seats.lanes, placed.measured.lanes, strict=True)):
        color = _LANE_COLORS[number % 2]
        parts.append(element("rect", x=MARGIN, y=top, width=placed.width - 2 * MARGIN, height=bottom - top, fill=color))
        parts.append(
            text(in_lang(words[lane.party], lang), placed.measured.columns[0], top + 14, size=12, fill=INK, bold=True)
        )
    return parts


def headings(placed: Placed, lang: Lang) -> list[str]:
    """Write the stages above their columns."""
    words = glossary()
    return [
        text(
            in_lang(words.parties[Party.UNKNOWN] if heading.stage is None else words.stages[heading.stage], lang),
            placed.measured.columns[heading.first],
            placed.top - 6,
            size=_HEADING,
            fill=MUTED,
        )
        for heading in placed.seats.headings
    ]


def state_box(node: MapNode, place: Rect, content: Box) -> str:
    """Draw a state."""
    step = heat_of(node.share)
    ring = _RING if node.waiting else 0.0
    ink = INK if ring or node.end else step.ink
    soft = contrast(MUTED, PAPER if ring else step.color) >= READABLE
    offset = (place.height - content.height) / 2
    frame = swatch(place.x, place.y, place.width, place.height, step, ring=ring, radius=5.0)
    if node.end:
        frame = element(
            "rect",
            x=place.x,
            y=place.y,
            width=place.width,
            height=place.height,
            rx=place.height / 2,
            fill=PAPER,
            stroke=MUTED,
            stroke_width=1.0,
        )
    lines = [
        text(
            line.text,
            place.right - INSET if line.right else place.x + place.width / 2 if node.end else place.x + INSET,
            place.y + offset + line.y,
            size=line.size,
            fill=MUTED if line.muted and soft else ink,
            bold=line.bold,
            anchor="end" if line.right else "middle" if node.end else "start",
        )
        for line in content.lines
    ]
    return element("g", frame, *lines, id=f"state-{node.state}", data_figure=node.figure or None)
