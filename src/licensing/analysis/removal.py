"""What can be taken out of a case for marginal days, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licensing.analysis.casefile import SeenCase
from licensing.analysis.items import Item
from licensing.analysis.stretches import Stretch, Stretches, united, without
from licensing.domain.case import Blocker, Referral
from licensing.domain.when import When
from licensing.engine.clocks import rule_of


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What is taken out: every ``blocker`` of a kind, every ``referral`` of a path, or a ``step`` (``path/step``)."""

    what: str
    name: str

    @property
    def row(self) -> str:
        """Name the target among the rows of a report."""
        return self.name if self.what == "blocker" else f"{self.what}/{self.name}"


def targets(seen: SeenCase) -> tuple[Target, ...]:
    """Give everything in a case that can be taken out."""
    found = [Target("blocker", blocker.kind) for blocker in seen.case.blockers]
    for referral in seen.case.referrals:
        found.append(Target("referral", referral.path))
        found.extend(Target("step", f"{referral.path}/{step.step}") for step in referral.steps)
    return tuple(dict.fromkeys(found))


def spans(seen: SeenCase, target: Target) -> list[tuple[When, When | None]]:
    """Give beginning and end (``None``: open) of every time a target was there."""
    if target.what == "blocker":
        return [(item.opened, item.cleared) for item in seen.case.blockers if item.kind == target.name]
    if target.what == "referral":
        return [(item.sent, item.ended) for item in seen.case.referrals if item.path == target.name]
    return [
        (step.entered, step.left)
        for item in seen.case.referrals
        for step in item.steps
        if f"{item.path}/{step.step}" == target.name
    ]


Targets = frozenset[Target]
"""What is taken out together: one target, or two to see how they act on one another."""


def removes(seen: SeenCase, gone: Targets, item: Item) -> bool:
    """Say whether a need is gone with the targets; a blocker goes with the referral it is bound to."""
    if item.blocker is not None and Target("blocker", item.blocker.kind) in gone:
        return True
    path = _path_of(seen, item)
    return bool(path) and any(
        target.what == "referral" and (path == target.name or path.startswith(f"{target.name}/")) for target in gone
    )


def inside(seen: SeenCase, gone: Targets, referral: Referral) -> Stretches:
    """Give the time by which a referral would have been answered sooner, had the targets inside it not been there.

    A blocker bound to it, or a required referral below it, counts where nothing else inside was open; a step counts
    whole.
    """
    bound = list(_bound(seen, referral))
    standing = [_open(seen, item) for item in bound if Target("blocker", item.kind) not in gone]
    standing.extend(_questions(seen, referral))
    cleared = without([_open(seen, item) for item in bound if Target("blocker", item.kind) in gone], standing)
    steps = (
        (seen.place(step.entered), seen.place_end(step.left))
        for step in referral.steps
        if Target("step", f"{referral.path}/{step.step}") in gone
    )
    return united((*cleared, *steps, *_below(seen, gone, referral, standing)))


def _below(seen: SeenCase, gone: Targets, referral: Referral, standing: list[Stretch]) -> Stretches:
    required = [item for item in seen.case.referrals if _required_below(seen, referral, item)]
    mine = [_asked(seen, item) for item in required if Target("referral", item.path) in gone]
    others = [_asked(seen, item) for item in required if Target("referral", item.path) not in gone]
    return without(mine, [*others, *standing])


def _required_below(seen: SeenCase, parent: Referral, item: Referral) -> bool:
    if seen.case.parent_of(item) != parent:
        return False
    rule = rule_of(seen.definition, seen.case, item)
    return rule is not None and rule.required


def _bound(seen: SeenCase, referral: Referral) -> Iterator[Blocker]:
    return (item for item in seen.case.blockers if item.referral == referral.id)


def _questions(seen: SeenCase, referral: Referral) -> Iterator[Stretch]:
    for question in referral.questions:
        yield seen.place(question.asked), seen.place_end(question.replied)


def _open(seen: SeenCase, blocker: Blocker) -> Stretch:
    return seen.place(blocker.opened), seen.place_end(blocker.cleared)


def _asked(seen: SeenCase, referral: Referral) -> Stretch:
    return seen.place(referral.sent), seen.place_end(referral.ended)


def _path_of(seen: SeenCase, item: Item) -> str:
    if item.referral is not None:
        return item.referral.path
    bound = "" if item.blocker is None else item.blocker.referral
    return next((found.path for found in seen.case.referrals if bound and found.id == bound), "")
