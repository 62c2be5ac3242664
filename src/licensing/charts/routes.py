"""Find the ways between boxes: along tracks, around boxes, with few bends and crossings, no two on one track."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from licensing.charts.lattice import Lattice, Point, Port, Side, nominal
from licensing.charts.seats import Seat

_BEND, _CROSSING, _OFF_CENTER, _JOINED, _SHARED = 40, 60, 12, 25, 2_000
"""What a way would rather avoid, in units of length; to run on another's track comes last of all."""
_AGAIN = 2
"""How often all ways are laid anew, each around the others."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A way to find: its name, the seats it joins, and how much it weighs (the heaviest are laid first)."""

    name: tuple[str, str]
    source: Seat
    target: Seat
    weight: int


@dataclass(frozen=True, slots=True)
class Route:
    """A way found: it leaves by one port, runs through points of the lattice and enters by another."""

    wanted: Wanted
    leaves: Port
    points: tuple[Point, ...]
    enters: Port


def routes(lattice: Lattice, wanted: Sequence[Wanted]) -> tuple[Route, ...]:
    """Find all ways; the same lattice and ways give the same routes."""
    traffic = _Traffic(lattice)
    order = sorted(wanted, key=lambda item: (-item.weight, _distance(item), item.name))
    found: dict[tuple[str, str], Route] = {}
    for _ in range(1 + _AGAIN):
        for item in order:
            if item.name in found:
                traffic.count(found[item.name], -1)
            found[item.name] = traffic.find(item)
            traffic.count(found[item.name], 1)
    return tuple(found[item.name] for item in wanted)


def _distance(item: Wanted) -> int:
    return abs(item.source.column - item.target.column) + abs(item.source.row - item.target.row)


_SIDES = tuple(Side)
_NUMBER = {side: number for number, side in enumerate(_SIDES)}
_STEPS = tuple((number, *side.value, side.across) for number, side in enumerate(_SIDES))
_OPPOSITE = tuple(_SIDES.index(Side((-side.value[0], -side.value[1]))) for side in _SIDES)
_ACROSS = tuple(side.across for side in _SIDES)

_Place = tuple[int, int, int]
"""Where a search is: at the crossing of two lines, having come in the direction of a side (by its number)."""


class _Traffic:
    """What is laid already: how many ways use each step, point and port."""

    def __init__(self, lattice: Lattice) -> None:
        self._lattice = lattice
        self._width, self._height = lattice.size
        self._blocked = lattice.blocked()
        self._walls = lattice.walls()
        self._x = [nominal((x, 0))[0] for x in range(self._width)]
        self._y = [nominal((0, y))[1] for y in range(self._height)]
        self._steps: Counter[tuple[Point, Point]] = Counter()
        self._across: Counter[Point] = Counter()
        """Ways that run through a point sideways; a bend counts here and in ``_upright``."""
        self._upright: Counter[Point] = Counter()
        self._leaving: Counter[tuple[Seat, Side, int]] = Counter()
        self._entering: Counter[tuple[Seat, Side, int]] = Counter()

    def count(self, route: Route, by: int) -> None:
        """Count a way in, or out again."""
        self._leaving[route.wanted.source, route.leaves.side, route.leaves.number] += by
        self._entering[route.wanted.target, route.enters.side, route.enters.number] += by
        for one, other in pairwise(route.points):
            self._steps[min(one, other), max(one, other)] += by
        for point, (come, go) in zip(route.points, pairwise(headings(route)), strict=True):
            if come or go:
                self._across[point] += by
            if not (come and go):
                self._upright[point] += by

    def find(self, item: Wanted) -> Route:
        """Find the cheapest way between two boxes (A*, with the distance that is left along the lines)."""
        leave = {port.point: port for port in self._ports(item.source, across=True if _loops(item) else None)}
        enter = {port.point: port for port in self._ports(item.target, across=False if _loops(item) else None)}
        left = self._left(list(enter))
        best: dict[_Place, int] = {}
        came: dict[_Place, _Place | None] = {}
        queue: list[tuple[int, int, bool, _Place]] = []
        for point, port in leave.items():
            place = (*point, _NUMBER[port.side])
            best[place], came[place] = self._leave(item, port), None
            heappush(queue, (best[place] + left(point), best[place], False, place))
        while True:
            _, cost, done, place = heappop(queue)
            point = place[:2]
            if done:
                points = tuple(_back(place, came))
                return Route(item, leave[points[0]], points, enter[points[-1]])
            if cost > best[place]:
                continue
            if point in enter:
                price = cost + self._enter(item, place, enter[point])
                heappush(queue, (price, price, True, place))
            for following, step in self._onward(place):
                price = cost + step
                if price < best.get(following, price + 1):
                    best[following], came[following] = price, place
                    heappush(queue, (price + left(following[:2]), price, False, following))

    def _ports(self, seat: Seat, *, across: bool | None) -> list[Port]:
        """Give the ports of a box, the middle ones last so that they are kept where two share a point."""
        ports = reversed(list(self._lattice.ports(seat)))
        return [port for port in ports if across is None or port.side.across is across]

    def _left(self, points: Sequence[Point]) -> Callable[[Point], int]:
        """Give the distance to the rectangle around some points."""
        xs, ys = [self._x[x] for x, _ in points], [self._y[y] for _, y in points]
        low_x, high_x, low_y, high_y = min(xs), max(xs), min(ys), max(ys)

        def left(point: Point) -> int:
            x, y = self._x[point[0]], self._y[point[1]]
            return max(low_x - x, 0, x - high_x) + max(low_y - y, 0, y - high_y)

        return left

    def _onward(self, place: _Place) -> Iterator[tuple[_Place, int]]:
        x, y, heading = place
        for side, by_x, by_y, across in _STEPS:
            to_x, to_y = x + by_x, y + by_y
            if side == _OPPOSITE[heading] or not (0 <= to_x < self._width and 0 <= to_y < self._height):
                continue
            if (to_x, to_y) in self._blocked:
                continue
            step = ((x, y), (to_x, to_y)) if by_x > 0 or by_y > 0 else ((to_x, to_y), (x, y))
            if step in self._walls:
                continue
            length = abs(self._x[to_x] - self._x[x]) + abs(self._y[to_y] - self._y[y])
            price = length + self._pass((x, y), come=_ACROSS[heading], go=across) + _SHARED * self._steps[step]
            yield (to_x, to_y, side), price

    def _pass(self, point: Point, *, come: bool, go: bool) -> int:
        """Give the price of passing a point: of a bend, of crossing others, of meeting them."""
        across, upright = self._across[point], self._upright[point]
        if come != go:
            return _BEND + _SHARED * (across + upright)
        along, over = (across, upright) if come else (upright, across)
        return _SHARED * along + _CROSSING * over

    def _leave(self, item: Wanted, port: Port) -> int:
        place = (item.source, port.side, port.number)
        return _off(port) + _SHARED * (self._leaving[place] + self._entering[place])

    def _enter(self, item: Wanted, place: _Place, port: Port) -> int:
        """Give the price of entering: ways into one box may join before it, but not where one leaves it."""
        come, go = _ACROSS[place[2]], port.side.across
        seat = (item.target, port.side, port.number)
        if self._entering[seat]:
            return (0 if come == go else _BEND) + _off(port) + _JOINED * self._entering[seat]
        return _off(port) + _SHARED * self._leaving[seat] + self._pass(place[:2], come=come, go=go)


def headings(route: Route) -> list[bool]:
    """Say for each step of a way whether it runs sideways, from the one out of its box to the one into its box."""
    steps = [one[1] == other[1] for one, other in pairwise(route.points)]
    return [route.leaves.side.across, *steps, route.enters.side.across]


def _loops(item: Wanted) -> bool:
    """Say whether a way leads back to its own box: it leaves sideways then, and enters from above or below."""
    return item.source == item.target


def _off(port: Port) -> int:
    return 0 if port.number == 1 else _OFF_CENTER


def _back(place: _Place, came: dict[_Place, _Place | None]) -> list[Point]:
    """Give the points of a way from its end."""
    points: list[Point] = []
    here: _Place | None = place
    while here is not None:
        points.append(here[:2])
        here = came[here]
    return points[::-1]
