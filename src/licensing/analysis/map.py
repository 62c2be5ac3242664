"""The map of a process: where cases stayed, which ways they took between, and which of both are rare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from licensing.analysis.bottlenecks import BottleneckRow, bottlenecks
from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import percentile_json
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import NOT_REACHED, Percentile
from licensing.calendars.registry import calendar
from licensing.definitions.base import Text
from licensing.definitions.definition import Definition
from licensing.definitions.glossary import glossary, party_of
from licensing.domain.text import Json
from licensing.domain.vocabulary import Kind, Party, Provenance, Stage
from licensing.domain.when import Duration

REPORT = "map"
UNSEEN = Text(en="No record of where it was", ja="所在の記録なし")
"""The label of the stretches in which nobody saw the case."""
RARE_ONE_IN = 10
"""What fewer than one case in ten took is rare, and always what a single case among several took."""
HEAVY_SHARE = 0.05
"""A state that holds this share of all days is never rare, however few cases went through it."""


@dataclass(frozen=True, slots=True)
class MapNode:
    """One state on the map, with the figures of its row in the bottleneck report.

    ``settled``: its days lie after the decision and are in no share; ``later`` are days after a decision in a state
    whose other days lie before one. An end has neither days nor a row.
    """

    state: str
    label: Text
    owner: Text | None
    party: Party
    stage: Stage | None
    """``None`` for the stretches in which nobody saw the case."""
    kind: Kind | None
    settled: bool
    cases: int
    open: int
    median: Percentile
    total: Duration | None
    share: float | None
    later: Duration | None
    figure: str
    common: bool = True

    @property
    def end(self) -> bool:
        """Say whether cases end here."""
        return self.kind is Kind.TERMINAL

    @property
    def waiting(self) -> bool:
        """Say whether a stay here is waiting and not work: a queue, or a wait outside."""
        return self.kind in (Kind.QUEUE, Kind.EXTERNAL)

    def as_json(self) -> dict[str, Json]:
        """Give the state as data; ``x_days`` is the high bound, ``x_days_low`` the low one."""
        return {
            "figure": self.figure or None,
            "state": self.state,
            "party": self.party.value,
            "stage": None if self.stage is None else self.stage.value,
            "kind": None if self.kind is None else self.kind.value,
            "settled": self.settled,
            "cases": self.cases,
            "open": self.open,
            **percentile_json("median", self.median),
            "total_days": None if self.total is None else self.total.high_days,
            "total_days_low": None if self.total is None else self.total.low_days,
            "share": self.share,
            "common": self.common,
        }


@dataclass(frozen=True, slots=True)
class MapEdge:
    """One way from state to state and how many cases took it; a loop brought every one of them back."""

    source: str
    target: str
    cases: int
    loop: bool
    common: bool = True


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """Where the days of a cohort went, as a graph; states stand in the order in which cases go through them."""

    process: str
    label: Text
    measure: Measure
    clock: str | None
    provenance: Provenance
    as_of: date
    """The day where the process is at home."""
    since: date | None
    until: date | None
    n_decided: int
    n_open: int
    versions: tuple[str, ...]
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    rare_below: int
    """What fewer cases than this took is rare."""

    def as_json(self) -> dict[str, Json]:
        """Give the map as data, the twin of the picture."""
        return {
            "report": REPORT,
            "process": self.process,
            "clock": self.measure.value,
            "clock_id": self.clock,
            "provenance": self.provenance.value,
            "as_of": self.as_of.isoformat(),
            "n_decided": self.n_decided,
            "n_open": self.n_open,
            "definition_versions": list(self.versions),
            "rare_below_cases": self.rare_below,
            "nodes": [node.as_json() for node in self.nodes],
            "edges": [
                {
                    "source": edge.source,
                    "target": edge.target,
                    "cases": edge.cases,
                    "loop": edge.loop,
                    "common": edge.common,
                }
                for edge in self.edges
            ],
        }


def process_map(cohort: Cohort) -> ProcessMap:
    """Draw up the map of a cohort; its figures are those of the bottleneck report."""
    cases = len(cohort.seen)
    rare_below = 1 if cases == 1 else max(2, -(-cases // RARE_ONE_IN))
    ways = _ways(cohort.seen)
    order = _in_order(cohort, ways)
    nodes = _nodes(cohort, order)
    edges = sorted(ways, key=lambda edge: (order.index(edge.source), order.index(edge.target)))
    states, usual = _common(nodes, edges, rare_below)
    head = cohort.head(REPORT)
    versions = head["definition_versions"]
    filed = [seen.case.filed.latest_day for seen in cohort.seen if seen.case.filed is not None]
    return ProcessMap(
        process=cohort.definition.id,
        label=cohort.definition.label,
        measure=cohort.scope.measure,
        clock=cohort.clock,
        provenance=cohort.seen[0].case.provenance,
        as_of=cohort.as_of.astimezone(calendar(cohort.definition.calendar).zone).date(),
        since=cohort.scope.since or min(filed, default=None),
        until=cohort.scope.until or max(filed, default=None),
        n_decided=cohort.n_decided,
        n_open=cohort.n_open,
        versions=tuple(map(str, versions)) if isinstance(versions, list) else (),
        nodes=tuple(replace(node, common=node.state in states) for node in nodes),
        edges=tuple(replace(edge, common=(edge.source, edge.target) in usual) for edge in edges),
        rare_below=rare_below,
    )


def _nodes(cohort: Cohort, order: Sequence[str]) -> list[MapNode]:
    report = bottlenecks(cohort)
    before = {row.state: row for row in report.rows}
    later = {row.state: row for row in report.after_rows}
    nodes = []
    for state in order:
        row = before.get(state) or later.get(state)
        settled = state not in before
        nodes.append(_node(cohort, state, row, settled=settled, later=None if settled else later.get(state)))
    return nodes


def _node(
    cohort: Cohort, state: str, row: BottleneckRow | None, *, settled: bool, later: BottleneckRow | None
) -> MapNode:
    definition = _definition_of(cohort, state)
    declared = definition.states.get(state)
    unseen = declared is None
    here = sum(any(visit.state == state for visit in seen.case.visits) for seen in cohort.seen)
    return MapNode(
        state=state,
        label=UNSEEN if declared is None else declared.label,
        owner=None if declared is None or not declared.owner else _name_of(declared.owner),
        party=Party.UNKNOWN if declared is None else party_of(definition, declared.owner),
        stage=None if unseen else definition.states[state].stage,
        kind=None if unseen else definition.states[state].kind,
        settled=settled,
        cases=here if row is None else row.cases,
        open=0 if row is None else row.open,
        median=NOT_REACHED if row is None else row.median,
        total=None if row is None else row.total,
        share=None if row is None or settled else row.share,
        later=None if later is None else later.total,
        figure="" if row is None else row.figure,
    )


def _name_of(owner: str) -> Text:
    """Give the name of an owner; one that only its process knows goes by its id."""
    known = glossary().owners.get(owner)
    return Text(en=owner, ja=owner) if known is None else known.label


def _in_order(cohort: Cohort, ways: Sequence[MapEdge]) -> list[str]:
    """Put the states visited in the order in which cases go through them, stage by stage, the unseen last."""
    stages = list(Stage)

    def stage(state: str) -> int:
        declared = _definition_of(cohort, state).states.get(state)
        return len(stages) if declared is None else stages.index(declared.stage)

    visits = Counter(state for seen in cohort.seen for state in {visit.state for visit in seen.case.visits})
    return sorted(_by_passage(visits, ways), key=stage)


def _by_passage(cases: Mapping[str, int], ways: Sequence[MapEdge]) -> list[str]:
    """Put states behind those that lead to them, those of most cases first; loops lead nowhere new."""
    left = [way for way in ways if not way.loop]
    waiting = set(cases)
    order: list[str] = []
    while waiting:
        into = Counter(dict.fromkeys(waiting, 0))
        for way in left:
            into[way.target] += way.cases
        chosen = min(waiting, key=lambda state: (into[state], -cases[state], state))
        waiting.remove(chosen)
        order.append(chosen)
        left = [way for way in left if chosen not in (way.source, way.target)]
    return order


def _definition_of(cohort: Cohort, state: str) -> Definition:
    having = [seen.definition for seen in cohort.seen if state in seen.definition.states]
    return max(having, key=lambda item: item.version.in_force_from, default=cohort.definition)


def _ways(cases: Sequence[SeenCase]) -> list[MapEdge]:
    took: dict[tuple[str, str], set[int]] = defaultdict(set)
    first_time: set[tuple[str, str]] = set()
    for number, seen in enumerate(cases):
        been: set[str] = set()
        for here, there in pairwise(visit.state for visit in seen.case.visits):
            been.add(here)
            took[here, there].add(number)
            if there not in been:
                first_time.add((here, there))
    return [MapEdge(*way, cases=len(numbers), loop=way not in first_time) for way, numbers in sorted(took.items())]


def _common(
    nodes: Sequence[MapNode], edges: Sequence[MapEdge], rare_below: int
) -> tuple[set[str], set[tuple[str, str]]]:
    """Give the states and ways that are not rare, and the best way to and from each of those states."""
    states = {node.state for node in nodes if node.cases >= rare_below or (node.share or 0.0) >= HEAVY_SHARE}
    chosen = {edge for edge in edges if edge.cases >= rare_below}
    states |= {state for edge in chosen for state in (edge.source, edge.target)}
    waiting = sorted(states)
    while waiting:
        state = waiting.pop()
        for ways in (
            [edge for edge in edges if edge.target == state and edge.source != state],
            [edge for edge in edges if edge.source == state and edge.target != state],
        ):
            best = max(ways, key=lambda edge: (not edge.loop, edge.cases), default=None)
            if best is None or any(edge in chosen and not edge.loop for edge in ways):
                continue
            chosen.add(best)
            waiting.extend(sorted({best.source, best.target} - states))
            states |= {best.source, best.target}
    return states, {(edge.source, edge.target) for edge in chosen}
