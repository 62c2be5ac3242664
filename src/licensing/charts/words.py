"""The words of pictures, in English and Japanese."""

from __future__ import annotations

from typing import Literal

from licensing.analysis.ruler import Measure
from licensing.analysis.survival import Percentile
from licensing.definitions.base import Text
from licensing.domain.vocabulary import Provenance

Lang = Literal["en", "ja"]

_WORDS = {
    "map-title": Text(en="Where do the days go?", ja="日数はどこに費やされているのか？"),
    "definition-title": Text(en="Who holds the case, and where can it go?", ja="案件を誰が担当し、どこへ進むのか？"),
    "definition-line": Text(
        en="{states} states · {ways} ways · {clock} · no cases are counted here",
        ja="状態{states}個・経路{ways}本・{clock}・件数は含まない",
    ),
    "definition-from-many": Text(
        en="Not drawn, because they lead from many states to an end: {what}.",
        ja="省略（多くの状態から終了に至る）：{what}。",
    ),
    "legend-back": Text(en="dashed: back to an earlier state", ja="破線：前の状態へ戻る"),
    "definition-read": Text(
        en="Read from left to right, downward in a column. A way stands for all transitions between two states.",
        ja="左から右へ、列の中では上から下へ読む。矢印は二つの状態の間の全ての遷移を表す。",
    ),
    "decided": Text(en="{n} decided", ja="決定済み{n}件"),
    "open": Text(en="{n} open", ja="未決定{n}件"),
    "and": Text(en=", ", ja="、"),
    "as-of": Text(en="as of {day}", ja="{day}時点"),
    "filed": Text(en="filed {since} to {until}", ja="申請日 {since}～{until}"),
    "not-filed": Text(en="no day of filing known", ja="申請日は不明"),
    "definition": Text(en="definition {versions}", ja="定義 {versions}版"),
    "elapsed": Text(en="elapsed days", ja="経過日数（暦日）"),
    "working": Text(en="working days", ja="稼働日数"),
    "on-clock": Text(en="days on clock {clock}", ja="期限計算上の日数 {clock}"),
    "no-clock": Text(en="no clock exists", ja="期限の定めなし"),
    "observed": Text(en="OBSERVED CASES", ja="実例（公表資料）"),
    "mock": Text(en="MOCK CASES – invented", ja="模擬案件（架空）"),
    "simulated": Text(en="SIMULATED CASES", ja="シミュレーション"),
    "days": Text(en="{days} d", ja="{days}日"),
    "cases": Text(en="{n} cases", ja="{n}件"),
    "case": Text(en="1 case", ja="1件"),
    "still-open": Text(en="{n} open", ja="滞留{n}件"),
    "median": Text(en="median {days}", ja="中央値{days}"),
    "not-reached": Text(en="not reached", ja="未到達"),
    "legend-heat": Text(en="Share of all days to the decision", ja="決定までの全日数に占める割合"),
    "legend-below": Text(en="under {high} %", ja="{high}%未満"),
    "legend-between": Text(en="{low}–{high} %", ja="{low}～{high}%"),
    "legend-from": Text(en="{low} % or more", ja="{low}%以上"),
    "legend-none": Text(en="in no share", ja="割合に含めず"),
    "legend-work": Text(en="filled: at work (upper bound)", ja="塗り：作業中（上限）"),
    "legend-wait": Text(en="outlined: waiting", ja="枠：待ち"),
    "legend-way": Text(en="width and number: cases", ja="太さと数字：件数"),
    "legend-loop": Text(en="dashed: back to a state the case was in", ja="破線：以前の状態への戻り"),
    "read": Text(
        en="Read from left to right, downward in a column. Large: days of all cases together; median: of one case.",
        ja="左から右へ、列の中では上から下へ読む。大きな数字は全案件の合計日数、中央値は1件当たりの日数。",
    ),
    "not-drawn": Text(
        en="Not drawn, because fewer than {n} cases went there: {what}. --all draws everything.",
        ja="省略（通った案件が{n}件未満）：{what}。--all で全て表示。",
    ),
    "rare-states": Text(en="states {n} ({days} d)", ja="状態{n}個（{days}日）"),
    "rare-ways": Text(en="ways {n}", ja="経路{n}本"),
    "later": Text(
        en="Another {days} d that these states took after a first decision are in no share and in no box.",
        ja="最初の決定より後にこれらの状態で要した{days}日は、割合にも各枠にも含めていない。",
    ),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """Give a word or sentence in a language, its places filled."""
    text = _WORDS[key]
    return (text.ja if lang == "ja" else text.en).format(**values)


def in_lang(text: Text, lang: Lang) -> str:
    """Give a text in a language."""
    return text.ja if lang == "ja" else text.en


def counted(measure: Measure, clock: str | None, lang: Lang) -> str:
    """Say which days are counted."""
    if measure is Measure.ON_CLOCK:
        return say("no-clock", lang) if clock is None else say("on-clock", lang, clock=clock)
    return say(measure.value, lang)


def origin(provenance: Provenance, lang: Lang) -> str:
    """Say where the cases come from."""
    return say(provenance.value, lang)


def keys() -> frozenset[str]:
    """Give the keys of all words."""
    return frozenset(_WORDS)


def reached(percentile: Percentile, printed: str, lang: Lang) -> str:
    """Give a printed percentile in a language."""
    return printed if percentile.reached else say("not-reached", lang)
