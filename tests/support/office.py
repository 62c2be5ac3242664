"""An invented office whose cases are made by a generator that knows what every blocker cost.

The truth about a blocker is the generator run again with that kind switched off and every other draw as it was, and not
any formula over the log: what it saved is how much earlier the same cases are granted. Twelve kinds of blockers stand
in four stages beside two bodies that are asked; some are long and hidden by a slow body, some short and always last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from licensing.analysis.casefile import CaseFile
from licensing.definitions.process import read_process
from tests.support.stories import DEFINITIONS, case_file

STAGES = (("b1", "b2", "b3"), ("b4", "b5", "b6"), ("b7", "b8", "b9"), ("b10", "b11", "b12"))
KINDS = tuple(kind for stage in STAGES for kind in stage)
WAYS = ("to-2", "to-3", "to-4", "grant")
OFFICE = read_process(DEFINITIONS / "truth.yaml").latest
OPENED = datetime(2025, 1, 6, 14, tzinfo=UTC)


@dataclass(frozen=True)
class Habits:
    """How this office is: how often and how long each kind blocks, and how slow the two bodies are in each stage."""

    often: dict[str, float]
    hours: dict[str, float]
    bodies: tuple[tuple[float, float], ...]

    @classmethod
    def drawn(cls, draw: Random) -> Habits:
        """Draw an office: rates, lengths and slow bodies have nothing to do with one another."""
        return cls(
            {kind: draw.uniform(0.05, 0.9) for kind in KINDS},
            {kind: 24 * draw.uniform(3, 60) for kind in KINDS},
            tuple((24 * draw.uniform(2, 45), 24 * draw.uniform(2, 45)) for _ in STAGES),
        )


@dataclass
class Told:
    """A case as it went: its steps in the language of case files, and when it was granted."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    granted: datetime = OPENED


def tell(habits: Habits, seed: int, without: str = "") -> Told:
    """Run one case; ``without`` switches a kind of blocker off and leaves every other draw as it was."""
    told, at = Told(), OPENED + timedelta(hours=_draw(seed, "draft").expovariate(1 / 200))
    events: list[tuple[datetime, int, dict[str, Any]]] = [(at, 0, {"advance": "file"})]
    for number, (stage, way) in enumerate(zip(STAGES, WAYS, strict=True)):
        ends = [at]
        for body, mean in zip(("first-body", "second-body"), habits.bodies[number], strict=True):
            answered = at + timedelta(hours=_draw(seed, way, body).expovariate(1 / mean))
            ends.append(answered)
            events.append((answered, 1, {"answer": body, "position": "approve"}))
        for kind in stage:
            draw = _draw(seed, kind)
            happens, begins, lasts = draw.random(), draw.expovariate(1 / 48), draw.expovariate(1 / habits.hours[kind])
            # It can only come up while the case is there: later than everything else, it would not have been seen.
            opened = at + timedelta(hours=begins)
            if happens < habits.often[kind] and kind != without and opened < max(ends):
                events.append((opened, 2, {"block": kind}))
                ends.append(opened + timedelta(hours=lasts))
                events.append((ends[-1], 3, {"unblock": kind}))
        at = max(ends) + timedelta(hours=_draw(seed, way, "holder").expovariate(1 / 30))
        events.append((at, 4, {"advance": way}))
    told.granted = at
    told.steps = [{"when": f"{when:%Y-%m-%dT%H:%M:%S+00:00}", **step} for when, _, step in sorted(events, key=_order)]
    return told


def cases(habits: Habits, seed: int, count: int) -> Iterator[CaseFile]:
    """Give cases of an office as reports take them in, every step decided by the engine."""
    for number in range(count):
        told = tell(habits, seed + number)
        opened = f"{OPENED:%Y-%m-%dT%H:%M:%S+00:00}"
        yield case_file(*told.steps, opened=opened, ref=f"CASE-{number}", definition=OFFICE)


def true_days(habits: Habits, seed: int, count: int) -> dict[str, float]:
    """Give, for every kind, the days by which the same cases are granted earlier without it."""
    saved = dict.fromkeys(KINDS, 0.0)
    for number in range(count):
        granted = tell(habits, seed + number).granted
        for kind in KINDS:
            saved[kind] += (granted - tell(habits, seed + number, without=kind).granted) / timedelta(days=1)
    return saved


def _draw(seed: int, *names: str) -> Random:
    return Random(f"{seed}/{'/'.join(names)}")


def _order(item: tuple[datetime, int, dict[str, Any]]) -> tuple[datetime, int]:
    return item[0], item[1]
