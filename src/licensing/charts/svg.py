"""Write SVG: elements, numbers and text, the same bytes for the same picture."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from licensing.charts.lettering import FONTS


def number(value: float) -> str:
    """Write a length with at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def element(name: str, /, *children: str, **attributes: str | float | None) -> str:
    """Write an element; ``stroke_width`` is written as ``stroke-width``, and what is ``None`` is left out."""
    written = "".join(
        f" {key.strip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    if not children:
        return f"<{name}{written}/>"
    return f"<{name}{written}>{''.join(children)}</{name}>"


def text(
    content: str,
    x: float,
    y: float,
    *,
    size: float,
    fill: str,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    """Write one line of text, ``y`` being its baseline."""
    return element(
        "text",
        escape(content),
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        font_weight="bold" if bold else None,
        text_anchor=None if anchor == "start" else anchor,
    )


def document(width: float, height: float, *, lang: str, title: str, about: str, body: str) -> str:
    """Write a picture that needs nothing but itself: white paper, the reader's own fonts, no script."""
    families = ", ".join(f"'{name}'" if " " in name else name for name in FONTS)
    return (
        element(
            "svg",
            "\n",
            element("title", escape(title), id="title"),
            "\n",
            element("desc", escape(about), id="about"),
            "\n",
            element("rect", width=width, height=height, fill="#ffffff"),
            "\n",
            body,
            xmlns="http://www.w3.org/2000/svg",
            width=width,
            height=height,
            viewBox=f"0 0 {number(width)} {number(height)}",
            role="img",
            lang=lang,
            aria_labelledby="title about",
            font_family=f"{families}, sans-serif",
        )
        + "\n"
    )
