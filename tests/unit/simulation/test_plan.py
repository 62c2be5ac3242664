"""The plan of a mock case is kept as JSON and read back as it was."""

from __future__ import annotations

import json

import pytest

from licensing.definitions.casefile import CaseFile
from licensing.domain.text import canonical
from licensing.simulation.plan import Plan

STEPS = [
    {"advance": "submit", "when": "2024-01-03T10:00", "actor": "applicant", "key": "filed"},
    {"answer": "defense", "position": "approve", "when": {"report": "2024-02-01", "not_before": "2024-01-20"}},
    {"record": "fee-paid", "value": False, "when": "2024-02"},
    {"record": "countries", "value": ["JP", "NO"], "on": "defense", "when": "2024-02-03"},
    {"correct": "filed", "reason": "a slip", "by": {"advance": "submit", "when": "2024-01-04"}, "when": "2024-02-04"},
    {"correct": "filed", "void": True, "when": "2024-02-04"},
    {"observe": "officer", "gap": False, "when": "2024-02-04"},
]


def plan_of(**given):
    head = {"ref": "CASE-1", "process": "us/x", "provenance": "mock", "opened": "2024-01-02"}
    return Plan.of(CaseFile.model_validate(head | given))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: next(iter(step)))
def test_every_kind_of_step_comes_back_as_it_was(step):
    plan = plan_of(script=[step], seed=7)
    assert plan.script
    assert Plan.from_json(json.loads(canonical(plan.as_json()))) == plan


@pytest.mark.parametrize(
    "given, walks_on",
    [
        ({}, True),
        ({"script": STEPS[:1]}, False),
        ({"script": STEPS[:1], "then": "walk"}, True),
        ({"script": STEPS[:1], "then": "wait"}, False),
        ({"then": "wait"}, False),
    ],
)
def test_a_case_walks_on_unless_it_has_a_script_or_says_otherwise(given, walks_on):
    plan = plan_of(**given)
    assert plan.walks_on is walks_on
    assert Plan.from_json(plan.as_json()) == plan


def test_a_case_that_came_without_a_plan_does_not_walk():
    assert Plan.from_json(None) == Plan(walks_on=False)
