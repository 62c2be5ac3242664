"""The pictures of README are what the command it names draws from the example cases today."""

from __future__ import annotations

import re

import pytest

from licensing.analysis.map import process_map
from licensing.analysis.scope import Scope
from licensing.charts.process_map import process_map_svg
from licensing.domain.vocabulary import Provenance
from licensing.service.reports import each
from licensing.store.database import Database
from tests.support.pages import ROOT

IMAGES = ROOT / "docs" / "images"


def without_snapshot(svg: str) -> str:
    """Leave out of every figure's identity the one part that each store has of its own."""
    return re.sub(r"@[0-9a-f]{12}", "", svg)


@pytest.mark.parametrize("name, lang", [("process-map.svg", "en"), ("process-map.ja.svg", "ja")])
def test_the_process_map_is_drawn_from_the_example_cases(name, lang, walked_store):
    with Database.open(str(walked_store), read_only=True) as database:
        drawn = next(each(database, process_map, "us/munitions-license", Scope(), provenance=Provenance.MOCK))
    again = f"licensing report map us/munitions-license --provenance mock --lang {lang} --svg docs/images/{name}"
    kept = (IMAGES / name).read_text(encoding="utf-8")
    assert without_snapshot(process_map_svg(drawn, lang)) == without_snapshot(kept), f"in a store of the demo: {again}"


def test_readme_shows_no_picture_that_nothing_draws():
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown == ["docs/images/process-map.svg"]


def test_every_link_of_the_documentation_leads_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target.strip()).exists()
    ]
    assert broken == []
