"""HTML is written so that no text can become markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.report.html import Cell, Safe, link, spoken, tag
from tests.support.html_pages import parsed


@given(st.text(), st.text())
def test_any_text_stays_text(text, attribute):
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    (element,) = parsed(tag("p", text, title=attribute).text).elements
    assert element.name == "p"
    assert element.attributes["title"] == attribute
    assert element.text.replace("\r\n", "\n").replace("\r", "\n") == kept


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "see the office", "https:// x"])
def test_only_addresses_of_the_web_become_links(address):
    assert link(address) == address
    written = link("https://www.example.org/?a=1&b='\"")
    assert isinstance(written, Safe)
    assert 'href="https://www.example.org/?a=1&amp;b=&#x27;&quot;"' in written.text


def test_text_in_another_language_says_so():
    assert spoken("許可", "ja") == "許可"
    assert spoken("許可", "en") == Safe('<span lang="ja">許可</span>')
    assert spoken("22 CFR", "ja") == Safe('<span lang="en">22 CFR</span>')
    assert spoken("2026-01", "ja") == "2026-01"


def test_a_rounded_figure_keeps_its_value():
    assert Cell("12", 12.4, right=True).written().text == '<td class="n"><data value="12.4">12</data></td>'
