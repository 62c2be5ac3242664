"""Whole cases by the value of an attribute, each class as of the same day."""

from __future__ import annotations

from licensing.analysis.scope import Cohort
from licensing.analysis.survival import NOT_REACHED, Percentile
from licensing.analysis.waits import survival
from licensing.domain.errors import NoCases
from licensing.report.facts import Facts
from licensing.report.html import Cell, Safe, spoken, table

_NAMED = {"not said": "not-said", "yes": "yes", "no": "no"}


def classes(facts: Facts, attribute: str) -> Safe:
    """Write a row for each class. Raises ``UsageError`` for an attribute that no version has."""
    say = facts.words.say
    columns = [(say("c-class"), False), *((say(key), True) for key in ("c-decided", "c-open", "c-median", "c-p90"))]
    return table("by", facts.head_line, columns, [_row(facts, part) for part in facts.cohort.by(attribute)])


def _row(facts: Facts, part: Cohort) -> list[Cell]:
    value = part.case_class[1] if part.case_class else ""
    name = facts.words.say(_NAMED[value]) if value in _NAMED else value
    median, ninety = _percentiles(part)
    return [
        Cell(spoken(name, facts.words.lang)),
        Cell(facts.words.number(part.n_decided), right=True),
        Cell(facts.words.number(part.n_open), right=True),
        Cell(facts.words.percentile(median), median.high, right=True),
        Cell(facts.words.percentile(ninety), ninety.high, right=True),
    ]


def _percentiles(part: Cohort) -> tuple[Percentile, Percentile]:
    try:
        found = survival(part)
    except NoCases:
        return NOT_REACHED, NOT_REACHED
    return found.median, next(row.days for row in found.rows if row.share == 0.9)
