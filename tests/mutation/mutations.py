"""Small wrong changes of a definition, as a slip of the pen would make them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from licensing.domain.vocabulary import Outcome

Path = tuple[str | int, ...]
Found = Iterator[tuple[str, Path, str, Any]]
"""Kind, place, words and new value of every change that could be made; ``DROP`` takes the place away."""


class Drop(Enum):
    """Takes a place away."""

    HERE = "here"


DROP = Drop.HERE
ELEMENTS = ("states", "transitions", "blockers", "clocks", "groups", "attributes", "facts", "links")
ORDERED = {"at_least": "more_than", "more_than": "at_least", "at_most": "less_than", "less_than": "at_most"}
COMPARISONS = ("is", "in", "within", "includes", "present", *ORDERED)
FLIPPED = {
    "granted": "refused",
    "granted-with-conditions": "granted",
    "refused": "granted",
    "returned": "withdrawn",
    "withdrawn": "returned",
    "lapsed": "withdrawn",
    "not-required": "redirected",
    "redirected": "not-required",
}
assert set(FLIPPED) == {item.value for item in Outcome}


@dataclass(frozen=True)
class Mutation:
    """One wrong change of one process."""

    process: str
    kind: str
    path: Path
    words: str
    value: Any

    def __str__(self) -> str:
        """Name the change so that it can be found again."""
        return f"{self.process} {'.'.join(map(str, self.path))}: {self.kind}, {self.words}"

    def apply(self, data: dict[str, Any]) -> dict[str, Any]:
        """Give the data of the definition with the change made."""
        changed = deepcopy(data)
        node: Any = changed
        for part in self.path[:-1]:
            node = node[part]
        if self.value is DROP:
            del node[self.path[-1]]
        else:
            node[self.path[-1]] = self.value
        return changed


def mutations(process: str, data: dict[str, Any]) -> Iterator[Mutation]:
    """Give every change that could be made to a definition, in the order of its file."""
    for kind, path, words, value in _all(data):
        if not _says_the_same(data, kind, path, value):
            yield Mutation(process, kind, path, words, value)


def _says_the_same(data: dict[str, Any], kind: str, path: Path, value: Any) -> bool:
    """Say whether a change is one of words only, so that no case can show it."""
    match kind:
        case "comparison" if isinstance(value, dict) and {"within", "includes"} & value.keys():
            # One country is in a group as a whole or not at all.
            declared = data["attributes"].get(value.get("attribute"), {})
            return any(variant.get("type") == "country" for _, variant in _variants(declared))
        case "stop narrowed" | "stop dropped" | "other stop":
            # The end of a case stops every clock.
            return _real_stops(data, data) == _real_stops(Mutation("", kind, path, "", value).apply(data), data)
        case "referral required or not" if "sub_referrals" not in path:
            # Only what is asked of all required referrals, or of all that were sent, looks at the flag.
            rules = [variant for rule in data["transitions"].values() for _, variant in _variants(rule)]
            leaving = [rule for rule in rules if path[1] in (rule["from"], *rule["from"])]
            asked = [rule.get("needs", {}).get("referrals") for rule in leaving]
            return "required-answered" not in asked and "all-answered" not in asked
    return False


def _real_stops(data: dict[str, Any], original: dict[str, Any]) -> list[Any]:
    """Give the triggers that stop clocks before the case ends."""
    ends = {name for name, state in original["states"].items() for _, item in _variants(state) if _terminal(item)}
    closing = {
        name
        for name, rule in original["transitions"].items()
        if all(variant["to"] in ends for _, variant in _variants(rule))
    }
    found: list[Any] = []
    for name, clock in data["clocks"].items():
        for place, variant in _variants(clock):
            stops = variant.get("stop", ())
            for trigger in stops if isinstance(stops, list) else (stops,) if stops else ():
                names = trigger.get("transition", ())
                left = set([names] if isinstance(names, str) else names) - closing
                if left or "transition" not in trigger:
                    found.append((name, place, sorted(left) or trigger))
    return found


def _terminal(state: dict[str, Any]) -> bool:
    return bool(state["kind"] == "terminal")


def _all(data: dict[str, Any]) -> Found:
    names = {section: list(data.get(section, {})) for section in ELEMENTS}
    for section in ELEMENTS:
        for name, element in data.get(section, {}).items():
            for place, variant in _variants(element):
                path = (section, name, *place)
                yield from _versions(path, variant, data)
                yield from _OF_SECTION[section](path, variant, names)
    for place, head in enumerate(data["versions"]):
        day = date.fromisoformat(head["in_force_from"]) + timedelta(days=1)
        yield "version by a day", ("versions", place, "in_force_from"), f"to {day}", day.isoformat()


def _variants(element: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(element, list):
        yield from (((place,), item) for place, item in enumerate(element))
    else:
        yield (), element


def _versions(path: Path, node: dict[str, Any], data: dict[str, Any]) -> Found:
    order = [head["id"] for head in data["versions"]]
    for key in ("since", "until"):
        if key in node:
            place = order.index(str(node[key])) + 1
            if place < len(order):
                yield "other version", (*path, key), f"{key} {order[place]}", order[place]


def _state(path: Path, node: dict[str, Any], names: dict[str, list[str]]) -> Found:
    for name, element in node.get("referrals", {}).items():
        for place, referral in _variants(element):
            here = (*path, "referrals", name, *place)
            yield from _referral(here, referral)
            for below, sub in referral.get("sub_referrals", {}).items():
                for inner, rule in _variants(sub):
                    yield from _referral((*here, "sub_referrals", below, *inner), rule, required=False)


def _referral(path: Path, node: dict[str, Any], *, required: bool = True) -> Found:
    needed = node.get("required", required)
    yield "referral required or not", (*path, "required"), f"required {not needed}", not needed
    if isinstance(node["silence"], dict):
        yield "silence", (*path, "silence"), "still waiting", "still-waiting"
        ((meaning, clock),) = node["silence"].items()
        other = "may-proceed" if meaning == "no-objection" else "no-objection"
        yield "silence", (*path, "silence"), other, {other: clock}
    for place, position in enumerate(node.get("positions", ())):
        if len(node["positions"]) > 1:
            yield "position dropped", (*path, "positions", place), f"without {position}", DROP
    if len(node.get("steps", ())) > 1:
        yield "step dropped", (*path, "steps", len(node["steps"]) - 1), "without the last step", DROP
    if "when" in node:
        yield "condition dropped", (*path, "when"), "always", DROP
        yield from _condition((*path, "when"), node["when"])


def _transition(path: Path, node: dict[str, Any], names: dict[str, list[str]]) -> Found:
    states = names["states"]
    other = states[(states.index(node["to"]) + 1) % len(states)]
    yield "other target", (*path, "to"), f"to {other}", other
    if isinstance(node["from"], list):
        for place, source in enumerate(node["from"]):
            yield "source dropped", (*path, "from", place), f"not from {source}", DROP
    if node.get("outcome"):
        flipped = FLIPPED[node["outcome"]]
        yield "outcome flipped", (*path, "outcome"), flipped, flipped
    if node.get("files"):
        yield "filing dropped", (*path, "files"), "files nothing", DROP
    if node.get("referrals") == "recall":
        yield "referrals kept", (*path, "referrals"), "kept", "keep"
    if "when" in node:
        yield "condition dropped", (*path, "when"), "always", DROP
        yield from _condition((*path, "when"), node["when"])
    yield from _needs((*path, "needs"), node.get("needs", {}))


def _needs(path: Path, node: dict[str, Any]) -> Found:
    for key in ("referrals", "clock"):
        if key in node:
            yield "need dropped", (*path, key), f"no {key}", DROP
    for key in ("none_open", "facts"):
        for place, item in enumerate(node.get(key, ())):
            kind = "blocker no bar" if key == "none_open" else "need dropped"
            yield kind, (*path, key, place), f"without {item if isinstance(item, str) else item['fact']}", DROP
            if isinstance(item, dict) and "when" in item:
                yield from _condition((*path, key, place, "when"), item["when"])
    if "linked" in node:
        several = isinstance(node["linked"], list)
        for place, item in enumerate(node["linked"]) if several else ((None, node["linked"]),):
            here = (*path, "linked") if place is None else (*path, "linked", place)
            if item.get("soft"):
                continue  # reported, never refused: no case goes another way without it
            yield "need dropped", here, "without the link", DROP
            yield "need softened", (*here, "soft"), "soft", True
            outcome = item["outcome"] if isinstance(item["outcome"], list) else [item["outcome"]]
            if len(outcome) > 1:
                yield "need narrowed", (*here, "outcome"), f"only {outcome[0]}", outcome[:1]
            if "when" in item:
                yield from _condition((*here, "when"), item["when"])


def _condition(path: Path, node: dict[str, Any]) -> Found:
    for key in ("all", "any"):
        for place, part in enumerate(node.get(key, ())):
            yield from _condition((*path, key, place), part)
            if len(node[key]) > 1:
                yield "part of a condition dropped", (*path, key, place), f"without part {place}", DROP
        if len(node.get(key, ())) > 1:
            other = "any" if key == "all" else "all"
            yield "all and any", path, other, {other: node[key]}
    if "not" in node:
        yield "condition flipped", path, "without not", node["not"]
        yield from _condition((*path, "not"), node["not"])
    if not {"all", "any", "not"} & node.keys():
        yield "condition flipped", path, "not", {"not": node}
    yield from _comparison(path, node)


def _comparison(path: Path, node: dict[str, Any]) -> Found:
    if not {"attribute", "fact"} & node.keys():
        if "moment" in node:
            for key in ("on_or_after", "before"):
                if key in node:
                    yield "threshold by one", (*path, key), "a day later", _next_day(node[key])
        return
    for key in COMPARISONS:
        if key not in node:
            continue
        subject = {name: node[name] for name in ("attribute", "fact") if name in node}
        value = node[key]
        if key in ORDERED:
            dated = isinstance(value, str)
            yield "threshold by one", (*path, key), "one more", _next_day(value) if dated else value + 1
            if not dated:
                yield "comparison", path, ORDERED[key], {**subject, ORDERED[key]: value}
        if key in ("within", "includes"):
            other = "includes" if key == "within" else "within"
            yield "comparison", path, other, {**subject, other: value}
        if key == "in" and len(value) > 1:
            for place, item in enumerate(value):
                yield "choice dropped", (*path, key, place), f"without {item}", DROP


def _next_day(text: str) -> str:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()


def _blocker(path: Path, node: dict[str, Any], names: dict[str, list[str]]) -> Found:
    for key in ("may_open_in", "reasons", "cleared_by"):
        if isinstance(node.get(key), list) and len(node[key]) > 1:
            for place, item in enumerate(node[key]):
                yield f"{key} dropped", (*path, key, place), f"without {item}", DROP


def _clock(path: Path, node: dict[str, Any], names: dict[str, list[str]]) -> Found:
    for key in ("days", "months", "years"):
        if isinstance(node.get(key), int):
            yield "limit by one", (*path, key), "one more", node[key] + 1
            yield "limit by one", (*path, key), "one less", node[key] - 1
    if isinstance(node.get("days"), dict):
        yield "limit by one", (*path, "days", "default"), "one more", node["days"]["default"] + 1
        for place, item in enumerate(node["days"]["cases"]):
            yield "limit by one", (*path, "days", "cases", place, "days"), "one more", item["days"] + 1
            yield from _condition((*path, "days", "cases", place, "when"), item["when"])
            if len(node["days"]["cases"]) > 1:
                yield "limit dropped", (*path, "days", "cases", place), "without this case", DROP
    if "due" in node:
        before = node["due"].get("days_before", 0)
        yield "limit by one", (*path, "due", "days_before"), "a day earlier", before + 1
    counts = node.get("counts", "calendar-days")
    other = "working-days" if counts == "calendar-days" else "calendar-days"
    if "days" in node:
        yield "days that count", (*path, "counts"), other, other
    filer = node.get("filer", False)
    yield "filer's term", (*path, "filer"), f"filer {not filer}", not filer
    for key in ("start", "stop"):
        yield from _triggers((*path, key), node.get(key, ()), names)
    for place, item in enumerate(node.get("excluded", ())):
        yield "exclusion dropped", (*path, "excluded", place), "counted", DROP
        stretch = item["while"]
        for key in ("state", "referral", "reason"):
            if isinstance(stretch.get(key), list) and len(stretch[key]) > 1:
                for inner, name in enumerate(stretch[key]):
                    yield "exclusion narrowed", (*path, "excluded", place, "while", key, inner), f"not {name}", DROP
        if "only_if" in item:
            yield "condition dropped", (*path, "excluded", place, "only_if"), "always", DROP


def _triggers(path: Path, found: Any, names: dict[str, list[str]]) -> Found:
    several = isinstance(found, list)
    for place, trigger in enumerate(found) if several else ((None, found),) if found else ():
        here = path if place is None else (*path, place)
        if several and len(found) > 1:
            yield f"{path[-1]} dropped", here, "without it", DROP
        if not several and path[-1] == "stop":
            yield "stop dropped", here, "never", DROP
        ((key, value),) = trigger.items()
        section = {"transition": "transitions", "entered": "states", "left": "states", "fact": "facts"}.get(key)
        if section:
            known, first = names[section], value[0] if isinstance(value, list) else value
            other = known[(known.index(first) + 1) % len(known)]
            yield f"other {path[-1]}", here, f"{key} {other}", {key: other}
        if key in ("transition", "outcome", "entered", "left") and isinstance(value, list) and len(value) > 1:
            for inner, name in enumerate(value):
                yield f"{path[-1]} narrowed", (*here, key, inner), f"not {name}", DROP


def _group(path: Path, node: dict[str, Any], names: dict[str, list[str]]) -> Found:
    for place, member in enumerate(node["members"]):
        if len(node["members"]) > 1:
            yield "member dropped", (*path, "members", place), f"without {member}", DROP


def _attribute(path: Path, node: dict[str, Any], names: dict[str, list[str]]) -> Found:
    if isinstance(node.get("default"), bool):
        yield "default flipped", (*path, "default"), str(not node["default"]), not node["default"]


def _nothing(path: Path, node: dict[str, Any], names: dict[str, list[str]]) -> Found:
    yield from ()


_OF_SECTION: dict[str, Callable[[Path, dict[str, Any], dict[str, list[str]]], Found]] = {
    "states": _state,
    "transitions": _transition,
    "blockers": _blocker,
    "clocks": _clock,
    "groups": _group,
    "attributes": _attribute,
    "facts": _nothing,
    "links": _nothing,
}
