"""XES is read strictly: every fault is one line with file and line, and nothing a file says is trusted."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from licensing.domain.errors import LogFault, MissingFile
from licensing.domain.when import to_us
from licensing.exchange.log import Phase
from licensing.exchange.moments import Moments
from licensing.exchange.xes import LONGEST_SILENCE_BYTES, read_xes
from tests.support.logs import HEAD, NINE, attribute, xes, xes_event, xes_trace

ONE = xes_trace("A-1", [("receive", NINE)])


@pytest.fixture
def read(tmp_path):
    def cases(text: str | bytes, zone=None, name="log.xes"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return list(read_xes(path, Moments(zone)))

    return cases


def test_cases_are_read_with_events_attributes_and_dates(read):
    extra = (
        attribute("date", "deadline", "2026-03-01T00:00:00+09:00")
        + attribute("int", "value_usd", 5)
        + attribute("float", "share", "0.5")
        + attribute("boolean", "urgent", "true")
    )
    case, other = read(
        xes(xes_trace("A-1", [("receive", NINE, "start"), ("receive", NINE)], extra), xes_trace("A-2", [("x", NINE)]))
    )
    assert (case.ref, other.ref) == ("A-1", "A-2")
    assert [event.phase for event in case.events] == [Phase.START, Phase.END]
    assert case.events[0].us == to_us(datetime(2026, 1, 5, tzinfo=UTC))
    assert case.attributes == (("value_usd", 5), ("share", 0.5), ("urgent", True))
    assert case.days == (("deadline", "2026-03-01T00:00:00+09:00"),)
    assert case.line == 3


def test_an_archive_is_read_like_the_file_in_it(read):
    assert read(gzip.compress(xes(ONE).encode())) == read(xes(ONE))


def test_attributes_of_the_log_and_defaults_of_events_are_no_case(read):
    head = (
        attribute("string", "concept:name", "the log")
        + '<global scope="trace"><string key="concept:name" value="__INVALID__"/></global>\n'
        + '<classifier name="activity" keys="concept:name"/>\n<extension name="Time" prefix="time" uri="x"/>\n'
    )
    assert [case.ref for case in read(xes(head, ONE))] == ["A-1"]


def test_attributes_inside_attributes_belong_to_them_and_not_to_the_event(read):
    nested = '<string key="note" value="x"><string key="concept:name" value="inner"/></string>'
    text = xes(ONE).replace("<event>", f"<event>{nested}")
    assert read(text)[0].events[0].activity == "receive"


def test_a_lifecycle_that_neither_begins_nor_ends_anything_is_passed_over(read):
    (case,) = read(xes(xes_trace("A-1", [("x", NINE, "schedule"), ("x", NINE, "suspend"), ("x", NINE)])))
    assert len(case.events) == 1
    assert case.passed_over == 2


def test_a_case_without_events_is_still_a_case(read):
    assert read(xes(xes_trace("A-1", [])))[0].events == ()


def broken(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


BOMB = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'
WHOLE = xes(ONE)
FAULTS = [
    pytest.param(WHOLE[: len(WHOLE) // 2], None, "cut off", id="cut off within a tag or element"),
    pytest.param(WHOLE.replace("</log>", ""), 12, "cut off", id="cut off before the end"),
    pytest.param(broken(WHOLE, "<log", f"{BOMB}<log"), 2, "document type", id="an entity bomb"),
    pytest.param(
        broken(WHOLE, "<log", '<!DOCTYPE log SYSTEM "other.dtd">\n<log'), 2, "document type", id="another file"
    ),
    pytest.param(broken(WHOLE, 'value="A-1"', 'value="&x;"'), 4, "well-formed", id="an entity nobody declared"),
    pytest.param(broken(WHOLE, "</event>", "</trace>"), 9, "mismatched tag", id="tags crossed"),
    pytest.param("<html><body/></html>", 1, "no event log", id="another kind of file"),
    pytest.param("no XML at all", 1, "well-formed", id="no XML"),
    pytest.param(HEAD + "</log>\n", 4, "no case", id="no case"),
    pytest.param(
        WHOLE.replace('<date key="time:timestamp"', '<date key="time:other"'), 5, "no time:timestamp", id="no time"
    ),
    pytest.param(
        WHOLE.replace('<date key="time:timestamp"', '<string key="time:timestamp"'),
        7,
        "is a string",
        id="a time of words",
    ),
    pytest.param(broken(WHOLE, NINE, "yesterday"), 5, "no timestamp", id="a time that is none"),
    pytest.param(broken(WHOLE, NINE, "2026-02-30T09:00:00Z"), 5, "no timestamp", id="a day no calendar has"),
    pytest.param(broken(WHOLE, NINE, "1066-10-14T09:00:00Z"), 5, "outside 1980", id="an absurd year"),
    pytest.param(broken(WHOLE, NINE, "9999-12-31T23:59:59Z"), 5, "outside 1980", id="a year that means never"),
    pytest.param(broken(WHOLE, NINE, "2026-01-05T09:00:00"), 5, "no zone is named", id="no offset and no zone"),
    pytest.param(broken(WHOLE, 'value="A-1"', 'value=" "'), 3, "no concept:name", id="a case without a name"),
    pytest.param(broken(WHOLE, 'value="receive"', 'value=""'), 5, "no concept:name", id="an event without an activity"),
    pytest.param(xes(ONE, ONE), 11, "there twice", id="a case twice"),
    pytest.param(broken(WHOLE, "<event>", "<event>" + attribute("int", "n", "many")), 5, "no int", id="a wrong number"),
    pytest.param(
        broken(WHOLE, "<event>", "<event>" + attribute("float", "n", "1,5")), 5, "no float", id="a wrong real"
    ),
    pytest.param(
        broken(WHOLE, "<event>", "<event>" + attribute("boolean", "n", "si")), 5, "no boolean", id="a wrong flag"
    ),
    pytest.param(
        broken(WHOLE, "<event>", '<event><string key="k"/>'), 5, "no value", id="an attribute without a value"
    ),
    pytest.param(broken(WHOLE, "<event>", "<event><script/>"), 5, "not part of XES", id="an element nobody knows"),
    pytest.param(
        broken(WHOLE, "<event>", "<event>" + attribute("string", "concept:name", "again")), 7, "twice", id="a key twice"
    ),
    pytest.param(
        broken(WHOLE, "<event>", "<event>" + attribute("string", "k", "x" * 100_001)),
        5,
        "characters",
        id="a huge value",
    ),
    pytest.param(
        broken(WHOLE, "<event>", attribute("date", "deadline", "soon") + "<event>"), 3, "no date", id="a wrong date"
    ),
    pytest.param(
        broken(WHOLE, "<event>", "<event>" + "".join(attribute("int", f"n{n}", n) for n in range(2001))),
        2005,
        "attributes of one thing",
        id="more attributes than anything has",
    ),
    pytest.param(
        broken(WHOLE, "<event>", "".join(attribute("string", f"n{n}", "x" * 90_000) for n in range(12)) + "<event>"),
        3,
        "longer than any report",
        id="a case that says too much",
    ),
    pytest.param(
        HEAD + '<list key="l">' * 70 + "</list>" * 70 + "</log>", 3, "inside each other", id="a well without a floor"
    ),
]


@pytest.mark.parametrize("text,line,words", FAULTS)
def test_a_fault_is_one_line_with_file_and_line(read, tmp_path, text, line, words):
    with pytest.raises(LogFault) as met:
        read(text)
    said = str(met.value)
    assert words in said
    assert "\n" not in said
    assert said.startswith(f"LOG-001 {tmp_path / 'log.xes'}:{line or ''}")
    assert "Nothing was imported." in said


def test_times_with_and_without_an_offset_are_never_mixed(read):
    mixed = xes(xes_trace("A-1", [("x", NINE), ("y", "2026-01-06T09:00:00")]))
    with pytest.raises(LogFault, match="mixed"):
        read(mixed, ZoneInfo("Asia/Tokyo"))
    other_way = xes(xes_trace("A-1", [("x", "2026-01-06T09:00:00"), ("y", NINE)]))
    with pytest.raises(LogFault, match="mixed"):
        read(other_way, ZoneInfo("Asia/Tokyo"))


def test_a_named_zone_tells_what_times_without_an_offset_mean(read):
    naive = xes(xes_trace("A-1", [("x", "2026-01-05T09:00:00")]))
    assert read(naive, ZoneInfo("Asia/Tokyo"))[0].events[0].us == read(xes(ONE))[0].events[0].us


@pytest.mark.parametrize("damage", [lambda packed: packed[:-20], lambda packed: packed[:40] + b"\0" * 8 + packed[48:]])
def test_an_archive_that_is_cut_off_or_damaged_is_refused(read, damage):
    packed = gzip.compress(xes(*(xes_trace(f"A-{n}", [("x", NINE)]) for n in range(200))).encode())
    with pytest.raises(LogFault):
        read(damage(packed))


def test_an_empty_file_and_a_missing_one_are_named(read, tmp_path):
    with pytest.raises(LogFault, match="empty"):
        read("")
    with pytest.raises(MissingFile, match="nowhere"):
        list(read_xes(tmp_path / "nowhere.xes", Moments()))


def test_bytes_that_are_no_text_of_the_encoding_are_refused(read):
    with pytest.raises(LogFault):
        read(WHOLE.encode().replace(b"receive", b"re\xffeive"))


def test_a_tag_that_never_closes_is_not_held_in_memory_to_its_end(read):
    text = HEAD.encode() + b'<trace><string key="concept:name" value="' + b"x" * (4 * LONGEST_SILENCE_BYTES)
    with pytest.raises(LogFault, match="longer than any log needs"):
        read(text)


def test_memory_is_that_of_one_case_and_not_of_the_log(tmp_path):
    path = tmp_path / "long.xes"
    with path.open("w", encoding="utf-8") as sink:
        sink.write(HEAD)
        for number in range(3000):
            sink.write(xes_trace(f"A-{number}", [("x", NINE)] * 20))
        sink.write("</log>\n")
    size = path.stat().st_size
    tracemalloc.start()
    try:
        read = sum(len(case.events) for case in read_xes(path, Moments()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == 60_000
    assert size > 8_000_000
    assert peak < size / 4


def test_how_far_the_reading_is_is_told_in_bytes_of_the_file(tmp_path):
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(xes(*(xes_trace(f"A-{n}", [("x", NINE)]) for n in range(3000))).encode()))
    told = []
    list(read_xes(path, Moments(), told.append))
    assert told == sorted(told)
    assert 0 < told[-1] <= path.stat().st_size
    assert xes_event("x", NINE)
