"""How long cases and matters take, counted in SQL over a snapshot: survival, trend, and matters three ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from licensing.analysis import matters as chains
from licensing.analysis import trend as periods
from licensing.analysis import waits
from licensing.analysis.matters import CountedSum, MatterRow, fingerprint
from licensing.analysis.report import Table
from licensing.analysis.survival import Observation
from licensing.analysis.trend import Every, PeriodSum, TrendRow
from licensing.analysis.waits import Row, Survival, from_then_on
from licensing.snapshot.chosen import Chosen
from licensing.snapshot.lasting import Kinds, Source, kinds_sql, observation
from licensing.snapshot.spreads import of_matters, side_by_side

_PERIOD = {
    Every.MONTH: "strftime({day}, '%Y-%m')",
    Every.QUARTER: "strftime({day}, '%Y') || '-Q' || quarter({day})",
    Every.YEAR: "strftime({day}, '%Y')",
}


def survival(
    chosen: Chosen, *, state: str = "", stock_on: datetime | None = None, still_after: int = 0
) -> Survival | None:
    """Say how long the chosen cases take, or stay in a state; ``None`` for a stock, or for a state that none has."""
    if stock_on is not None or (state and not any(state in item.states for item in chosen.heading.definitions)):
        return None
    measured = _in_state(chosen, state) if state else _whole(chosen)
    cut = ((from_then_on(item, still_after) if still_after else item, way) for item, way in measured)
    return waits.drawn_up(
        chosen.heading,
        Row(state, "", still_after),
        [(item, way) for item, way in cut if item is not None],
        side_by_side(chosen),
    )


def _whole(chosen: Chosen) -> Iterator[tuple[Observation, str]]:
    source = chosen.of_whole
    found = chosen.connection.execute(
        f"SELECT {source.low}, {source.high}, {source.open}, way_out FROM {source.rows} AND {source.low} IS NOT NULL"
        " ORDER BY ref"
    ).fetchall()
    for low_us, high_us, open_, way in found:
        yield observation(low_us, high_us, open_), chosen.words[way]


def _in_state(chosen: Chosen, state: str) -> Iterator[tuple[Observation, str]]:
    low, high = chosen.counted("low"), chosen.counted("high")
    found = chosen.connection.execute(
        f"WITH own AS (SELECT case_id, sum({low}) AS low, CASE WHEN count({high}) = count(*) THEN sum({high}) END"
        " AS high, bool_or(open) AS open, max(number) AS last FROM visits"
        f" WHERE {chosen.of_rows} AND state = (SELECT code FROM words WHERE word = ?)"
        f" GROUP BY case_id HAVING count({low}) = count(*))"
        " SELECT low, high, own.open, after.state FROM own JOIN cases ON id = own.case_id"
        " LEFT JOIN visits AS after ON after.case_id = own.case_id AND after.number = last + 1 ORDER BY ref",
        [state],
    ).fetchall()
    for low_us, high_us, open_, after in found:
        yield observation(low_us, high_us, open_), "" if after is None else chosen.words[after]


def trend(chosen: Chosen, *, every: Every = Every.YEAR) -> Table[TrendRow]:
    """Give the durations of the chosen cases period by period."""
    sums = {}
    for by in ("filed", "decided"):
        name = _PERIOD[every].format(day=f"{by}_day")
        source = chosen.of_whole
        found = chosen.connection.execute(
            f"SELECT {name}, {kinds_sql(source)} FROM {source.rows} AND {source.low} IS NOT NULL"
            f" AND {by}_day IS NOT NULL GROUP BY 1"
        ).fetchall()
        for period, *row in found:
            own = Source(f"{source.rows} AND {name} = '{period}'", source.low, source.high, source.open)
            kinds = Kinds(*row)
            lasted = chosen.lasting(own, kinds)
            sums[by, period] = PeriodSum(kinds.n, kinds.open, lasted.median, lasted.median_limits)
    return periods.drawn_up(chosen.heading, sums, every, side_by_side(chosen))


def matters(chosen: Chosen) -> Table[MatterRow]:
    """Count the days of the matters of the chosen cases in three ways, one series for each definition of the clock."""
    clocks: dict[str, list[int]] = {}
    for item in chosen.heading.definitions:
        clocks.setdefault(fingerprint(item, chosen.heading.clock), []).append(chosen.codes[item.digest])
    elapsed = of_matters(chosen)
    chosen.connection.execute(
        "CREATE OR REPLACE TEMP TABLE newest AS SELECT * FROM (SELECT definition, clock_low_us, clock_high_us,"
        " clock_open, NOT decided AS held_open, sum(held_us) OVER own AS held_us,"
        " count(*) OVER own AS cases, row_number() OVER (own ORDER BY opened_latest_us DESC, ref DESC) AS place,"
        " min(opened_latest_us) OVER own AS first_us, arg_min(ref, (opened_latest_us, ref)) OVER own AS first_ref"
        f" FROM cases WHERE {chosen.condition} WINDOW own AS (PARTITION BY matter)) WHERE place = 1"
    )
    sums = {}
    for clock, codes in clocks.items():
        among = f"definition IN ({', '.join(map(str, codes))})"
        order = "first_us, first_ref"
        counted = {
            "official": Source(f"newest WHERE {among}", "clock_low_us", "clock_high_us", "clock_open", order),
            "agency-held": Source(f"newest WHERE {among}", "held_us", "held_us", "held_open", order),
            "elapsed": Source(f"{elapsed.rows} AND {among}", elapsed.low, elapsed.high, elapsed.open, elapsed.order),
        }
        refiled = chosen.connection.execute(f"SELECT count(*) FROM newest WHERE {among} AND cases > 1").fetchall()
        series = {name: _counted(chosen, source, int(refiled[0][0])) for name, source in counted.items()}
        known = {name: item for name, item in series.items() if item is not None}
        if known:
            sums[clock] = known
    return chains.drawn_up(chosen.heading, sums, side_by_side(chosen))


def _counted(chosen: Chosen, source: Source, refiled: int) -> CountedSum | None:
    kinds, lasted = chosen.measured(source)
    return CountedSum(kinds.n, refiled, kinds.open, lasted.median, lasted.p90) if kinds.n else None
