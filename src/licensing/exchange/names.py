"""Names of states made from the words of a log: readable, distinct, and free of what figures are named with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from licensing.domain.vocabulary import UNKNOWN_STATE

IN_PROGRESS = "in-progress"
ENDED = "ended"
LONGEST = 120
_RESERVED = frozenset({IN_PROGRESS, ENDED, UNKNOWN_STATE})
_UNFIT = re.compile(r"[:@/\x00-\x1f\x7f\u2028\u2029]")


def before(state: str) -> str:
    """Name the wait before a state."""
    return f"before {state}"


@dataclass
class Names:
    """Gives every activity of a log a name of its own, always the same."""

    given: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def of(self, activity: str) -> str:
        """Give the name of an activity."""
        if activity not in self.given:
            name = " ".join(_UNFIT.sub(" ", activity).split())[:LONGEST] or "?"
            if name in _RESERVED or name.startswith("before "):
                name = f"{name} (activity)"
            number, free = 1, name
            while free in self._taken:
                number += 1
                free = f"{name} {number}"
            self._taken.add(free)
            self.given[activity] = free
        return self.given[activity]
