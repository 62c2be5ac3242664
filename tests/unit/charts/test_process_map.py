"""The process map says what the report says, and stands on its own as a file."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from licensing.analysis.bottlenecks import bottlenecks
from licensing.analysis.map import MapEdge, ProcessMap, process_map
from licensing.analysis.printed import duration, percentile, share
from licensing.analysis.scope import Cohort
from licensing.charts.heat import PAPER, heat_of
from licensing.charts.process_map import process_map_svg
from licensing.charts.words import keys, say
from tests.support.examples import to_staffed, worked_by_hand
from tests.support.maps import process_maps
from tests.support.stories import at, case_file

SVG = "{http://www.w3.org/2000/svg}"


def cohort() -> Cohort:
    """Take in a case worked out by hand, one decided in house, one still with other agencies, one withdrawn."""
    in_house = [
        at("2026-01-12", advance="submit"),
        at("2026-01-14", advance="take-up"),
        at("2026-01-19", advance="decide-in-house"),
        at("2026-01-20", advance="approve"),
    ]
    return Cohort.of(
        [
            worked_by_hand(),
            case_file(*in_house, opened="2026-01-05", ref="CASE-2"),
            case_file(*to_staffed(), opened="2026-01-05", ref="CASE-3"),
            case_file(at("2026-01-08", advance="withdraw"), opened="2026-01-05", ref="CASE-4"),
        ]
    )


def drawn(lang: str = "en", *, everything: bool = True, changed: ProcessMap | None = None) -> ET.Element:
    """Draw the map of these cases and read it back."""
    return read(process_map_svg(changed or process_map(cohort()), lang, everything=everything))


def read(svg: str) -> ET.Element:
    """Read a picture of our own making; what is not well-formed fails."""
    return ET.fromstring(svg)  # noqa: S314


def texts(element: ET.Element) -> list[str]:
    """Give the texts below an element, line by line."""
    return ["".join(item.itertext()) for item in element.iter(f"{SVG}text")]


def boxes(picture: ET.Element) -> dict[str, ET.Element]:
    """Give the boxes of a picture by state."""
    found = (item for item in picture.iter(f"{SVG}g") if "id" in item.attrib)
    return {item.attrib["id"].removeprefix("state-"): item for item in found}


def test_every_number_in_a_box_is_that_of_the_bottleneck_report():
    report, found = bottlenecks(cohort()), boxes(drawn())
    rows = {row.state: row for row in (*report.after_rows, *report.rows)}
    assert set(rows) <= set(found)
    for state, row in rows.items():
        numbers = " ".join(texts(found[state]))
        assert f"{duration(row.total)} d" in numbers
        assert f"median {percentile(row.median)}" in numbers.replace(" · ", " ")
        assert f"{row.cases} case" in numbers
        assert (f"{row.open} open" in numbers) == (row.open > 0)
        if row in report.rows:
            assert share(row.share) in numbers
        assert found[state].attrib["data-figure"] == row.figure


def test_a_state_is_as_hot_as_its_share_of_the_days_and_cold_after_the_decision():
    shown = process_map(cohort())
    found = boxes(drawn())
    for node in shown.nodes:
        if not node.end:
            assert found[node.state].find(f"{SVG}rect").attrib["fill"] == heat_of(node.share).color
    assert shown.nodes[0].share is not None
    assert next(node for node in shown.nodes if node.state == "in-use").share is None


def test_work_is_filled_and_waiting_is_outlined():
    found = boxes(drawn())
    assert len(found["review"].findall(f"{SVG}rect")) == 1
    ring, middle = found["staffed"].findall(f"{SVG}rect")
    assert ring.attrib["fill"] != PAPER
    assert middle.attrib["fill"] == PAPER


def test_the_head_carries_what_every_figure_carries():
    head = " ".join(texts(drawn())[:4])
    for part in (
        "Where do the days go?",
        "us/small",
        "MOCK",
        "3 decided, 1 open",
        "elapsed days",
        "as of 2026-04-01",
        "filed 2026-01-12 to 2026-01-12",
        "definition 2026-01",
    ):
        assert part in head


def test_cases_whose_filing_nobody_knows_have_no_period():
    unknown = replace(process_map(cohort()), since=None, until=None)
    assert "no day of filing known" in " ".join(texts(drawn(changed=unknown))[:4])


def test_loops_are_dashed_and_ways_as_wide_as_cases_took_them():
    edges = (MapEdge("draft", "queue", 3, loop=False), MapEdge("queue", "draft", 1, loop=True))
    shown = process_map(cohort())
    nodes = tuple(node for node in shown.nodes if node.state in ("draft", "queue"))
    picture = drawn(changed=replace(shown, nodes=nodes, edges=edges))
    lines = {
        item.attrib["data-source"]: item.findall(f"{SVG}path")[1].attrib
        for item in picture.iter(f"{SVG}g")
        if "data-source" in item.attrib
    }
    assert float(lines["draft"]["stroke-width"]) > 2 * float(lines["queue"]["stroke-width"])
    assert "stroke-dasharray" in lines["queue"]
    assert "stroke-dasharray" not in lines["draft"]


def test_rare_states_are_left_out_unless_asked_for_and_their_days_are_told():
    plain, everything = drawn(everything=False), drawn()
    rare = [node for node in process_map(cohort()).nodes if not node.common]
    assert {node.state for node in rare} == set(boxes(everything)) - set(boxes(plain))
    assert rare
    note = next(text for text in texts(plain) if text.startswith("Not drawn"))
    assert f"states {len(rare)} (" in note
    assert "--all" in note
    assert not any(text.startswith("Not drawn") for text in texts(everything))


@settings(max_examples=8, deadline=None)
@given(process_maps(most_states=6, most_ways=6))
def test_a_picture_needs_nothing_but_itself(shown):
    for lang in ("en", "ja"):
        svg = process_map_svg(shown, lang, everything=True)
        read(svg)
        beyond = re.findall(r"https?://[^\"' ]*|url\(|href|<script|<image|<style|@import|&[a-z]+;", svg)
        assert [item for item in beyond if item not in ("http://www.w3.org/2000/svg", "&lt;", "&gt;", "&amp;")] == []


def test_the_same_map_gives_the_same_bytes_and_white_paper():
    shown = process_map(cohort())
    assert process_map_svg(shown) == process_map_svg(process_map(cohort()))
    picture = drawn()
    paper = picture.find(f"{SVG}rect").attrib
    assert (paper["fill"], paper["width"], paper["height"]) == (
        "#ffffff",
        picture.attrib["width"],
        picture.attrib["height"],
    )


def test_a_reader_of_japanese_reads_japanese():
    found = " ".join(texts(drawn("ja")))
    for part in ("日数はどこに費やされているのか？", "試験用手続", "模擬案件", "省庁協議中", "決定済み3件", "決定機関"):
        assert part in found
    assert drawn("ja").attrib["lang"] == "ja"


def test_signs_of_xml_in_a_name_stay_text():
    shown = process_map(cohort())
    odd = replace(shown, label=shown.label.model_copy(update={"en": 'Arms <& parts> "A"'}))
    assert 'Arms <& parts> "A"' in " ".join(texts(drawn(changed=odd)))


@pytest.mark.parametrize("key", sorted(keys()))
def test_every_word_is_there_in_both_languages_with_the_same_places(key):
    values = dict.fromkeys(
        ("n", "day", "since", "until", "versions", "clock", "days", "what", "low", "high", "states", "ways"), "7"
    )
    english, japanese = say(key, "en", **values), say(key, "ja", **values)
    assert english != japanese
    assert english.count("7") == japanese.count("7")
