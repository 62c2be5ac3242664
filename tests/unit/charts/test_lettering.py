"""Texts break where a reader would break them, and stay within their box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.charts.lettering import balanced, width, wrapped


def test_japanese_signs_are_as_wide_as_they_are_high():
    assert width("審査", 10) == pytest.approx(2 * width("審", 10))
    assert width("審", 10) >= 10


def test_bold_text_is_wider_and_capitals_are_wider_than_small_letters():
    assert width("Review", 10, bold=True) > width("Review", 10)
    assert width("NSC", 10) > width("nsc", 10)


@given(st.text(alphabet="abcW %(1", min_size=1, max_size=60), st.floats(20, 300))
def test_every_line_of_several_words_fits(text, limit):
    for line in wrapped(text, 11.0, limit):
        assert " " not in line or width(line, 11.0) <= limit


@given(st.text(alphabet="許可審査、（待ち）NSC ", min_size=1, max_size=40))
def test_nothing_is_lost_and_nothing_is_added(text):
    assert "".join(wrapped(text, 11.0, 60.0)).replace(" ", "") == text.replace(" ", "")


def test_a_line_of_japanese_neither_begins_with_a_comma_nor_ends_with_an_opening_bracket():
    for limit in range(30, 200, 5):
        lines = wrapped("主管省庁（防衛装備庁又は経済産業省）、幹事会", 11.0, float(limit))
        assert not any(line[0] in "、）" for line in lines)
        assert not any(line[-1] == "（" for line in lines)


def test_a_word_wider_than_the_box_stands_alone_rather_than_being_cut():
    assert wrapped("an interministerial talk", 11.0, 40.0) == ("an", "interministerial", "talk")


@pytest.mark.parametrize("text", ["提出済み・番号待ち", "Waiting for signature and issue", "委員会の非公式審査"])
def test_balanced_lines_are_no_more_lines_and_leave_nothing_over_alone(text):
    for limit in range(60, 160, 10):
        lines = balanced(text, 12.5, float(limit), bold=True)
        greedy = wrapped(text, 12.5, float(limit), bold=True)
        assert len(lines) == len(greedy)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert min(map(len, lines)) >= min(map(len, greedy))
    assert balanced("提出済み・番号待ち", 12.5, 110.0, bold=True) == ("提出済み・", "番号待ち")


def test_japanese_breaks_between_phrases_where_that_costs_no_line():
    assert balanced("意見取りまとめ・条件案", 12.5, 134.0) == ("意見取りまとめ・", "条件案")
    assert balanced("NSC閣僚会合（四大臣・九大臣）", 12.5, 134.0) == ("NSC閣僚会合", "（四大臣・九大臣）")
    assert len(balanced("経済産業省安全保障貿易審査課", 12.5, 134.0)) == 2
