"""One Prefect server for the session, and a desk whose commands join it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from licensing.runs.home import PrefectHome
from licensing.runs.server import PrefectServer
from tests.support.command_line import EXAMPLES, Desk

Ask = Callable[[str, dict[str, Any]], Any]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, PrefectServer]]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    with PrefectServer(PrefectHome.beside(desk.folder)) as server:
        yield desk, server


@pytest.fixture(scope="session")
def desk(served: tuple[Desk, PrefectServer]) -> Desk:
    """A desk whose store shares the session's server."""
    return served[0]


@pytest.fixture(scope="session")
def api_url(served: tuple[Desk, PrefectServer]) -> str:
    return served[1].api_url


@pytest.fixture(scope="session")
def ask(api_url: str) -> Ask:
    """Ask Prefect itself what it knows."""

    def asked(path: str, question: dict[str, Any]) -> Any:
        answer = httpx.post(f"{api_url}{path}", json=question, timeout=30)
        answer.raise_for_status()
        return answer.json()

    return asked


@pytest.fixture
def example(tmp_path: Path) -> Callable[..., Path]:
    """Copy a mock example under another reference, with other words where they are given."""

    def copied(name: str, ref: str, *changes: tuple[str, str]) -> Path:
        text = (EXAMPLES / "mock" / f"{name}.yaml").read_text(encoding="utf-8")
        own = next(line for line in text.splitlines() if line.startswith("ref: "))
        for before, after in ((own, f"ref: {ref}"), *changes):
            assert before in text
            text = text.replace(before, after)
        path = tmp_path / f"{ref}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return copied
