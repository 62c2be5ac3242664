"""What a person sees of cases: observed and mock ones apart, as far as anybody looked, words whole, 80 columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from licensing.cli import case
from licensing.cli.main import main
from licensing.definitions.casefile import read_case_file
from licensing.service.cases import Cases
from licensing.service.walks import step
from licensing.store.database import Database
from tests.integration.cli.conftest import ROOT

NAMES = (
    "observed/jp-et-pac3-us", "observed/jp-et-frigate-australia", "observed/jp-et-uh1h-parts-philippines",
    "observed/jp-ep-hf-liquid-2019", "mock/us-ml-in-house", "mock/us-ml-never-answered", "mock/us-ml-returned",
)  # fmt: skip
FILES = [ROOT / "examples" / f"{name}.yaml" for name in NAMES]
NEVER_ANSWERED = "US-ML-2026-0009"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

Say = Callable[..., str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases") / "licensing.db"
    with Database.open(path, create=True) as database:
        cases = Cases(database, lambda: NOW)
        files = [read_case_file(path) for path in FILES]
        cases.submit(files)
        for file in files:
            while file.provenance == "mock" and step(cases, file.ref).moved:
                pass
    return path


@pytest.fixture
def say(store: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.setattr(case, "now", lambda: NOW)

    def said(*words: str) -> str:
        out = io.StringIO()
        with redirect_stdout(out), pytest.raises(SystemExit) as ended:
            main([*words, "--store", str(store)])
        assert not ended.value.code
        return out.getvalue()

    return said


def listed(say: Say, *words: str) -> dict[str, dict[str, object]]:
    return {row["ref"]: row for row in json.loads(say("case", "list", *words, "--json"))}


def test_observed_and_mock_cases_are_listed_apart(say: Say) -> None:
    printed = say("case", "list")
    mock, observed = printed.split("\n\n")
    assert mock.startswith("3 MOCK cases\n")
    assert observed.startswith("4 OBSERVED cases\n")
    assert "MOCK" not in observed
    assert "JP-EP" not in mock
    assert say("case", "list", "--provenance", "observed").startswith("4 OBSERVED cases\n")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_keeps_references_and_states_whole_and_stays_within_80_columns(say: Say, language: str) -> None:
    for ref, row in listed(say).items():
        pages = {words: say("case", *words, "--lang", language) for words in (("list",), ("show", ref))}
        for page in pages.values():
            assert max(map(cell_len, page.splitlines())) <= 80
            assert ref in page
        assert str(row["state"]) in pages["list",]


def test_a_list_can_be_narrowed_to_what_has_stayed_too_long(say: Say) -> None:
    staffed = listed(say, "--state", "staffed")
    assert list(staffed) == [NEVER_ANSWERED]
    days = staffed[NEVER_ANSWERED]["days_in_state"]
    assert isinstance(days, float)
    assert days > 200
    assert list(listed(say, "--state", "staffed", "--over", f"{days - 1:.0f}")) == [NEVER_ANSWERED]
    assert listed(say, "--state", "staffed", "--over", f"{days + 1:.0f}") == {}
    assert say("case", "list", "--over", "100000").startswith("No such case in this store.")


def test_a_closed_case_stays_nowhere_and_an_open_one_has_taken_so_long_so_far(say: Say) -> None:
    rows = listed(say)
    closed = rows["US-ML-2026-0003"]
    assert (closed["state"], closed["days_in_state"]) == ("returned", None)
    assert say("case", "list", "--state", "staffed").splitlines()[2].endswith("so far")


def test_of_an_observed_case_nothing_is_told_beyond_the_last_look(say: Say) -> None:
    row = listed(say)["JP-ET-PAC3-US"]
    assert (row["days_in_state"], row["days_in_state_low"], row["days"], row["days_low"]) == (None, 0, None, 0)
    shown = say("case", "show", "JP-ET-PAC3-US")
    assert "for ≥ 0 days." in shown
    assert "Nobody looked after\n2025-11-20." in shown
    assert json.loads(say("case", "show", "JP-ET-PAC3-US", "--json"))["at"].startswith("2025-11-20")


def test_a_list_and_a_page_narrow_what_is_imprecise_as_the_reports_do(say: Say) -> None:
    row = listed(say)["JP-ET-UH1H-PARTS-PHILIPPINES"]
    assert (row["days_low"], row["days"]) == (0, 290)
    visits = json.loads(say("case", "show", "JP-ET-PAC3-US", "--json"))["visits"]
    spans = {visit["name"]: (visit["days_low"], visit["days"]) for visit in visits}
    assert spans["need"] == (0, 0)
    assert spans["awaiting-transfer"] == (0, 699)


def test_csv_gives_a_list_and_the_stays_of_a_case(say: Say) -> None:
    rows = list(csv.DictReader(io.StringIO(say("case", "list", "--csv"))))
    assert {row["ref"]: row["state"] for row in rows} == {ref: row["state"] for ref, row in listed(say).items()}
    stays = list(csv.DictReader(io.StringIO(say("case", "show", NEVER_ANSWERED, "--csv"))))
    assert (stays[-1]["state"], stays[-1]["left"]) == ("staffed", "open")


def test_labels_are_printed_in_the_language_asked_for(say: Say) -> None:
    assert "申請者" in say("case", "show", NEVER_ANSWERED, "--lang", "ja")
    assert "Applicant" in say("case", "show", NEVER_ANSWERED, "--lang", "en")
