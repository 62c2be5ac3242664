"""Draw the ways of a map: as wide as cases took them, dashed where they lead back, with their number beside."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from licensing.analysis.map import MapEdge
from licensing.analysis.printed import whole
from licensing.charts.geometry import ARROW, Geometry, Rect
from licensing.charts.heat import PAPER
from licensing.charts.lattice import Port, Side
from licensing.charts.lettering import width
from licensing.charts.routes import Route, headings
from licensing.charts.svg import element, number, text

SIZE = 11.5
INK = "#3d4852"
THINNEST, WIDEST = 1.4, 7.0
_ROUND = 5.0

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """A way as it is drawn: its corners from box to box, its width, and the place of its number."""

    edge: MapEdge
    corners: tuple[Place, ...]
    width: float
    label: Rect
    label_at: Place
    anchor: str

    def drawn(self) -> str:
        """Draw the line on a white bed, so that crossings read as bridges, and its arrow."""
        line = _line(self._shortened())
        dash = f"{number(4 + self.width)} 4" if self.edge.loop else None
        looks = {"fill": "none", "stroke_linejoin": "round"}
        return element(
            "g",
            element("path", d=line, stroke=PAPER, stroke_width=self.width + 4, **looks),
            element("path", d=line, stroke=INK, stroke_width=self.width, stroke_dasharray=dash, **looks),
            element("path", d=self._arrow(), fill=INK),
            data_source=self.edge.source,
            data_target=self.edge.target,
        )

    def numbered(self) -> str:
        """Write the number of cases."""
        return text(label_of(self.edge), *self.label_at, size=SIZE, fill=INK, anchor=self.anchor)

    def _shortened(self) -> tuple[Place, ...]:
        """Let the line end within its arrow."""
        (x, y), (to_x, to_y) = self.corners[-2:]
        back = ARROW - 4
        if x == to_x:
            return (*self.corners[:-1], (to_x, to_y - back if to_y > y else to_y + back))
        return (*self.corners[:-1], (to_x - back if to_x > x else to_x + back, to_y))

    def _arrow(self) -> str:
        (x, y), (to_x, to_y) = self.corners[-2:]
        half = 3.5 + self.width / 2
        if x == to_x:
            base = to_y - ARROW + 3 if to_y > y else to_y + ARROW - 3
            return f"M{number(to_x)} {number(to_y)}L{number(to_x - half)} {number(base)}H{number(to_x + half)}Z"
        base = to_x - ARROW + 3 if to_x > x else to_x + ARROW - 3
        return f"M{number(to_x)} {number(to_y)}L{number(base)} {number(to_y - half)}V{number(to_y + half)}Z"


def label_of(edge: MapEdge) -> str:
    """Give the number that stands beside a way; none where no cases stand behind it."""
    return whole(edge.cases) if edge.cases else ""


def label_width(edge: MapEdge) -> float:
    """Give the width of that number."""
    return width(label_of(edge), SIZE)


def way(edge: MapEdge, route: Route, measured: Geometry, boxes: tuple[Rect, Rect], most: int) -> Way:
    """Place a way on the picture; the widest is the one that ``most`` cases took."""
    wide = THINNEST + (WIDEST - THINNEST) * edge.cases / most if most > 1 else THINNEST + 1
    bends = [
        measured.place(point)
        for point, (come, go) in zip(route.points, pairwise(headings(route)), strict=True)
        if come is not go
    ]
    start, end = _border(route.leaves, measured, boxes[0]), _border(route.enters, measured, boxes[1])
    label, at, anchor = _number(route.leaves.side, start, wide, label_width(edge))
    return Way(edge, (start, *bends, end), wide, label, at, anchor)


def _border(port: Port, measured: Geometry, box: Rect) -> Place:
    """Give the place where a port meets its box."""
    match port.side:
        case Side.RIGHT:
            return box.right, measured.ys[port.point[1]]
        case Side.LEFT:
            return box.x, measured.ys[port.point[1]]
        case Side.BELOW:
            return measured.xs[port.point[0]], box.bottom
        case Side.ABOVE:
            return measured.xs[port.point[0]], box.y


def _number(side: Side, start: Place, wide: float, room: float) -> tuple[Rect, Place, str]:
    """Place the number beside the beginning of a way, where nothing else may stand."""
    x, y = start
    rise, half = SIZE * 0.75, wide / 2
    match side:
        case Side.RIGHT:
            return Rect(x + 3, y - half - 2.5 - rise, room, rise), (x + 3, y - half - 2.5), "start"
        case Side.LEFT:
            return Rect(x - 3 - room, y - half - 2.5 - rise, room, rise), (x - 3, y - half - 2.5), "end"
        case Side.BELOW:
            return Rect(x + half + 3, y + 3.5, room, rise), (x + half + 3, y + 3.5 + rise), "start"
        case Side.ABOVE:
            return Rect(x + half + 3, y - 3.5 - rise, room, rise), (x + half + 3, y - 3.5), "start"


def _line(corners: tuple[Place, ...]) -> str:
    """Write a line with rounded corners."""
    parts = [f"M{_at(corners[0])}"]
    for before, here, after in zip(corners, corners[1:], corners[2:], strict=False):
        turn = min(_ROUND, _length(before, here) / 2, _length(here, after) / 2)
        parts.append(f"L{_at(_toward(here, before, turn))}Q{_at(here)} {_at(_toward(here, after, turn))}")
    parts.append(f"L{_at(corners[-1])}")
    return "".join(parts)


def _at(place: Place) -> str:
    return f"{number(place[0])} {number(place[1])}"


def _length(one: Place, other: Place) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _toward(start: Place, end: Place, by: float) -> Place:
    length = _length(start, end)
    if not length:
        return start
    return start[0] + (end[0] - start[0]) * by / length, start[1] + (end[1] - start[1]) * by / length
