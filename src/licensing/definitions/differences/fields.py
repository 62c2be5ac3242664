"""What changes in one field of a rule, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from licensing.definitions.base import Text
from licensing.definitions.clocks import Clock, Exclusion, Trigger
from licensing.definitions.conditions import Condition
from licensing.definitions.elements import LinkNeed, Needs
from licensing.definitions.words import (
    both,
    condition_words,
    exclusion_words,
    joined,
    leaves,
    limit,
    plain,
    silence_words,
    trigger_words,
)

_NAMES: Mapping[str, tuple[str, str]] = {
    "label": ("label", "名称"),
    "calendar": ("calendar", "暦"),
    "headline_clock": ("headline clock", "主たる期限時計"),
    "stage": ("stage", "段階"),
    "owner": ("owner", "担当"),
    "kind": ("kind", "種別"),
    "initial": ("initial state", "初期状態"),
    "from": ("leaves from", "元の状態"),
    "to": ("leads to", "先の状態"),
    "outcome": ("outcome", "結果"),
    "files": ("is the filing", "申請とする"),
    "party": ("party", "区分"),
    "default": ("what happens when it runs out", "満了時の扱い"),
    "members": ("members", "構成国"),
    "of": ("applies to", "対象"),
    "positions": ("positions", "回答の種類"),
    "required": ("answer required", "回答の要否"),
    "sent": ("sent", "送付"),
    "lapse_of": ("happens when the clock runs out", "期限満了による"),
    "may_open_in": ("may open in", "生じ得る状態"),
    "cleared_by": ("can be cleared by", "解消し得る者"),
    "reasons": ("reasons", "理由"),
    "parties": ("parties", "担当の区分"),
    "type": ("type", "型"),
    "value": ("value", "値の型"),
    "currency": ("currency", "通貨"),
    "on": ("recorded on", "記録先"),
    "processes": ("processes", "対象手続"),
    "alike": ("alike in", "一致すべき属性"),
    "having": ("earlier case has", "先の案件の属性"),
    "covers": ("covers", "包含すべき国"),
    "scope": ("counted for", "計算単位"),
    "filer": ("a filer's term", "申請者側の期間"),
    "met_by": ("met by", "履行とみなす事実"),
    "refile": ("may be filed again", "再申請"),
    "referrals": ("open referrals", "未回答の照会"),
}


def field_changes(name: str, was: Any, now: Any) -> Iterator[Text]:  # noqa: ANN401 - any value a rule can have
    """Say how one field of a rule changes; several sentences where it holds several things."""
    yield from _MAKERS.get(name, _any(name))(was, now)


def condition_changes(was: Condition | None, now: Condition | None) -> Iterator[Text]:
    """Say which questions a condition no longer asks, and which it asks now."""
    if was is None or now is None:
        text = condition_words(now)
        yield (
            both(f"possible only if {text.en}", f"条件：{text.ja}")
            if was is None
            else both("possible without a condition", "条件を廃止")
        )
        return
    old, new = leaves(was), leaves(now)
    pairs = list(zip(old, new, strict=False))
    if len(old) == len(new) and any(before != after for before, after in pairs):
        edits = [both(f"{a.en} → {b.en}", f"{a.ja} → {b.ja}") for a, b in pairs if a != b]
        text = joined(dict.fromkeys(edits), "; ", "；")
        yield both(f"condition changed – {text.en}", f"条件を変更（{text.ja}）")
        return
    gone = list(dict.fromkeys(text for text in old if old.count(text) > new.count(text)))
    come = list(dict.fromkeys(text for text in new if new.count(text) > old.count(text)))
    if not gone and not come:
        text = condition_words(now)
        yield both(f"condition put together otherwise: {text.en}", f"条件の組み方を変更：{text.ja}")
        return
    parts = []
    if gone:
        text = joined(gone, "; ", "；")
        parts.append(both(f"no longer asked: {text.en}", f"削除：{text.ja}"))
    if come:
        text = joined(come, "; ", "；")
        parts.append(both(f"now asked: {text.en}", f"追加：{text.ja}"))
    text = joined(parts, "; ", "；")
    yield both(f"condition changed – {text.en}", f"条件を変更（{text.ja}）")


LIMITS = frozenset({"days", "months", "years", "due", "counts"})
"""The fields that together are the limit of a clock."""


def limit_changes(was: Clock, now: Clock) -> Iterator[Text]:
    """Say how the limit of a clock changes."""
    if all(getattr(was, name) == getattr(now, name) for name in LIMITS):
        return
    old, new = limit(was), limit(now)
    if old != new:
        yield both(f"limit {old.en} → {new.en}", f"期限 {old.ja} → {new.ja}")
    else:
        yield both(f"which case has which limit changes ({new.en})", f"期限の区分を変更（{new.ja}）")


def _needs(was: Needs, now: Needs) -> Iterator[Text]:
    for name, en, ja in (
        ("none_open", "must not be open", "未解消でないこと"),
        ("clock", "must have run out", "満了していること"),
    ):
        yield from _listed(getattr(was, name), getattr(now, name), en, ja)
    old, new = (tuple(item.fact for item in needs.facts) for needs in (was, now))
    yield from _listed(old, new, "must be recorded", "記録を要する")
    if was.facts != now.facts and old == new:
        yield both("when a fact is needed changes", "事実の記録を要する場合を変更")
    if was.referrals != now.referrals:
        yield both(
            f"waits for referrals: {plain(was.referrals)} → {plain(now.referrals)}",
            f"照会の回答待ち：{plain(was.referrals)} → {plain(now.referrals)}",
        )
    if was.linked != now.linked:
        yield both(
            f"linked matters needed: {_links(was.linked).en} → {_links(now.linked).en}",
            f"関連案件の要件：{_links(was.linked).ja} → {_links(now.linked).ja}",
        )


def _links(needs: Sequence[LinkNeed]) -> Text:
    texts = []
    for need in needs:
        when = condition_words(need.when)
        roles = " or ".join(need.roles)
        text = both(roles, roles) if need.when is None else both(f"{roles} if {when.en}", f"{roles}（条件：{when.ja}）")
        texts.append(both(f"{text.en} (usual, not required)", f"{text.ja}（通例・任意）") if need.soft else text)
    return joined(texts) if texts else both("none", "なし")


def _listed(was: Sequence[str], now: Sequence[str], en: str, ja: str) -> Iterator[Text]:
    for name in was:
        if name not in now:
            yield both(f"no longer needed: {name} {en}", f"要件から削除：{name}（{ja}）")
    for name in now:
        if name not in was:
            yield both(f"now needed: {name} {en}", f"要件に追加：{name}（{ja}）")


def _names(name: str) -> Callable[[Any, Any], Iterator[Text]]:
    en, ja = _NAMES[name]

    def say(was: Sequence[str], now: Sequence[str]) -> Iterator[Text]:
        gone, come = [item for item in was if item not in now], [item for item in now if item not in was]
        parts = [f"+ {plain(come)}"] * bool(come) + [f"− {plain(gone)}"] * bool(gone)
        text = ", ".join(parts) or f"{plain(was)} → {plain(now)}"
        yield both(f"{en}: {text}", f"{ja}：{text}")

    return say


def _triggers(en: str, ja: str) -> Callable[[Any, Any], Iterator[Text]]:
    def say(was: Sequence[Trigger], now: Sequence[Trigger]) -> Iterator[Text]:
        old, new = (joined(map(trigger_words, items), " or ", "又は") for items in (was, now))
        yield both(f"{en} {old.en} → {en} {new.en}", f"{ja}：{old.ja} → {new.ja}")

    return say


def _excluded(was: Sequence[Exclusion], now: Sequence[Exclusion]) -> Iterator[Text]:
    old, new = ([exclusion_words(item) for item in items] for items in (was, now))
    for text in old:
        if text not in new:
            yield both(f"days now count {text.en}", f"算入に変更：{text.ja}")
    for text in new:
        if text not in old:
            yield both(f"days no longer count {text.en}", f"除外に変更：{text.ja}")
    if sorted(text.en for text in old) == sorted(text.en for text in new):
        yield both("what the excluded days rest on changes", "除外日の根拠を変更")


def _silence(was: Any, now: Any) -> Iterator[Text]:  # noqa: ANN401 - a word or a rule
    old, new = silence_words(was), silence_words(now)
    yield both(f"{new.en} (before: {old.en})", f"{new.ja}（現行：{old.ja}）")


def _any(name: str) -> Callable[[Any, Any], Iterator[Text]]:
    en, ja = _NAMES.get(name, (name.replace("_", " "), name))

    def say(was: Any, now: Any) -> Iterator[Text]:  # noqa: ANN401 - any value a rule can have
        if isinstance(was, Text) and isinstance(now, Text):
            yield both(f"{en} ‘{was.en}’ → ‘{now.en}’", f"{ja}「{was.ja}」→「{now.ja}」")
            return
        yield both(f"{en}: {_shown(was)} → {_shown(now)}", f"{ja}：{_shown(was)} → {_shown(now)}")

    return say


def _shown(value: Any) -> str:  # noqa: ANN401 - any value a rule can have
    if isinstance(value, BaseModel):
        return json.dumps(value.model_dump(mode="json", by_alias=True, exclude_defaults=True), ensure_ascii=False)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items()) or "–"
    if isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
        return "; ".join(map(_shown, value))
    return plain(value)


_MAKERS: dict[str, Callable[[Any, Any], Iterator[Text]]] = {
    "when": condition_changes,
    "needs": _needs,
    "silence": _silence,
    "excluded": _excluded,
    "start": _triggers("starts", "開始"),
    "stop": _triggers("stops", "停止"),
    **{name: _names(name) for name in ("from", "members", "of", "positions", "may_open_in", "cleared_by", "reasons")},
}
