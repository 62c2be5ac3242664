"""The map of a definition shows every state and every way the law has, and claims no figure."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from licensing.charts.definition_map import definition_map_svg
from licensing.definitions.glossary import glossary, party_of
from licensing.definitions.registry import process

NAMES = ("us/commodity-jurisdiction", "jp/third-party-consent")


def picture(name: str, lang: str = "en") -> ET.Element:
    return ET.fromstring(definition_map_svg(process(name).latest, lang))  # noqa: S314


def texts(drawn: ET.Element) -> list[str]:
    return ["".join(item.itertext()) for item in drawn.iter() if item.tag.endswith("text")]


@pytest.mark.parametrize("name", NAMES)
def test_every_state_is_drawn_once_and_every_lane_named(name):
    drawn, definition = picture(name), process(name).latest
    states = [item.attrib["id"] for item in drawn.iter() if item.attrib.get("id", "").startswith("state-")]
    assert sorted(states) == sorted(f"state-{state}" for state in definition.states)
    parties = {party_of(definition, state.owner) for state in definition.states.values()}
    assert {glossary().parties[party].en for party in parties} <= set(texts(drawn))


@pytest.mark.parametrize("name", NAMES)
def test_every_way_is_drawn_or_named_under_the_picture(name):
    drawn, definition = picture(name), process(name).latest
    ways = {
        (item.attrib["data-source"], item.attrib["data-target"])
        for item in drawn.iter()
        if "data-source" in item.attrib
    }
    said = " ".join(texts(drawn))
    for transition, rule in definition.transitions.items():
        pairs = {(source, rule.to) for source in definition.sources(rule) if source != rule.to}
        assert pairs <= ways or f"{transition} → {rule.to}" in said
    allowed = {(source, rule.to) for rule in definition.transitions.values() for source in definition.sources(rule)}
    assert ways <= allowed


def test_no_number_of_cases_or_days_stands_on_it():
    said = " ".join(texts(picture("jp/third-party-consent")))
    assert "no cases are counted here" in said
    assert "no clock exists" in said
    assert re.findall(r"\b\d+ (?:d|cases?|open|%)\b|median|Share", said) == []


def test_it_is_drawn_in_japanese_too_and_the_same_twice():
    definition = process("jp/third-party-consent").latest
    assert definition_map_svg(definition, "ja") == definition_map_svg(definition, "ja")
    said = " ".join(texts(picture("jp/third-party-consent", "ja")))
    assert "案件を誰が担当し、どこへ進むのか？" in said
    assert "決定機関" in said
    assert "期限の定めなし" in said
