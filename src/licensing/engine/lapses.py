"""What happens by itself: the default of a window, silence that counts, an expiry, the end of a floor."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.domain.command import Lapse
from licensing.domain.errors import LapseRefused
from licensing.domain.event import Body, ReferralAnswered
from licensing.domain.when import to_us
from licensing.engine.clocks import ClockReading, readings_of, rule_of
from licensing.engine.conditions import View
from licensing.engine.moves import cleared, recalled, take
from licensing.engine.needs import WayOut, needs_of
from licensing.engine.refusal import possibilities


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
        raise LapseRefused(f"nothing can happen when clock {command.instance} runs out.", next_step=possibilities(view))
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
    # Time alone fulfills a clock; whatever else is missing holds the default back as it holds back a person.
    if any(need.kind != "clock" for need in WayOut(default, rule, tuple(needs_of(view, rule))).missing):
        return []
    return take(view, default, rule, lapsed_clock=reading.instance)


def _silence(view: View, reading: ClockReading) -> list[Body]:
    referral = next(item for item in view.case.referrals if f"referral:{item.id}" == reading.on)
    rule = rule_of(view.definition, view.case, referral)
    if rule is None or isinstance(rule.silence, str) or rule.silence.clock != reading.clock:
        return []
    below = [item for item in view.case.open_referrals if view.case.parent_of(item) == referral]
    answered = ReferralAnswered(referral.path, referral.number, rule.silence.position, reading.instance)
    return [*recalled(view.case, below), *cleared(view.case, [referral]), answered]
