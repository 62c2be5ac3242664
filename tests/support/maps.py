"""Maps of processes that nobody has: any number of states in any lane, any ways between them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from licensing.analysis.map import MapEdge, MapNode, ProcessMap
from licensing.analysis.ruler import Measure
from licensing.analysis.survival import NOT_REACHED, Percentile
from licensing.definitions.base import Text
from licensing.domain.vocabulary import Kind, Party, Provenance, Stage
from licensing.domain.when import DAY_US, Duration

WORDS = ("Waiting", "for", "the", "interministerial", "committee", "to", "answer", "NSC", "(tiered)", "papers")
SIGNS = "許可審査決定待ち（省庁協議）・補正、ー"
CASES = st.one_of(st.integers(1, 30), st.integers(1, 9_999))


@st.composite
def labels(draw: st.DrawFn) -> Text:
    """Draw the name of a state or an owner."""
    english = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)))
    japanese = "許" + "".join(draw(st.lists(st.sampled_from(SIGNS), max_size=14)))
    return Text(en=english, ja=japanese)


@st.composite
def nodes(draw: st.DrawFn, state: str) -> MapNode:
    """Draw a state."""
    stage = draw(st.sampled_from(Stage))
    kinds = list(Kind) if stage is Stage.AFTER else [kind for kind in Kind if kind is not Kind.TERMINAL]
    settled = stage is Stage.AFTER
    days = draw(st.integers(0, 40_000))
    cases = draw(CASES)
    return MapNode(
        state=state,
        label=draw(labels()),
        owner=draw(labels()),
        party=draw(st.sampled_from(Party)),
        stage=stage,
        kind=draw(st.sampled_from(kinds)),
        settled=settled,
        cases=cases,
        open=draw(st.integers(0, cases)),
        median=draw(st.sampled_from((NOT_REACHED, Percentile(12.0, 30.0), Percentile(7.0, 7.0)))),
        total=Duration(days * DAY_US, draw(st.sampled_from((None, days * DAY_US, 2 * days * DAY_US)))),
        share=None if settled else draw(st.floats(0, 1)),
        later=None,
        figure=f"bottlenecks:us/invented:{state}:total_days@0",
    )


@st.composite
def process_maps(draw: st.DrawFn, most_states: int = 11, most_ways: int = 15) -> ProcessMap:
    """Draw a map; no way leads out of an end."""
    states = [f"state-{number}" for number in range(draw(st.integers(1, most_states)))]
    drawn = [draw(nodes(state)) for state in states]
    sources = [node.state for node in drawn if not node.end]
    pairs = st.tuples(st.sampled_from(sources or states), st.sampled_from(states))
    ways = draw(st.lists(pairs, unique=True, max_size=most_ways)) if sources else []
    return ProcessMap(
        process="us/invented",
        label=draw(labels()),
        measure=Measure.ELAPSED,
        clock=None,
        provenance=Provenance.MOCK,
        as_of=date(2026, 11, 23),
        since=None,
        until=None,
        n_decided=1,
        n_open=0,
        versions=("1",),
        nodes=tuple(drawn),
        edges=tuple(MapEdge(*pair, cases=draw(CASES), loop=draw(st.booleans())) for pair in ways),
        rare_below=2,
    )
