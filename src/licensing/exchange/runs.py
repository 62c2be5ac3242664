"""The runs of activities that the events of a case tell, and which of them belong together in time."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from licensing.exchange.log import LogEvent, Phase


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an activity; ``start`` is ``None`` where the log has only its end, ``end`` where it goes on."""

    activity: str
    start: int | None
    end: int | None

    @property
    def begin(self) -> int:
        """Give the earliest instant at which the log has it: its start, or its end where nobody noted the start."""
        found = self.end if self.start is None else self.start
        return found if found is not None else 0


def runs_of(events: Iterable[LogEvent]) -> list[Run]:
    """Pair beginnings and ends of each activity, first begun first ended; in the order in which they are recorded.

    Events of one instant keep the order of the file.
    """
    waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    found: list[Run] = []
    for event in sorted(events, key=lambda item: item.us):
        begun = waiting[event.activity, event.instance]
        if event.phase is Phase.START:
            begun.append(event.us)
        else:
            found.append(Run(event.activity, begun.popleft() if begun else None, event.us))
    found.extend(Run(activity, start, None) for (activity, _), starts in waiting.items() for start in starts)
    return sorted(found, key=lambda run: (run.begin, math.inf if run.end is None else run.end))


def together(runs: Sequence[Run], groups: Mapping[str, int]) -> Iterator[tuple[Run, ...]]:
    """Give the runs in groups that follow one another.

    Runs that the log shows to overlap are one group, and so are neighbors that ``groups`` declares to run beside each
    other. A run whose beginning nobody noted overlaps only what was under way when it ended.
    """
    current: list[Run] = []
    until = -math.inf
    for run in runs:
        declared = current and all(groups.get(item.activity) == groups.get(run.activity, -1) for item in current)
        if current and not (run.begin < until or declared):
            yield tuple(current)
            current, until = [], -math.inf
        current.append(run)
        if run.start is not None:
            until = max(until, math.inf if run.end is None else run.end)
    if current:
        yield tuple(current)
