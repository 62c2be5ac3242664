"""Seats of a map's states: lanes by party, columns by stage from left to right, rows downward within a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from licensing.analysis.map import MapEdge, MapNode
from licensing.domain.vocabulary import Party, Stage

LANES = (
    Party.APPLICANT,
    Party.THIRD_PARTY,
    Party.DECIDING_AGENCY,
    Party.OTHER_AGENCY,
    Party.LEGISLATURE,
    Party.OTHER_GOVERNMENT,
    Party.STATUTORY,
    Party.UNKNOWN,
)
"""From top to bottom; neighbors are those between whom cases go most."""
TALLEST = 4
"""A stage with more states than this in one lane takes another column."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a state stands: column and row of the whole map."""

    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A party and its rows, the last one not included."""

    party: Party
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A stage and its columns, the last one not included; ``None`` where nobody saw the cases."""

    stage: Stage | None
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of all states of a map."""

    of: dict[str, Seat]
    lanes: tuple[Lane, ...]
    headings: tuple[Heading, ...]
    columns: int
    rows: int


def seats(nodes: Sequence[MapNode], edges: Sequence[MapEdge]) -> Seats:
    """Give every state its seat."""
    columns: list[list[MapNode]] = []
    headings: list[Heading] = []
    for stage, members in _stages(nodes, edges):
        first = len(columns)
        columns.extend(_split(members))
        headings.append(Heading(stage, first, len(columns)))
    lanes: list[Lane] = []
    of: dict[str, Seat] = {}
    for party in LANES:
        stacks = [[node for node in column if node.party is party] for column in columns]
        tallest = max((len(stack) for stack in stacks), default=0)
        if not tallest:
            continue
        first = lanes[-1].after if lanes else 0
        lanes.append(Lane(party, first, first + tallest))
        of |= {
            node.state: Seat(place, first + row) for place, stack in enumerate(stacks) for row, node in enumerate(stack)
        }
    return Seats(of, tuple(lanes), tuple(headings), len(columns), lanes[-1].after if lanes else 0)


def _stages(nodes: Sequence[MapNode], edges: Sequence[MapEdge]) -> list[tuple[Stage | None, list[MapNode]]]:
    """Give the stages with their states; what nobody saw stands before the first state seen after it."""
    found: list[tuple[Stage | None, list[MapNode]]] = [
        (stage, [node for node in nodes if node.stage is stage]) for stage in Stage
    ]
    found = [(stage, members) for stage, members in found if members]
    unseen = [node for node in nodes if node.stage is None]
    if unseen:
        following = {edge.target for edge in edges for node in unseen if edge.source == node.state}
        leading = {edge.source for edge in edges for node in unseen if edge.target == node.state}
        place = next(
            (
                place
                for place, (_, members) in enumerate(found)
                if any(node.state in following - leading for node in members)
            ),
            len(found),
        )
        found.insert(place, (None, unseen))
    return found


def _split(members: list[MapNode]) -> list[list[MapNode]]:
    """Split the states of a stage, in their order, into as few columns as leave none too tall, evenly."""
    for count in range(len(members)):
        best = min(
            (_columns(members, cuts) for cuts in combinations(range(1, len(members)), count)),
            key=lambda columns: (max(map(_height, columns)) > TALLEST, sum(_height(item) ** 2 for item in columns)),
        )
        if max(map(_height, best)) <= TALLEST:
            return best
    return [members]


def _columns(members: list[MapNode], cuts: tuple[int, ...]) -> list[list[MapNode]]:
    ends = (0, *cuts, len(members))
    return [members[start:end] for start, end in pairwise(ends)]


def _height(column: Sequence[MapNode]) -> int:
    """Give the height of the tallest lane, in boxes; three ends are as tall as one box."""
    stacked = Counter(node.party for node in column for _ in range(1 if node.end else 3))
    return -(-max(stacked.values()) // 3)
