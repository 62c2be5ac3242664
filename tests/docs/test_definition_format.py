"""The reference of the definition format says what the models say, and its examples are one working process."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel, TypeAdapter

from licensing.calendars.registry import calendar_names
from licensing.definitions import (
    assumptions,
    base,
    clocks,
    conditions,
    definition,
    elements,
    mapping,
    programme_file,
    reform,
    script,
)
from licensing.definitions.casefile import CaseFile
from licensing.definitions.finding import Level
from licensing.definitions.glossary import glossary
from licensing.definitions.lint import lint
from licensing.definitions.lint.assumptions import lint_assumptions
from licensing.definitions.process import Process, process_of
from licensing.definitions.reformed import reformed
from licensing.definitions.strict_yaml import Document
from licensing.domain import vocabulary
from licensing.engine.clocks import ClockState
from licensing.engine.golden import run_path

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "definition-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
ZONE = "America/New_York"

MODELS: dict[str, type[BaseModel]] = {
    "Definition": definition.Definition,
    "Version": definition.Version,
    "Attribute": elements.Attribute,
    "Group": elements.Group,
    "Link": elements.Link,
    "Precedent": elements.Precedent,
    "FactType": elements.FactType,
    "State": elements.State,
    "Referral": elements.Referral,
    "SubReferral": elements.SubReferral,
    "Step": elements.Step,
    "Silence": elements.Silence,
    "Transition": elements.Transition,
    "Needs": elements.Needs,
    "FactNeed": elements.FactNeed,
    "LinkNeed": elements.LinkNeed,
    "BlockerType": elements.BlockerType,
    "Clock": clocks.Clock,
    "Trigger": clocks.Trigger,
    "Exclusion": clocks.Exclusion,
    "While": clocks.While,
    "LimitByCase": clocks.LimitByCase,
    "LimitCase": clocks.LimitCase,
    "DueBy": clocks.DueBy,
    "MetBy": clocks.MetBy,
    "Basis": base.Basis,
    "CaseFile": CaseFile,
    "ProgrammeFile": programme_file.ProgrammeFile,
    "Lead": programme_file.Lead,
    "Member": programme_file.Member,
    "Source": script.Source,
    "GoldenPath": script.GoldenPath,
    "Linked": script.Linked,
    "Earlier": script.Earlier,
    "Expect": script.Expect,
    "Assumptions": assumptions.Assumptions,
    "Duration": assumptions.Duration,
    "MappingRow": mapping.MappingRow,
    "Reform": reform.Reform,
    "Proposal": reform.Proposal,
    "Operation": reform.Operation,
    "Package": reform.Package,
}
REFORMS = {"Reform", "Proposal", "Operation", "Package"}
VALUES: dict[str, set[str]] = {
    "ValueType": set(get_args(elements.ValueType)),
    "Condition": set(conditions._KEYS),
    "Comparison": {
        info.alias or name for name, info in conditions.AttributeTest.model_fields.items() if name != "attribute"
    },
    "Verb": set(script.VERBS),
    "ClockState": {item.value for item in ClockState},
    **{
        kind.__name__: {item.value for item in kind}
        for kind in (
            vocabulary.Stage,
            vocabulary.Kind,
            vocabulary.Outcome,
            vocabulary.Party,
            vocabulary.ClockKind,
            vocabulary.ClockScope,
            vocabulary.BasisKind,
            vocabulary.Confidence,
            vocabulary.SourceKind,
            reform.Decider,
            reform.Status,
        )
    },
}


def tables(marker: str) -> dict[str, set[str]]:
    """Give the names in the first column of every table that a comment of this kind stands above."""
    found = {}
    for name, table in re.findall(rf"<!-- {marker}: ([^>]+) -->\n((?:\|.*\n)+)", TEXT):
        rows = table.splitlines()[2:]
        found[name] = {row.split("|")[1].strip().strip("`") for row in rows}
    return found


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```yaml {kind}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def document(kind: str, number: int = 0) -> Document:
    return Document(f"{PAGE.name}, {kind}", blocks(kind)[number])


def sample() -> Process:
    return process_of(Document(PAGE.name, "".join(blocks("definition"))))


def keys_of(model: type[BaseModel]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items() if not info.exclude}


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_table_of_keys_names_the_keys_of_its_model(name: str) -> None:
    assert tables("keys")[name] == keys_of(MODELS[name])


def test_the_keys_of_a_step_are_those_of_the_model_beside_its_verbs() -> None:
    written = tables("keys")["Step of a script"] - {"advance` … `migrate"}
    assert written == keys_of(script.Step) - set(script.VERBS)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_every_table_of_values_names_all_that_there_are(name: str) -> None:
    assert tables("values")[name] == VALUES[name]


def test_no_table_stands_there_unchecked() -> None:
    assert set(tables("keys")) == {*MODELS, "Step of a script"}
    assert set(tables("values")) == set(VALUES)


def test_the_pieces_of_the_definition_are_one_process_without_an_error() -> None:
    found = lint(sample(), glossary(), calendars=calendar_names())
    assert [str(item) for item in found if item.level is not Level.NOTE] == []


def test_the_sample_uses_every_construct_there_is() -> None:
    written = "".join(blocks("definition"))
    keys = set().union(*(keys_of(model) for name, model in MODELS.items() if name in tables("keys")))
    companions = {
        "CaseFile",
        "Source",
        "GoldenPath",
        "Linked",
        "Earlier",
        "Expect",
        "Assumptions",
        "Duration",
        "MappingRow",
        *REFORMS,
    }
    companions |= {"ProgrammeFile", "Lead", "Member"}
    only_there = keys - set().union(*(keys_of(model) for name, model in MODELS.items() if name not in companions))
    unused = {key for key in keys - only_there - {"version"} if not re.search(rf"\b{re.escape(key)}:", written)}
    assert unused == set()


def test_every_condition_can_be_read_and_each_kind_is_shown() -> None:
    read = TypeAdapter(tuple[conditions.Condition, ...]).validate_python(document("condition").data)
    shown = {conditions._KEY_OF[type(part)] for item in read for part in conditions.parts(item)}
    assert shown == VALUES["Condition"]


def test_every_step_can_be_read() -> None:
    steps = TypeAdapter(tuple[script.Step, ...]).validate_python(document("steps").data)
    assert len(steps) > 5


def test_the_golden_paths_hold() -> None:
    process = sample()
    golden = document("golden").validate(script.GoldenFile)
    assert [text for path in golden.paths for text in run_path(process, path, ZONE)] == []


def test_the_assumptions_fit_the_process() -> None:
    page = document("assumptions")
    found = lint_assumptions(page.validate(assumptions.Assumptions), page, sample())
    assert [str(item) for item in found] == []


def test_the_mapping_table_points_at_what_is_there() -> None:
    page = document("mapping")
    table = mapping.Mapping(page, page.validate(mapping.MappingFile))
    assert mapping.dangling(table, sample()) == ()


def test_the_programme_file_is_one() -> None:
    assert document("programme").validate(programme_file.ProgrammeFile).programme == "KITE"


def test_the_reform_applies_and_its_package_names_it() -> None:
    file = reform.ReformFile(document("reform"), document("reform").validate(reform.Reform))
    made = reformed(sample(), [file], document("assumptions"))
    assert made.process.latest.version.id == "2024-07+review-45"
    found = lint(made.process, glossary(), calendars=calendar_names())
    assert [str(item) for item in found if item.level is not Level.NOTE] == []
    package = document("package").validate(reform.Package)
    assert package.parts == {file.reform.process: (file.reform.id,)}


@pytest.mark.parametrize("number", range(len(blocks("case"))))
def test_the_case_files_open_and_their_steps_are_possible(number: int) -> None:
    process, file = sample(), document("case", number).validate(CaseFile)
    path = script.GoldenPath(
        id=file.ref,
        says="The case file of the page.",
        version=process.in_force(script.moment(file.opened, ZONE).latest_day).version.id,
        provenance=file.provenance,
        attributes=file.attributes,
        opened=file.opened,
        state=file.state,
        steps=file.history or file.script,
    )
    assert list(run_path(process, path, ZONE)) == []
