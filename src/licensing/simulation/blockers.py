"""The blockers that open on a mock case, and those that are cleared."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.definitions.elements import BlockerType
from licensing.domain.command import Block, Command, Unblock
from licensing.simulation.scene import Scene
from licensing.simulation.timing import after


def blockers(scene: Scene) -> Iterator[Command]:
    """Give what can happen next to the blockers of a case, from the assumptions."""
    yield from _cleared(scene)
    yield from _opened(scene)


def _cleared(scene: Scene) -> Iterator[Command]:
    for blocker in scene.case.open_blockers:
        days = scene.days(f"blocker:{blocker.id}", f"blocker:{blocker.kind}")
        declared = scene.definition.blockers.get(blocker.kind)
        if days is not None and declared is not None:
            by = next(iter(declared.cleared_by), "")
            cleared_us, owner = after(blocker.opened.latest_us, days), by or scene.state.owner
            yield from scene.at_work(Unblock, cleared_us, owner, kind=scene.name_of(blocker), by=by)


def _opened(scene: Scene) -> Iterator[Command]:
    case = scene.case
    for kind, rule in scene.assumptions.blockers.items():
        declared = scene.definition.blockers.get(kind)
        if (
            declared is None
            or case.state not in rule.in_
            or case.state not in scene.definition.blocker_states(declared)
        ):
            continue
        drawn, since = f"block:{kind}:{scene.stay}", case.visit.entered_order
        had = any(item.kind == kind and (item.open or item.opened_order > since) for item in case.blockers)
        if not had and scene.draws.chance(drawn, rule.probability):
            share = scene.draws.uniform(f"{drawn}:at")
            opened_us = after(scene.entered_us, share * scene.stay_days)
            reason = _reason(scene, declared, rule.reasons, f"{drawn}:reason")
            yield from scene.at_work(Block, opened_us, scene.state.owner, kind=kind, reason=reason)


def _reason(scene: Scene, declared: BlockerType, weights: dict[str, float], drawn: str) -> str:
    """Draw a reason among those this version declares, by the weights of the ones the assumptions name."""
    if not declared.reasons:
        return ""
    named = {reason: weight for reason, weight in weights.items() if reason in declared.reasons}
    return scene.draws.choice(drawn, named or dict.fromkeys(declared.reasons, 1.0))
