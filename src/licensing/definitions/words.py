"""Rules in words, in English and Japanese: conditions, limits, triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from licensing.definitions.base import Text
from licensing.definitions.clocks import Clock, Exclusion, LimitByCase, Trigger
from licensing.definitions.conditions import (
    AllOf,
    AnyOf,
    AttributeTest,
    AuthorizationTest,
    BlockerTest,
    Condition,
    DateTest,
    FactTest,
    FactWithin,
    LinkTest,
    NotThat,
    PositionTest,
    PrecedentTest,
    VisitedTest,
)
from licensing.definitions.elements import Silence
from licensing.domain.vocabulary import BasisKind

_COMPARED = {
    "is": ("{name} is {value}", "{name}が{value}"),
    "in": ("{name} is one of {value}", "{name}が{value}のいずれか"),
    "at_least": ("{name} is at least {value}", "{name}が{value}以上"),
    "more_than": ("{name} is more than {value}", "{name}が{value}超"),
    "at_most": ("{name} is at most {value}", "{name}が{value}以下"),
    "less_than": ("{name} is less than {value}", "{name}が{value}未満"),
    "within": ("{name} lies within {value}", "{name}が全て{value}に属する"),
    "includes": ("{name} includes a country of {value}", "{name}に{value}の国を含む"),
}
_UNITS = {
    "calendar-days": ("calendar day", "calendar days", "暦日"),
    "working-days": ("working day", "working days", "稼働日"),
    "month": ("month", "months", "か月"),
    "year": ("year", "years", "年"),
}
_HAPPENS = {"sent": "送付", "answered": "回答", "opened": "発生", "cleared": "解消"}
BASIS_WORDS = {
    BasisKind.LAW: Text(en="law", ja="法令"),
    BasisKind.GUIDANCE: Text(en="guidance", ja="指針"),
    BasisKind.PRACTICE: Text(en="practice", ja="運用"),
    BasisKind.ASSUMPTION: Text(en="assumption", ja="仮定"),
}
"""What the kinds of basis are called."""


def both(en: str, ja: str) -> Text:
    """Make a text of two sentences."""
    return Text(en=en, ja=ja)


def joined(texts: Iterable[Text], en: str = ", ", ja: str = "、") -> Text:
    """Join texts, by a word in each language."""
    parts = list(texts)
    return both(en.join(part.en for part in parts) or "–", ja.join(part.ja for part in parts) or "–")


def plain(value: object) -> str:
    """Write a value as people read it: numbers in groups of three, lists with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple | list):
        return ", ".join(map(plain, value)) or "–"
    if isinstance(value, date):
        return value.isoformat()
    return "–" if value is None else str(value)


def condition_words(condition: Condition | None) -> Text:
    """Say what a condition asks."""
    if condition is None:
        return both("always", "常に")
    return _MAKERS[type(condition)](condition)


def leaves(condition: Condition | None) -> tuple[Text, ...]:
    """Give what a condition asks, piece by piece, without how the pieces are put together."""
    match condition:
        case None:
            return ()
        case AllOf():
            return tuple(text for part in condition.all for text in leaves(part))
        case AnyOf():
            return tuple(text for part in condition.any for text in leaves(part))
        case NotThat():
            return tuple(both(f"not ({text.en})", f"「{text.ja}」でない") for text in leaves(condition.not_))
        case _:
            return (condition_words(condition),)


def limit(clock: Clock) -> Text:
    """Say how long a clock runs: ``60 calendar days``, ``15 or 30 calendar days, by case``."""
    if clock.due is not None:
        before = clock.due.days_before
        return both(
            f"{f'{before} days before ' if before else ''}the date in {clock.due.fact}",
            f"{clock.due.fact}の日付{f'の{before}日前' if before else ''}",
        )
    if isinstance(clock.days, LimitByCase):
        limits = sorted({clock.days.default, *(item.days for item in clock.days.cases)})
        _, many, ja = _UNITS[clock.counts]
        return both(
            f"{' or '.join(map(str, limits))} {many}, by case", f"案件により{'又は'.join(map(str, limits))}{ja}"
        )
    for number, unit in ((clock.years, "year"), (clock.months, "month"), (clock.days, clock.counts)):
        if number is not None:
            one, many, ja = _UNITS[unit]
            return both(f"{number} {one if number == 1 else many}", f"{number}{ja}")
    return both("no limit", "期限なし")


def silence_words(silence: str | Silence) -> Text:
    """Say what silence means."""
    if not isinstance(silence, Silence):
        return both("silence is no answer: the case waits", "沈黙は回答とみなさず待つ")
    meaning = {"no-objection": ("no objection", "異議なし"), "may-proceed": ("that the case may proceed", "手続続行可")}
    en, ja = meaning[silence.position]
    return both(
        f"silence counts as {en} when {silence.clock} runs out", f"{silence.clock}の満了まで沈黙なら{ja}とみなす"
    )


def trigger_words(trigger: Trigger) -> Text:
    """Say what starts or stops a clock."""
    given = next(name for name in type(trigger).model_fields if getattr(trigger, name))
    value = plain(getattr(trigger, given))
    if trigger.outcome == "any":
        return both("at any decision", "いずれかの決定の時")
    en, ja = {
        "transition": (f"at {value}", f"{value}の時"),
        "outcome": (f"at the outcome {value}", f"結果（{value}）の時"),
        "entered": (f"on entering {value}", f"{value}に入る時"),
        "left": (f"on leaving {value}", f"{value}を出る時"),
        "fact": (f"at the date of {value}", f"{value}の日"),
        "referral": (f"when the referral is {value}", f"照会の{_HAPPENS.get(value, value)}時"),
        "blocker": (f"when the blocker is {value}", f"阻害要因の{_HAPPENS.get(value, value)}時"),
        "due_of": (f"when {value} runs out", f"{value}の満了時"),
    }[given]
    return both(en, ja)


def exclusion_words(exclusion: Exclusion) -> Text:
    """Say which days do not count."""
    stretch = exclusion.while_
    if stretch.question:
        text = both("while the applicant is asked within a referral", "照会中に申請者へ質問している間")
    elif stretch.blocker:
        reason = f" ({plain(stretch.reason)})" if stretch.reason else ""
        text = both(f"while {stretch.blocker}{reason} is open", f"{stretch.blocker}{reason}の継続中")
    elif stretch.state:
        text = both(f"in {plain(stretch.state)}", f"{plain(stretch.state)}の間")
    else:
        text = both(f"while {plain(stretch.referral)} is unanswered", f"{plain(stretch.referral)}の回答待ちの間")
    if exclusion.only_if is None:
        return text
    only = condition_words(exclusion.only_if)
    return both(f"{text.en}, if {only.en}", f"{text.ja}（条件：{only.ja}）")


def _tested(name: str, test: AttributeTest | FactTest) -> Text:
    ((comparison, value),) = test.comparison().items()
    if isinstance(value, bool) and comparison == "is":
        return both(f"{name} is {plain(value)}", f"{name}が「{'はい' if value else 'いいえ'}」")
    if comparison == "present":
        return both(f"{name} is {'given' if value else 'not given'}", f"{name}の記録{'あり' if value else 'なし'}")
    en, ja = _COMPARED[comparison]
    return both(en.format(name=name, value=plain(value)), ja.format(name=name, value=plain(value)))


def _day(test: DateTest) -> Text:
    parts = []
    if test.on_or_after:
        parts.append(both(f"on or after {test.on_or_after}", f"{test.on_or_after}以降"))
    if test.before:
        parts.append(both(f"before {test.before}", f"{test.before}より前"))
    return joined(parts)


def _linked(test: LinkTest) -> Text:
    if not test.outcome:
        return both(f"{test.link} is linked", f"{test.link}の関連付けあり")
    return both(f"{test.link} came to {plain(test.outcome)}", f"{test.link}の結果が{plain(test.outcome)}")


def _visited(test: VisitedTest) -> Text:
    if test.at_least == 1:
        return both(f"has been in {test.visited}", f"{test.visited}を経た")
    return both(f"has been in {test.visited} {test.at_least} times", f"{test.visited}を{test.at_least}回以上経た")


def _blocked(test: BlockerTest) -> Text:
    return both(
        f"{test.blocker} {'was ever' if test.ever else 'is'} open",
        f"{test.blocker}が{'一度でも生じた' if test.ever else '継続中'}",
    )


_MAKERS: dict[type, Callable[[Any], Text]] = {
    AllOf: lambda item: joined(map(_inner, item.all), " and ", "かつ"),
    AnyOf: lambda item: joined(map(_inner, item.any), " or ", "又は"),
    NotThat: lambda item: both(f"not ({condition_words(item.not_).en})", f"「{condition_words(item.not_).ja}」でない"),
    AttributeTest: lambda item: _tested(item.attribute, item),
    FactTest: lambda item: _tested(item.fact, item),
    FactWithin: lambda item: both(
        f"{item.fact_within.of} within {item.fact_within.days} days of {item.fact_within.after}",
        f"{item.fact_within.after}から{item.fact_within.days}日以内に{item.fact_within.of}",
    ),
    PositionTest: lambda item: both(
        f"{item.position} answered {plain(item.in_)}", f"{item.position}の回答が{plain(item.in_)}"
    ),
    LinkTest: _linked,
    DateTest: _day,
    VisitedTest: _visited,
    BlockerTest: _blocked,
    PrecedentTest: lambda item: both(f"there is the precedent {item.precedent}", f"先例{item.precedent}がある"),
    AuthorizationTest: lambda item: both(
        f"the standing authorization {item.authorization} covers it", f"包括的な許可{item.authorization}の対象である"
    ),
}


def _inner(condition: Condition) -> Text:
    """Say a part of a condition, in brackets where it has parts of its own."""
    text = condition_words(condition)
    return both(f"({text.en})", f"（{text.ja}）") if isinstance(condition, AllOf | AnyOf) else text
