"""Ask the tests of the library whether they notice a change: schema, lint, law, golden paths, mapping."""

from __future__ import annotations

from functools import cache
from typing import Any

from licensing.calendars.registry import calendar, calendar_names
from licensing.definitions.finding import Level
from licensing.definitions.glossary import glossary
from licensing.definitions.lint import lint
from licensing.definitions.mapping import dangling, read_mapping
from licensing.definitions.process import Process, process_of
from licensing.definitions.registry import companions, process
from licensing.definitions.script import GoldenFile, GoldenPath
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import LicensingError
from licensing.engine.golden import run_path
from tests.mutation.mutations import Mutation
from tests.support.law import differences


class _Changed(Document):
    """A definition that was never a file: reading it as YAML would take longer than judging it."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.name = "changed.yaml"
        self.data = data
        self._tree = None


def noticed_by(mutation: Mutation) -> str:
    """Give which test notices a change, empty where none does."""
    data = process(mutation.process).document.data
    assert isinstance(data, dict)
    try:
        changed = process_of(_Changed(mutation.apply(data)))
    except LicensingError as error:
        return f"schema: {error.message}"
    if changed.versions == process(mutation.process).versions:
        return "no change"
    return _lint(changed) or _law(changed) or _golden(changed) or _mapping(changed)


def _law(changed: Process) -> str:
    return next((f"law: {item}" for item in differences(changed)), "")


def _golden(changed: Process) -> str:
    zone = calendar(changed.latest.calendar).zone.key
    for path in golden_paths(changed.id):
        try:
            for sentence in run_path(changed, path, zone):
                return f"golden: {sentence}"
        except LicensingError as error:
            return f"golden: {path.id}: {error}"
    return ""


@cache
def golden_paths(process_id: str) -> tuple[GoldenPath, ...]:
    """Give the golden paths of a process, read once."""
    return Document.read(companions("golden", process_id)).validate(GoldenFile).paths


@cache
def _known(process_id: str) -> frozenset[tuple[str, str]]:
    return frozenset((item.code, item.message) for item in _errors(process(process_id)))


def _errors(subject: Process) -> list[object]:
    found = lint(subject, glossary(), calendars=calendar_names())
    return [item for item in found if item.level is Level.ERROR]


def _lint(changed: Process) -> str:
    for item in _errors(changed):
        if (item.code, item.message) not in _known(changed.id):
            return f"lint: {item.code} {item.message}"
    return ""


def _mapping(changed: Process) -> str:
    for item in dangling(read_mapping(changed.id), changed):
        return f"mapping: {item.message}"
    return ""
