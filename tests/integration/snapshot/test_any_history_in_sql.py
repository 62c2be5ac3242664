"""Every figure from a snapshot is the figure that plain Python gives, for any history, scope and measure."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.analysis.casefile import CaseFile
from licensing.analysis.catalog import REPORTS, Report
from licensing.analysis.durations import MEDIAN, P90
from licensing.analysis.heading import Scope
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import Observation, limits, percentile
from licensing.analysis.trend import Every
from licensing.domain.errors import NoCases
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import DAY_US
from licensing.engine.evolve import fold_tightened
from licensing.engine.surroundings import Surroundings
from licensing.snapshot import chosen as chosen_in_sql
from licensing.snapshot import contents
from licensing.snapshot import lasting as lasting_of_sql
from licensing.snapshot import reports as reports_in_sql
from licensing.snapshot.chosen import Chosen, choose
from licensing.snapshot.file import reading
from licensing.snapshot.lasting import Kinds, Lasting, Source, kinds_sql, lasting
from licensing.snapshot.prepared import PREPARED
from tests.support.snapshots import snapshot_of
from tests.support.stories import small, small_process
from tests.support.wanderings import BEGIN, wandered

PROCESS = small().id
LAWS = small_process().versions


def drawn_files(draws: Random, number: int, provenance: Provenance) -> list[CaseFile]:
    """Draw cases of one provenance under either version, some of one matter, some looked at until a day only."""
    files: list[CaseFile] = []
    while len(files) < number:
        law = draws.choice(LAWS)
        case = fold_tightened(wandered(law, draws, draws.randrange(60), Surroundings()))
        if case.provenance is not provenance:
            continue
        case = replace(case, matter=f"M-{draws.randrange(2 * number)}")
        until = None if draws.random() < 0.7 else case.last.latest_day
        files.append(CaseFile(case, law, until))
    return sorted(files, key=lambda file: file.case.ref)


@contextmanager
def chosen_of(files: list[CaseFile], scope: Scope, patch: pytest.MonkeyPatch, *, many: int) -> Iterator[Chosen | None]:
    """Make a snapshot that keeps percentiles of ``many`` durations, and choose cases in it."""
    patch.setattr(chosen_in_sql, "MANY", many)
    patch.setattr(contents, "MANY", many)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snapshot"
        snapshot_of(files, path)
        with reading(path) as connection:
            assert connection is not None
            yield choose(connection, PROCESS, files[0].case.provenance, scope)


def scope_of(draws: Random) -> Scope:
    since = BEGIN + timedelta(days=draws.randrange(30)) if draws.random() < 0.3 else None
    until = BEGIN + timedelta(days=30 + draws.randrange(200)) if draws.random() < 0.3 else None
    return Scope(measure=draws.choice(list(Measure)), since=since, until=until)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.integers(1, 14), st.sampled_from([Provenance.MOCK, Provenance.OBSERVED]))
def test_reports_from_a_snapshot_are_those_of_plain_python(seed: int, number: int, provenance: Provenance):
    draws = Random(seed)
    files, scope = drawn_files(draws, number, provenance), scope_of(draws)
    try:
        cohort = Cohort.of(files, scope)
    except NoCases:
        cohort = None
    with pytest.MonkeyPatch.context() as patch, chosen_of(files, scope, patch, many=draws.choice((1, 15))) as chosen:
        if cohort is None or chosen is None:
            assert chosen is None
            assert cohort is None or cohort.clock != Cohort.of(files).clock
            return
        patch.setattr(reports_in_sql, "FEW", draws.choice((0, 1_000)))
        for name, make in PREPARED.items():
            for options in asked_of(name, draws):
                same(partial(make, chosen, **options), partial(REPORTS[name], cohort, **options), cohort)
        name = draws.choice(list(PREPARED))
        parts = chosen.by("joint")
        if parts is not None:
            for part, own in zip(parts, cohort.by("joint"), strict=True):
                same(partial(PREPARED[name], part), partial(REPORTS[name], own), own)


def asked_of(name: str, draws: Random) -> list[dict[str, Any]]:
    """Give options of a report, those it has without any first."""
    if name == "trend":
        return [{}, *({"every": every} for every in Every)]
    if name == "survival":
        return [{}, {"state": draws.choice(list(small().states))}, {"still_after": draws.randrange(1, 40)}]
    return [{}]


def same(in_sql: Callable[[], Report | None], plainly: Callable[[], Report], cohort: Cohort) -> None:
    """A report in SQL is the report of plain Python; what SQL does not answer is between cases of one matter."""
    plain, found = said(plainly), said(in_sql)
    if found is None:
        assert plain is not None
        assert plain["report"] == "rework"
        assert len({seen.case.matter for seen in cohort.seen}) < len(cohort.seen)
        assert cohort.scope.measure is not Measure.ELAPSED
    else:
        assert found == plain


def said(make: Callable[[], Report | None]) -> dict[str, Any] | None:
    try:
        report = make()
    except NoCases as fault:
        return {"none": str(fault)}
    return None if report is None else report.as_json()


def test_percentiles_of_many_durations_are_kept_and_looked_up(monkeypatch):
    draws = Random(11)
    with chosen_of(drawn_files(draws, 12, Provenance.MOCK), Scope(), monkeypatch, many=1) as chosen:
        assert chosen is not None
        assert len(chosen.percentiles) > 10
        monkeypatch.setattr(chosen_in_sql, "lasting", no_question_asked)
        assert PREPARED["bottlenecks"](chosen) is not None
    with chosen_of(drawn_files(draws, 12, Provenance.MOCK), Scope(), monkeypatch, many=13) as chosen:
        assert chosen is not None
        assert chosen.percentiles == {}


def no_question_asked(*_: object) -> None:
    message = "the durations were gone through again"
    raise AssertionError(message)


def test_the_histories_drawn_are_of_every_kind():
    draws = Random(5)
    files = [*drawn_files(draws, 30, Provenance.MOCK), *drawn_files(draws, 30, Provenance.OBSERVED)]
    assert len({file.definition.version.id for file in files}) == len(LAWS) > 1
    assert len({file.case.matter for file in files}) < len(files)
    assert any(file.case.decided is None for file in files)
    assert any(file.case.closed is not None for file in files)
    assert any(not visit.entered.exact for file in files for visit in file.case.visits)


@pytest.fixture(scope="module", autouse=True)
def few_are_many() -> Iterator[None]:
    """Have SQL find the ranks also where plain Python would be asked because there are few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lasting_of_sql, "FEW", 0)
        yield


def duration(draws: Random, *, exact: bool) -> tuple[int, int | None, bool]:
    low_us = draws.choice((draws.randrange(40) * DAY_US, draws.randrange(40 * DAY_US)))
    if draws.random() < 0.2:
        return low_us, None, draws.random() < 0.7
    return low_us, low_us if exact else low_us + draws.randrange(5) * DAY_US, False


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 400), st.sampled_from(["complete", "censored", "waning", "ranges"]))
def test_percentiles_in_sql_are_those_of_the_estimator(seed: int, number: int, kind: str):
    draws = Random(seed)
    told = [duration(draws, exact=kind != "ranges") for _ in range(number)]
    if kind == "complete":
        told = [(low_us, low_us, False) for low_us, *_ in told]
    if kind == "waning":  # most are lost sight of early, so that few are left at risk
        told = [(low_us // 40, None, True) if draws.random() < 0.8 else (low_us, *rest) for low_us, *rest in told]
    with duckdb.connect() as connection:
        assert _in_sql(connection, told) == _plainly(told)


@pytest.mark.parametrize("number", [999, 1000, 100_000])
@pytest.mark.parametrize("still_open", [0.0, 0.1])
def test_percentiles_of_many_durations_are_those_of_the_estimator(number: int, still_open: float):
    draws = Random(number)
    told: list[tuple[int, int | None, bool]] = []
    for _ in range(number):
        low_us, open_ = round(draws.expovariate(1 / (30 * DAY_US))), draws.random() < still_open
        told.append((low_us, None if open_ else low_us, open_))
    with duckdb.connect() as connection:
        assert _in_sql(connection, told) == _plainly(told)


def _plainly(told: Sequence[tuple[int, int | None, bool]]) -> Lasting:
    observations = [
        Observation(low / DAY_US, None if high is None else high / DAY_US, open_) for low, high, open_ in told
    ]
    return Lasting(percentile(observations, MEDIAN), limits(observations, MEDIAN), percentile(observations, P90))


def _in_sql(connection: duckdb.DuckDBPyConnection, told: Sequence[tuple[int, int | None, bool]]) -> Lasting:
    low, high, open_ = (list(column) for column in zip(*told, strict=True))
    connection.execute(
        "CREATE TABLE told AS SELECT unnest(?::INTEGER[]) AS place, unnest(?::BIGINT[]) AS low,"
        " unnest(?::BIGINT[]) AS high, unnest(?::BOOLEAN[]) AS open",
        [list(range(len(told))), low, high, open_],
    )
    source = Source("told WHERE true", "low", "high", "open", "place")
    kinds = connection.execute(f"SELECT {kinds_sql(source)} FROM {source.rows}").fetchall()[0]
    return lasting(connection, source, Kinds(*kinds))
