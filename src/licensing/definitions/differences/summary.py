"""What a new rule says, in a few words behind its name."""

from __future__ import annotations

from licensing.definitions.base import Strict, Text
from licensing.definitions.clocks import Clock
from licensing.definitions.elements import BlockerType, Group, Needs, Referral, State, SubReferral, Transition
from licensing.definitions.words import both, condition_words, joined, limit, plain, silence_words, trigger_words


def summary(rule: Strict) -> Text | None:
    """Say what a new rule is, to stand behind its name; nothing where the name says it."""
    match rule:
        case State():
            return both(f": {rule.stage}, with {rule.owner}", f"（{rule.stage}、担当 {rule.owner}）")
        case Transition():
            return _way(rule)
        case Clock():
            long, start = limit(rule), joined(map(trigger_words, rule.start), " or ", "又は")
            return both(f": {rule.kind}, {long.en}, starts {start.en}", f"（{rule.kind}、{long.ja}、{start.ja}に開始）")
        case SubReferral():
            return _referral(rule)
        case BlockerType():
            return both(f": with {rule.party}", f"（区分 {rule.party}）")
        case Group():
            return both(f": {plain(rule.members)}", f"（{plain(rule.members)}）")
        case _:
            return None


def _way(rule: Transition) -> Text:
    when = condition_words(rule.when)
    outcome_en = f" ({rule.outcome})" if rule.outcome else ""
    only_en = f", if {when.en}" if rule.when else ""
    only_ja = f"、条件：{when.ja}" if rule.when else ""
    lapse_en = f", when {rule.lapse_of} runs out" if rule.lapse_of else ""
    lapse_ja = f"、{rule.lapse_of}の満了時" if rule.lapse_of else ""
    needs_en = "" if rule.needs == Needs() else ", with needs"
    needs_ja = "" if rule.needs == Needs() else "、要件あり"
    return both(
        f": from {plain(rule.from_)} to {rule.to}{outcome_en}{only_en}{lapse_en}{needs_en}",
        f"（{plain(rule.from_)} → {rule.to}{outcome_en}{only_ja}{lapse_ja}{needs_ja}）",
    )


def _referral(rule: SubReferral) -> Text:
    silence = silence_words(rule.silence)
    need = ("answer required", "回答必須") if rule.required else ("answer not required", "回答任意")
    when = condition_words(rule.when)
    only_en = f", if {when.en}" if rule.when else ""
    only_ja = f"、条件：{when.ja}" if rule.when else ""
    steps = rule.steps if isinstance(rule, Referral) else ()
    ways = f", in {len(steps)} steps" if steps else ""
    return both(f"{only_en}; {need[0]}, {silence.en}{ways}", f"{only_ja}、{need[1]}、{silence.ja}")
