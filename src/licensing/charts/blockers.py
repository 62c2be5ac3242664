"""What blocks, twice side by side: the days each thing was open, and the days its absence would have saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

from licensing.charts.drawing import BLUE, ORANGE, PLOT_WIDTH, broken, data, labels, svg


@dataclass(frozen=True, slots=True)
class Blocked:
    """One kind of blocker, referral or step: days open (both bounds) and days saved with 95 % limits, all of them sums.

    Bounds and limits that do not exist are ``None``.
    """

    label: str
    total_days_low: float | None
    total_days: float | None
    saved_days: float | None
    saved_low: float | None
    saved_high: float | None
    says: str


def blockers_svg(rows: Sequence[Blocked], *, total: str, saved: str, about: str, lang: str) -> str:
    """Draw both in one order and on one scale, longest first; ``total`` and ``saved`` name the two axes."""
    drawn = [{**asdict(row), "row": broken(row.label)} for row in rows]
    for row in drawn:
        row["known_days"] = row["total_days_low"] if row["total_days"] is None else row["total_days"]
    order = [row["row"] for row in drawn]
    ends = [row[key] for row in drawn for key in ("known_days", "saved_days", "saved_low", "saved_high")]
    known = [0.0, *(end for end in ends if end is not None)]
    scale = alt.Scale(domain=[min(known), max(*known, 1.0)], nice=True)
    left = alt.Chart(data(drawn)).mark_bar(color=BLUE, height=13)
    left_encoded = left.encode(
        x=alt.X("known_days:Q", title=total, scale=scale, axis=alt.Axis(tickMinStep=1, format="d", tickCount=5)),
        y=alt.Y("row:N", sort=order, axis=labels()),
        description="says:N",
    )
    apart = alt.Y("row:N", sort=order, axis=labels(shown=False))
    here = alt.X("saved_days:Q", title=saved, scale=scale, axis=alt.Axis(tickMinStep=1, format="d", tickCount=5))
    base = alt.Chart(data([row for row in drawn if row["saved_days"] is not None]))
    points = base.mark_point(color=ORANGE, filled=True, size=70, opacity=1, aria=False).encode(x=here, y=apart)
    limited = alt.Chart(data([row for row in drawn if row["saved_low"] is not None]))
    limits = limited.mark_rule(color=ORANGE, strokeWidth=2, aria=False).encode(
        x=alt.X("saved_low:Q", title=saved, scale=scale), x2="saved_high:Q", y=apart
    )
    half = {"width": PLOT_WIDTH // 2 - 10, "height": alt.Step(34)}
    chart = alt.hconcat(alt.layer(left_encoded).properties(**half), alt.layer(limits, points).properties(**half))
    return svg(chart, name="blockers", about=about, lang=lang)
