"""The lattice on which the ways of a map run: tracks in the gutters between boxes, and lines to the boxes' ports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from licensing.charts.seats import Seat

TRACKS = 6
"""Tracks between two columns."""
GAP_TRACKS = 4
"""Tracks between two rows."""
PORTS = 3
"""Lines that meet each side of a box."""
_CENTER = 1
_COLUMN_STEP = TRACKS + PORTS
_ROW_STEP = GAP_TRACKS + PORTS


class Side(Enum):
    """A side of a box, as a step away from it."""

    RIGHT = (1, 0)
    LEFT = (-1, 0)
    BELOW = (0, 1)
    ABOVE = (0, -1)

    @property
    def across(self) -> bool:
        """Say whether one leaves it sideways."""
        return self.value[1] == 0


Point = tuple[int, int]
"""The number of a vertical line and of a horizontal one."""


@dataclass(frozen=True, slots=True)
class Port:
    """A place at which a way meets a box: side, number of the line, and the first point outside of the box."""

    side: Side
    number: int
    point: Point


@dataclass(frozen=True, slots=True)
class Lattice:
    """All lines of a map of so many columns and rows; ``ends`` are seats of small boxes, met in the middle only."""

    columns: int
    rows: int
    taken: frozenset[Seat]
    ends: frozenset[Seat]
    titled: frozenset[int]
    """Rows over which the name of a lane stands, in the first column."""

    @property
    def size(self) -> Point:
        """Count the vertical and the horizontal lines."""
        return (self.columns * _COLUMN_STEP + TRACKS, self.rows * _ROW_STEP + GAP_TRACKS)

    def blocked(self) -> frozenset[Point]:
        """Give the points that lie in boxes."""
        return frozenset(
            (line_x(seat.column, x), line_y(seat.row, y))
            for seat in self.taken
            for x in range(PORTS)
            for y in range(PORTS)
        )

    def walls(self) -> frozenset[tuple[Point, Point]]:
        """Give the steps that would lead through the name of a lane, upper point first."""
        return frozenset(
            ((line_x(0, number), line_y(row, 0) - 1), (line_x(0, number), line_y(row, 0)))
            for row in self.titled
            for number in range(PORTS)
        )

    def ports(self, seat: Seat) -> Iterator[Port]:
        """Give the ports of a box."""
        numbers = (_CENTER,) if seat in self.ends else (_CENTER, *(n for n in range(PORTS) if n != _CENTER))
        for number in numbers:
            x, y = line_x(seat.column, number), line_y(seat.row, number)
            yield Port(Side.RIGHT, number, (line_x(seat.column, PORTS - 1) + 1, y))
            yield Port(Side.LEFT, number, (line_x(seat.column, 0) - 1, y))
            yield Port(Side.BELOW, number, (x, line_y(seat.row, PORTS - 1) + 1))
            if seat.column > 0 or seat.row not in self.titled:
                yield Port(Side.ABOVE, number, (x, line_y(seat.row, 0) - 1))


def line_x(column: int, number: int) -> int:
    """Give the vertical line that meets the boxes of a column at a port."""
    return column * _COLUMN_STEP + TRACKS + number


def line_y(row: int, number: int) -> int:
    """Give the horizontal line that meets the boxes of a row at a port."""
    return row * _ROW_STEP + GAP_TRACKS + number


def column_of(x: int) -> tuple[int, int | None]:
    """Give the column of a vertical line with its port, or the gutter before that column with ``None``."""
    column, place = divmod(x, _COLUMN_STEP)
    return column, place - TRACKS if place >= TRACKS else None


def row_of(y: int) -> tuple[int, int | None]:
    """Give the row of a horizontal line with its port, or the gap before that row with ``None``."""
    row, place = divmod(y, _ROW_STEP)
    return row, place - GAP_TRACKS if place >= GAP_TRACKS else None


def nominal(point: Point) -> Point:
    """Give a point in units of length, before it is known which tracks are in use."""
    x, y = point
    column, port = column_of(x)
    across = column * 180 + (x % _COLUMN_STEP * 3 if port is None else 40 + port * 60)
    row, port = row_of(y)
    down = row * 130 + (y % _ROW_STEP * 3 if port is None else 25 + port * 35)
    return across, down
