"""The map of a definition as text: states in lanes by party, in the order of the stages, with the ways on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licensing.definitions.base import Text
from licensing.definitions.definition import Definition
from licensing.definitions.elements import ANY_UNDECIDED, Transition
from licensing.definitions.glossary import glossary, party_of
from licensing.domain.text import Json
from licensing.domain.vocabulary import Kind, Party, Stage

SIGNS = {Kind.TOUCH: "●", Kind.DECISION: "◆", Kind.QUEUE: "○", Kind.EXTERNAL: "◌", Kind.TERMINAL: "■"}


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from a state: the transition, where it leads, and whether it is a clock that takes it."""

    transition: str
    target: str
    lapses: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A state in its lane."""

    state: str
    label: Text
    stage: Stage
    kind: Kind
    owner: Text
    referrals: tuple[str, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A party and the states in which it holds the case, in the order of the stages."""

    party: Party
    label: Text
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of a definition, and the ways that are open from every state before the decision."""

    process: str
    label: Text
    version: str
    lanes: tuple[Lane, ...]
    everywhere: tuple[Way, ...]

    def as_json(self) -> dict[str, Json]:
        """Give the map as data."""
        return {
            "process": self.process,
            "version": self.version,
            "lanes": [
                {
                    "party": lane.party.value,
                    "states": [
                        {
                            "state": place.state,
                            "stage": place.stage.value,
                            "kind": place.kind.value,
                            "referrals": list(place.referrals),
                            "ways": [_way_json(way) for way in place.ways],
                        }
                        for place in lane.places
                    ],
                }
                for lane in self.lanes
            ],
            "everywhere": [_way_json(way) for way in self.everywhere],
        }


def lanes_of(definition: Definition) -> Lanes:
    """Put the states of a definition into lanes."""
    words, stages = glossary(), list(Stage)
    places: dict[Party, list[Place]] = {}
    for name, state in definition.states.items():
        ways = tuple(
            _way(way, rule) for way, rule in definition.ways_out(name).items() if ANY_UNDECIDED not in rule.from_
        )
        place = Place(
            name, state.label, state.stage, state.kind, words.owner(state.owner).label, tuple(state.referrals), ways
        )
        places.setdefault(party_of(definition, state.owner), []).append(place)
    return Lanes(
        process=definition.id,
        label=definition.label,
        version=definition.version.id,
        lanes=tuple(
            Lane(party, words.parties[party], tuple(sorted(places[party], key=lambda item: stages.index(item.stage))))
            for party in Party
            if party in places
        ),
        everywhere=tuple(
            _way(name, rule) for name, rule in definition.transitions.items() if ANY_UNDECIDED in rule.from_
        ),
    )


def lane_lines(found: Lanes, lang: str) -> Iterator[str]:
    """Write the lanes as lines of text; a line goes on as far in as it begins."""
    words = glossary()

    def say(text: Text) -> str:
        return text.ja if lang == "ja" else text.en

    for lane in found.lanes:
        yield f"{say(lane.label)}"
        stage = None
        for place in lane.places:
            if place.stage is not stage:
                stage = place.stage
                yield f"  {say(words.stages[stage])}"
            yield f"    {SIGNS[place.kind]} {place.state} – {say(place.label)} ({say(place.owner)})"
            if place.referrals:
                yield f"      ⇄ {', '.join(place.referrals)}"
            if place.ways:
                yield f"      → {', '.join(dict.fromkeys(map(_target, place.ways)))}"
    if found.everywhere:
        before = "決定前のどの状態からも" if lang == "ja" else "From every state before the decision"
        yield f"{before}: {', '.join(f'{way.transition} → {way.target}' for way in found.everywhere)}"
    yield _legend(lang)


def _target(way: Way) -> str:
    return f"{way.target} ⏱" if way.lapses else way.target


def _legend(lang: str) -> str:
    kinds = glossary().kinds
    signs = [f"{sign} {kinds[kind].ja if lang == 'ja' else kinds[kind].en}" for kind, sign in SIGNS.items()]
    more = (
        "⇄ 照会先、→ 先の状態、⏱ 期限の満了による" if lang == "ja" else "⇄ asked, → leads to, ⏱ when a clock runs out"
    )
    return f"{', '.join(signs)}; {more}"


def _way(name: str, rule: Transition) -> Way:
    return Way(name, rule.to, rule.lapse_of is not None)


def _way_json(way: Way) -> dict[str, Json]:
    return {"transition": way.transition, "target": way.target, "lapses": way.lapses}
