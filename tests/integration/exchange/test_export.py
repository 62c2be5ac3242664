"""Cases leave for other programs and come back: XES loses nothing, OCEL relates, tables explain themselves."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from licensing.definitions.casefile import read_case_file
from licensing.domain.errors import CaseExists, LogFault, NoCases, OutputFailed, UsageError
from licensing.domain.vocabulary import Provenance
from licensing.exchange.imports import cases_in
from licensing.exchange.mapping import NO_MAPPING
from licensing.exchange.stays import COLUMNS
from licensing.exchange.xes_own import is_own
from licensing.service.cases import Cases
from licensing.service.exports import export, restore
from licensing.service.walks import step
from licensing.store import integrity
from licensing.store.database import Database
from tests.support.stores import keep_random

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def quiet(done: int, total: int) -> None:
    """Show no progress."""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Give a store with observed, mock, linked, refiled and corrected cases, recorded at many instants."""
    path = tmp_path_factory.mktemp("store") / "licensing.db"
    clock = iter(datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(seconds=number) for number in range(1_000_000))
    with Database.open(path, create=True) as database:
        cases = Cases(database, lambda: next(clock))
        paths = [path for kind in ("jp-e", "us-ml") for path in sorted(EXAMPLES.glob(f"*/{kind}*.yaml"))]
        files = [read_case_file(path) for path in paths]
        cases.submit(files)
        for file in files:
            while file.provenance is Provenance.MOCK and step(cases, file.ref).moved:
                pass
        yield database


@pytest.fixture
def empty(tmp_path):
    with Database.open(tmp_path / "other.db", create=True) as database:
        yield database


@pytest.mark.parametrize("name", ["cases.xes", "cases.xes.gz"])
def test_cases_come_back_with_the_very_digests_they_had(store, empty, tmp_path, name):
    count = export(store, tmp_path / name, quiet)
    assert restore(empty, tmp_path / name) == (count, 0)
    assert integrity.verify(empty).root == integrity.verify(store).root
    assert integrity.check(empty).findings == ()
    with store.reading() as ours, empty.reading() as theirs:
        for ref in ours.refs():
            assert ours.recorded(ref) == theirs.recorded(ref)
            assert ours.header(ref) == theirs.header(ref)
    assert restore(empty, tmp_path / name) == (0, count)


@pytest.mark.parametrize("seed", range(5))
def test_any_history_comes_back(empty, tmp_path, seed):
    with Database.open(tmp_path / "random.db", create=True) as database:
        for number in range(6):
            keep_random(database, f"US-{number}", seed=100 * seed + number, length=25)
        export(database, tmp_path / "random.xes", quiet)
        restore(empty, tmp_path / "random.xes")
        assert integrity.verify(empty).root == integrity.verify(database).root


def test_a_mock_case_goes_on_where_it_was(store, empty, tmp_path):
    ref = "US-ML-2021-0101"
    with Database.open(tmp_path / "begun.db", create=True) as begun:
        cases = Cases(begun, lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
        cases.submit([read_case_file(EXAMPLES / "mock" / "us-ml-walk-1.yaml")])
        for _ in range(5):
            step(cases, ref)
        export(begun, tmp_path / "begun.xes", quiet)
        restore(empty, tmp_path / "begun.xes")
        for database in (begun, empty):
            walker = Cases(database, lambda: datetime(2026, 3, 3, 9, tzinfo=UTC))
            while step(walker, ref).moved:
                pass
        assert integrity.verify(empty).root == integrity.verify(begun).root


def test_other_programs_read_activities_with_beginning_and_end(store, tmp_path):
    export(store, tmp_path / "cases.xes", quiet, process="us/munitions-license")
    assert is_own(tmp_path / "cases.xes")
    read = {case.ref: case for case in cases_in(tmp_path / "cases.xes", NO_MAPPING, tmp_path)}
    with store.reading() as unit:
        for ref in unit.refs(process="us/munitions-license"):
            case = unit.case(ref)
            begun = Counter(event.activity for event in read[ref].events if event.phase.value == "start")
            for state, stays in Counter(visit.state for visit in case.visits).items():
                assert begun[state] == stays
            assert begun["referral:dtsa"] == sum(item.path == "dtsa" for item in case.referrals)


def test_a_file_that_was_changed_by_one_letter_is_refused_and_nothing_is_kept(store, empty, tmp_path):
    export(store, tmp_path / "cases.xes", quiet, process="jp/equipment-transfer")
    text = (tmp_path / "cases.xes").read_text(encoding="utf-8")
    for before, after in (
        ('"actor":"', '"actor":"x'),
        ('key="licensing:head" value="', 'key="licensing:head" value="0'),
        ("licensing:recorded", "licensing:noted"),
        ("</log>", ""),
    ):
        assert before in text
        (tmp_path / "changed.xes").write_text(text.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(LogFault, match=r"changed\.xes:\d+"):
            restore(empty, tmp_path / "changed.xes")
        with empty.reading() as unit:
            assert unit.refs() == ()


def test_a_case_that_went_on_otherwise_here_is_not_overwritten(store, empty, tmp_path):
    export(store, tmp_path / "cases.xes", quiet, process="us/munitions-license")
    cases = Cases(empty, lambda: datetime(2026, 1, 1, tzinfo=UTC))
    cases.submit([read_case_file(EXAMPLES / "mock" / "us-ml-walk-1.yaml")])
    before = integrity.verify(empty).root
    with pytest.raises(CaseExists, match="went on otherwise"):
        restore(empty, tmp_path / "cases.xes")
    assert integrity.verify(empty).root == before


def test_an_object_centric_log_relates_cases_matters_referrals_blockers_and_owners(store, tmp_path):
    export(store, tmp_path / "cases.json", quiet)
    told = json.loads((tmp_path / "cases.json").read_text(encoding="utf-8"))
    objects = {item["id"]: item for item in told["objects"]}
    declared = {item["name"] for item in told["objectTypes"]}
    assert {item["type"] for item in objects.values()} <= declared
    assert {"case", "matter", "referral", "blocker", "owner"} <= {item["type"] for item in objects.values()}
    assert {item["type"] for item in told["events"]} == {item["name"] for item in told["eventTypes"]}
    for item in (*told["events"], *objects.values()):
        assert all(relation["objectId"] in objects for relation in item["relationships"])
    refiled = [item for item in objects.values() if item["type"] == "case" and item["id"].startswith("case:US-ML")]
    matters = Counter(relation["objectId"] for item in refiled for relation in item["relationships"])
    assert max(matters.values()) > 1
    times = [item["time"] for item in told["events"]]
    assert times == sorted(times)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_table_has_a_row_for_every_stay_and_a_dictionary_of_its_columns(store, tmp_path, ending):
    path = tmp_path / f"stays{ending}"
    export(store, path, quiet)
    with store.reading() as unit:
        stays = sum(len(unit.case(ref).visits) for ref in unit.refs())
    with duckdb.connect() as database:
        read = f"read_csv('{path}')" if ending == ".csv" else f"read_parquet('{path}')"
        (found,) = database.execute(f"SELECT count(*) FROM {read}").fetchone()
        names = [row[0] for row in database.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
        imprecise = database.execute(
            f"SELECT count(*) FROM {read} WHERE entered_earliest IS NULL OR entered_earliest < entered_latest"
        ).fetchone()
    assert found == stays
    assert names == list(COLUMNS)
    assert imprecise[0] > 0
    with (tmp_path / "stays.dictionary.csv").open(encoding="utf-8", newline="") as file:
        assert [row["column"] for row in csv.DictReader(file)] == names


def test_the_same_cases_give_the_same_bytes(store, tmp_path):
    for name in ("one.xes.gz", "one.json", "one.csv"):
        export(store, tmp_path / name, quiet)
        first = (tmp_path / name).read_bytes()
        export(store, tmp_path / name, quiet)
        assert (tmp_path / name).read_bytes() == first
    assert gzip.decompress((tmp_path / "one.xes.gz").read_bytes()).startswith(b"<?xml")


def test_words_that_xml_cannot_carry_come_back_as_they_were(empty, tmp_path):
    with Database.open(tmp_path / "words.db", create=True) as database:
        cases = Cases(database, lambda: datetime(2026, 1, 1, tzinfo=UTC))
        file = read_case_file(EXAMPLES / "mock" / "us-ml-in-house.yaml")
        title = file.title.model_copy(update={"en": 'A "quoted" <title> & \x07 bell\n\tnext'})
        cases.submit([file.model_copy(update={"title": title})])
        export(database, tmp_path / "words.xes", quiet)
        restore(empty, tmp_path / "words.xes")
        with empty.reading() as unit:
            assert unit.header(file.ref).title_en == title.en


def test_what_cannot_be_written_is_said_in_one_line_and_leaves_nothing(store, tmp_path):
    with pytest.raises(UsageError, match="says not how"):
        export(store, tmp_path / "cases.pdf", quiet)
    with pytest.raises(NoCases):
        export(store, tmp_path / "cases.xes", quiet, process="us/no-cases")
    with pytest.raises(OutputFailed):
        export(store, tmp_path / "missing" / "cases.xes", quiet)
    assert [path.name for path in tmp_path.iterdir()] == []
