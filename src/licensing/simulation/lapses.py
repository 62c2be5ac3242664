"""What time alone does to a mock case: silence that becomes an answer, and the default of a clock."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.definitions.script import lapse_key
from licensing.domain.command import Command, Lapse
from licensing.domain.errors import LapseRefused
from licensing.domain.vocabulary import ClockScope
from licensing.domain.when import to_us
from licensing.engine.clocks import ClockReading, readings_of, silence_clock
from licensing.engine.conditions import View
from licensing.engine.lapses import lapse
from licensing.simulation.scene import Scene


def silences(scene: Scene, done: frozenset[str]) -> Iterator[Command]:
    """Give the answers that silence will give. ``done`` are the keys the case has had: nothing lapses twice."""
    answering = {silence_clock(scene.view, referral) for referral in scene.case.open_referrals}
    for name in sorted(answering & scene.definition.clocks.keys()):
        yield from _lapses(scene, name, done)


def defaults(scene: Scene, done: frozenset[str]) -> Iterator[Command]:
    """Give what clocks that run out will do to the case where it stands: a window closes, a validity ends."""
    for name, clock in sorted(scene.definition.clocks.items()):
        rule = scene.definition.transitions.get(clock.default or "")
        if clock.scope is not ClockScope.REFERRAL and rule and scene.case.state in scene.definition.sources(rule):
            yield from _lapses(scene, name, done)


def _lapses(scene: Scene, clock: str, done: frozenset[str]) -> Iterator[Command]:
    for reading in sorted(readings_of(scene.view, clock), key=lambda item: item.instance):
        key = lapse_key(reading.instance)
        if key not in done and comes_due(reading):
            for command in scene.at(Lapse, _due_us(scene, reading), key, instance=reading.instance):
                if isinstance(command, Lapse) and _happens(scene.view_at(command.when.latest_us), command):
                    yield command


def comes_due(reading: ClockReading) -> bool:
    """Say whether a clock instance runs towards a due instant that nothing open can move."""
    return reading.stopped is None and reading.due is not None and not reading.provisional


def _due_us(scene: Scene, reading: ClockReading) -> int:
    due_us = to_us(reading.due) if reading.due else 0
    return max(due_us, scene.case.last.latest_us)


def _happens(view: View, command: Lapse) -> bool:
    try:
        return bool(lapse(view, command))
    except LapseRefused:
        return False
