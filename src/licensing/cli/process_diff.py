"""``licensing process diff``: which reforms of a process there are, and what one would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from licensing.cli.common import NO_OPTIONS, Common, print_csv, print_json, print_rows
from licensing.cli.table import Column
from licensing.definitions.words import BASIS_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from licensing.domain.vocabulary import BasisKind
    from licensing.service.reforms import Difference

_WORDS = {
    "decides": ("Who would have to decide", "決定する者"),
    "source": ("Source", "出典"),
    "rules": ("Rules", "規則"),
    "assumptions": ("Assumptions (for mock walks only)", "前提（模擬案件用）"),
    "touched": (
        "Rules changed or removed, by the firmest thing each rests on today",
        "変更・廃止される規則（現在の最も確かな根拠別）",
    ),
    "scenario": ("Scenario values, from no source", "シナリオ上の値（出典なし）"),
    "beyond": ("Not carried by this model", "本モデルで表せないもの"),
    "none": ("none: only new rules", "なし（新設のみ）"),
}
_DECIDERS = {
    "law": ("law", "法律"),
    "regulation": ("regulation", "政省令・規則"),
    "executive-decision": ("executive decision", "大統領・閣議・NSC決定"),
    "agreement": ("agreement between governments", "政府間合意"),
    "agency-practice": ("agency practice", "行政機関の運用"),
}
_STATUS = {
    "made": ("made", "実施済み"),
    "partly-made": ("partly made", "一部実施"),
    "bill": ("bill", "法案"),
    "proposed": ("proposed", "提案"),
    "what-if": ("what-if", "仮想"),
    "package": ("package", "組合せ"),
}


def diff(
    process: Annotated[str, Parameter(help="The process, e.g. us/munitions-license.")],
    *,
    reform: Annotated[
        str | None, Parameter(help="A reform, or a package of reforms; without it, lists those there are.")
    ] = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Say in words what a reform would change in a process, what that rests on today, and who must decide."""
    from licensing.service.reforms import difference

    if reform is None:
        _list(process, common)
        return
    found = difference(process, reform)
    if common.json:
        print_json(found.as_json())
    elif common.csv:
        rows = [
            {
                "section": change.section,
                "name": change.name,
                "change": change.verb,
                "text": common.say(change.text),
                "basis": " ".join(change.basis),
            }
            for change in found.changes
        ]
        print_csv(rows, ["section", "name", "change", "text", "basis"])
    else:
        _print(common, found)


def _list(process: str, common: Common) -> None:
    from licensing.service.reforms import list_reforms

    rows = [
        {
            "reform": row.name,
            "title": common.say(row.title),
            "who_decides": [decider.value for decider in row.who_decides],
            "status": row.status,
            "decides": _named(common, _DECIDERS, row.who_decides),
            "shown": _named(common, _STATUS, [row.status]),
            "parts": list(row.parts),
        }
        for row in list_reforms(process)
    ]
    hidden = {"decides", "shown"}
    if common.json or common.csv:
        rows = [{key: value for key, value in row.items() if key not in hidden} for row in rows]
    elif not rows:
        common.line(f"{process} has no reforms yet.")
        return
    print_rows(
        common,
        rows,
        [
            Column("reform", "Reform"),
            Column("title", "What it would do"),
            Column("decides", "Who decides"),
            Column("shown", "Status", wrap=False),
        ],
    )


def _print(common: Common, found: Difference) -> None:
    common.line(f"{found.process} · {found.name} · {common.say(found.title)}")
    common.line(common.say(found.description))
    common.line(f"{_say(common, 'decides')}: {_named(common, _DECIDERS, found.who_decides)}")
    package = all(reform.id != found.name for reform in found.reforms)
    if package:
        common.line(f"{_say(common, 'source')}: {found.source.cite} [{found.source.confidence}]")
    for reform in found.reforms:
        status = _named(common, _STATUS, [reform.status])
        name = f"  {reform.id}" if package else _say(common, "source")
        common.line(f"{name}: {reform.source.cite} [{status}, {reform.source.confidence}]")
    for section, lines in _sections(common, found):
        common.line("")
        common.line(f"{_say(common, section)}:")
        for line in lines:
            common.line(f"  {line}")


def _sections(common: Common, found: Difference) -> list[tuple[str, list[str]]]:
    rules = [
        common.say(change.text) + (f" [{_kinds(common, change.kinds)}]" if change.kinds else "")
        for change in found.changes
        if change.section != "assumptions"
    ]
    kinds = [f"{_kinds(common, [kind])}: {count}" for kind, count in found.touched.items()]
    scenario: dict[str, list[str]] = {}
    for address, text in found.scenario_values:
        scenario.setdefault(common.say(text), []).append(address)
    sections = [
        ("rules", rules),
        ("touched", kinds or ([_say(common, "none")] if rules else [])),
        ("assumptions", [common.say(change.text) for change in found.changes if change.section == "assumptions"]),
        ("scenario", [f"{', '.join(addresses)}: {text}" for text, addresses in scenario.items()]),
        ("beyond", [common.say(text) for text in found.beyond]),
    ]
    return [(name, lines) for name, lines in sections if lines]


def _say(common: Common, key: str) -> str:
    en, ja = _WORDS[key]
    return ja if common.settings.lang == "ja" else en


def _kinds(common: Common, kinds: Iterable[BasisKind]) -> str:
    return ", ".join(common.say(BASIS_WORDS[kind]) for kind in kinds)


def _named(common: Common, words: Mapping[str, tuple[str, str]], names: Iterable[str]) -> str:
    place = 1 if common.settings.lang == "ja" else 0
    return ", ".join(words[name][place] for name in names)
