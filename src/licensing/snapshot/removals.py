"""What one case would have saved without each thing that can be taken out of it, and without two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from licensing.analysis.blockers import Without
from licensing.analysis.marginal import Saving, joint_savings
from licensing.analysis.removal import Target, Targets, targets
from licensing.domain.when import DAY_US
from licensing.snapshot.measured import Measured, Row


def removals_of(measured: Measured) -> dict[str, list[Row]]:
    """Give the rows of a case, table by table, without the number of the case and its cohort."""
    there = sorted(targets(measured.seen))
    twos = list(combinations(there, 2))
    wanted = [frozenset({target}) for target in there] + [frozenset(two) for two in twos]
    saved = joint_savings(measured.seen, wanted)
    return {
        "blocked": list(_blocked(measured, there, saved)),
        "pairs": [
            (
                one.what,
                one.name,
                other.what,
                other.name,
                *_effects(_ways_of(measured, one, saved[frozenset({one, other})])),
            )
            for one, other in twos
        ],
    }


def _blocked(measured: Measured, there: list[Target], saved: Mapping[Targets, Saving]) -> Iterator[Row]:
    for target in there:
        elapsed, clock, working = ways = _ways_of(measured, target, saved[frozenset({target})])
        on_clock = clock.total if measured.clock.measurable else None
        yield (
            target.what,
            target.name,
            elapsed.party.value,
            elapsed.open,
            elapsed.total.low_us,
            elapsed.total.high_us,
            None if on_clock is None else on_clock.low_us // DAY_US,
            None if on_clock is None or on_clock.high_us is None else on_clock.high_us // DAY_US,
            working.total.low_us // DAY_US,
            None if working.total.high_us is None else working.total.high_us // DAY_US,
            *_effects(ways),
        )


def _ways_of(measured: Measured, target: Target, saved: Saving) -> tuple[Without, ...]:
    return tuple(Without(ruler, target, saved) for ruler in measured.rulers)


def _effects(ways: tuple[Without, ...]) -> Row:
    elapsed, clock, working = (way.effect_us for way in ways)
    return elapsed, clock // DAY_US, working // DAY_US
