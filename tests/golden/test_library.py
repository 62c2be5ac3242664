"""Every process of the library passes its own check, and every file of it the published schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from licensing.definitions.finding import Level
from licensing.definitions.json_schema import schema
from licensing.definitions.mapping import counts, read_mapping
from licensing.definitions.registry import library, process_ids
from licensing.definitions.strict_yaml import Document
from licensing.service.check import check_process

FOLDERS = {"assumptions": "assumptions", "figures": "figures", "golden": "golden", "mapping": "mapping"}
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def kind_of(path: Path) -> str:
    """Give the kind of a file of the library."""
    first, second, *_ = (*path.relative_to(library()).parts, "")
    if first == "reforms":
        return "package" if second == "packages" else "reform"
    return "glossary" if path.name == "glossary.yaml" else FOLDERS.get(first, "definition")


def library_files() -> list[Path]:
    """Give every YAML file of the library."""
    return sorted(library().rglob("*.yaml"))


@pytest.mark.parametrize("process", process_ids())
def test_a_process_of_the_library_has_no_errors(process):
    report = check_process(process, walks=200)
    assert [str(item) for item in report.findings if item.level is Level.ERROR] == []
    assert report.golden_paths > 0
    assert report.walks == 200
    assert report.exit_code == 0


@pytest.mark.parametrize("process", process_ids())
def test_every_row_of_a_mapping_table_is_carried_or_left_out(process):
    table = read_mapping(process)
    counted = counts(table)
    assert sum(item.rows for item in counted) == len(table.file.rows)
    assert all(item.rows == item.carried + item.left_out for item in counted)
    assert sum(item.carried for item in counted) > 0


@pytest.mark.parametrize("path", library_files(), ids=lambda path: path.relative_to(library()).as_posix())
def test_a_file_of_the_library_validates_against_the_published_schema(path):
    validator = Draft202012Validator(schema(kind_of(path)), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(Document.read(path).data)] == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda path: path.name)
def test_an_example_validates_against_the_published_schema_of_its_kind(path):
    kind = "programme" if path.parent.name == "programmes" else "case"
    validator = Draft202012Validator(schema(kind), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(Document.read(path).data)] == []
