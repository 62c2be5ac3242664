"""Object-centric logs: one type of object is the case, and faults name their place in the document."""

from __future__ import annotations

import gzip
import json
from copy import deepcopy

import pytest

from licensing.domain.errors import LogFault, LogMisfit
from licensing.exchange import ocel
from licensing.exchange.moments import Moments
from licensing.exchange.ocel import read_ocel
from tests.support.logs import OCEL as LOG


@pytest.fixture
def read(tmp_path):
    def cases(data, object_type="application"):
        path = tmp_path / "log.json"
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data, indent=1).encode())
        return list(read_ocel(path, Moments(), object_type))

    return cases


def changed(*path, to):
    data = deepcopy(LOG)
    part = data
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = to
    return data


def test_objects_of_the_type_are_cases_and_an_event_belongs_to_each_it_names(read):
    first, second = read(LOG)
    assert [event.activity for event in first.events] == ["receive", "decide"]
    assert [event.activity for event in second.events] == ["receive"]
    assert first.attributes == (("value", 7),)
    assert first.days == (("deadline", "2026-03-01"),)


def test_an_archive_is_read_like_the_document_in_it(read):
    assert read(gzip.compress(json.dumps(LOG).encode())) == read(LOG)


def test_the_only_type_of_object_needs_no_name(read):
    data = changed("objects", to=LOG["objects"][:2])
    assert len(read(data, None)) == 2


def test_of_several_types_one_has_to_be_named(read):
    with pytest.raises(LogMisfit, match="application, firm"):
        read(LOG, None)
    with pytest.raises(LogMisfit, match=r"no object of type 'ship'.*application, firm"):
        read(LOG, "ship")


FAULTS = [
    (json.dumps(LOG, indent=1).encode()[:-50], "cut off"),
    (b'{"objects": [}', ":1: no JSON"),
    (b'{"objects": [], "objects": []}', "given twice"),
    (b'{"objects": NaN}', "no number"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"objects": "\xff"}', "no UTF-8"),
    ([], "the document: it is no object"),
    (changed("events", to={}), "events is missing or no list"),
    (changed("objects", 1, "id", to="A-1"), "objects[1]: the object 'A-1' is there twice"),
    (changed("objects", 0, to="A-1"), "objects[0]: it is no object"),
    (changed("objects", 0, "attributes", 0, "value", to=[1]), "objects[0]: the attribute 'value'"),
    (changed("events", 1, "time", to="soon"), "events[1]: 'soon' is no timestamp"),
    (changed("events", 1, "time", to="2026-01-09T09:00:00"), "events[1]: timestamps with and without"),
    (changed("events", 1, "time", to="9999-12-31T00:00:00Z"), "outside 1980"),
    (changed("events", 1, "time", to=5), "events[1]: time is missing or no text"),
    (changed("events", 1, "type", to=" "), "events[1]: type is missing"),
    (changed("events", 1, "type", to="x" * 100_001), "characters"),
    (changed("events", 1, "relationships", to="A-1"), "relationships is missing or no list"),
    (changed("events", 1, "relationships", 0, to={}), "objectId is missing"),
]


@pytest.mark.parametrize("data,words", FAULTS)
def test_a_fault_is_one_line_that_names_its_place(read, tmp_path, data, words):
    with pytest.raises(LogFault) as met:
        read(data)
    said = str(met.value)
    assert said.startswith(f"LOG-001 {tmp_path / 'log.json'}:")
    assert words in said
    assert "\n" not in said
    assert "Nothing was imported." in said


def test_a_document_too_large_to_be_read_whole_is_refused(read, monkeypatch):
    monkeypatch.setattr(ocel, "LARGEST_BYTES", 100)
    with pytest.raises(LogFault, match="more than 100 bytes"):
        read(LOG)
