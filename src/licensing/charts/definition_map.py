"""The map of a definition: states and ways as the law has them, drawn like the map of cases but without figures."""

from __future__ import annotations

from collections.abc import Sequence

from licensing.analysis.map import MapEdge, MapNode
from licensing.analysis.survival import NOT_REACHED
from licensing.charts.legend import Block, heading, plain_legend
from licensing.charts.process_map import headings, lanes, placed, state_box
from licensing.charts.svg import document
from licensing.charts.words import Lang, in_lang, say
from licensing.definitions.definition import Definition
from licensing.definitions.elements import ANY_UNDECIDED, Transition
from licensing.definitions.glossary import glossary, party_of
from licensing.domain.vocabulary import Stage

_MANY = 6
"""A transition from so many states to an end is named under the picture and not drawn."""


def definition_map_svg(definition: Definition, lang: Lang = "en") -> str:
    """Draw the states of a definition by party and stage, and the ways between them; the same bytes every time."""
    nodes = _nodes(definition)
    drawn, named = _drawn(definition)
    edges = _edges(drawn, definition, [node.state for node in nodes])
    clock = definition.headline_clock
    line = say(
        "definition-line",
        lang,
        states=len(nodes),
        ways=len(edges),
        clock=say("no-clock", lang) if clock is None else in_lang(definition.clocks[clock].label, lang),
    )
    title = f"{in_lang(definition.label, lang)} · {definition.id} · {definition.version.id}"

    def head(wide: float) -> Block:
        return heading(say("definition-title", lang), title, line, wide)

    found = placed(nodes, edges, lambda wide: head(wide).bottom, lang)
    notes = [say("definition-read", lang)]
    if named:
        what = say("and", lang).join(f"{name} → {rule.to}" for name, rule in named.items())
        notes.append(say("definition-from-many", lang, what=what))
    under = plain_legend(notes, lang, found.width, found.measured.height + 16)
    body = "\n".join(
        (
            head(found.width).body,
            *lanes(found, lang),
            *headings(found, lang),
            *(way.drawn() for way in found.ways),
            *(state_box(node, *found.boxes[node.state]) for node in nodes),
            under.body,
        )
    )
    about = f"{title}. {line}"
    return document(found.width, under.bottom, lang=lang, title=say("definition-title", lang), about=about, body=body)


def _nodes(definition: Definition) -> list[MapNode]:
    stages, owners = list(Stage), glossary().owners
    nodes = [
        MapNode(
            state=name,
            label=state.label,
            owner=owners[state.owner].label,
            party=party_of(definition, state.owner),
            stage=state.stage,
            kind=state.kind,
            settled=state.stage is Stage.AFTER,
            cases=0,
            open=0,
            median=NOT_REACHED,
            total=None,
            share=None,
            later=None,
            figure="",
        )
        for name, state in definition.states.items()
    ]
    return sorted(nodes, key=lambda node: -1 if node.stage is None else stages.index(node.stage))


def _drawn(definition: Definition) -> tuple[dict[str, Transition], dict[str, Transition]]:
    """Give the transitions that are drawn, and those that lead from many states to an end."""
    named = {
        name: rule
        for name, rule in definition.transitions.items()
        if definition.terminal(rule.to) and (ANY_UNDECIDED in rule.from_ or len(rule.from_) >= _MANY)
    }
    return {name: rule for name, rule in definition.transitions.items() if name not in named}, named


def _edges(drawn: dict[str, Transition], definition: Definition, order: Sequence[str]) -> list[MapEdge]:
    """Give a way for every two states that transitions connect; one that leads back is a loop."""
    place = {state: number for number, state in enumerate(order)}
    pairs = {(source, rule.to) for rule in drawn.values() for source in definition.sources(rule) if source != rule.to}
    return [
        MapEdge(source, target, cases=0, loop=place[target] < place[source])
        for source, target in sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]]))
    ]
