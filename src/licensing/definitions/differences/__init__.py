"""What changes between two definitions of one process, in words, with the kinds of basis that are touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from licensing.definitions.assumptions import Assumptions
from licensing.definitions.base import Element, Strict, Text
from licensing.definitions.clocks import Clock
from licensing.definitions.definition import Definition
from licensing.definitions.differences.fields import LIMITS, field_changes, limit_changes
from licensing.definitions.differences.referrals import referral_changes
from licensing.definitions.differences.summary import summary
from licensing.definitions.elements import State
from licensing.definitions.words import both, condition_words, leaves
from licensing.domain.vocabulary import BasisKind

Verb = Literal["added", "removed", "changed"]

_NOUNS: dict[str, tuple[str, str]] = {
    "states": ("state", "状態"),
    "transitions": ("transition", "遷移"),
    "clocks": ("clock", "期限時計"),
    "blockers": ("blocker", "阻害要因"),
    "facts": ("fact", "事実"),
    "attributes": ("attribute", "属性"),
    "groups": ("group of countries", "国のグループ"),
    "links": ("link", "関連"),
    "precedents": ("precedent", "先例"),
    "authorizations": ("standing authorization", "包括的な許可"),
}
_ASSUMED: dict[str, tuple[str, str]] = {
    "choices": ("choices in", "選択確率"),
    "durations": ("duration of", "所要日数"),
    "positions": ("positions of", "回答の割合"),
    "blockers": ("chance of blocker", "阻害要因の確率"),
    "questions": ("chance of a question in", "質問の確率"),
    "referrals": ("chance of referral", "照会の確率"),
    "facts": ("fact", "事実"),
}
_LONG = 6
"""So many tests make a condition too long to be said twice."""
_HEAD = ("label", "calendar", "headline_clock", "parties")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one rule or assumption, in words."""

    section: str
    name: str
    verb: Verb
    text: Text
    basis: tuple[str, ...] = ()
    """The bases that the rule rested on before, or rests on where it is new."""
    kinds: tuple[BasisKind, ...] = ()
    """The kinds of those bases, firmest first."""


def differences(before: Definition, after: Definition) -> tuple[Change, ...]:
    """Say what changes between two versions of a definition, in the order of the format.

    A long condition that a transition has today is called the condition of that transition.
    """
    known = _known_conditions(before, after)
    return tuple(replace(change, text=_shortened(change.text, known)) for change in _all(before, after))


def assumption_differences(before: Assumptions, after: Assumptions) -> tuple[Change, ...]:
    """Say what changes between two sets of assumptions."""
    return tuple(_assumptions(before, after))


def touched(changes: tuple[Change, ...]) -> Mapping[BasisKind, int]:
    """Count the rules changed or removed by the firmest kind of basis that each rests on, the firmest kind first."""
    rules = {(item.section, item.name): item.kinds for item in changes if item.kinds and item.verb != "added"}
    first = Counter(kinds[0] for kinds in rules.values())
    return {kind: first[kind] for kind in BasisKind if first[kind]}


def _known_conditions(before: Definition, after: Definition) -> dict[str, Text]:
    """Give what long conditions are called by the transition that has them before and after, the longest first."""
    found: dict[str, Text] = {}
    for name, rule in before.transitions.items():
        kept = after.transitions.get(name)
        if rule.when is not None and len(leaves(rule.when)) >= _LONG and kept is not None and kept.when == rule.when:
            words = condition_words(rule.when)
            found.setdefault(words.en, both(f"the condition of {name}", f"{name}の条件"))
            found.setdefault(words.ja, found[words.en])
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _shortened(text: Text, known: Mapping[str, Text]) -> Text:
    en, ja = text.en, text.ja
    for words, called in known.items():
        en, ja = en.replace(words, called.en), ja.replace(words, called.ja)
    return both(en, ja)


def _all(before: Definition, after: Definition) -> Iterator[Change]:
    for name in _HEAD:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            (text,) = field_changes(name, old, new)
            yield Change("head", name, "changed", text)
    yield from _states(before, after)
    for section in list(_NOUNS)[1:]:
        yield from _elements(before, after, section)


def _states(before: Definition, after: Definition) -> Iterator[Change]:
    yield from _elements(before, after, "states")
    for moved in referral_changes(before, after):
        basis = moved.basis
        yield Change("referrals", moved.name, moved.verb, moved.text, basis, _kinds(before, after, basis))


def _elements(before: Definition, after: Definition, section: str) -> Iterator[Change]:
    old: Mapping[str, Strict] = getattr(before, section)
    new: Mapping[str, Strict] = getattr(after, section)
    en, ja = _NOUNS[section]
    for name in old:
        if name not in new:
            called = _called(name, old[name])
            text = both(f"{en} {called.en} is removed", f"{ja}{called.ja}を廃止")
            yield _change(before, after, section, name, "removed", text, old[name])
    for name, item in new.items():
        called = _called(name, item)
        if name not in old:
            about = summary(item)
            text = both(
                f"{en} {called.en} is new{about.en if about else ''}",
                f"{ja}{called.ja}を新設{about.ja if about else ''}",
            )
            yield _change(before, after, section, name, "added", text, item)
            continue
        for text in _fields(old[name], item):
            said = both(f"{en} {called.en}: {text.en}", f"{ja}{called.ja}：{text.ja}")
            yield _change(before, after, section, name, "changed", said, old[name])


def _fields(old: Strict, new: Strict) -> Iterator[Text]:
    said = {"basis"} if isinstance(old, Element) else set()
    if isinstance(old, State):
        said |= {"referrals"}
    if isinstance(old, Clock) and isinstance(new, Clock):
        said |= LIMITS
        yield from limit_changes(old, new)
    for name in type(old).model_fields:
        was, now = getattr(old, name), getattr(new, name)
        if name not in said and was != now:
            yield from field_changes(name.rstrip("_"), was, now)


def _change(
    before: Definition, after: Definition, section: str, name: str, verb: Verb, text: Text, rule: Strict
) -> Change:
    basis = rule.basis if isinstance(rule, Element) else ()
    return Change(section, name, verb, text, basis, _kinds(before, after, basis))


def _kinds(before: Definition, after: Definition, names: tuple[str, ...]) -> tuple[BasisKind, ...]:
    bases = {**after.bases, **before.bases}
    kinds = {bases[name].kind for name in names if name in bases}
    return tuple(kind for kind in BasisKind if kind in kinds)


def _called(name: str, item: Strict) -> Text:
    label = getattr(item, "label", None)
    if not isinstance(label, Text):
        return both(name, name)
    return both(f"‘{label.en}’ ({name})", f"「{label.ja}」（{name}）")


def _assumptions(before: Assumptions, after: Assumptions) -> Iterator[Change]:
    for section, (en, ja) in _ASSUMED.items():
        old, new = getattr(before, section), getattr(after, section)
        for name in dict.fromkeys((*old, *new)):
            if name not in new:
                text = both(f"{en} {name}: no longer assumed", f"{name}の{ja}：想定を削除")
                yield Change("assumptions", f"{section}.{name}", "removed", text)
            elif old.get(name) != new[name]:
                was, now = _supposed(old.get(name)), _supposed(new[name])
                text = both(
                    f"{en} {name}: {f'{was.en} → ' if name in old else ''}{now.en}",
                    f"{name}の{ja}：{f'{was.ja} → ' if name in old else ''}{now.ja}",
                )
                yield Change("assumptions", f"{section}.{name}", "changed" if name in old else "added", text)
    if before.arrivals != after.arrivals:
        was, now = _supposed(before.arrivals), _supposed(after.arrivals)
        text = both(f"arrivals: {was.en} → {now.en}", f"年間件数：{was.ja} → {now.ja}")
        yield Change("assumptions", "arrivals", "changed", text)


def _supposed(item: Strict | None) -> Text:
    if item is None:
        return both("nothing", "なし")
    shown = item.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    source = str(shown.pop("source", ""))
    shown.pop("confidence", None)
    value = " ".join(f"{key} {_short(part)}" for key, part in shown.items())
    guess = source == "assumption"
    return both(f"{value} [{'assumption' if guess else source}]", f"{value}［{'仮定' if guess else source}］")


def _short(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key} {_short(part)}" for key, part in value.items())
    if isinstance(value, list):
        return "–".join(map(_short, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
