"""Cases under a reform do what the proposal says, on both sides of what it changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from licensing.definitions.registry import process
from licensing.definitions.script import GoldenFile, GoldenPath
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import UnknownVersion
from licensing.engine.golden import run_path
from licensing.service.reforms import reformed_process
from licensing.service.zones import zone_of

FILE = Path(__file__).with_name("reform_paths.yaml")


def scripts() -> list[tuple[str, str, GoldenPath]]:
    """Give every path with its process and reform."""
    data: Any = Document.read(FILE).data
    files = [
        (item["reform"], GoldenFile.model_validate({key: item[key] for key in ("process", "paths")})) for item in data
    ]
    return [(file.process, reform, path) for reform, file in files for path in file.paths]


@pytest.mark.parametrize("process_id, reform, path", scripts(), ids=lambda item: getattr(item, "id", str(item)))
def test_a_case_under_the_reform_does_what_the_proposal_says(process_id, reform, path):
    made = reformed_process(process_id, reform).process
    assert list(run_path(made, path, zone_of(made.latest))) == []


def test_the_version_of_a_reform_is_none_of_the_law():
    for process_id, version in {(process_id, path.version) for process_id, _, path in scripts()}:
        with pytest.raises(UnknownVersion):
            process(process_id).version(version)
