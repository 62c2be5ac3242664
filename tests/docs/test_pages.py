"""Every command of README and docs does what the page says, under a fresh home, in the order of the page."""

from __future__ import annotations

import os

import pytest

from tests.postgres.conftest import SERVER, database_made
from tests.support.pages import ROOT, steps

DOCS = ROOT / "docs"
WITH_DEMO = ("README.md", "README.ja.md", "docs/how-to/serve-prefect.md")
WITH_PREFECT = ("docs/tutorial/first-case.md", "docs/how-to/run-a-programme.md")
WITH_POSTGRES = ("docs/how-to/use-postgresql.md",)


def pages() -> list[str]:
    """Give every page of documentation."""
    found = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def with_commands(*others: str) -> list[str]:
    """Give the pages that type commands, apart from some."""
    return [page for page in pages() if page not in others and list(steps(ROOT / page))]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", with_commands(*WITH_DEMO, *WITH_PREFECT, *WITH_POSTGRES))
def test_commands_on_the_example_cases(page, terminal_with_store, compare):
    compare(ROOT / page, terminal_with_store)


@pytest.mark.slow
@pytest.mark.flows
@pytest.mark.timeout(900)
@pytest.mark.parametrize("page", WITH_PREFECT)
def test_commands_from_an_empty_folder(page, terminal, compare):
    compare(ROOT / page, terminal)


@pytest.mark.slow
@pytest.mark.flows
@pytest.mark.timeout(900)
@pytest.mark.parametrize("page", WITH_DEMO)
def test_commands_after_the_demo(page, terminal_after_demo, compare):
    compare(ROOT / page, terminal_after_demo)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.skipif(not SERVER, reason="LICENSING_TEST_POSTGRES_URL is not set")
@pytest.mark.parametrize("page", WITH_POSTGRES)
def test_commands_on_postgresql(page, terminal, compare):
    with database_made(f"licensing_pages_{os.getpid()}") as url:
        address = url.render_as_string(hide_password=False)
        terminal.known = {"export LICENSING_STORE=postgresql://user@host/licensing": ""}
        terminal.environment["LICENSING_STORE"] = address
        compare(ROOT / page, terminal)
