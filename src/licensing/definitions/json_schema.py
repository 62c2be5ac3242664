"""The published JSON Schemas (2020-12) of every kind of file, made from the models that read them.

A definition *file* holds all versions at once, which the model of one version does not show: a list of versions,
``since`` and ``until`` on any mapping, and lists of variants. The schema adds them. What a schema cannot say (names
that must exist, days that must follow each other) is left to ``licensing process check``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, get_args

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from licensing.definitions.assumptions import Assumptions, Duration, SourcedDuration
from licensing.definitions.base import NAME_PATTERN, Strict
from licensing.definitions.casefile import CaseFile
from licensing.definitions.clocks import Clock, Trigger, While
from licensing.definitions.conditions import AttributeTest, FactTest
from licensing.definitions.definition import Definition, Version
from licensing.definitions.elements import LinkNeed, Needs, Precedent, Silence
from licensing.definitions.glossary import Glossary
from licensing.definitions.mapping import MappingFile, MappingRow
from licensing.definitions.programme_file import Member, ProgrammeFile
from licensing.definitions.published import PublishedFigure, Topic
from licensing.definitions.reform import VERBS as REFORM_VERBS
from licensing.definitions.reform import Operation, Package, Reform
from licensing.definitions.script import VERBS, GoldenFile, Step
from licensing.definitions.slicing import ELEMENT_MAPS
from licensing.domain.text import Json

SchemaKind = Literal[
    "definition",
    "case",
    "programme",
    "assumptions",
    "golden",
    "mapping",
    "reform",
    "package",
    "glossary",
    "figures",
]
"""The kinds of files that have a schema."""

_MODELS: Mapping[str, type[Strict]] = MappingProxyType(
    {
        "definition": Definition,
        "case": CaseFile,
        "assumptions": Assumptions,
        "golden": GoldenFile,
        "mapping": MappingFile,
        "reform": Reform,
        "package": Package,
        "glossary": Glossary,
        "programme": ProgrammeFile,
        "figures": Topic,
    }
)
_DURATIONS = ("fixed", "uniform", "lognormal", "exponential")
_COMPARISONS = ("is", "in", "at_least", "more_than", "at_most", "less_than", "within", "includes", "present")
_EXACTLY_ONE: Mapping[type, tuple[str, ...]] = MappingProxyType(
    {
        AttributeTest: _COMPARISONS,
        Clock: ("days", "months", "years", "due"),
        Duration: _DURATIONS,
        FactTest: _COMPARISONS,
        LinkNeed: ("role", "any_of"),
        MappingRow: ("carried_by", "left_out"),
        Member: ("case", "file", "matter", "planned"),
        PublishedFigure: ("value", "low"),
        Operation: REFORM_VERBS,
        Silence: ("no-objection", "may-proceed"),
        SourcedDuration: _DURATIONS,
        Step: VERBS,
        Trigger: tuple(Trigger.model_fields),
        While: ("blocker", "state", "referral", "question"),
    }
)
"""Keys of which a mapping has exactly one; the models hold this in their own validators."""


def schema_kinds() -> tuple[SchemaKind, ...]:
    """Give the kinds of files that have a schema."""
    return get_args(SchemaKind)


def schema(kind: SchemaKind) -> dict[str, Json]:
    """Make the JSON Schema of a kind of file."""
    maker = _FileOfVersions if kind == "definition" else _File
    made = _MODELS[kind].model_json_schema(schema_generator=maker)
    if kind == "definition":
        made = _with_versions(made)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": f"urn:licensing:schema:{kind}"}
    return head | made


def schema_text(kind: SchemaKind) -> str:
    """Write the JSON Schema of a kind of file, as it is published."""
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


class _File(GenerateJsonSchema):
    """Says what the validators of the models say beyond their types."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - pydantic's own signature
        return False

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """Where a list is wanted, one item alone does too."""
        inner = self.generate_inner(schema["schema"])
        if inner.get("type") == "array":
            return {"anyOf": [inner["items"], inner]}
        lists = [option for option in inner.get("anyOf", ()) if option.get("type") == "array"]
        return {"anyOf": [*inner["anyOf"], *(option["items"] for option in lists)]} if lists else inner

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Refuse names that do not match the pattern of names."""
        made = super().dict_schema(schema)
        return made | {"additionalProperties": False} if "patternProperties" in made else made

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Add the keys of which exactly one is given."""
        made = super().model_schema(schema)
        if schema["cls"] in _EXACTLY_ONE:
            made["oneOf"] = [{"required": [key]} for key in _EXACTLY_ONE[schema["cls"]]]
        if schema["cls"] is Needs:
            need = made["properties"]["facts"]["anyOf"][0]
            facts = {"type": "array", "items": {"anyOf": [{"type": "string"}, need]}, "default": []}
            made["properties"]["facts"] = facts
        if issubclass(schema["cls"], Precedent):
            pairs = made["properties"]["alike"]
            names = {"type": "array", "items": {"type": "string"}}
            made["properties"]["alike"] = {"anyOf": [names, pairs], "default": {}}
        return made


class _FileOfVersions(_File):
    """Allows what the slicer takes out: versions of mappings, and variants of elements."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Let a mapping say from which version on and until which one it is in force."""
        made = super().model_schema(schema)
        for name in ELEMENT_MAPS & made["properties"].keys():
            _let_vary(made["properties"][name])
        if schema["cls"] not in (Definition, Version):
            made["properties"] |= {
                "since": {"type": "string", "description": "The first version that has this."},
                "until": {"type": "string", "description": "The first version that does not have this any more."},
            }
        return made


def _let_vary(elements: dict[str, Any]) -> None:
    """Let each element of a mapping from names to elements be a list of variants too."""
    if elements.get("type") != "object":
        return
    for holder, key in ((elements.get("patternProperties", {}), NAME_PATTERN), (elements, "additionalProperties")):
        if holder.get(key):
            holder[key] = {"anyOf": [holder[key], {"type": "array", "minItems": 1, "items": holder[key]}]}


def _with_versions(made: JsonSchemaValue) -> JsonSchemaValue:
    """Put the list of versions where the model of one version has that version and its canonical text."""
    properties = {name: value for name, value in made["properties"].items() if name not in ("version", "text")}
    version = made["properties"]["version"]
    properties["versions"] = {"type": "array", "minItems": 1, "items": version}
    required = [name for name in made["required"] if name != "version"]
    condition = made["$defs"]["AllOf"]["properties"]["all"]["items"]
    made = _named(made | {"properties": properties, "required": [*required, "versions"]}, condition, "Condition")
    made["$defs"]["Condition"] = condition | {"description": "What a definition can ask of a case."}
    return made | {"description": "One process, in all its versions.", "title": "Definition file"}


def _named(node: Any, part: JsonSchemaValue, name: str) -> Any:  # noqa: ANN401 - any part of a schema
    """Let every copy of a part of a schema be a reference to it."""
    if node == part:
        return {"$ref": f"#/$defs/{name}"}
    if isinstance(node, dict):
        return {key: _named(value, part, name) for key, value in node.items()}
    return [_named(value, part, name) for value in node] if isinstance(node, list) else node
