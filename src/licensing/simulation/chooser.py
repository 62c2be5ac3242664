"""Choose what happens next to a case, from the assumptions alone."""

from __future__ import annotations

from licensing.domain.command import Command
from licensing.simulation.blockers import blockers
from licensing.simulation.exits import Exit
from licensing.simulation.facts import facts
from licensing.simulation.lapses import defaults, silences
from licensing.simulation.referrals import referrals
from licensing.simulation.scene import Scene


def next_command(scene: Scene, done: frozenset[str]) -> Command | None:
    """Give what happens next, ``None`` when nothing does by itself. ``done`` are the keys the case has had.

    The holder leaves by the way drawn as soon as it is open, and waits for it while anything is under way. Only a
    case in which nothing else happens any more takes another way; one that waits for a linked matter does not, and
    is not overtaken by its own clocks either, because the matter may be decided before they run out. What comes at
    one moment comes in the order of names, whatever the order in the definition: a store keeps none.
    """
    leaving = Exit(scene)
    way = leaving.chosen()
    under_way = [*facts(scene), *blockers(scene), *referrals(scene), *silences(scene, done)]
    closing = list(defaults(scene, done))
    if way is None and leaving.awaits_linked():
        closing = [command for command in closing if command.when.latest_us <= (scene.leaves_us or 0)]
    elif way is None and not under_way and not closing:
        way = leaving.other()
    coming = ([] if way is None else [way]) + under_way + closing
    return min(coming, key=lambda command: command.when.latest_us, default=None)
