"""Every reform of the library applies, brings no fault, and changes what reform_words.yaml says it changes.

The words were read against the proposals. After a change of a reform that is meant, write them anew and read them:
``python -m tests.golden.test_reforms > tests/golden/reform_words.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from licensing.definitions.finding import Level
from licensing.definitions.reform import Status, packages, reform_paths, reforms_of
from licensing.definitions.registry import library, process, process_ids
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import UnknownProcess, UnknownReform
from licensing.service.reform_check import findings_of
from licensing.service.reforms import difference, list_reforms, reformed_process

WORDS = Path(__file__).with_name("reform_words.yaml")
SHIPPED = [(process_id, item.reform.id) for process_id in process_ids() for item in reforms_of(process_id)]
PACKAGED = [(process_id, row.name) for process_id in process_ids() for row in list_reforms(process_id) if row.parts]
MEASURES = {
    "requirements-dialogue",
    "cooperative-opportunities",
    "fms-management",
    "export-barriers",
    "balanced-release",
}


@cache
def golden() -> Any:
    return Document.read(WORDS).data


def words(process_id: str, name: str) -> dict[str, list[str]]:
    """Give what is said of a reform, in both languages."""
    changes = difference(process_id, name).changes
    return {lang: [getattr(change.text, lang) for change in changes] for lang in ("en", "ja")}


@pytest.mark.parametrize("process_id, name", SHIPPED)
def test_a_reform_changes_what_its_golden_words_say(process_id, name):
    assert words(process_id, name) == golden()[process_id][name]


def test_there_are_golden_words_for_every_reform_and_no_other():
    assert sorted((process_id, name) for process_id, found in golden().items() for name in found) == sorted(SHIPPED)


@pytest.mark.parametrize("process_id, name", PACKAGED)
def test_what_a_package_does_to_a_process_brings_no_fault(process_id, name):
    """That a single reform brings none is part of the check of its process."""
    made = reformed_process(process_id, name)
    files = [item for reform in made.reforms for item in reforms_of(process_id) if item.reform.id == reform.id]
    assumptions = Document.read(library() / "assumptions" / f"{process_id}.yaml")
    found = findings_of(process(process_id), files, assumptions, walks=10, seed=1)
    assert [str(item) for item in found if item.level is not Level.NOTE] == []


@pytest.mark.parametrize("process_id, name", SHIPPED)
def test_a_rule_that_a_reform_changes_names_it_as_a_basis(process_id, name):
    made = reformed_process(process_id, name)
    (reform,) = made.reforms
    after = made.process.latest
    assert (reform.basis in after.bases) == bool(reform.change)
    assert (after.digest != made.before.latest.digest) == bool(reform.change)


def test_the_five_measures_are_there_and_each_does_something_or_says_why_not():
    found = {item.package.id: item.package for item in packages()}
    assert set(found) == MEASURES
    assert all(any(item.parts.values()) or item.beyond for item in found.values())


@pytest.mark.parametrize("package", packages(), ids=lambda item: item.package.id)
def test_every_part_of_a_package_is_a_reform_of_its_process(package):
    for process_id, parts in package.package.parts.items():
        assert set(parts) <= {item.reform.id for item in reforms_of(process_id)}
        assert difference(process_id, package.package.id).changes


def test_every_folder_of_reforms_belongs_to_a_process():
    read = {path for process_id in process_ids() for path in reform_paths(process_id)}
    read |= set((library() / "reforms" / "packages").glob("*.yaml"))
    assert read == set((library() / "reforms").rglob("*.yaml"))


def test_every_what_if_of_rules_says_so_in_its_basis():
    for process_id, name in SHIPPED:
        (reform,) = reformed_process(process_id, name).reforms
        if reform.status is Status.WHAT_IF and reform.change:
            basis = reformed_process(process_id, name).process.latest.bases[reform.basis]
            assert basis.cite.startswith("reform (what-if): ")


def test_what_is_not_there_is_refused_with_what_is():
    with pytest.raises(UnknownReform, match="has no reform 'nothing'") as found:
        difference("us/munitions-license", "nothing")
    assert "defense-silence-30" in found.value.next_step
    assert "balanced-release" in found.value.next_step
    with pytest.raises(UnknownReform):
        difference("us/commodity-jurisdiction", "fms-management")
    with pytest.raises(UnknownProcess):
        list_reforms("us/nothing")


def _written() -> Iterator[str]:
    for process_id in dict.fromkeys(process_id for process_id, _ in SHIPPED):
        yield f"{process_id}:"
        for _, name in (item for item in SHIPPED if item[0] == process_id):
            yield f"  {name}:"
            for lang, said in words(process_id, name).items():
                yield f"    {lang}:"
                yield from (f"      - {_quoted(line)}" for line in said)


def _quoted(line: str) -> str:
    return "'" + line.replace("'", "''") + "'"


if __name__ == "__main__":
    print("\n".join(_written()))
