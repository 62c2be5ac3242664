"""A log is taken in whole or not at all, kept as columns nobody changes, and told back as it was discovered."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.domain.errors import LogDamaged, LogExists, LogFault, LogMisfit
from licensing.exchange import imports
from licensing.exchange.columns import read_columns, write_columns
from licensing.exchange.discovered import Outline, definition_of
from licensing.exchange.discovery import Discovery
from licensing.exchange.imports import cases_of, format_of, import_log, process_name
from licensing.exchange.log import LogCase
from licensing.exchange.mapping import NO_MAPPING, LogMapping
from licensing.exchange.record import columns_of, imported_logs, keep, read_record
from tests.support.logs import NINE, any_log, attribute, events, table, xes, xes_trace

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LOG = xes(
    xes_trace("A-1", [("receive", NINE), ("decide", "2026-01-09T09:00:00+09:00")], attribute("date", "due", NINE)),
    xes_trace("A-2", [("receive", NINE)], attribute("int", "value", 7)),
)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.xes"
    path.write_text(LOG, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "store.logs"


def left(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_what_was_imported_is_told_back(log, folder):
    imported, new = import_log(log, "log/example", NO_MAPPING, folder, NOW)
    assert new
    assert (imported.cases, imported.events, imported.open) == (2, 3, 0)
    assert left(folder) == [f"example-{imported.columns_digest[:12]}.parquet", "example.json"]
    first, second = cases_of(folder, imported)
    assert [visit.state for visit in first.visits] == ["receive", "before decide", "decide", "ended"]
    assert first.facts[0].value == NINE
    assert second.attribute("value") == 7


def test_the_record_names_origin_digests_schema_and_moment(log, folder):
    imported, _ = import_log(log, "log/example", NO_MAPPING, folder, NOW)
    kept = json.loads((folder / "example.json").read_text(encoding="utf-8"))
    assert kept["origin"] == "log.xes"
    assert kept["schema"] == 1
    assert kept["imported_at"] == "2026-11-27T12:00:00+00:00"
    assert len(kept["origin_digest"]) == len(kept["columns_digest"]) == 64
    assert read_record(folder, "log/example") == imported
    assert imported_logs(folder) == (imported,)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_log(), st.booleans())
def test_columns_give_back_every_case_as_it_was(tmp_path, drawn, by_day):
    told, mapped = drawn
    discovery = Discovery("log/example", LogMapping.model_validate(mapped))
    made = [
        discovery.case(LogCase(ref, 1, events(*told), (("kind", 'a "quoted"\nword'),), (("due", NINE),), by_day=by_day))
        for ref in ("A-1", "A,2", "案件")
    ]
    digest = definition_of(Outline.of(discovery)).digest
    path = tmp_path / "columns.parquet"
    write_columns(made, path, tmp_path)
    back = list(read_columns(path, "log/example", digest, "UTC", tmp_path))
    assert [case.definition_digest for case in back] == [digest] * 3
    for was, now in zip(made, back, strict=True):
        for name in (
            "ref",
            "opened",
            "last",
            "closed",
            "decisions",
            "visits",
            "referrals",
            "facts",
            "moves",
            "attributes",
        ):
            assert getattr(now, name) == getattr(was, name), name
        assert [item.left_order for item in now.visits] == [item.left_order for item in was.visits]
        assert [item.ended_order for item in now.referrals] == [item.ended_order for item in was.referrals]
        assert [item.order for item in now.moves] == [item.order for item in was.moves]


def test_the_same_log_again_changes_nothing(log, folder):
    first, _ = import_log(log, "log/example", NO_MAPPING, folder, NOW)
    again, new = import_log(log, "log/example", NO_MAPPING, folder, datetime(2027, 1, 1, tzinfo=UTC))
    assert not new
    assert again == first


def test_another_log_or_mapping_does_not_take_the_name(log, folder):
    import_log(log, "log/example", NO_MAPPING, folder, NOW)
    with pytest.raises(LogExists, match=r"log\.xes on 2026-11-27"):
        import_log(log, "log/example", LogMapping(ends=("decide",)), folder, NOW)
    log.write_text(LOG.replace("A-2", "A-3"), encoding="utf-8")
    with pytest.raises(LogExists):
        import_log(log, "log/example", NO_MAPPING, folder, NOW)


def test_of_two_imports_at_once_under_one_name_the_first_stays_whole(log, folder, tmp_path, monkeypatch):
    """The other one is through between the look at the name and the writing of the record."""
    other = tmp_path / "other.xes"
    other.write_text(LOG.replace("A-2", "A-3"), encoding="utf-8")
    first = []

    def meanwhile(imported, written, place):
        monkeypatch.undo()
        first.append(import_log(other, "log/example", NO_MAPPING, folder, NOW)[0])
        keep(imported, written, place)

    monkeypatch.setattr(imports, "keep", meanwhile)
    with pytest.raises(LogExists, match="meanwhile"):
        import_log(log, "log/example", NO_MAPPING, folder, NOW)
    assert [case.ref for case in cases_of(folder, read_record(folder, "log/example"))] == ["A-1", "A-3"]
    assert left(folder) == [columns_of(folder, first[0]).name, "example.json"]


@pytest.mark.parametrize("text", [LOG[:-40], LOG.replace("A-2", "A-1"), xes(xes_trace("A-1", []))])
def test_a_faulty_log_leaves_nothing_behind(log, folder, text):
    log.write_text(text, encoding="utf-8")
    with pytest.raises(LogFault):
        import_log(log, "log/example", NO_MAPPING, folder, NOW)
    assert left(folder) == []


def test_a_fault_in_the_last_row_of_a_table_leaves_nothing_behind(tmp_path, folder):
    path = tmp_path / "log.csv"
    path.write_text(table([("A-1", "x", NINE)] * 500 + [("A-1", "x", "never")]), encoding="utf-8")
    with pytest.raises(LogFault, match=r"log\.csv:502: "):
        import_log(path, "log/example", NO_MAPPING, folder, NOW)
    assert left(folder) == []


def test_an_activity_that_only_the_mapping_knows_is_a_slip(log, folder):
    with pytest.raises(LogMisfit, match=r"no activity 'decid'.*decide, receive"):
        import_log(log, "log/example", LogMapping(ends=("decid",)), folder, NOW)
    assert left(folder) == []


def test_changed_columns_are_refused(log, folder):
    imported, _ = import_log(log, "log/example", NO_MAPPING, folder, NOW)
    columns = columns_of(folder, imported)
    columns.chmod(0o644)
    changed = bytearray(columns.read_bytes())
    changed[len(changed) // 2] ^= 1
    columns.write_bytes(changed)
    with pytest.raises(LogDamaged, match="not what was imported"):
        list(cases_of(folder, imported))
    columns.unlink()
    with pytest.raises(LogDamaged):
        list(cases_of(folder, imported))


@pytest.mark.parametrize("text", ["", "{}", '{"schema": 99}', "[1, 2]"])
def test_a_record_that_is_none_is_refused(log, folder, text):
    import_log(log, "log/example", NO_MAPPING, folder, NOW)
    record = folder / "example.json"
    record.chmod(0o644)
    record.write_text(text, encoding="utf-8")
    with pytest.raises(LogDamaged):
        imported_logs(folder)


def test_columns_and_record_are_not_to_be_written_to(log, folder):
    import_log(log, "log/example", NO_MAPPING, folder, NOW)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o444}


@pytest.mark.parametrize(
    "start,kind",
    [
        ("<log/>", "XES"),
        ("\ufeff  <?xml version='1.0'?><log/>", "XES"),
        ("case,activity\n", "CSV"),
        ('{"objects": []}', "OCEL"),
    ],
)
def test_the_format_is_told_by_how_the_file_begins(tmp_path, start, kind):
    path = tmp_path / "log.dat"
    path.write_text(start, encoding="utf-8")
    assert format_of(path) == kind


@pytest.mark.parametrize(
    "text,name",
    [("receipt", "log/receipt"), ("log/receipt", "log/receipt"), ("My Log_2024", "log/my-log-2024")],
)
def test_a_process_of_a_log_has_a_plain_name(text, name):
    assert process_name(text) == name


def test_no_bar_of_the_database_gets_into_the_answer_of_a_command(tmp_path):
    """Where no script is named, as here, DuckDB takes a person to be watching."""
    code = (
        "import sys; from pathlib import Path; from licensing.exchange.staging import connected\n"
        "with connected(Path(sys.argv[1])) as database:\n"
        "    print(database.execute(\"SELECT current_setting('enable_progress_bar')\").fetchone()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
