"""States, parties and ways counted in SQL over a snapshot, the same to the last figure as in plain Python."""

from __future__ import annotations

import json
from typing import Any

from licensing.analysis import bottlenecks as states
from licensing.analysis import ledger as parties
from licensing.analysis import variants as ways
from licensing.analysis.bottlenecks import Bottlenecks, StateSum
from licensing.analysis.durations import MEDIAN
from licensing.analysis.ledger import Ledger, PartySum
from licensing.analysis.report import Table
from licensing.analysis.ruler import Measure
from licensing.analysis.survival import NOT_REACHED, Observation, percentile
from licensing.analysis.variants import VariantRow, Way, WaySum
from licensing.domain.vocabulary import Party
from licensing.domain.when import Duration
from licensing.snapshot.chosen import Chosen
from licensing.snapshot.lasting import FEW, Kinds, Source, kinds_sql, observation
from licensing.snapshot.spreads import side_by_side


def bottlenecks(chosen: Chosen) -> Bottlenecks:
    """Say where the days of the chosen cases went."""
    low, high = chosen.counted("low"), chosen.counted("high")
    everywhere = Source("stays", low, high)
    found = chosen.connection.execute(
        f"SELECT later, state, count(*), count(*) FILTER (open), count({high}), sum({low}), sum({high}),"
        f" sum({chosen.counted('placed')}), sum({chosen.counted('waiting')}), {kinds_sql(everywhere)}"
        f" FROM stays WHERE {chosen.of_rows} GROUP BY later, state ORDER BY later, state"
    ).fetchall()
    before: dict[str, StateSum] = {}
    after: dict[str, StateSum] = {}
    for later, state, *sums in found:
        own = f"{chosen.of_rows} AND later = {later} AND state = {state}"
        source = Source(f"stays WHERE {own}", low, high, case="case_id")
        (after if later else before)[chosen.words[state]] = _state_sum(chosen, sums, source)
    return states.drawn_up(chosen.heading, before, after, side_by_side(chosen))


def _state_sum(chosen: Chosen, sums: list[Any], source: Source) -> StateSum:
    cases, open_, bounded, low, high, placed, waiting, *kinds = sums
    measured = Kinds(*kinds)
    found = chosen.lasting(source, measured)
    return StateSum(
        cases=cases,
        open=open_,
        total=Duration(low, high if bounded == measured.n else None) if measured.n else None,
        placed_us=placed,
        waiting_us=waiting,
        median=found.median,
        median_limits=found.median_limits,
        p90=found.p90,
    )


def ledger(chosen: Chosen) -> Ledger:
    """Say whose time the chosen cases' was."""
    heading = chosen.heading
    placed = chosen.counted("placed")
    found = chosen.connection.execute(
        f"SELECT party, reason, sum({placed}), sum(closed_us), count(*) FILTER (first),"
        f" count(*) FILTER (first_imprecise) FROM shares WHERE {chosen.of_rows} GROUP BY party, reason"
    ).fetchall()
    by_party: dict[Party, list[tuple[str, int, int, int, int]]] = {}
    for party, reason, *sums in found:
        by_party.setdefault(Party(chosen.words[party]), []).append((chosen.words[reason], *sums))
    sums_of = {
        party: PartySum(
            reasons={reason: placed_us for reason, placed_us, *_ in own},
            closed_us=sum(item[2] for item in own),
            cases=sum(item[3] for item in own),
            imprecise=sum(item[4] for item in own),
        )
        for party, own in by_party.items()
    }
    on_clock = heading.scope.measure is Measure.ON_CLOCK
    measurable = not on_clock or any(heading.clock in item.clocks for item in heading.definitions)
    return parties.drawn_up(heading, sums_of, side_by_side(chosen), measurable=measurable)


def variants(chosen: Chosen) -> Table[VariantRow]:
    """Give the ways the chosen cases went; those that few went are read out together."""
    everyone = chosen.of_whole
    low, high, open_ = everyone.low, everyone.high, everyone.open
    found = chosen.connection.execute(
        f"SELECT way, count(*), min(ref), {kinds_sql(everyone)} FROM cases WHERE {chosen.condition} GROUP BY way"
    ).fetchall()
    told: dict[int, list[Observation]] = {}
    for way, *row in chosen.connection.execute(
        f"SELECT way, {low}, {high}, {open_} FROM cases WHERE {chosen.condition} AND {low} IS NOT NULL AND way IN"
        f" (SELECT way FROM cases WHERE {chosen.condition} GROUP BY way HAVING count(*) <= {FEW}) ORDER BY ref"
    ).fetchall():
        told.setdefault(way, []).append(observation(*row))
    sums: dict[Way, WaySum] = {}
    for way, count, example, *kinds in found:
        if count <= FEW:
            median = percentile(told[way], MEDIAN) if way in told else NOT_REACHED
        else:
            source = Source(f"cases WHERE {chosen.condition} AND way = {way}", low, high, open_)
            median = chosen.lasting(source, Kinds(*kinds)).median
        *states, ended = json.loads(chosen.words[way])
        sums[tuple(states), ended] = WaySum(count, median, example)
    return ways.drawn_up(chosen.heading, sums, side_by_side(chosen))
