"""One case as a waterfall: a bar for every stay; work filled, waiting outlined, off-clock hatched, open ends arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

from licensing.charts.drawing import BLUE, INK, PLOT_WIDTH, broken, data, hatch, labels, svg

WORK, WAITING, UNSEEN = "work", "waiting", "unseen"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a stay, in days from the opening."""

    stay: int
    label: str
    start_days: float
    end_days: float
    look: str
    off_clock: bool
    open: bool
    says: str
    """What the bar says to who does not see it."""


def waterfall_svg(bars: Sequence[Bar], *, axis: str, about: str, lang: str) -> str:
    """Draw a case; ``axis`` names the days below."""
    rows = [{**asdict(bar), "row": broken(f"{bar.stay}. {bar.label}")} for bar in bars]
    order = list(dict.fromkeys(row["row"] for row in rows))
    y = alt.Y("row:N", sort=order, axis=labels(), scale=alt.Scale(paddingInner=0.3))
    x = alt.X("start_days:Q", title=axis, axis=alt.Axis(tickMinStep=1, format="d"))
    layers = [
        alt.Chart(data(chosen))
        .mark_bar(fill=fill, stroke=BLUE, strokeWidth=1.4, strokeDash=dash)
        .encode(x=x, x2="end_days:Q", y=y, description="says:N")
        for look, off_clock, fill, dash in (
            (WORK, False, BLUE, [1, 0]),
            (WORK, True, "url(#work)", [1, 0]),
            (WAITING, False, "#ffffff", [1, 0]),
            (WAITING, True, "url(#wait)", [1, 0]),
            (UNSEEN, False, "#ffffff", [3, 3]),
            (UNSEEN, True, "url(#wait)", [3, 3]),
        )
        if (chosen := [row for row in rows if row["look"] == look and row["off_clock"] is off_clock])
    ]
    ends = [{"row": row["row"], "end_days": row["end_days"]} for row in rows if row["open"]]
    if ends:
        arrow = alt.Chart(data(ends)).mark_point(shape="triangle-right", size=130, filled=True, color=INK, aria=False)
        layers.append(arrow.encode(x="end_days:Q", y=y))
    chart = alt.layer(*layers).properties(width=PLOT_WIDTH, height=alt.Step(34))
    patterns = hatch("work", "#ffffff", BLUE) + hatch("wait", "#8fb3cc", "#ffffff")
    return svg(chart, name="waterfall", about=about, lang=lang, defs=patterns)
