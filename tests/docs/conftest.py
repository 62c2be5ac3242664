"""A terminal with a fresh home for every page, and the stores that pages speak of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from licensing.definitions.casefile import read_case_file
from licensing.domain.vocabulary import Provenance
from licensing.service.cases import Cases
from licensing.service.walks import step
from licensing.store.database import Database
from tests.support.pages import ROOT, Terminal, corrected


@pytest.fixture(scope="session")
def walked_store(tmp_path_factory) -> Path:
    """Give the store of the demo, its cases walked without Prefect."""
    folder = tmp_path_factory.mktemp("walked")
    files = [
        read_case_file(path)
        for kind in ("observed", "mock")
        for path in sorted((ROOT / "examples" / kind).glob("*.yaml"))
    ]
    linked = {matter for file in files for matter in file.links.values()}
    with Database.open(str(folder / "licensing.db"), create=True) as database:
        cases = Cases(database, lambda: datetime.now(UTC))
        cases.submit(files)
        for file in sorted(files, key=lambda item: (item.of_matter not in linked, item.ref)):
            while file.provenance is Provenance.MOCK and step(cases, file.ref).moved:
                pass
    return folder / "licensing.db"


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> tuple[Path, str]:
    """Give the folder of the demo, walked through Prefect, and what the demo printed."""
    terminal = Terminal(tmp_path_factory.mktemp("demo-store"), tmp_path_factory.mktemp("demo-home") / "home")
    output, code = terminal.type("licensing demo")
    assert code == 0, output
    return terminal.folder, output


@pytest.fixture
def terminal(tmp_path) -> Terminal:
    """Give a terminal in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Terminal(folder, tmp_path / "home")


@pytest.fixture
def terminal_with_store(terminal, walked_store) -> Terminal:
    """Give a terminal in a folder with the walked store."""
    shutil.copy(walked_store, terminal.folder / "licensing.db")
    return terminal


@pytest.fixture
def terminal_after_demo(terminal, demo) -> Terminal:
    """Give a terminal in a copy of the repository in which the demo has been made."""
    folder, output = demo
    shutil.copytree(folder, terminal.folder / "demo-store")
    shutil.copytree(ROOT / "examples", terminal.folder / "examples")
    activate = terminal.folder / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.touch()
    terminal.known = {"make demo": output}
    return terminal


@pytest.fixture
def compare() -> Callable[[Path, Terminal], None]:
    """Give a way to hold a page to what its commands print; LICENSING_TEST_CORRECT_PAGES=1 corrects the page."""

    def hold(page: Path, terminal: Terminal) -> None:
        followed = terminal.follow(page)
        if os.environ.get("LICENSING_TEST_CORRECT_PAGES"):
            page.write_text(corrected(page, followed), encoding="utf-8")
        wrong = [item.wrong for item in followed if item.wrong]
        if wrong:
            pytest.fail("\n\n".join(wrong), pytrace=False)

    return hold
