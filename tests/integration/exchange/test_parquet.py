"""Tables in Parquet: the same cases as from CSV, whatever types their columns have, and faults by row."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from licensing.domain.errors import LogFault, LogMisfit, MissingFile
from licensing.exchange.imports import cases_in, format_of
from licensing.exchange.log import LONGEST_TEXT
from licensing.exchange.mapping import LogMapping
from licensing.exchange.moments import Moments
from licensing.exchange.parquet import read_parquet
from licensing.exchange.sorting import by_case

ROWS = "('A-1', 'receive', {0}), ('A-2', 'receive', {0}), ('A-1', 'decide', {1})"
INSTANTS = ROWS.format("TIMESTAMPTZ '2026-01-05 00:00:00+00'", "TIMESTAMPTZ '2026-01-06 12:30:00.25+00'")
LOCAL = ROWS.format("TIMESTAMP '2026-01-05 09:00:00'", "TIMESTAMP '2026-01-06 21:30:00.25'")
TEXT = ROWS.format("'2026-01-05T00:00:00Z'", "'2026-01-06T21:30:00.25+09:00'")
HEADER = 'log("case", activity, "time")'


def written(path: Path, rows: str, header: str = HEADER) -> Path:
    with duckdb.connect() as database:
        database.execute(f"COPY (SELECT * FROM (VALUES {rows}) AS {header}) TO '{path}' (FORMAT parquet)")
    return path


@pytest.fixture
def read(tmp_path):
    def cases(rows: str, header: str = HEADER, **mapped):
        path = written(tmp_path / "log.parquet", rows, header)
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        return list(cases_in(path, LogMapping.model_validate(mapped), work))

    return cases


def test_parquet_is_told_by_how_it_begins(tmp_path):
    assert format_of(written(tmp_path / "any.name", INSTANTS)) == "Parquet"


@pytest.mark.parametrize(
    "rows, mapped",
    [
        (INSTANTS, {}),
        (LOCAL, {"zone": "Asia/Tokyo"}),
        (LOCAL.replace("TIMESTAMP ", "TIMESTAMP_NS "), {"zone": "Asia/Tokyo"}),
        (TEXT, {}),
    ],
)
def test_times_of_every_type_are_the_same_moments(read, tmp_path, rows, mapped):
    csv = tmp_path / "log.csv"
    csv.write_text(
        "case,activity,time\nA-1,receive,2026-01-05T00:00:00Z\nA-2,receive,2026-01-05T00:00:00Z\n"
        "A-1,decide,2026-01-06T12:30:00.25Z\n",
        encoding="utf-8",
    )
    work = tmp_path / "plain"
    work.mkdir()
    plain = [
        (case.ref, [(event.activity, event.us) for event in case.events]) for case in cases_in(csv, LogMapping(), work)
    ]
    assert [(case.ref, [(event.activity, event.us) for event in case.events]) for case in read(rows, **mapped)] == plain


def test_days_stay_days(tmp_path):
    path = written(tmp_path / "log.parquet", ROWS.format("DATE '2026-01-05'", "DATE '2026-01-06'"))
    moments = Moments(ZoneInfo("Asia/Tokyo"))
    rows = read_parquet(path, LogMapping(), moments, tmp_path)
    assert len(list(by_case(str(path), rows, tmp_path, moments))) == 2
    assert moments.by_day


def test_numbers_are_names_of_cases_and_an_empty_attribute_says_nothing(read):
    rows = "(7, 'receive', '2026-01-05T00:00:00Z', 12.5), (8, 'receive', '2026-01-05T00:00:00Z', NULL)"
    first, second = read(rows, 'log("case", activity, "time", "case:value")')
    assert (first.ref, dict(first.attributes)) == ("7", {"value": "12.5"})
    assert (second.ref, dict(second.attributes)) == ("8", {})


def test_names_of_columns_can_hold_anything(read):
    mapped = {"columns": {"case": 'the "case"', "activity": "step, of it", "time": "at"}}
    header = 'log("the ""case""", "step, of it", "at")'
    assert [case.ref for case in read(INSTANTS, header, **mapped)] == ["A-1", "A-2"]


@pytest.mark.parametrize(
    "rows, says",
    [
        (
            "('A-1', 'receive', '2026-01-05T00:00:00Z'), ('A-1', NULL, '2026-01-05T00:00:00Z')",
            ":2: 'activity' is empty",
        ),
        ("('A-1', 'receive', '2026-01-05T00:00:00Z'), ('A-1', 'decide', 'soon')", ":2: 'soon' is no timestamp"),
        (
            "('A-1', 'receive', TIMESTAMP '2026-01-05 00:00:00')",
            ":1: the timestamp '2026-01-05T00:00:00.000000' has no",
        ),
        (f"('A-1', repeat('x', {LONGEST_TEXT + 5}), '2026-01-05T00:00:00Z')", ":1: a cell has"),
    ],
)
def test_a_fault_names_its_row(read, rows, says):
    with pytest.raises(LogFault, match=says):
        read(rows)


def test_a_column_that_is_missing_is_named(read):
    with pytest.raises(LogMisfit, match="no column is known to be the time"):
        read(INSTANTS, 'log("case", activity, "when")')


def test_a_form_of_times_is_for_text(read):
    assert len(read(ROWS.format("'5/1/2026 9:00'", "'6/1/2026 9:00'"), time_form="%d/%m/%Y %H:%M", zone="UTC")) == 2
    with pytest.raises(LogMisfit, match="has timestamps, and the mapping a time_form"):
        read(LOCAL, time_form="%d/%m/%Y %H:%M", zone="UTC")


@pytest.mark.parametrize("cut", [4, 60, -8])
def test_a_file_that_is_cut_off_is_a_fault(tmp_path, cut):
    path = written(tmp_path / "log.parquet", INSTANTS)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(LogFault, match="no Parquet that can be read"):
        list(cases_in(path, LogMapping(), tmp_path))


def test_a_preview_reads_no_more_than_it_shows(tmp_path):
    path = written(tmp_path / "log.parquet", INSTANTS)
    assert [case.ref for case in cases_in(path, LogMapping(), tmp_path, rows=1)] == ["A-1"]
    with pytest.raises(MissingFile):
        list(cases_in(tmp_path / "none.parquet", LogMapping(), tmp_path))
