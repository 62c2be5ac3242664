"""Tables of events: columns found or named, rows in any order, and every fault with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from licensing.domain.errors import LogFault, LogMisfit
from licensing.domain.when import to_us
from licensing.exchange.log import LONGEST_LINE, Phase
from licensing.exchange.mapping import LogMapping
from licensing.exchange.moments import Moments
from licensing.exchange.sorting import by_case
from licensing.exchange.table import detect, read_table
from tests.support.logs import table

MONDAY, TUESDAY = "2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z"
ROWS = [("A-1", "receive", MONDAY), ("A-2", "receive", MONDAY), ("A-1", "decide", TUESDAY)]


@pytest.fixture
def read(tmp_path):
    def cases(text: str | bytes, **mapped):
        path = tmp_path / "log.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        mapping = LogMapping.model_validate(mapped)
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        zone = None if mapping.zone is None else ZoneInfo(mapping.zone)
        moments = Moments(zone, mapping.time_form)
        return list(by_case(str(path), read_table(path, mapping, moments), work, moments))

    return cases


def test_rows_of_a_case_come_together_in_the_order_of_the_file(read):
    first, second = read(table(ROWS))
    assert (first.ref, [event.activity for event in first.events]) == ("A-1", ["receive", "decide"])
    assert (second.ref, second.line) == ("A-2", 3)


@pytest.mark.parametrize(
    "header",
    [
        "case:concept:name,concept:name,time:timestamp",
        "Case ID,Activity,Complete Timestamp",
        "案件番号,活動,日時",
        "CASE_ID,Task,End",
    ],
)
def test_columns_are_known_by_their_names(read, header):
    assert len(read(table(ROWS, header))) == 2


def test_the_surest_name_wins_where_two_could_be_meant():
    assert detect("log.csv", ["date", "time:timestamp", "case", "activity"]).time == "time:timestamp"


def test_columns_can_be_named(read):
    columns = {"case": "file", "activity": "what", "time": "when"}
    assert len(read(table(ROWS, "file,what,when"), columns=columns)) == 2


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_seen_in_the_header(read, delimiter):
    assert len(read(table(ROWS).replace(",", delimiter))) == 2


def test_a_row_with_both_ends_is_an_activity_that_began_and_ended(read):
    (case,) = read(table([("A-1", "x", MONDAY, TUESDAY)], "case,activity,start_timestamp,time:timestamp"))
    assert [event.phase for event in case.events] == [Phase.START, Phase.END]
    assert case.events[0].instance == case.events[1].instance != ""


def test_a_row_whose_beginning_nobody_noted_has_its_end_only(read):
    (case,) = read(table([("A-1", "x", "", TUESDAY)], "case,activity,start_timestamp,time:timestamp"))
    assert [event.phase for event in case.events] == [Phase.END]


def test_a_row_that_neither_begins_nor_ends_anything_is_counted_and_passed_over(read):
    rows = [("A-1", "x", MONDAY, "schedule"), ("A-1", "x", TUESDAY, "complete"), ("A-2", "x", MONDAY, "assign")]
    first, second = read(table(rows, "case,activity,time,lifecycle"))
    assert (len(first.events), first.passed_over) == (1, 1)
    assert (len(second.events), second.passed_over) == (0, 1)


def test_attributes_of_a_case_are_kept_and_dates_apart(read):
    header = "case,activity,time,case:office,case:deadline"
    rows = [("A-1", "x", MONDAY, "north", "2026-03-01"), ("A-1", "y", TUESDAY, "north", "2026-03-01")]
    (case,) = read(table(rows, header))
    assert case.attributes == (("office", "north"),)
    assert case.days == (("deadline", "2026-03-01"),)


def test_two_values_of_what_a_case_has_one_of_are_a_fault(read):
    rows = [("A-1", "x", MONDAY, "north"), ("A-1", "y", TUESDAY, "south")]
    with pytest.raises(LogFault, match=r"log\.csv:3: .*two values of 'office'"):
        read(table(rows, "case,activity,time,case:office"))


def test_times_of_another_form_are_read_by_it(read):
    (case,) = read(table([("A-1", "x", "05/01/2026 09:00 +0000")]), time_form="%d/%m/%Y %H:%M %z")
    assert case.events[0].us == read(table([("A-1", "x", MONDAY)]))[0].events[0].us


@pytest.mark.parametrize("form", [None, "%Y/%m/%d"])
def test_a_log_may_know_days_only(read, form):
    day = "2026-01-05" if form is None else "2026/01/05"
    (case,) = read(table([("A-1", "x", day)]), zone="Asia/Tokyo", **({"time_form": form} if form else {}))
    assert case.by_day
    assert case.events[0].us == to_us(datetime(2026, 1, 4, 15, tzinfo=UTC))


def test_days_and_times_are_never_mixed(read):
    rows = [("A-1", "x", "2026-01-05"), ("A-1", "y", "2026-01-06T09:00:00")]
    with pytest.raises(LogFault, match=r"log\.csv:3: days and times are mixed"):
        read(table(rows), zone="Asia/Tokyo")
    with pytest.raises(LogFault, match=r"log\.csv:3: days and times are mixed"):
        read(table(rows[::-1]), zone="Asia/Tokyo")


def test_days_need_the_zone_in_which_they_are_days(read):
    with pytest.raises(LogFault, match="the day '2026-01-05' has no offset, and no zone is named"):
        read(table([("A-1", "x", "2026-01-05")]))


def test_a_mark_of_the_byte_order_is_no_part_of_the_first_name(read):
    assert len(read(b"\xef\xbb\xbf" + table(ROWS).encode())) == 2


def test_words_over_several_lines_keep_the_count_of_lines(read):
    text = table([("A-1", '"two\nlines"', MONDAY), ("A-1", "x", "never")])
    with pytest.raises(LogFault, match=r"log\.csv:4: "):
        read(text)


FAULTS = [
    pytest.param(table(ROWS)[:-24], 4, "cells", id="cut off in the last row"),
    pytest.param(table([*ROWS[:2], ('"A-1', "x", MONDAY)]), 4, "within quotes", id="cut off within quotes"),
    pytest.param(table([("A-1", "x", MONDAY, "more")]), 2, "4 cells", id="a row too long"),
    pytest.param(table([("", "x", MONDAY)]), 2, "'case' is empty", id="no case"),
    pytest.param(table([("A-1", "", MONDAY)]), 2, "'activity' is empty", id="no activity"),
    pytest.param(table([("A-1", "x", "")]), 2, "'time' is empty", id="no time"),
    pytest.param(table([("A-1", "x", "soon")]), 2, "no timestamp", id="a time that is none"),
    pytest.param(table([("A-1", "x", "1900-01-01T00:00:00Z")]), 2, "outside 1980", id="an absurd year"),
    pytest.param(table([("A-1", "x", "2026-01-05T09:00")]), 2, "no zone", id="no offset and no zone"),
    pytest.param(table([*ROWS, ("A-1", "y", "2026-01-05 09:00")]), 5, "mixed", id="offsets mixed"),
    pytest.param(table(ROWS, "case,activity,activity"), 1, "two columns", id="a column twice"),
    pytest.param(table([("A-1", "x" * 100_001, MONDAY)]), 2, "characters", id="a huge cell"),
    pytest.param(table([("A-1", "x" * (LONGEST_LINE + 1), MONDAY)]), 2, "too long", id="a line without an end"),
    pytest.param(table([("A-1", "x\0y", MONDAY)]), 2, "zero byte", id="bytes that are no text"),
    pytest.param(table([("A-1", "ré", MONDAY)]).encode("latin-1"), 2, "UTF-8", id="another encoding"),
    pytest.param(
        table([("A-1", "x", TUESDAY, MONDAY)], "case,activity,start,time"), 2, "ends before it begins", id="backward"
    ),
]


@pytest.mark.parametrize("text,line,words", FAULTS)
def test_a_fault_is_one_line_with_file_and_line(read, tmp_path, text, line, words):
    mapped = {}
    if isinstance(text, str) and text.startswith("case,activity,activity"):
        mapped = {"columns": {"case": "case", "activity": "activity", "time": "activity"}}
    with pytest.raises(LogFault) as met:
        read(text, **mapped)
    assert str(met.value).startswith(f"LOG-001 {tmp_path / 'log.csv'}:{line}: ")
    assert words in str(met.value)
    assert "\n" not in str(met.value)


def test_a_table_whose_columns_nobody_knows_says_which_it_has(read):
    with pytest.raises(LogMisfit, match=r"the case or the time.*file, activity, when"):
        read(table(ROWS, "file,activity,when"))


def test_a_column_that_is_not_there_is_named(read):
    with pytest.raises(LogMisfit, match="'nothing'"):
        read(table(ROWS), columns={"case": "case", "activity": "activity", "time": "nothing"})
