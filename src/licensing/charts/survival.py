"""How long it takes: the share still undecided day by day, with the median and, beside it, the naive one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from licensing.analysis.survival import Step
from licensing.charts.drawing import BLUE, INK, MUTED, ORANGE, PLOT_WIDTH, data, svg


@dataclass(frozen=True, slots=True)
class Mark:
    """A duration marked on the curve, and its words."""

    days: float
    label: str


def survival_svg(
    steps: Sequence[Step],
    longest: float,
    median: Mark | None,
    naive: Mark | None,
    *,
    axes: tuple[str, str],
    about: str,
    lang: str,
) -> str:
    """Draw the curve up to the longest duration; where dates are imprecise, its earliest course stands beside, thin."""
    x = alt.X(
        "days:Q",
        title=axes[0],
        axis=alt.Axis(tickMinStep=1, format="d", tickCount=10),
        scale=alt.Scale(zero=True, nice=False),
    )
    y = alt.Y("share:Q", title=axes[1], axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]))
    y = y.scale(domain=[0, 1])
    last = steps[-1].survival if steps else 1.0
    layers: list[alt.Chart] = []
    if any(step.low != step.high for step in steps):
        early = [(0.0, 1.0), *((step.low, step.survival) for step in steps), (longest, last)]
        layers.append(_line(early, MUTED, 1.2).encode(x=x, y=y))
    late = [(0.0, 1.0), *((step.high, step.survival) for step in steps), (longest, last)]
    layers.append(_line(late, BLUE, 2.6).encode(x=x, y=y))
    falls = [
        {"days": step.high, "share": step.survival, "says": f"{step.low!r} {step.high!r} {step.survival!r}"}
        for step in steps
    ]
    layers.append(
        alt.Chart(data(falls)).mark_point(size=22, filled=True, color=BLUE).encode(x=x, y=y, description="says:N")
    )
    level = alt.Chart(data([{"share": 0.5}])).mark_rule(color=MUTED, strokeDash=[2, 3], aria=False)
    layers.append(level.encode(y=y))
    for mark, color, place in ((median, BLUE, 0.95), (naive, ORANGE, 0.85)):
        if mark is None:
            continue
        ink = INK if color == BLUE else ORANGE
        rule = alt.Chart(data([{"days": mark.days}]))
        layers.append(rule.mark_rule(color=color, strokeWidth=1.6, strokeDash=[6, 3], aria=False).encode(x=x))
        far = mark.days > longest * 0.75 or (mark is naive and median is not None and naive.days < median.days)
        words = alt.Chart(data([{"days": mark.days, "share": place, "words": mark.label}])).mark_text(
            align="right" if far else "left", dx=-6 if far else 6, color=ink, fontSize=12, fontWeight="bold", aria=False
        )
        layers.append(words.encode(x=x, y=y, text="words:N"))
    chart = alt.layer(*layers).properties(width=PLOT_WIDTH + 240, height=260)
    return svg(chart, name="survival", about=about, lang=lang)


def _line(points: Sequence[tuple[float, float]], color: str, width: float) -> alt.Chart:
    rows = [{"days": days, "share": share} for days, share in points]
    drawn: alt.Chart = alt.Chart(data(rows)).mark_line(
        interpolate="step-after", color=color, strokeWidth=width, aria=False
    )
    return drawn
