"""Reports from the command line, on the dated cases that ship with the project."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from licensing.service.cases import Cases
from licensing.service.walks import step
from licensing.store.database import Database
from tests.integration.cli.conftest import ROOT, Licensing

HEAD = {
    "report",
    "process",
    "clock",
    "clock_id",
    "provenance",
    "as_of",
    "n_decided",
    "n_open",
    "definition_versions",
    "period",
    "rows",
}
BOTTLENECK = [
    "figure",
    "state",
    "owner",
    "party",
    "cases",
    "open",
    "median_days",
    "median_days_low",
    "median_limits_days",
    "p90_days",
    "p90_days_low",
    "total_days",
    "total_days_low",
    "share",
    "wait_share",
    "basis",
]
TRANSFER = "jp/equipment-transfer"


@pytest.fixture
def transfers(licensing: Licensing, observed: Path) -> Licensing:
    submitted = licensing("case", "submit", *sorted(observed.glob("*.yaml")))
    assert submitted.code == 0, submitted.err
    return licensing


def days_in(licensing: Licensing, ref: str, state: str) -> list[tuple[float | None, float | None]]:
    visits = licensing("case", "show", ref, "--json").json["visits"]
    return [(visit["days_low"], visit["days"]) for visit in visits if visit["name"] == state]


def test_the_patriot_missiles_waited_for_their_buyer_at_most_219_days(transfers: Licensing) -> None:
    assert days_in(transfers, "JP-ET-PAC3-US", "awaiting-buyer") == [(0, 219)]


def test_the_frigate_waited_for_its_buyer_251_days(transfers: Licensing) -> None:
    assert days_in(transfers, "JP-ET-FRIGATE-AUSTRALIA", "awaiting-buyer") == [(251, 251)]


def test_the_consent_for_the_interceptor_took_at_least_590_days(transfers: Licensing) -> None:
    visits = transfers("case", "show", "JP-3P-SM3-2A", "--json").json["visits"]
    unbounded = [visit for visit in visits if visit["days"] is None and visit["to"] == "2011-06-03"]
    assert [visit["days_low"] for visit in unbounded] == [590]


def test_the_seeker_gyro_took_between_0_and_107_days_and_is_never_said_to_have_taken_107(transfers: Licensing) -> None:
    report = transfers("report", "bottlenecks", TRANSFER, "--json").json
    assert report["provenance"] == "observed"
    visits = transfers("case", "show", "JP-ET-PAC2-GYRO-US", "--json").json["visits"]
    spans = {(visit["days_low"], visit["days"]) for visit in visits if visit["days"]}
    assert spans == {(0, 107)}
    shown = transfers("case", "show", "JP-ET-PAC2-GYRO-US").out
    assert "≤ 107" in shown
    assert " 107" not in shown.replace("≤ 107", "")


def test_a_bottleneck_report_has_the_columns_that_are_promised(transfers: Licensing) -> None:
    report = transfers("report", "bottlenecks", TRANSFER, "--json").json
    assert set(report) >= HEAD
    assert all(list(row) == BOTTLENECK for row in report["rows"] + report["after_rows"])
    assert sum(row["share"] for row in report["rows"]) == pytest.approx(1)
    listed = list(csv.DictReader(io.StringIO(transfers("report", "bottlenecks", TRANSFER, "--csv").out)))
    assert [row["state"] for row in listed] == [row["state"] for row in report["rows"]]


def test_a_state_before_and_after_the_decision_has_two_figures(licensing: Licensing, tmp_path: Path) -> None:
    names = ("us-ml-denied-reconsidered", "us-ml-provisos-relief")
    licensing("case", "submit", *(ROOT / "examples" / "mock" / f"{name}.yaml" for name in names))
    with Database.open(tmp_path / "licensing.db") as database:
        cases = Cases(database, lambda: datetime.now(UTC))
        for item in licensing("case", "list", "--json").json:
            while step(cases, item["ref"]).moved:
                pass
    report = licensing("report", "bottlenecks", "us/munitions-license", "--json").json
    states = [[row["state"] for row in report[part]] for part in ("rows", "after_rows")]
    assert set(states[0]) & set(states[1])
    figures = [row["figure"] for row in report["rows"] + report["after_rows"]]
    assert len(set(figures)) == len(figures)
    printed = licensing("report", "bottlenecks", "us/munitions-license", "--ids").out.splitlines()
    assert [line.strip() for line in printed if "@" in line] == figures


def test_a_process_without_a_clock_says_so_and_never_zero(transfers: Licensing) -> None:
    report = transfers("report", "bottlenecks", TRANSFER, "--clock", "on-clock", "--json").json
    assert report["clock_id"] is None
    assert {row["total_days"] for row in report["rows"]} == {None}
    assert "no clock exists" in transfers("report", "bottlenecks", TRANSFER).out


def test_the_ledger_gives_every_day_to_one_party(transfers: Licensing) -> None:
    ledger = transfers("report", "ledger", TRANSFER, "--json").json
    assert sum(row["share"] for row in ledger["rows"]) == pytest.approx(1)
    assert {row["party"] for row in ledger["rows"]} == {"unknown"}


def test_observed_and_mock_cases_are_printed_apart_and_never_joined(transfers: Licensing) -> None:
    assert transfers("case", "submit", *sorted((ROOT / "examples/mock").glob("jp-et-*.yaml"))).code == 0
    printed = transfers("report", "bottlenecks", TRANSFER).out
    assert printed.count("Where the days go") == 2
    refused = transfers("report", "bottlenecks", TRANSFER, "--json")
    assert refused.code == 2
    assert refused.err.startswith("REPORT-002") or '"REPORT-002"' in refused.err
    assert transfers("report", "bottlenecks", TRANSFER, "--json", "--provenance", "mock").code == 0


def test_a_report_without_cases_or_with_a_wrong_day_says_what_to_do(transfers: Licensing) -> None:
    none = transfers("report", "bottlenecks", "us/munitions-license")
    assert (none.code, none.err.split()[0]) == (2, "REPORT-001")
    wrong = transfers("report", "ledger", TRANSFER, "--since", "yesterday")
    assert (wrong.code, wrong.err) == (2, "USE-001 --since: 'yesterday' is no day. Write YYYY-MM-DD.\n")
    clock = transfers("report", "ledger", "jp/export-permit", "--clock", "on-clock", "--clock-id", "x")
    assert (clock.code, clock.err.split()[0]) == (2, "REPORT-003")


def test_a_report_can_be_given_as_the_store_knew_things_then(transfers: Licensing) -> None:
    then = transfers("report", "bottlenecks", TRANSFER, "--as-known-on", "2001-01-01")
    assert (then.code, then.err.split()[0]) == (2, "REPORT-001")
    later = transfers("report", "bottlenecks", TRANSFER, "--as-known-on", "2999-01-01", "--json").json
    assert later["rows"] == transfers("report", "bottlenecks", TRANSFER, "--json").json["rows"]
