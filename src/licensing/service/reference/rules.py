"""The rules of a process as tables and lists: states, referrals, transitions, conditions, clocks, blockers."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.definitions.clocks import LimitByCase
from licensing.definitions.definition import Definition
from licensing.definitions.elements import Attribute, FactType, SubReferral, Transition
from licensing.definitions.glossary import glossary
from licensing.definitions.words import condition_words, exclusion_words, joined, limit, silence_words, trigger_words
from licensing.service.reference.markdown import both, code, table


def states(definition: Definition) -> Iterator[str]:
    """Write the states."""
    words = glossary()
    yield from table(
        ("state", "words · 名称", "held by · 担当", "stage, kind · 段階・種別", "basis · 根拠"),
        (
            (
                f"`{name}`",
                both(state.label),
                both(words.owner(state.owner).label),
                both(joined((words.stages[state.stage], words.kinds[state.kind]))),
                code(state.basis),
            )
            for name, state in definition.states.items()
        ),
    )


def referrals(definition: Definition) -> Iterator[str]:
    """Write who is asked while the case waits, and what silence means."""
    yield from table(
        ("asked in", "body · 照会先", "answer · 回答", "silence · 沈黙", "basis · 根拠"),
        (
            (
                f"`{state}`",
                f"`{path}`<br>{both(rule.label)}",
                f"{'required · 必須' if rule.required else 'optional · 任意'}<br>{code(rule.positions)}",
                both(silence_words(rule.silence)),
                code(rule.basis),
            )
            for state, path, rule in _asked(definition)
        ),
    )


def _asked(definition: Definition) -> Iterator[tuple[str, str, SubReferral]]:
    for name, state in definition.states.items():
        for asked, referral in state.referrals.items():
            yield name, asked, referral
            yield from ((name, f"{asked}/{below}", rule) for below, rule in referral.sub_referrals.items())


def transitions(definition: Definition) -> Iterator[str]:
    """Write the ways between states, with what each needs."""
    words = glossary()

    def words_of(rule: Transition) -> str:
        if rule.outcome is None:
            return both(rule.label) or ("the filing · 申請" if rule.files else "")
        return both(rule.label) or both(words.outcomes[rule.outcome])

    yield from table(
        ("transition", "from → to", "words, outcome · 名称・結果", "needs · 要件", "basis · 根拠"),
        (
            (
                f"`{name}`",
                f"{code(rule.from_)} → `{rule.to}`",
                words_of(rule) + (f"<br>`{rule.outcome}`" if rule.outcome else ""),
                "<br>".join(_needs(rule)),
                code(rule.basis),
            )
            for name, rule in definition.transitions.items()
        ),
    )
    needs = [rule.needs for rule in definition.transitions.values()]
    if any(item.when for need in needs for item in need.facts) or any(
        item.when for need in needs for item in need.linked
    ):
        yield from ("\\* under a condition, see below · 条件付き（下記）", "")


def looked_at(definition: Definition) -> Iterator[str]:
    """Write what conditions look at: attributes, facts and groups of countries."""
    for title, rules in (("attribute", definition.attributes), ("fact", definition.facts)):
        yield from table(
            (title, "words · 名称", "type · 型"),
            (
                (f"`{name}`", both(rule.label), f"`{_type(rule)}`" + (f"<br>{code(rule.of)}" if rule.of else ""))
                for name, rule in rules.items()
            ),
        )
    yield from table(
        ("earlier case · 先例等", "words · 名称", "of · 手続", "alike in · 一致", "basis · 根拠"),
        (
            (
                f"`{name}`",
                both(rule.label),
                code(rule.processes),
                code((*rule.alike, *rule.covers, *(f"{key} = {value}" for key, value in rule.having.items()))),
                code(rule.basis),
            )
            for name, rule in (*definition.precedents.items(), *definition.authorizations.items())
        ),
    )
    yield from table(
        ("group", "words · 名称", "members · 構成国", "basis · 根拠"),
        (
            (f"`{name}`", both(group.label), ", ".join(group.members), code(group.basis))
            for name, group in definition.groups.items()
        ),
    )


def _type(rule: Attribute | FactType) -> str:
    return rule.value if isinstance(rule, FactType) else rule.type


def _needs(rule: Transition) -> Iterator[str]:
    needs = rule.needs
    if rule.lapse_of:
        yield f"when `{rule.lapse_of}` runs out · 満了時"
    if needs.referrals:
        named = needs.referrals if isinstance(needs.referrals, tuple) else (needs.referrals,)
        yield f"answered · 回答済み: {code(named)}"
    if needs.none_open:
        yield f"not open · 未解消でない: {code(needs.none_open)}"
    if needs.facts:
        yield f"recorded · 記録: {code(item.fact + ('*' if item.when else '') for item in needs.facts)}"
    if needs.clock:
        yield f"run out · 満了: {code(needs.clock)}"
    for item in needs.linked:
        soft = " (usual · 通例)" if item.soft else ""
        yield f"linked · 関連案件: {code(item.roles)}{'*' if item.when else ''}{soft}"


def conditions(definition: Definition) -> Iterator[str]:
    """Write every condition in words."""
    for name, rule in definition.transitions.items():
        parts = [(name, rule.when)]
        parts += [(f"{name}, {item.fact}", item.when) for item in rule.needs.facts]
        parts += [(f"{name}, {' or '.join(item.roles)}", item.when) for item in rule.needs.linked]
        for of, when in parts:
            if when is not None:
                words = condition_words(when)
                yield from (f"- `{of}`: {words.en}.  ", f"  {words.ja}。")
    for state, path, asked in _asked(definition):
        if asked.when is not None:
            words = condition_words(asked.when)
            yield from (f"- `{state}/{path}`: {words.en}.  ", f"  {words.ja}。")
    for name, clock in definition.clocks.items():
        if isinstance(clock.days, LimitByCase):
            for item in clock.days.cases:
                words = condition_words(item.when)
                yield from (f"- `{name}`, {item.days} days: {words.en}.  ", f"  {words.ja}：{item.days}日。")
    yield ""


def clocks(definition: Definition) -> Iterator[str]:
    """Write the clocks."""
    yield from table(
        ("clock", "words · 名称", "limit · 期限", "runs · 進行", "basis · 根拠"),
        (
            (
                f"`{name}`" + (" ★" if name == definition.headline_clock else ""),
                f"{both(clock.label)}<br>`{clock.kind}`, `{clock.scope}`",
                both(limit(clock)),
                "<br>".join(
                    f"{title}: {both(text)}"
                    for title, text in (
                        ("starts · 開始", joined(map(trigger_words, clock.start), " or ", "又は")),
                        ("stops · 停止", joined(map(trigger_words, clock.stop), " or ", "又は")),
                        ("not counted · 不算入", joined(map(exclusion_words, clock.excluded), "; ", "；")),
                    )
                    if text.en != "–"
                ),
                code(clock.basis),
            )
            for name, clock in definition.clocks.items()
        ),
    )
    if definition.headline_clock:
        yield from ("★ headline clock · 主たる期限時計", "")
    if not definition.clocks:
        yield from ("No clock exists · 期限の定めなし", "")


def blockers(definition: Definition) -> Iterator[str]:
    """Write what can stand in the way."""
    words = glossary()
    yield from table(
        ("blocker", "words · 名称", "with · 区分", "cleared by · 解消", "basis · 根拠"),
        (
            (
                f"`{name}`",
                both(blocker.label),
                both(words.parties[blocker.party]),
                code(blocker.cleared_by),
                code(blocker.basis),
            )
            for name, blocker in definition.blockers.items()
        ),
    )
