"""The published schemas accept right files and refuse wrong ones, and are those of the models."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from licensing.definitions.json_schema import schema, schema_kinds, schema_text
from tests.unit.definitions.right_process import data_with, put

PUBLISHED = Path(__file__).resolve().parents[3] / "docs" / "reference" / "schema"
TEXT = {"en": "Word", "ja": "語"}
CASE = {
    "ref": "MOCK-1",
    "process": "us/example",
    "provenance": "mock",
    "attributes": {"value_usd": 5, "destinations": ["JP"]},
    "opened": "2025-01-06T09:00",
    "script": [
        {"advance": "file", "when": "2025-01-07"},
        {"answer": "agency", "position": "approve", "when": "2025-02"},
    ],
}
GOLDEN = {
    "process": "us/example",
    "paths": [
        {
            "id": "floor",
            "says": "Not before the fifteenth day is over.",
            "version": "2025",
            "opened": "2025-01-06",
            "steps": [{"advance": "file", "when": {"report": "2025-01-07"}, "expect": {"refused": "CASE-003"}}],
        }
    ],
}
GUESS = {"source": "assumption", "confidence": "unknown"}
ASSUMPTIONS = {
    "process": "us/example",
    "verified_on": "2026-11-23",
    "choices": {"review": {"weights": {"notify": 0.5, "skip-notice": 1}} | GUESS},
    "durations": {"review": {"lognormal": {"median": 3, "p90": 8.5}} | GUESS, "notice": {"uniform": [1, 5]} | GUESS},
    "facts": {"certified": {"in": "notice", "after": {"fixed": 1}, "value": "today"} | GUESS},
}
MAPPING = {"process": "us/example", "rows": [{"section": "A", "row": "a", "carried_by": "states.review"}]}
PROPOSAL = {"cite": "Report 2", "as_of": "2026-01-01", "confidence": "sourced", "source_kind": "official"}
REFORM = {
    "id": "quick",
    "process": "us/example",
    "title": TEXT,
    "description": TEXT,
    "who_decides": ["regulation"],
    "status": "proposed",
    "source": PROPOSAL,
    "change": [
        {"set": "clocks.sixty.days", "to": 30, "was": 60, "scenario": TEXT},
        {"add": "clocks.new", "value": {}},
        {"remove": "states.notice"},
    ],
}
PACKAGE = {
    "id": "all",
    "title": TEXT,
    "description": TEXT,
    "source": PROPOSAL,
    "parts": {"us/example": ["quick"], "jp/example": "quick"},
}
RIGHT = {
    "reform": REFORM,
    "package": PACKAGE,
    "case": CASE,
    "golden": GOLDEN,
    "assumptions": ASSUMPTIONS,
    "mapping": MAPPING,
}


def faults(kind, data):
    return list(Draft202012Validator(schema(kind), format_checker=FormatChecker()).iter_errors(data))


@pytest.mark.parametrize("kind", schema_kinds())
def test_a_schema_is_one_of_2020_12_and_says_so(kind):
    made = schema(kind)
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["$id"] == f"urn:licensing:schema:{kind}"


@pytest.mark.parametrize("kind", schema_kinds())
def test_the_schema_in_the_reference_is_the_one_of_the_models(kind):
    published = (PUBLISHED / f"{kind}.json").read_text(encoding="utf-8")
    assert published == schema_text(kind), f"licensing process schema --kind {kind} > docs/reference/schema/{kind}.json"


def test_every_published_schema_has_a_kind():
    assert {path.stem for path in PUBLISHED.glob("*.json")} == set(schema_kinds())


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_file_is_accepted(kind):
    assert faults(kind, RIGHT[kind]) == []


RIGHT_CHANGES = [
    pytest.param({"states.notice.since": "2025"}, id="an element from a version on"),
    pytest.param({"clocks.sixty.excluded.0.until": "2025"}, id="an item of a list until a version"),
    pytest.param({"transitions.notify.when.all.0.any.0.since": "2025"}, id="a part of a condition from a version on"),
    pytest.param(
        {"attributes.note": [{"type": "text", "until": "2025"}, {"type": "choice", "of": ["a"], "since": "2025"}]},
        id="variants of an element",
    ),
    pytest.param({"transitions.file.from": ["prepare", "review"]}, id="several states"),
    pytest.param({"clocks.thirty.start": [{"transition": "refuse"}, {"outcome": ["refused"]}]}, id="several triggers"),
    pytest.param(
        {"transitions.file.needs": {"facts": ["certified", {"fact": "grounds", "when": {"link": "program"}}]}},
        id="facts by name and under a condition",
    ),
    pytest.param({"headline_clock": None}, id="no headline clock"),
]


@pytest.mark.parametrize("changes", [pytest.param({}, id="as it is"), *RIGHT_CHANGES])
def test_what_the_loader_accepts_the_schema_of_definitions_accepts(changes):
    assert faults("definition", data_with(changes)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"states.notice.color": "red"},
        {"states.Notice": {"stage": "notify"}},
        {"states.notice.stage": "limbo"},
        {"states.notice.label": "Notice"},
        {"states.notice.label.ja": ""},
        {"since": "2025"},
        {"versions": []},
        {"versions.0.since": "2020"},
        {"versions.0.in_force_from": "1 January"},
        {"id": "mars/license"},
        {"attributes.note": []},
        {"groups.allies.members": ["Japan"]},
        {"transitions.file.files": "yes"},
        {"transitions.file.from": ...},
        {"transitions.file.needs": {"facts": "certified"}},
        {"transitions.grant.outcome": "maybe"},
        {"transitions.notify.when.all": []},
        {"transitions.notify.when": {"either": []}},
        {"transitions.notify.when.all.0.any.0": {"attribute": "value_usd"}},
        {"transitions.notify.when.all.0.any.0": {"attribute": "value_usd", "at_least": 1, "at_most": 2}},
        {"transitions.notify.needs.linked": {"outcome": "granted"}},
        {"transitions.notify.needs.linked": {"role": "release", "outcome": "maybe"}},
        {"states.review.referrals.agency.silence": {"no-objection": "reply", "may-proceed": "reply"}},
        {"states.review.referrals.agency.silence": "forever"},
        {"states.review.referrals.agency.sub_referrals.bureau.sub_referrals": {}},
        {"clocks.floor.days": "15"},
        {"clocks.floor.months": 2},
        {"clocks.floor.days": ...},
        {"clocks.floor.start": {"transition": "file", "fact": "certified"}},
        {"clocks.floor.start": {}},
        {"clocks.sixty.stop": {"outcome": "some"}},
        {"clocks.sixty.excluded.0.while": {"blocker": "hold", "state": "notice"}},
        {"clocks.floor.counts": "moons"},
        {"bases.the-act.confidence": "high"},
        {"bases.the-act.as_of": "2026-13-01"},
    ],
    ids=lambda changes: " ".join(f"{address}={json.dumps(value, default=str)}" for address, value in changes.items()),
)
def test_a_wrong_definition_is_refused(changes):
    assert faults("definition", data_with(changes))


@pytest.mark.parametrize(
    "kind, address, value",
    [
        ("case", "ref", "no spaces please"),
        ("case", "provenance", "simulated"),
        ("case", "then", "run"),
        ("case", "script.0.answer", "agency"),
        ("case", "script.0.advance", ...),
        ("case", "script.0.when", ...),
        ("case", "steps", []),
        ("golden", "paths", []),
        ("golden", "paths.0.says", ""),
        ("golden", "paths.0.steps", []),
        ("golden", "paths.0.steps.0.when", {"report": "soon"}),
        ("golden", "paths.0.steps.0.expect.status", "review"),
        ("assumptions", "choices.review.weights", {}),
        ("assumptions", "choices.review.weights.notify", -1),
        ("assumptions", "choices.review.source", ...),
        ("assumptions", "durations.review.fixed", 3),
        ("assumptions", "durations.notice.uniform", [1]),
        ("assumptions", "facts.certified.probability", 2),
        ("reform", "who_decides", []),
        ("reform", "who_decides", ["somebody"]),
        ("reform", "status", "wished"),
        ("reform", "source.confidence", ...),
        ("reform", "change.0.add", "clocks.other"),
        ("reform", "change.2.remove", ...),
        ("package", "parts", {"example": "quick"}),
        ("package", "process", "us/example"),
        ("mapping", "rows", []),
        ("mapping", "rows.0.left_out", "both"),
        ("mapping", "rows.0.carried_by", ...),
    ],
)
def test_a_wrong_companion_or_case_is_refused(kind, address, value):
    data = deepcopy(RIGHT[kind])
    put(data, address.split("."), value)
    assert faults(kind, data)
