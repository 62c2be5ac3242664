"""``licensing import``, and reports on what was imported."""

from __future__ import annotations

import json

import duckdb
import pytest

from licensing.analysis.catalog import REPORTS
from licensing.service import imports
from tests.support.logs import NINE, OCEL, attribute, table, xes, xes_trace

LATER = "2026-01-09T09:00:00+09:00"
LOG = xes(
    *(
        xes_trace(
            f"A-{number}",
            [("receive", NINE, "start"), ("receive", "2026-01-06T09:00:00+09:00"), ("decide", LATER)],
            attribute("date", "deadline", LATER),
        )
        for number in range(3)
    )
)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "receipt phase.xes"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_an_imported_log_is_reported_like_any_other_process(licensing, log):
    said = licensing("import", log)
    assert said.code == 0
    assert "log/receipt-phase" in said.out
    report = licensing("report", "bottlenecks", "log/receipt-phase", "--json").json
    assert (report["n_decided"], report["n_open"], report["provenance"]) == (3, 0, "observed")
    assert report["as_of"] == "2026-01-09T00:00:00Z"
    assert report["clock_id"] is None
    rows = {row["state"]: (row["total_days_low"], row["total_days"]) for row in report["rows"]}
    assert rows == {"receive": (3, 3), "before decide": (0, 9), "decide": (0, 9)}
    elapsed = next(item for item in report["durations"] if item["duration"] == "elapsed")
    assert (elapsed["median_days_low"], elapsed["median_days"]) == (4, 4)


@pytest.mark.parametrize("report", ["bottlenecks", "blockers", "ledger"])
def test_every_report_can_be_printed(licensing, log, report):
    licensing("import", log, "--as", "receipt")
    said = licensing("report", report, "log/receipt", "--ids", "--as-of", "2026-02-01")
    assert (said.code, said.err) == (0, "")
    assert "OBSERVED" in said.out
    assert "case list" not in said.out


def test_a_map_can_be_drawn_of_it(licensing, log, tmp_path):
    licensing("import", log, "--as", "receipt")
    assert licensing("report", "map", "log/receipt", "--svg", "map.svg").code == 0
    assert "receive" in (tmp_path / "map.svg").read_text(encoding="utf-8")


def test_the_same_log_again_is_there_already(licensing, log):
    licensing("import", log)
    said = licensing("import", log)
    assert said.code == 0
    assert "there already" in " ".join(said.out.split())


def test_an_import_says_what_it_took_in_as_json(licensing, log):
    (row,) = licensing("import", log, "--json").json
    assert (row["cases"], row["events"], row["activities"], row["result"]) == (3, 9, 2, "imported")
    assert (row["since"], row["until"], row["origin"]) == ("2026-01-05", "2026-01-09", "receipt phase.xes")


def test_a_preview_shows_and_keeps_nothing(licensing, log, tmp_path):
    said = licensing("import", log, "--preview")
    assert said.code == 0
    assert "XES" in said.out
    assert "deadline" in said.out
    assert "receive" in said.out
    assert not list(tmp_path.glob("*.logs"))
    assert not (tmp_path / "licensing.db").exists()
    (item,) = licensing("import", log, "--preview", "--json").json
    assert item["events"][0]["activity"] == "receive"


def test_what_no_report_will_see_is_said(licensing, log):
    log.write_text(
        xes(xes_trace("A-1", [("x", NINE, "schedule"), ("x", LATER)]), xes_trace("A-2", [])), encoding="utf-8"
    )
    said = licensing("import", log)
    assert "1 cases without an event were left out" in said.out
    assert "1 events neither begin nor end an activity" in said.out


def test_a_table_is_imported_by_a_mapping(licensing, tmp_path):
    path, mapping = tmp_path / "log.csv", tmp_path / "mapping.yaml"
    path.write_text(
        table([("7", "receive", "2026-01-05 09:00"), ("7", "decide", "2026-01-08 09:00")], "file,what,when"),
        encoding="utf-8",
    )
    mapping.write_text(
        "columns: {case: file, activity: what, time: when}\nzone: Asia/Tokyo\n"
        "owners: {receive: counter, decide: counter}\nparties: {counter: deciding-agency}\n",
        encoding="utf-8",
    )
    assert licensing("import", path, "--mapping", mapping).code == 0
    report = licensing("report", "bottlenecks", "log/log", "--json").json
    assert report["as_of"] == "2026-01-08T00:00:00Z"
    assert {row["party"] for row in report["rows"] if row["state"] != "before decide"} == {"deciding-agency"}


def test_a_table_in_parquet_gives_the_reports_of_the_same_table_in_csv(licensing, tmp_path):
    rows = [
        (f"P-{number}", step, f"2026-01-{5 + number + place:02}T09:00:00Z")
        for number in range(3)
        for place, step in enumerate(("receive", "decide"))
    ]
    (tmp_path / "plain.csv").write_text(table(rows), encoding="utf-8")
    with duckdb.connect() as database:
        database.execute(
            'COPY (SELECT "case", activity, "time"::TIMESTAMPTZ AS "time" FROM read_csv(\'plain.csv\', all_varchar'
            " = true)) TO 'typed.parquet' (FORMAT parquet)"
        )
    assert licensing("import", "typed.parquet", "--preview").out.startswith("log/typed · Parquet · ")
    for name in ("plain.csv", "typed.parquet"):
        assert licensing("import", name).code == 0
    ours, others = (licensing("report", "bottlenecks", f"log/{name}", "--json").json for name in ("plain", "typed"))
    assert [row | {"figure": ""} for row in ours["rows"]] == [row | {"figure": ""} for row in others["rows"]]
    assert ours["durations"] == others["durations"]


def test_an_object_centric_log_is_imported_by_the_type_that_is_the_case(licensing, tmp_path):
    log, mapping = tmp_path / "log.json", tmp_path / "mapping.yaml"
    log.write_text(json.dumps(OCEL), encoding="utf-8")
    mapping.write_text("object: application\n", encoding="utf-8")
    said = licensing("import", log)
    assert (said.code, said.err.startswith("LOG-002")) == (2, True)
    assert licensing("import", log, "--mapping", mapping).code == 0
    report = licensing("report", "bottlenecks", "log/log", "--json").json
    assert (report["n_decided"], {row["state"] for row in report["rows"]}) == (
        2,
        {"receive", "before decide", "decide"},
    )


@pytest.mark.parametrize(
    "words,code,exit_code",
    [
        ((), "USE-001", 2),
        (("missing.xes",), "FILE-003", 2),
        (("{log}", "--as", "us/munitions-license"), "USE-001", 2),
        (("{log}", "{log}", "--as", "x"), "USE-001", 2),
        (("{log}", "--as", "///"), "USE-001", 2),
        (("{log}", "--mapping", "missing.yaml"), "FILE-003", 2),
    ],
)
def test_wrong_use_is_named(licensing, log, words, code, exit_code):
    said = licensing("import", *(word.replace("{log}", str(log)) for word in words))
    assert said.code == exit_code
    assert said.err.startswith(code)
    assert said.err.count("\n") == 1


def test_a_faulty_log_is_one_line_and_nothing_is_kept(licensing, log, tmp_path):
    log.write_text(LOG.replace("</log>", ""), encoding="utf-8")
    said = licensing("import", log)
    assert said.code == 2
    assert said.err.startswith(f"LOG-001 {log}:")
    assert said.err.count("\n") == 1
    assert [path.name for folder in tmp_path.glob("*.logs") for path in folder.iterdir()] == []


def test_a_log_that_was_not_imported_is_named_with_those_that_were(licensing, log):
    licensing("import", log, "--as", "receipt")
    said = licensing("report", "bottlenecks", "log/other")
    assert said.code == 2
    assert "log/receipt" in said.err


def test_nothing_was_known_of_a_log_before_it_was_imported(licensing, log):
    licensing("import", log, "--as", "receipt")
    said = licensing("report", "bottlenecks", "log/receipt", "--as-known-on", "2020-01-01")
    assert said.code == 2
    assert said.err.startswith("REPORT-001")
    assert licensing("report", "bottlenecks", "log/receipt", "--provenance", "mock").err.startswith("REPORT-001")


def test_a_report_as_of_an_earlier_day_sees_no_later_event(licensing, log):
    licensing("import", log, "--as", "receipt")
    report = licensing("report", "bottlenecks", "log/receipt", "--as-of", "2026-01-07", "--json").json
    assert (report["n_decided"], report["n_open"]) == (0, 3)
    assert [row["state"] for row in report["rows"] if row["open"]] == ["before decide"]


def every_report(licensing) -> dict[str, str]:
    told = {name: licensing("report", name, "log/receipt", "--json") for name in REPORTS}
    assert {said.code for said in told.values()} == {0}
    return {name: said.out for name, said in told.items()}


def no_cases_read(*_: object) -> None:
    message = "the cases were read one by one"
    raise AssertionError(message)


def test_a_log_gets_a_snapshot_once_and_reports_are_answered_from_it(licensing, log, monkeypatch):
    licensing("import", log, "--as", "receipt")
    without = every_report(licensing)
    (made,) = licensing("db", "snapshot", "--json").json["logs"]
    assert (made["cases"], made["counted"]) == (3, 3)
    monkeypatch.setattr(imports, "cases_of", no_cases_read)
    assert every_report(licensing) == without
    (kept,) = licensing("db", "snapshot", "--json").json["logs"]
    assert (kept["path"], kept["cases"], kept["counted"]) == (made["path"], 3, 0)


def test_a_log_whose_columns_were_changed_is_not_answered_from_its_snapshot(licensing, log, tmp_path):
    licensing("import", log, "--as", "receipt")
    licensing("db", "snapshot")
    (columns,) = (tmp_path / "licensing.logs").glob("*.parquet")
    columns.chmod(0o644)
    columns.write_bytes(columns.read_bytes() + b"more")
    said = licensing("report", "bottlenecks", "log/receipt")
    assert said.code == 3
    assert said.err.startswith("LOG-")
    assert "is not what was imported" in said.err
