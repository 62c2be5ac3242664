"""Whatever the bytes of a log: it is taken in, or it is refused in one line; nothing else comes out."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.domain.errors import LicensingError
from licensing.exchange.imports import cases_of, import_log
from licensing.exchange.mapping import LogMapping
from tests.support.logs import NINE, attribute, table, xes, xes_trace

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LATER = "2026-01-09T09:00:00+09:00"
EXTRA = attribute("date", "due", NINE) + attribute("int", "n", 7) + attribute("boolean", "b", "true")
TRACE = xes_trace("A-1", [("receive", NINE, "start"), ("receive", LATER), ("decide", LATER)], EXTRA)
XES = xes(TRACE, xes_trace("A-2", [("receive", NINE)])).encode()
CSV = table(
    [("A-1", "receive", NINE, "2026-03-01"), ("A-2", '"a ""b"', LATER, ""), ("A-1", "decide", LATER, "2026-03-01")],
    "case,activity,time,case:due",
).encode()
OCEL = (
    '{"objects": [{"id": "A-1", "type": "t", "attributes": [{"name": "due", "time": "", "value": "2026-03-01"}]}],\n'
    f'"events": [{{"id": "e", "type": "x", "time": "{NINE}", "relationships": [{{"objectId": "A-1"}}]}}]}}\n'
).encode()
SHORT = b"<>&;\"',=/\n\r\t \\!?-:+.0189aZ\x00\x1f\x7f\x80\xbf\xc3\xe9\xfe\xff"
WORDS = (
    b"<!DOCTYPE log>",
    b"<!ENTITY a 'b'>",
    b"&amp;",
    b"&a;",
    b"<![CDATA[",
    b"]]>",
    b"<trace>",
    b"</trace>",
    b"\n\n",
)


@st.composite
def spoiled(draw, good):
    """Give the bytes of a good file with a few places changed, taken away, doubled or put in."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        how = draw(st.sampled_from(["change", "cut", "put", "word", "double", "end"]))
        if how == "change" and data:
            data[at] = draw(st.sampled_from(SHORT))
        elif how == "cut":
            del data[at : at + draw(st.integers(1, 40))]
        elif how == "put":
            data[at:at] = bytes(draw(st.lists(st.sampled_from(SHORT), min_size=1, max_size=4)))
        elif how == "word":
            data[at:at] = draw(st.sampled_from(WORDS))
        elif how == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 120))]
        else:
            del data[at:]
    return bytes(data)


def taken_or_refused(tmp_path, data, name):
    path, folder = tmp_path / name, tmp_path / "logs"
    path.write_bytes(data)
    refusal = None
    try:
        imported, _ = import_log(path, "log/any", LogMapping(), folder, NOW)
    except LicensingError as error:
        refusal = error
    kept = list(folder.iterdir()) if folder.exists() else []
    if refusal is None:
        assert imported.cases == len(list(cases_of(folder, imported))) >= 1
        for file in kept:
            file.unlink()
    else:
        assert kept == []
        assert name in str(refusal)
        assert "\n" not in str(refusal)


FEW = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(spoiled(XES))
def test_spoiled_xes(tmp_path, data):
    taken_or_refused(tmp_path, data, "log.xes")


@FEW
@given(spoiled(CSV))
def test_spoiled_tables(tmp_path, data):
    taken_or_refused(tmp_path, data, "log.csv")


@FEW
@given(spoiled(gzip.compress(XES * 1, mtime=0)))
def test_spoiled_archives(tmp_path, data):
    taken_or_refused(tmp_path, data, "log.xes.gz")


@FEW
@given(st.binary(max_size=300))
def test_any_bytes_at_all(tmp_path, data):
    taken_or_refused(tmp_path, data, "log.bin")


@pytest.mark.parametrize("name", ["log.xes", "log.csv"])
def test_a_folder_is_no_log(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(LicensingError, match=name):
        import_log(tmp_path / name, "log/any", LogMapping(), tmp_path / "logs", NOW)


@FEW
@given(spoiled(OCEL))
def test_spoiled_documents(tmp_path, data):
    taken_or_refused(tmp_path, data, "log.json")
