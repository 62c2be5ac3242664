"""What every store promises to commands that write to one case at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from licensing.definitions.casefile import read_case_file
from licensing.service.cases import Cases
from licensing.store import integrity
from licensing.store.database import Database
from tests.integration.cli.conftest import MOCK_CASE
from tests.support.rivals import Ended, Rivals, rivals

REF = "US-ML-T-1"
RIVALS = 3


@pytest.fixture(scope="class")
def desks() -> Iterator[Rivals]:
    with rivals(RIVALS) as ready:
        yield ready


class TwoWriters:
    """Needs the fixtures ``address`` (of a store), ``desks`` and ``tmp_path``."""

    @pytest.fixture(autouse=True)
    def at_a_store(self, address: str, desks: Rivals, tmp_path: Path) -> None:
        self.address, self.desks, self.path = address, desks, tmp_path / "case.yaml"
        self.path.write_text(MOCK_CASE, encoding="utf-8")

    def at_once(self, *commands: tuple[str | Path, ...]) -> list[Ended]:
        ended = self.desks.call(*((*command, "--json", "--store", self.address) for command in commands))
        with Database.open(self.address) as database:
            assert integrity.verify(database).faults == ()
            assert integrity.check(database).findings == ()
        return ended

    def submit(self) -> None:
        with Database.open(self.address) as database:
            Cases(database, lambda: datetime.now(UTC)).submit([read_case_file(self.path)])

    def events(self) -> list[str]:
        with Database.open(self.address) as database, database.reading() as unit:
            return [event.key for event in unit.events(REF)]

    def test_one_of_several_transitions_wins_and_the_others_are_told_where_the_case_is(self) -> None:
        self.submit()
        advance = ("case", "advance", REF, "confirm-munitions", "--when", "2026-01-06T10:00")
        ended = self.at_once(*((*advance, "--key", f"rival-{number}") for number in range(RIVALS)))
        assert sorted(item.code for item in ended) == [0, *[2] * (RIVALS - 1)]
        for item in ended:
            assert item.code == 0 or "'confirm-munitions' is not possible from registration-check" in item.err
        assert len(self.events()) == 2

    def test_the_same_command_of_one_key_happens_once_and_all_are_given_its_result(self) -> None:
        self.submit()
        advance = ("case", "advance", REF, "confirm-munitions", "--when", "2026-01-06T10:00", "--key", "one")
        ended = self.at_once(*[advance] * RIVALS)
        assert [item.code for item in ended] == [0] * RIVALS
        assert sorted(item.json.pop("new") for item in ended) == [False] * (RIVALS - 1) + [True]
        assert {item.json["state"] for item in ended} == {"registration-check"}
        assert self.events().count("one") == 1

    def test_other_commands_of_one_key_are_refused(self) -> None:
        self.submit()
        advance = ("case", "advance", REF, "confirm-munitions", "--key", "one", "--when")
        ended = self.at_once(*((*advance, f"2026-01-0{day}") for day in range(6, 6 + RIVALS)))
        assert sorted(item.code for item in ended) == [0, *[2] * (RIVALS - 1)]
        assert all(item.code == 0 or "CASE-005" in item.err for item in ended)

    def test_one_file_submitted_several_times_opens_one_case(self) -> None:
        ended = self.at_once(*[("case", "submit", self.path)] * RIVALS)
        assert [item.code for item in ended] == [0] * RIVALS, ended
        assert sorted(item.json[0]["new"] for item in ended) == ["known already"] * (RIVALS - 1) + ["submitted"]
        assert len(self.events()) == 1

    def test_files_of_one_reference_and_another_content_do_not_both_open_it(self) -> None:
        paths = [self.path.with_name(f"case-{number}.yaml") for number in range(RIVALS)]
        for number, path in enumerate(paths):
            path.write_text(MOCK_CASE.replace("1000000", f"{number}"), encoding="utf-8")
        ended = self.at_once(*(("case", "submit", path) for path in paths))
        assert sorted(item.code for item in ended) == [0, *[2] * (RIVALS - 1)]
        assert all(item.code == 0 or "CASE-002" in item.err for item in ended)
