"""Write HTML: every text is escaped, every element closed, and the same content gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WEB = re.compile(r"https?://[^\s]+")
_VOID = frozenset({"meta", "br", "hr"})


@dataclass(frozen=True, slots=True)
class Safe:
    """Markup that has been written here, or drawn here, and is not escaped again."""

    text: str


Node = Safe | str
NOTHING = Safe("")


def tag(name: str, /, *children: Node, **attributes: str | None) -> Safe:
    """Write an element; ``class_`` is written as ``class``, and what is ``None`` is left out."""
    written = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Safe(f"<{name}{written}>")
    return Safe(f"<{name}{written}>{joined(children).text}</{name}>")


def joined(children: Iterable[Node], between: str = "") -> Safe:
    """Put nodes one behind the other, texts escaped."""
    return Safe(between.join(child.text if isinstance(child, Safe) else escape(child) for child in children))


def spoken(text: str, lang: str) -> Node:
    """Mark a text that is not in the language of the page, so that it is read out and set as what it is."""
    own = "ja" if _JAPANESE.search(text) else "en"
    return text if own == lang or not re.search(r"[^\W\d_]", text) else tag("span", text, lang=own)


def link(address: str) -> Node:
    """Write the address of a source as a link; one that is no address of the web stays text."""
    if not _WEB.fullmatch(address):
        return address
    return tag("a", address, href=address, rel="noreferrer")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what a person reads, and behind it the exact value where the text is rounded."""

    shown: Node
    value: float | None = None
    right: bool = False

    def written(self, *, heading: bool = False) -> Safe:
        """Write the cell."""
        inner = self.shown if self.value is None else tag("data", self.shown, value=repr(self.value))
        kind = "n" if self.right else None
        return tag("th", inner, scope="row", class_=kind) if heading else tag("td", inner, class_=kind)


def table(identity: str, caption: str, columns: Iterable[tuple[str, bool]], rows: Iterable[Iterable[Cell]]) -> Safe:
    """Write a table; a column is its title and whether it holds numbers. The first cell of a row names it."""
    titles = [tag("th", title, scope="col", class_="n" if right else None) for title, right in columns]
    body = [
        tag("tr", *(cell.written(heading=place == 0) for place, cell in enumerate(row))) for row in map(tuple, rows)
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption),
            tag("thead", tag("tr", *titles)),
            Safe("<tbody>\n" + joined(body, "\n").text + "\n</tbody>"),
            id=identity,
        ),
        class_="wide",
        tabindex="0",
        role="region",
        aria_label=caption,
    )
