"""Sets of stretches of placed time, in microseconds: union, what is left after taking some out, how long."""

from __future__ import annotations

from collections.abc import Iterable

Stretch = tuple[int, int]
Stretches = tuple[Stretch, ...]


def united(stretches: Iterable[Stretch]) -> Stretches:
    """Give the union, in order, none touching the next."""
    merged: list[Stretch] = []
    for start, end in sorted(item for item in stretches if item[0] < item[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def within(stretches: Iterable[Stretch], start: int, end: int) -> Stretches:
    """Give the part of the stretches that lies between two moments."""
    return united((max(low, start), min(high, end)) for low, high in stretches)


def without(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> Stretches:
    """Give what is left of the stretches where none of the others is."""
    left = list(united(stretches))
    for low, high in united(taken):
        left = [
            part
            for start, end in left
            for part in ((start, min(end, low)), (max(start, high), end))
            if part[0] < part[1]
        ]
    return tuple(left)


def length_us(stretches: Iterable[Stretch]) -> int:
    """Give how long disjoint stretches are together."""
    return sum(end - start for start, end in stretches)


def tail(stretches: Iterable[Stretch], longest_us: int) -> Stretches:
    """Give the last of the stretches, ``longest_us`` together at most."""
    kept: list[Stretch] = []
    for start, end in reversed(united(stretches)):
        room = longest_us - length_us(kept)
        if room <= 0:
            break
        kept.append((max(start, end - room), end))
    return tuple(reversed(kept))
