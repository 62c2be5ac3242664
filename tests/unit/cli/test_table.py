"""Tables fit the screen by wrapping: words stay whole, nothing is cut, nothing commands the terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from licensing.cli.table import Column, harmless, table, wrapped

WORDS = st.text(st.sampled_from("abc-/ 日本\u00a0≤"), max_size=30)


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    rows = [{"case": "US-1", "days": 7}, {"case": "US-20", "days": None}]
    columns = [Column("case", "Case"), Column("days", "Days", right=True)]
    assert table(rows, columns, 80) == ["Case  Days", "US-1     7", "US-20"]


def test_a_table_without_rows_has_its_titles() -> None:
    assert table([], [Column("case", "Case"), Column("days", "Days")], 80) == ["Case Days"]


def test_the_widest_column_wraps_between_words_and_goes_on_as_far_in() -> None:
    rows = [{"state": "final-action\n  State, supervisors and director", "days": 12}]
    printed = table(rows, [Column("state", "State"), Column("days", "Days", right=True)], 22)
    assert printed == [
        "State             Days",
        "final-action        12",
        "  State,",
        "  supervisors and",
        "  director",
    ]


def test_a_name_too_long_for_its_column_goes_on_after_a_joint() -> None:
    rows = [{"name": "referral/dtsa/military-departments", "party": "Other agency"}]
    printed = table(rows, [Column("name", "Name"), Column("party", "With")], 26)
    assert [line.split()[0] for line in printed[1:]] == ["referral/dtsa/", "military-", "departments"]


def test_a_column_that_does_not_wrap_keeps_its_width() -> None:
    rows = [{"ref": "JP-ET-UH1H-PARTS-PHILIPPINES", "words": "one two three four five six seven"}]
    printed = table(rows, [Column("ref", "Case", wrap=False), Column("words", "Words")], 40)
    assert printed[1].startswith("JP-ET-UH1H-PARTS-PHILIPPINES one two")
    assert "".join(printed[1:]).replace(" ", "").endswith("threefourfivesixseven")


def test_figures_are_never_torn_from_their_sign() -> None:
    assert wrapped("between 41.2\u00a0% and ≤\u00a09 days", 9) == ["between", "41.2\u00a0%", "and ≤\u00a09", "days"]


def test_characters_that_command_a_terminal_or_turn_text_around_are_shown_as_numbers() -> None:
    assert harmless("red \x1b[31m, back \u202e, bell \x07") == "red \\x1b[31m, back \\x202e, bell \\x07"
    assert table([{"a": "[/b] [bold]x"}], [Column("a", "A")], 80) == ["A", "[/b] [bold]x"]


@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4),
    st.integers(20, 60),
    st.tuples(*[st.booleans()] * 3),
)
def test_no_table_loses_a_character_or_leaves_the_screen(
    cells: list[tuple[str, str, str]], width: int, right: tuple[bool, bool, bool]
) -> None:
    columns = [Column(str(place), f"T{place}", right=side) for place, side in enumerate(right)]
    rows = [{str(place): cell for place, cell in enumerate(row)} for row in cells]
    printed = table(rows, columns, width)
    assert max(map(cell_len, printed)) <= width
    assert all(line == line.rstrip(" ") for line in printed)
    told = sorted(re.sub(r"[ \n]", "", "".join(cell for row in cells for cell in row) + "T0T1T2"))
    assert sorted(re.sub(r"[ \n]", "", "".join(printed))) == told


@pytest.mark.parametrize("width", [8, 20, 80])
@given(text=WORDS)
def test_wrapped_words_fit_and_are_all_there(width: int, text: str) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
