"""Word the refusals of the engine: what is possible now, what each way out still needs, on what basis."""

from __future__ import annotations

from licensing.definitions.definition import Definition
from licensing.domain.errors import NotPossibleNow
from licensing.engine.conditions import View
from licensing.engine.needs import Need, WayOut, ways_out


def not_possible(view: View, what: str) -> NotPossibleNow:
    """Make the refusal of something that the state of the case does not allow."""
    return NotPossibleNow(f"{what} is not possible from {view.case.state}.", next_step=possibilities(view))


def possibilities(view: View) -> str:
    """Say in words which transitions are possible now and what the others still need."""
    ways = ways_out(view)
    now = [way.transition for way in ways if way.possible and not way.rule.lapse_of]
    lines = [f"Possible now: {', '.join(now) or 'no transition'}."]
    lines += [
        f"'{way.transition}' still needs {wanting(view.definition, way)}."
        for way in ways
        if way.applies and way.missing
    ]
    lines += [
        f"'{way.transition}' happens by itself when clock {way.rule.lapse_of} runs out."
        for way in ways
        if way.rule.lapse_of
    ]
    return " ".join(lines)


def wanting(definition: Definition, way: WayOut) -> str:
    """Say in words what a way out still needs, each item with its basis."""
    return "; ".join(f"{need.words} ({cited(definition, need)})" for need in way.missing)


def cited(definition: Definition, need: Need) -> str:
    """Give the citations that a need rests on."""
    cites = [f"{definition.bases[name].cite}, {name}" for name in need.basis if name in definition.bases]
    return "; ".join(cites) or "no basis named"
