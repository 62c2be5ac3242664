"""Read HTML back, strictly: every element is closed where it must be, and tables give their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "hr"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    text: str = ""
    inside: list[Element] = field(default_factory=list)


class Page(HTMLParser):
    """Every element in order, and what is open at the end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(item.name for item in self.open))
        self.elements.append(element)
        for item in self.open:
            item.inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for item in self.open:
            item.text += data

    def named(self, name: str) -> list[Element]:
        """Give the elements of a name."""
        return [item for item in self.elements if item.name == name]

    def by_id(self, identity: str) -> Element:
        """Give the one element with an id."""
        (found,) = [item for item in self.elements if item.attributes.get("id") == identity]
        return found

    def rows(self, identity: str) -> list[list[tuple[str, float | None]]]:
        """Give the rows of a table: for each cell what is shown, and the value behind it."""
        return [
            [(cell.text, _value(cell)) for cell in row.inside if cell.name in {"td", "th"}]
            for row in self.by_id(identity).inside
            if row.name == "tr" and "tbody" in row.parents
        ]


def _value(cell: Element) -> float | None:
    found = next((item for item in cell.inside if item.name == "data"), None)
    return None if found is None else float(found.attributes["value"])


def parsed(text: str) -> Page:
    """Read a page; whatever is left open fails."""
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, f"left open: {[item.name for item in page.open]}"
    return page
