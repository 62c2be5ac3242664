"""What stands behind the report: method, citations, glossary in both languages, and the command that makes it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licensing.analysis.casefile import SeenCase
from licensing.analysis.map import UNSEEN
from licensing.definitions.base import Basis
from licensing.definitions.glossary import glossary
from licensing.domain.vocabulary import UNKNOWN_STATE
from licensing.report.facts import Facts
from licensing.report.html import Cell, Node, Safe, joined, link, spoken, table, tag
from licensing.report.labels import both
from licensing.report.words import Words, keys

_BOTH = (Words("en"), Words("ja"))


def method(facts: Facts) -> Safe:
    """Write how the figures are made, in few words."""
    paragraphs = ("unit", "ranges", "limits", "days", "wait", "saved", "shares", "grounds", "provenance")
    return tag("ul", *(tag("li", facts.words.say(f"method-{key}")) for key in paragraphs))


def citations(facts: Facts) -> Safe:
    """Write the texts behind states, ways, blockers, referrals and clocks of the cases."""
    say, lang = facts.words.say, facts.words.lang
    found = bases(facts)
    if not found:
        return tag("p", say("citations-none"))
    rows = [
        [
            Cell(spoken(basis.cite, lang)),
            Cell(tag("span", say(basis.kind.value), class_="kinds")),
            Cell(facts.words.text(basis.says)),
            Cell(tag("span", say(basis.confidence.value), class_="kinds")),
            Cell(tag("span", basis.as_of.isoformat(), class_="day")),
            Cell("" if basis.address is None else link(basis.address)),
        ]
        for basis in found
    ]
    titles = [(say(key), False) for key in ("c-cite", "c-kind", "c-says", "c-confidence", "c-as-of", "c-address")]
    return joined(
        [tag("p", say("citations-note"), class_="note"), table("citations-data", say("citations"), titles, rows)]
    )


def bases(facts: Facts) -> tuple[Basis, ...]:
    """Give the bases that the cases touched, each once, in the order of their citations."""
    found: dict[tuple[str, str, str], Basis] = {}
    for seen in facts.cohort.seen:
        for name in _touched(seen):
            basis = seen.definition.bases.get(name)
            if basis is not None:
                found[basis.kind.value, basis.cite, basis.says.en] = basis
    order = ("law", "guidance", "practice", "assumption")
    return tuple(found[key] for key in sorted(found, key=lambda key: (order.index(key[0]), key[1:])))


def _touched(seen: SeenCase) -> Iterator[str]:
    definition, case = seen.definition, seen.case
    yield from definition.version.basis
    for visit in case.visits:
        if visit.state in definition.states:
            yield from definition.states[visit.state].basis
        if visit.entered_by in definition.transitions:
            yield from definition.transitions[visit.entered_by].basis
    for blocker in case.blockers:
        if blocker.kind in definition.blockers:
            yield from definition.blockers[blocker.kind].basis
    for referral in case.referrals:
        declared = definition.referral(referral.state, referral.path)
        yield from () if declared is None else declared.basis
    for clock in definition.clocks.values():
        yield from clock.basis
        for exclusion in clock.excluded:
            yield from exclusion.basis


def glossaries(facts: Facts) -> Safe:
    """Write the words of report and process in both languages."""
    say, known = facts.words.say, glossary()
    states = {row.state for row in (*facts.bottlenecks.rows, *facts.bottlenecks.after_rows)}
    states |= {node.state for node in facts.map.nodes}
    named = {name: facts.labels.declared_state(name) for name in sorted(states - {UNKNOWN_STATE})}
    owners = sorted({state.owner for state in named.values() if state is not None and state.owner in known.owners})
    labels = [(name, *both(state.label)) for name, state in named.items() if state is not None]
    if UNKNOWN_STATE in states:
        labels.append((UNKNOWN_STATE, *both(UNSEEN)))
    return joined(
        [
            tag("h3", say("g-terms")),
            _terms(facts),
            tag("h3", say("g-states")),
            _bilingual(facts, "g-states-data", say("g-states"), labels),
            tag("h3", say("g-owners")),
            _bilingual(
                facts,
                "g-owners-data",
                say("g-owners"),
                [
                    *((name, *both(known.owners[name].label)) for name in owners),
                    *((party.value, *both(text)) for party, text in known.parties.items()),
                ],
            ),
            tag("h3", say("g-kinds")),
            _bilingual(
                facts,
                "g-kinds-data",
                say("g-kinds"),
                [
                    *((kind.value, *both(text)) for kind, text in known.kinds.items()),
                    *((outcome.value, *both(text)) for outcome, text in known.outcomes.items()),
                ],
            ),
        ]
    )


def _terms(facts: Facts) -> Safe:
    terms = sorted(key for key in keys("en") if key.startswith("t-") and not key.endswith("-is"))
    rows = [
        [Cell(_with_meaning(words, facts, key)) for words in (_BOTH if facts.words.lang == "en" else _BOTH[::-1])]
        for key in sorted(terms, key=lambda key: Words("en").say(key))
    ]
    order = ("c-en", "c-ja") if facts.words.lang == "en" else ("c-ja", "c-en")
    return table("g-terms-data", facts.words.say("g-terms"), [(facts.words.say(key), False) for key in order], rows)


def _with_meaning(words: Words, facts: Facts, key: str) -> Node:
    colon = ": " if words.lang == "en" else "："
    said = joined([tag("b", words.say(key)), colon, words.say(f"{key}-is")])
    return said if words.lang == facts.words.lang else tag("span", said, lang=words.lang)


def _bilingual(facts: Facts, identity: str, title: str, rows: Iterable[tuple[str, str, str]]) -> Safe:
    say, lang = facts.words.say, facts.words.lang
    cells = [[Cell(tag("code", name)), Cell(spoken(en, lang)), Cell(spoken(ja, lang))] for name, en, ja in rows]
    return table(identity, title, [(say(key), False) for key in ("c-id", "c-en", "c-ja")], cells)


def rebuild(facts: Facts) -> Safe:
    """Write the command, the digest of the data and the version that make these bytes again."""
    say = facts.words.say
    return joined(
        [
            tag("pre", tag("code", facts.command)),
            tag("p", say("rebuild-note")),
            tag(
                "p",
                f"{say('m-snapshot')}: ",
                tag("code", facts.cohort.snapshot),
                " · ",
                say("rebuild-version", version=facts.version),
            ),
        ]
    )
