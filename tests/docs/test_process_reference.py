"""The pages of processes are those that the definitions of today make, and say everything that a definition says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licensing.definitions.reform import packages, reforms_of
from licensing.definitions.registry import process, process_ids
from licensing.domain.vocabulary import BasisKind
from licensing.service.reference import INDEX, pages, write_pages
from licensing.service.reference.markdown import cell, link, table

FOLDER = Path(__file__).parents[2] / "docs" / "reference" / "processes"
AGAIN = "run: make reference"


@pytest.mark.parametrize("name", pages())
def test_a_page_is_what_the_definition_makes_of_it(name):
    assert (FOLDER / name).is_file(), AGAIN
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], AGAIN


def test_no_page_stands_there_for_a_process_that_is_gone():
    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()} == set(pages()), AGAIN


@pytest.mark.parametrize("name", process_ids())
def test_a_page_names_every_rule_and_citation_in_both_languages(name):
    text, newest = pages()[f"{name}.md"], process(name).latest
    for named in (
        newest.states,
        newest.transitions,
        newest.clocks,
        newest.blockers,
        newest.bases,
        newest.attributes,
        newest.facts,
        newest.groups,
    ):
        assert [item for item in named if f"| `{item}`" not in text] == []
    labels = [item.label for item in (*newest.states.values(), *newest.clocks.values(), *newest.blockers.values())]
    says = [basis.says for basis in newest.bases.values()]
    assert [item for item in (*labels, *says) if cell(item.en) not in text or cell(item.ja) not in text] == []
    assert [basis.cite for basis in newest.bases.values() if cell(basis.cite) not in text] == []
    assert [item.reform.id for item in reforms_of(name) if f"| `{item.reform.id}` |" not in text] == []
    assert all(f"`{rule}`: " in text for rule, item in newest.transitions.items() if item.when is not None)


def test_the_index_has_every_process_and_package():
    text = pages()[INDEX]
    assert re.findall(r"^\| \[([a-z/0-9-]+)\]", text, re.MULTILINE) == list(process_ids()) * 3
    assert [item.package.id for item in packages() if f"| `{item.package.id}` |" not in text] == []


def test_the_index_counts_every_state_and_clock_once_by_its_firmest_basis():
    counted = re.findall(r"^\| \[([a-z/0-9-]+)\]\(\S+\) ((?:\| \d+ )+)\|$", pages()[INDEX], re.MULTILINE)
    numbers = [(name, *(int(number) for number in row.split("|")[1:])) for name, row in counted]
    half = len(process_ids())
    for (name, *states), (other, *clocks) in zip(numbers[:half], numbers[half:], strict=True):
        newest = process(name).latest
        assert name == other
        for row, rules in ((states, newest.states), (clocks, newest.clocks)):
            kinds = [{newest.bases[basis].kind for basis in rule.basis} for rule in rules.values()]
            firmest = [next(kind for kind in BasisKind if kind in found) for found in kinds]
            assert row == [*(firmest.count(kind) for kind in BasisKind), len(rules)]


def test_writing_twice_changes_nothing_and_takes_away_what_is_gone(tmp_path):
    assert len(write_pages(tmp_path)) == len(pages())
    gone = tmp_path / "us" / "gone.md"
    gone.write_text("old", encoding="utf-8")
    (tmp_path / INDEX).write_text("old", encoding="utf-8")
    assert set(write_pages(tmp_path)) == {gone, tmp_path / INDEX}
    assert write_pages(tmp_path) == ()
    assert not gone.exists()


def test_markdown_stays_whole_whatever_the_words_are():
    assert list(table(("a",), [("x | y\nz",)])) == ["| a |", "|---|", "| x \\| y z |", ""]
    assert list(table(("a",), [])) == []
    assert link("Law (1)", "https://example.org/法 (1)") == "[Law (1)](https://example.org/%E6%B3%95%20%281%29)"
    assert link("Law", None) == "Law"
