"""A report as it was known on a day is the report that was printed on that day, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from licensing.analysis.catalog import REPORTS
from licensing.analysis.scope import Scope
from licensing.definitions.casefile import CaseFile, read_case_file
from licensing.domain.errors import NoCases, UnknownCase
from licensing.domain.when import to_us
from licensing.service.cases import Cases
from licensing.service.commands import command_for
from licensing.service.corrections import correction
from licensing.service.reports import each
from licensing.service.views import view_case
from licensing.service.walks import step
from licensing.store import integrity
from licensing.store.database import Database

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
PROCESSES = ("us/munitions-license", "jp/equipment-transfer", "jp/export-permit", "jp/third-party-consent")
FINDING, PERMIT, LICENSE = "JP-ET-MOCK-DARUMA", "JP-EP-2026-0105", "US-ML-2026-0001"


@dataclass
class Office:
    """A store that is kept day by day: what is recorded next is recorded on ``today``."""

    database: Database
    today: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    @property
    def cases(self) -> Cases:
        return Cases(self.database, lambda: self.today)

    def submit(self, *names: str) -> list[CaseFile]:
        files = [read_case_file(next(EXAMPLES.glob(f"*/{name}.yaml"))) for name in names]
        self.cases.submit(files)
        return files

    def walk(self, ref: str, steps: int = 1000) -> None:
        while steps and step(self.cases, ref).moved:
            steps -= 1

    def correct(self, ref: str, key: str, when_it_was: str | None) -> None:
        self.cases.perform(
            ref,
            correction(
                self.cases,
                ref,
                key,
                when_it_was=when_it_was,
                reason="misread",
                now=self.today,
                actor="clerk",
                key="mend",
            ),
        )

    def printed(self, day: datetime | None = None) -> dict[str, Any]:
        """Give every figure of every report, as known at the end of a day or as known now."""
        until_us = None if day is None else to_us(day.replace(hour=23, minute=59))
        out: dict[str, Any] = {}
        for process in PROCESSES:
            for kind in REPORTS:
                try:
                    made = list(each(self.database, REPORTS[kind], process, Scope(), recorded_until_us=until_us))
                except NoCases:
                    continue
                out |= {f"{process} {kind} {report.head['provenance']}": report.as_json() for report in made}
        return out

    def tomorrow(self) -> datetime:
        """Close the books of a day and give it."""
        day, self.today = self.today, self.today + timedelta(days=1)
        return day


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Database.open(tmp_path / "licensing.db", create=True) as database:
        yield Office(database)


def test_reports_of_earlier_days_come_out_again_figure_by_figure(office: Office) -> None:
    kept: dict[datetime, dict[str, Any]] = {}

    def close() -> None:
        figures = office.printed()
        kept[office.tomorrow()] = figures

    office.submit("jp-et-pac3-us", "jp-et-frigate-australia", "us-ml-wrong-date", "us-ml-walk-1")
    close()
    office.walk("US-ML-2026-0010", steps=9)
    close()
    office.submit("jp-ep-linked-finding", "jp-ep-awaiting-finding", "jp-3p-sm3-2a-consent")
    office.walk("US-ML-2026-0010")
    office.walk(PERMIT)
    close()
    office.walk(FINDING)
    office.walk("US-ML-2021-0101")
    close()
    office.correct("JP-ET-FRIGATE-AUSTRALIA", "JP-ET-FRIGATE-AUSTRALIA/history-7", "2025-08-06")
    close()
    assert len({repr(figures) for figures in kept.values()}) == len(kept)
    for day, figures in kept.items():
        assert office.printed(day) == figures, day


def test_what_was_recorded_of_a_linked_matter_later_is_not_known_earlier(office: Office) -> None:
    office.submit("jp-ep-linked-finding", "jp-ep-awaiting-finding")
    office.walk(PERMIT)
    then = office.printed()
    day = office.tomorrow()
    office.walk(FINDING)
    assert office.printed() != then
    assert office.printed(day) == then


def test_a_case_is_shown_as_it_stood_on_a_day(office: Office) -> None:
    office.submit("us-ml-walk-1")
    office.walk("US-ML-2021-0101", steps=3)
    then = view_case(office.database, "US-ML-2021-0101", office.today).as_json()
    day = office.tomorrow()
    office.walk("US-ML-2021-0101")
    now = view_case(office.database, "US-ML-2021-0101", office.today).as_json()
    known = view_case(office.database, "US-ML-2021-0101", office.today, as_known_on=f"{day:%Y-%m-%d}").as_json()
    assert now["state"] != then["state"]
    assert {**known, "at": None} == {**then, "at": None}
    with pytest.raises(UnknownCase, match="in this store on 2026-03-01"):
        view_case(office.database, "US-ML-2021-0101", office.today, as_known_on="2026-03-01")


def test_a_report_on_a_day_before_the_first_case_says_so(office: Office) -> None:
    office.submit("us-ml-walk-1")
    with pytest.raises(NoCases, match=r"this store had no case of us/munitions-license by 2026-03-01\."):
        list(
            each(
                office.database,
                REPORTS["ledger"],
                PROCESSES[0],
                Scope(),
                recorded_until_us=to_us(office.today) - 86_400_000_000,
            )
        )


def test_the_projections_of_every_day_equal_a_rebuild(office: Office) -> None:
    files = office.submit(*(path.stem for path in sorted(EXAMPLES.glob("[mo]*/*.yaml"))))
    for file in files[::3]:
        if file.provenance == "mock" and not file.links:  # a linked case would have to be walked before
            office.walk(file.ref)
    office.correct("JP-ET-FRIGATE-AUSTRALIA", "JP-ET-FRIGATE-AUSTRALIA/history-7", "2025-08-06")
    assert integrity.check(office.database).findings == ()
    before, listed = office.printed(), integrity.info(office.database)
    assert integrity.rebuild(office.database, lambda *_: None) == len(files)
    assert integrity.check(office.database).findings == ()
    assert (office.printed(), integrity.info(office.database)) == (before, listed)


def test_the_same_correction_and_the_same_lapse_a_second_time_are_the_first_ones(office: Office) -> None:
    office.submit("jp-et-frigate-australia")
    frigate = "JP-ET-FRIGATE-AUSTRALIA"
    office.correct(frigate, f"{frigate}/history-7", "2025-08-06")
    root = integrity.info(office.database).root
    office.tomorrow()
    office.correct(frigate, f"{frigate}/history-7", "2025-08-06")
    assert integrity.info(office.database).root == root
    office.submit("us-ml-in-house")
    office.walk(LICENSE)

    def lapsed(when: str | None) -> bool:
        words = {"lapse": "license-life#1"}
        command = command_for(office.cases, LICENSE, words, when=when, now=office.today, actor="clerk", key=str(when))
        return office.cases.perform(LICENSE, command).new

    assert lapsed("2030-06-01")
    root = integrity.info(office.database).root
    assert not lapsed(None)
    assert integrity.info(office.database).root == root
