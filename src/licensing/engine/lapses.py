"""What happens by itself: the default of a window, silence that counts, an expiry, the end of a floor."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.domain.command import Lapse
from licensing.domain.errors import LapseRefused
from licensing.domain.event import Body, ReferralAnswered, ReferralRecalled
from licensing.domain.when import to_us
from licensing.engine.clocks import ClockReading, readings_of
from licensing.engine.conditions import View, holds
from licensing.engine.moves import take


def lapse(view: View, command: Lapse) -> list[Body]:
    """Let the default of a clock instance happen, at or after its due instant and only once."""
    name = command.instance.partition("#")[0]
    clock = view.definition.clocks.get(name)
    if clock is None:
        raise LapseRefused(
            f"{view.definition.id} has no clock '{name}'.",
            next_step=f"Clocks: {', '.join(view.definition.clocks) or 'none'}.",
        )
    reading = next((item for item in readings_of(view, name) if item.instance == command.instance), None)
    if reading is None or reading.stopped is not None:
        raise LapseRefused(f"clock {command.instance} is not running.", next_step="It lapses once, while it runs.")
    if reading.due is None or to_us(reading.due) > view.when.latest_us:
        due = reading.due.isoformat(timespec="minutes") if reading.due else "not known yet"
        raise LapseRefused(f"clock {command.instance} has not run out.", next_step=f"It is due {due}.")
    bodies = _default(view, reading)
    if not bodies:
        raise LapseRefused(f"nothing happens when clock {command.instance} runs out.", next_step="Nothing to do.")
    return bodies


def lapsable(view: View) -> Iterator[ClockReading]:
    """Give the clock instances whose end does something, running, soonest due first."""
    running = [
        item
        for name in view.definition.clocks
        for item in readings_of(view, name)
        if item.stopped is None and item.due is not None and _default(view, item)
    ]
    yield from sorted(running, key=lambda item: to_us(item.due) if item.due else 0)


def _default(view: View, reading: ClockReading) -> list[Body]:
    if reading.on.startswith("referral:"):
        return _silence(view, reading)
    default = view.definition.clocks[reading.clock].default
    rule = view.definition.transitions.get(default or "")
    if default is None or rule is None or view.case.state not in view.definition.sources(rule):
        return []
    if not holds(rule.when, view):
        return []
    return take(view, default, rule, lapsed_clock=reading.instance)


def _silence(view: View, reading: ClockReading) -> list[Body]:
    referral = next(item for item in view.case.referrals if f"referral:{item.id}" == reading.on)
    declared = view.definition.referral(referral.state, referral.path)
    if declared is None or isinstance(declared.silence, str) or declared.silence.clock != reading.clock:
        return []
    below: list[Body] = [
        ReferralRecalled(item.path, item.number)
        for item in view.case.open_referrals
        if item.parent == referral.path and item.sent_within(referral)
    ]
    answered = ReferralAnswered(referral.path, referral.number, declared.silence.position, reading.instance)
    return [*below, answered]
