"""What lay between two dates of the sources is what the observed cases say, no more and no less precisely."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from licensing.definitions.casefile import read_case_file
from licensing.domain.when import between
from licensing.engine.evolve import fold_tightened
from licensing.service.cases import Cases
from licensing.store.database import Database

OBSERVED = Path(__file__).resolve().parents[2] / "examples" / "observed"
# File, state, least and most days in it; None where nothing bounds them.
CHAINS = [
    ("jp-ta-uae", "signed", 229, 229),
    ("jp-ta-france", "signed", 629, 629),
    ("jp-ta-germany", "signed", 0, 0),
    ("jp-ta-singapore", "talks", 357, 357),
    ("jp-ta-singapore", "signed", 0, 0),
    ("jp-ta-bangladesh", "signed", 0, 0),
    ("jp-ta-vietnam", "agreed", 327, 327),
    ("jp-ta-mongolia", "agreed", 0, 81),
    ("jp-ta-australia", "signed", 146, 176),
    ("jp-ta-malaysia", "talks", 1053, 1083),
    ("jp-ua-sm3-2006", "request", 12, 12),
    ("jp-ua-sm3-2006", "notification", 0, 0),
    ("jp-et-frigate-australia", "awaiting-buyer", 251, 251),
    ("jp-et-pac3-us", "awaiting-buyer", 0, 219),
    ("jp-3p-sm3-2a-consent", "review", 590, None),
    ("jp-et-tc90-philippines", "unknown", 121, 121),
    ("jp-et-tc90-philippines", "found-permissible", 6, 6),
    ("jp-et-tc90-philippines", "awaiting-transfer", 566, 566),
    ("jp-et-frigate-australia", "awaiting-contract", 256, 256),
    ("jp-et-vests-ukraine", "unknown", 4, 4),
    ("jp-et-aus-submarine-study", "unknown", 199, 229),
    ("jp-et-pac2-gyro-us", "unknown", 0, 107),
    ("jp-et-seeker-study-uk", "unknown", 0, 107),
    ("jp-et-pac3-us", "awaiting-transfer", 0, 699),
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    path = tmp_path_factory.mktemp("observed") / "licensing.db"
    with Database.open(path, create=True) as database:
        files = [read_case_file(file) for file in sorted(OBSERVED.glob("*.yaml"))]
        Cases(database, lambda: datetime(2026, 11, 27, tzinfo=UTC)).submit(files)
        with database.reading() as unit:
            yield {file.ref: fold_tightened(unit.events(file.ref)) for file in files}


@pytest.mark.parametrize("name, state, least, most", CHAINS, ids=str)
def test_the_days_between_two_dates_are_those_of_the_sources(cases, name, state, least, most):
    case = cases[read_case_file(OBSERVED / f"{name}.yaml").ref]
    (visit,) = [visit for visit in case.visits if visit.state == state]
    assert visit.left is not None
    lasted = between(visit.entered, visit.left)
    assert (lasted.low_days, lasted.high_days) == (least, most)


@pytest.mark.parametrize("name", ["canada", "india", "indonesia", "philippines", "sweden", "uk"])
def test_what_is_known_by_its_signature_only_is_signed_and_no_more(cases, name):
    case = cases[f"JP-TA-{name.upper()}"]
    assert (case.state, case.outcome) == ("signed", None)
    assert case.visits[-1].left is None


def test_whose_procedures_are_outstanding_for_canada_is_not_said(cases):
    case = cases["JP-TA-CANADA"]
    (outstanding,) = case.open_blockers
    assert outstanding.kind == "procedures-of-either"


def test_every_observed_case_names_its_sources_and_how_precise_they_are(cases):
    for file in sorted(OBSERVED.glob("*.yaml")):
        sources = read_case_file(file).sources
        assert sources
        assert all(source.cite and source.precision for source in sources), file.name
