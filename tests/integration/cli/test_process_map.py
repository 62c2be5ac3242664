"""The map of a definition as text: every state once, in the lane of its party, with every way on."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from licensing.definitions.glossary import glossary, party_of
from licensing.definitions.registry import process, process_ids
from licensing.service.lanes import lanes_of


@pytest.mark.parametrize("name", process_ids())
def test_every_state_stands_once_in_the_lane_of_its_party_with_every_way_on(name):
    definition = process(name).latest
    found = lanes_of(definition)
    places = {place.state: (lane.party, place) for lane in found.lanes for place in lane.places}
    assert sorted(places) == sorted(definition.states)
    assert sum(len(lane.places) for lane in found.lanes) == len(definition.states)
    for state, (party, place) in places.items():
        assert party is party_of(definition, definition.states[state].owner)
        ways = {way.transition for way in (*place.ways, *(found.everywhere if state in definition.undecided else ()))}
        assert ways == set(definition.ways_out(state))


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", process_ids())
def test_the_map_is_printed_on_eighty_columns_in_both_languages(licensing, name, lang):
    said = licensing("process", "show", name, "--map", "--lang", lang)
    assert said.code == 0
    assert max(map(cell_len, said.out.splitlines())) <= 80
    printed = re.findall(r"^    [●◆○◌■] ([a-z0-9-]+) –", said.out, re.MULTILINE)
    assert sorted(printed) == sorted(process(name).latest.states)
    words = glossary().parties
    lanes = [
        words[lane.party].ja if lang == "ja" else words[lane.party].en for lane in lanes_of(process(name).latest).lanes
    ]
    assert [line for line in said.out.splitlines()[1:] if line in lanes] == lanes


def test_the_map_is_given_as_data_but_is_no_table(licensing):
    data = licensing("process", "show", "us/munitions-license", "--map", "--json").json
    assert data["everywhere"] == [{"transition": "withdraw", "target": "withdrawn", "lapses": False}]
    refused = next(place for lane in data["lanes"] for place in lane["states"] if place["state"] == "refused")
    assert {way["transition"]: way["lapses"] for way in refused["ways"]} == {
        "ask-reconsideration": False,
        "stand": True,
    }
    said = licensing("process", "show", "us/munitions-license", "--map", "--csv")
    assert (said.code, said.err) == (2, "USE-001 a map is no table. Ask for its data: --json.\n")


def test_a_version_and_a_file_of_ones_own_can_be_shown(licensing, tmp_path):
    out = licensing("process", "show", "jp/equipment-transfer", "--map", "--version", "tp-2014").out
    assert "weapon-test" not in out
    licensing("process", "new", "us/mine")
    assert (
        "● prepare – Preparing the application" in licensing("process", "show", "processes/us/mine.yaml", "--map").out
    )
    assert "to-be-read" not in licensing("process", "show", "processes/us/mine.yaml").out
    assert licensing("process", "show", "processes/us/none.yaml").code == 2


def test_the_map_is_drawn_to_a_file_as_a_whole_or_not_at_all(licensing, tmp_path):
    said = licensing("process", "show", "jp/third-party-consent", "--svg", "map.svg")
    assert (said.code, said.out) == (0, "map.svg shows the 12 states of jp/third-party-consent\n")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg")
    both = licensing("process", "show", "jp/third-party-consent", "--svg", "map.ja.svg", "--map", "--lang", "ja")
    assert "申請者" in both.out
    assert 'lang="ja"' in (tmp_path / "map.ja.svg").read_text(encoding="utf-8")
    refused = licensing("process", "show", "jp/third-party-consent", "--svg", "none/map.svg")
    assert (refused.code, refused.err.startswith("USE-001 cannot write none/map.svg")) == (2, True)
