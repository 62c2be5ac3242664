"""The command line in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from licensing.cli.main import main

ROOT = Path(__file__).resolve().parents[3]
MOCK_CASE = """
ref: US-ML-T-1
process: us/munitions-license
provenance: mock
attributes: {vehicle: DSP-5, value_usd: 1000000, major_defense_equipment: false, destinations: [JP]}
opened: 2026-01-05T09:00
script:
  - {advance: confirm-munitions, when: 2026-01-06T10:00}
"""


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Licensing = Callable[..., Said]


@pytest.fixture
def licensing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Licensing:
    monkeypatch.chdir(tmp_path)

    def run(*tokens: str | Path) -> Said:
        with pytest.raises(SystemExit) as ended:
            main([str(token) for token in tokens])
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def mock_case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(MOCK_CASE, encoding="utf-8")
    return path


@pytest.fixture
def observed() -> Path:
    return ROOT / "examples" / "observed"
