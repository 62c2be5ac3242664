"""The page: one file with its style inside, from the answers for the busy to the command that makes it again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from licensing.domain.vocabulary import Provenance
from licensing.report import figures, rules
from licensing.report.classes import classes
from licensing.report.facts import Facts
from licensing.report.html import Safe, joined, tag
from licensing.report.measured import measured
from licensing.report.sources import citations, glossaries, method, rebuild
from licensing.report.summary import summary

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The browser itself holds the file to it: nothing is loaded, no script runs."""


def page(facts: Facts) -> str:
    """Write the report of one cohort; the same facts give the same bytes."""
    say, process = facts.words.say, facts.words.text(facts.cohort.definition.label)
    title = say("page-title", process=process)
    sections = list(_sections(facts))
    banner = "" if facts.map.provenance is Provenance.OBSERVED else f" {say(facts.map.provenance.value)}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Safe("\n" + _style())),
    )
    body = tag(
        "body",
        tag(
            "header",
            tag("h1", title),
            tag("p", facts.head_line, class_="head"),
            tag(
                "p",
                f"{facts.origin}.{banner}" if facts.words.lang == "en" else f"{facts.origin}。{banner}",
                class_="banner",
            ),
        ),
        tag(
            "nav",
            tag("ol", *(tag("li", tag("a", name, href=f"#{key}")) for key, name, _ in sections)),
            aria_label=say("contents"),
        ),
        Safe("\n"),
        tag(
            "main",
            joined([tag("section", tag("h2", name), content, id=key) for key, name, content in sections], "\n"),
        ),
    )
    return f'<!DOCTYPE html>\n<html lang="{facts.words.lang}">\n{head.text}\n{body.text}\n</html>\n'


def _sections(facts: Facts) -> Iterator[tuple[str, str, Safe]]:
    say = facts.words.say
    yield "summary", say("summary"), summary(facts)
    yield "measured", say("measured"), measured(facts)
    yield "map", say("map"), figures.process_map(facts)
    yield "waterfall", say("waterfall"), figures.waterfall(facts)
    yield "blockers", say("blockers"), figures.blockers(facts)
    yield "survival", say("survival"), figures.survival(facts)
    yield "grounds", say("grounds"), rules.grounds(facts)
    yield "conformance", say("conformance"), rules.kept(facts)
    if facts.by is not None:
        yield "classes", say("classes", attribute=facts.by), classes(facts, facts.by)
    yield "method", say("method"), method(facts)
    yield "citations", say("citations"), citations(facts)
    yield "glossary", say("glossary"), glossaries(facts)
    yield "rebuild", say("rebuild"), rebuild(facts)


@cache
def _style() -> str:
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
