"""On what the days rest, and which rules were kept."""

from __future__ import annotations

from licensing.analysis.conformance import RuleRow
from licensing.analysis.grounds import GroundRow
from licensing.domain.vocabulary import BasisKind
from licensing.report.facts import Facts
from licensing.report.figures import columns, identity
from licensing.report.html import Cell, Safe, joined, spoken, table, tag


def grounds(facts: Facts) -> Safe:
    """Write the days by law, guidance, practice and assumption."""
    titles = columns(facts, "c-basis", "+c-total", "+c-share", "c-states")
    by_state = {row.state: row for row in facts.bottlenecks.rows}
    rows = [
        [*_ground(facts, row), *identity(facts, " ".join(by_state[state].figure for state in row.states))]
        for row in facts.grounds
    ]
    note = tag("p", facts.words.say("grounds-note"), class_="note")
    return joined(
        [tag("p", facts.head_line, class_="head"), note, table("grounds-data", facts.head_line, titles, rows)]
    )


def _ground(facts: Facts, row: GroundRow) -> list[Cell]:
    between = "、" if facts.words.lang == "ja" else "; "
    states = between.join(facts.labels.state(state) for state in row.states)
    kind = (
        "soft" if row.kinds and all(item in (BasisKind.PRACTICE, BasisKind.ASSUMPTION) for item in row.kinds) else None
    )
    return [
        Cell(tag("span", facts.words.kinds(row.kinds), class_=kind or "kinds")),
        Cell(facts.words.duration(row.total), None if row.total is None else row.total.high_days, right=True),
        Cell(_bar(facts, row.share), row.share, right=True),
        Cell(states),
    ]


def _bar(facts: Facts, share: float | None) -> Safe:
    """Write a share with a bar as long as it."""
    width = None if share is None else f"width:{100 * share:.1f}%"
    return tag("span", tag("i", style=width), facts.words.share(share), class_="share")


def kept(facts: Facts) -> Safe:
    """Write the limits of time met, missed and extended, and the moves that no rule has."""
    say = facts.words.say
    if not facts.rules:
        return tag("p", say("conformance-none"))
    keys = (
        "c-rule",
        "c-kind",
        "+c-times",
        "+c-kept",
        "+c-missed",
        "+c-running",
        "+c-over",
        "+c-left-out",
        "c-cause",
        "c-cite",
    )
    rows = [_rule(facts, row) for row in facts.rules]
    return joined(
        [
            tag("p", facts.head_line, class_="head"),
            tag("p", say("conformance-note"), class_="note"),
            table("conformance-data", facts.head_line, columns(facts, *keys), rows),
        ]
    )


def _rule(facts: Facts, row: RuleRow) -> list[Cell]:
    words, moved = facts.words, row.what == "move"
    causes = [f"{facts.labels.cause(cause)} {words.number(days)}" for cause, days in row.excluded_by]
    return [
        Cell(_move(facts, row.rule) if moved else facts.labels.clock(row.rule)),
        Cell(tag("span", words.say(row.what), class_="kinds")),
        Cell(words.number(row.instances), right=True),
        Cell(words.number(None if moved else row.kept), right=True),
        Cell(words.number(row.missed), right=True),
        Cell(words.number(None if moved else row.running), right=True),
        Cell(words.number(None if moved else row.excess_days), right=True),
        Cell(words.number(None if moved else row.excluded_days), right=True),
        Cell("; ".join(causes) if words.lang == "en" else "、".join(causes)),
        Cell(spoken(row.basis, words.lang)),
        *identity(facts, row.figure),
    ]


def _move(facts: Facts, rule: str) -> str:
    here, to, there = rule.partition(" to ")
    if not to:
        return facts.words.say("unseen")
    return f"{facts.labels.state(here)} → {facts.labels.state(there)}"
