"""What changes in referrals: asked in another state, beside others or no longer, and what silence means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from licensing.definitions.base import Text
from licensing.definitions.definition import Definition
from licensing.definitions.differences.fields import field_changes
from licensing.definitions.differences.summary import summary
from licensing.definitions.elements import Referral, SubReferral
from licensing.definitions.words import both, plain


@dataclass(frozen=True, slots=True)
class ReferralChange:
    """One change of a referral."""

    name: str
    verb: Literal["added", "removed", "changed"]
    text: Text
    basis: tuple[str, ...]


def referral_changes(before: Definition, after: Definition) -> Iterator[ReferralChange]:
    """Say what changes in the referrals of all states; one that is asked elsewhere has moved."""
    old, new = _all(before), _all(after)
    moved = {
        path: other
        for path in old
        if path not in new
        for other in new
        if other not in old and other[1:] == path[1:] and len(path) == 2
    }
    for path, rule in old.items():
        if path in new:
            yield from _changed(path, rule, new[path])
        elif path in moved:
            yield _moved(path, moved[path], rule, after)
            yield from _changed(moved[path], rule, new[moved[path]])
        elif path[:2] not in moved:
            text = both(f"referral {_name(path)}: no longer asked", f"照会 {_name(path)}：廃止")
            yield ReferralChange("/".join(path), "removed", text, rule.basis)
    for path, rule in new.items():
        if path not in old and path not in moved.values() and path[:2] not in moved.values():
            beside = _beside(after, path)
            about = summary(rule)
            text = both(
                f"referral {_name(path)} is new{about.en if about else ''}{beside.en if beside else ''}",
                f"照会 {_name(path)}を新設{about.ja if about else ''}{beside.ja if beside else ''}",
            )
            yield ReferralChange("/".join(path), "added", text, rule.basis)


def _all(definition: Definition) -> dict[tuple[str, ...], SubReferral]:
    found: dict[tuple[str, ...], SubReferral] = {}
    for state, declared in definition.states.items():
        for name, referral in declared.referrals.items():
            found[state, name] = referral
            for below, rule in referral.sub_referrals.items():
                found[state, name, below] = rule
    return found


def _moved(path: tuple[str, ...], other: tuple[str, ...], old: SubReferral, after: Definition) -> ReferralChange:
    beside = _beside(after, other)
    text = both(
        f"referral {path[1]} moves from {path[0]} to {other[0]}{beside.en if beside else ''}",
        f"照会 {path[1]}を{path[0]}から{other[0]}へ移動{beside.ja if beside else ''}",
    )
    return ReferralChange("/".join(other), "changed", text, old.basis)


def _beside(definition: Definition, path: tuple[str, ...]) -> Text | None:
    if len(path) != 2:
        return None
    others = [name for name in definition.states[path[0]].referrals if name != path[1]]
    if not others:
        return None
    return both(f": asked in parallel with {plain(others)}", f"（{plain(others)}と並行）")


def _changed(path: tuple[str, ...], old: SubReferral, new: SubReferral) -> Iterator[ReferralChange]:
    for field in type(new).model_fields:
        if field in ("basis", "sub_referrals"):
            continue
        was, now = getattr(old, field), getattr(new, field)
        if was == now:
            continue
        texts = [_steps(old, new)] if field == "steps" else list(field_changes(field, was, now))
        for text in texts:
            said = both(f"referral {_name(path)}: {text.en}", f"照会 {_name(path)}：{text.ja}")
            yield ReferralChange("/".join(path), "changed", said, old.basis)


def _steps(old: SubReferral, new: SubReferral) -> Text:
    was, now = (
        [f"{step.id} ({step.owner}, {step.kind})" for step in rule.steps] if isinstance(rule, Referral) else []
        for rule in (old, new)
    )
    return both(f"steps {plain(was)} → {plain(now)}", f"手順 {plain(was)} → {plain(now)}")


def _name(path: tuple[str, ...]) -> str:
    return "/".join(path[1:]) + f" ({path[0]})"
