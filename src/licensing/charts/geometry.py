"""Where everything stands once it is known which tracks are in use: lengths, not numbers of lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from licensing.charts.box import WIDTH
from licensing.charts.lattice import GAP_TRACKS, PORTS, TRACKS, Point, Side, line_x, line_y
from licensing.charts.routes import Route
from licensing.charts.seats import Seat, Seats

TRACK = 11.0
"""Between two tracks: more than the widest way."""
ARROW = 13.0
_SIDE_PORT, _TOP_PORT = 0.27, 0.32
"""How far from the middle of a side its outer ports are, as a part of its length."""
LANE_TITLE = 19.0
_LANE_PAD = 8.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of the picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Give its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Give its lower edge."""
        return self.y + self.height

    def meets(self, other: Rect) -> bool:
        """Say whether two rectangles overlap."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Geometry:
    """The lengths of a map: columns, rows, lanes, and the place of every line of the lattice that is in use."""

    columns: tuple[float, ...]
    """Left edge of each column."""
    rows: tuple[tuple[float, float], ...]
    """Upper edge and height of each row."""
    lanes: tuple[tuple[float, float], ...]
    width: float
    height: float
    xs: Mapping[int, float]
    ys: Mapping[int, float]

    def rect(self, seat: Seat, height: float) -> Rect:
        """Give the box of a seat, in the middle of its row."""
        top, room = self.rows[seat.row]
        return Rect(self.columns[seat.column], top + (room - height) / 2, WIDTH, height)

    def place(self, point: Point) -> tuple[float, float]:
        """Give the place of a point of the lattice."""
        return self.xs[point[0]], self.ys[point[1]]


def geometry(
    seats: Seats,
    heights: Mapping[Seat, float],
    found: Sequence[Route],
    labels: Mapping[tuple[str, str], float],
    top: float,
    left: float = 0.0,
) -> Geometry:
    """Measure a map from a corner: boxes so high, ways as found, and the widths of the numbers beside them."""
    across, upright = _in_use(found)
    beside, below, above = _beside(found, labels)
    xs: dict[int, float] = {}
    columns: list[float] = []
    x = left
    for column in range(seats.columns + 1):
        after, before = beside[column, Side.RIGHT], beside[column, Side.LEFT]
        tracks = [line_x(column, 0) - TRACKS + number for number in range(TRACKS)]
        x = _tracks(xs, [line for line in tracks if line in upright], x + (after if column else _LANE_PAD), TRACK)
        x += before if column < seats.columns else _LANE_PAD
        if column < seats.columns:
            columns.append(x)
            xs |= {line_x(column, n): x + WIDTH * (0.5 + (n - 1) * _TOP_PORT) for n in range(PORTS)}
            x += WIDTH
    ys: dict[int, float] = {}
    rows: list[tuple[float, float]] = []
    lanes: list[tuple[float, float]] = []
    starts = {lane.first for lane in seats.lanes}
    y = lane_top = top
    for row in range(seats.rows + 1):
        lines = [line_y(row, 0) - GAP_TRACKS + number for number in range(GAP_TRACKS)]
        y = _tracks(ys, [line for line in lines if line in across], y + (below[row] if row else 0.0), TRACK)
        if row in starts or row == seats.rows:
            y += _LANE_PAD if row else 0.0
            if row:
                lanes.append((lane_top, y))
            lane_top = y
            y += LANE_TITLE
        if row < seats.rows:
            y += above[row]
            height = max(high for seat, high in heights.items() if seat.row == row)
            rows.append((y, height))
            ys |= {line_y(row, n): y + height * (0.5 + (n - 1) * _SIDE_PORT) for n in range(PORTS)}
            y += height
    return Geometry(tuple(columns), tuple(rows), tuple(lanes), x - left, lane_top, xs, ys)


def _tracks(places: dict[int, float], lines: Sequence[int], start: float, step: float) -> float:
    """Place the tracks in use side by side and give where the last one ends."""
    for line in lines:
        places[line] = start + step / 2
        start += step
    return start


def _in_use(found: Sequence[Route]) -> tuple[set[int], set[int]]:
    """Give the horizontal and the vertical tracks on which ways run along."""
    across: set[int] = set()
    upright: set[int] = set()
    for route in found:
        for one, other in pairwise(route.points):
            if one[1] == other[1]:
                across.add(one[1])
            else:
                upright.add(one[0])
    return across, upright


def _beside(
    found: Sequence[Route], labels: Mapping[tuple[str, str], float]
) -> tuple[dict[tuple[int, Side], float], dict[int, float], dict[int, float]]:
    """Give the room that numbers and arrows need beside columns, below rows and above rows."""
    beside: dict[tuple[int, Side], float] = defaultdict(lambda: 6.0)
    below: dict[int, float] = defaultdict(lambda: 6.0)
    above: dict[int, float] = defaultdict(lambda: 4.0)
    for route in found:
        for port, seat, room, tall in (
            (route.leaves, route.wanted.source, labels[route.wanted.name] + 8, 15.0),
            (route.enters, route.wanted.target, ARROW + 3, ARROW + 3),
        ):
            match port.side:
                case Side.RIGHT:
                    beside[seat.column + 1, Side.RIGHT] = max(beside[seat.column + 1, Side.RIGHT], room)
                case Side.LEFT:
                    beside[seat.column, Side.LEFT] = max(beside[seat.column, Side.LEFT], room)
                case Side.BELOW:
                    below[seat.row + 1] = max(below[seat.row + 1], tall)
                case Side.ABOVE:
                    above[seat.row] = max(above[seat.row], tall)
    return beside, below, above
