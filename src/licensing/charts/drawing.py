"""Turn an Altair chart into SVG that stands in a page: readers' own fonts, ids of its own, the same bytes each time."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert

from licensing.charts.lettering import FONTS, wrapped
from licensing.charts.svg import element

INK, MUTED, GRID = "#1a1a1a", "#4a4f55", "#d9dce0"
BLUE, ORANGE = "#0f5a8f", "#b45309"
"""Told apart in every kind of color blindness, and by lightness in print."""
PLOT_WIDTH, LABEL_WIDTH, LABEL_SIZE = 590, 300, 12
FAMILY = ", ".join([*(f"'{name}'" if " " in name else name for name in FONTS), "sans-serif"])
_ID = re.compile(r' id="([^"]+)"')
_NAMING = re.compile(r'( id="| aria-labelledby="|url\(#)([^")]+)(["\)])')


def svg(
    chart: alt.LayerChart | alt.FacetChart | alt.HConcatChart, *, name: str, about: str, lang: str, defs: str = ""
) -> str:
    """Draw a chart. ``name`` begins all its ids, ``about`` says in words what it shows."""
    drawn = vl_convert.vegalite_to_svg(
        chart.configure(
            background="transparent",
            font=FAMILY,
            axis=alt.AxisConfig(
                labelColor=INK,
                titleColor=MUTED,
                gridColor=GRID,
                domainColor=MUTED,
                tickColor=MUTED,
                labelFontSize=LABEL_SIZE,
                titleFontSize=LABEL_SIZE,
                titleFontWeight="normal",
                labelLimit=0,
                titleLimit=0,
            ),
            view=alt.ViewConfig(stroke=None),
        ).to_dict()
    )
    opening, _, body = drawn.partition(">")
    size = re.search(r' width="([\d.]+)" height="([\d.]+)"', opening)
    if size is None:  # the renderer always says it
        message = "a drawing without a size"
        raise ValueError(message)
    head = element(
        "svg",
        "",
        xmlns="http://www.w3.org/2000/svg",
        width=size[1],
        height=size[2],
        viewBox=f"0 0 {size[1]} {size[2]}",
        role="img",
        lang=lang,
        aria_label=about,
    ).removesuffix("</svg>")
    return own_ids(head + (f"<defs>{defs}</defs>" if defs else "") + body, name)


def own_ids(drawn: str, name: str) -> str:
    """Give the ids of a drawing names of their own: one page holds several, and the renderer counts on and on."""
    own = {found: f"{name}-{number}" for number, found in enumerate(dict.fromkeys(_ID.findall(drawn)), start=1)}

    def named(seen: re.Match[str]) -> str:
        return seen[1] + " ".join(own.get(word, word) for word in seen[2].split(" ")) + seen[3]

    return _NAMING.sub(named, drawn)


def hatch(name: str, color: str, paper: str) -> str:
    """Define a hatching: stripes of a color over a ground."""
    return element(
        "pattern",
        element("rect", width=7.0, height=7.0, fill=paper),
        element("line", x1=0.0, y1=0.0, x2=0.0, y2=7.0, stroke=color, stroke_width=3.4),
        id=name,
        width=7.0,
        height=7.0,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def broken(label: str) -> str:
    """Break a label into lines that fit beside the plot."""
    return "\n".join(wrapped(label, LABEL_SIZE, LABEL_WIDTH - 16))


def labels(title: str | None = None, *, shown: bool = True) -> alt.Axis:
    """Give the axis of labels: as wide in every chart, whatever fonts the machine has that draws it."""
    if not shown:
        return alt.Axis(labels=False, ticks=False, domain=False, title=None)
    return alt.Axis(
        labelExpr=r"split(datum.label, '\n')",
        labelLineHeight=LABEL_SIZE + 2,
        title=title,
        minExtent=LABEL_WIDTH,
        maxExtent=LABEL_WIDTH,
        ticks=False,
        domain=False,
        labelPadding=8,
    )


def data(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Give rows to a chart as they are."""
    return alt.InlineData(values=rows)
