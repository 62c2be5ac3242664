"""Assumptions say what they are: every value has its source, or the word assumption."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from licensing.definitions.assumptions import Assumptions, Duration, Lognormal, SourcedDuration, read_assumptions
from licensing.definitions.registry import companions, process_ids


def findings(model, data) -> list[str]:
    """Give what a validation finds."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate(data)
    return [item["msg"] for item in refused.value.errors()]


@pytest.mark.parametrize(
    "data, message",
    [
        ({}, "a duration has exactly one of fixed, uniform, lognormal, exponential"),
        ({"fixed": 1, "exponential": {"mean": 2}}, "a duration has exactly one of"),
        ({"lognormal": {"median": 10, "p90": 5}}, "p90 lies below the median"),
        ({"lognormal": {"median": 0, "p90": 5}}, "greater than 0"),
        ({"fixed": -1}, "greater than or equal to 0"),
        ({"uniform": [1]}, "Field required"),
    ],
)
def test_a_duration_has_one_possible_form(data, message):
    assert any(message in found for found in findings(Duration, data))


def test_the_ends_of_a_form_are_possible():
    assert Duration.model_validate({"fixed": 0}).fixed == 0
    assert Duration.model_validate({"uniform": [0, 5.5]}).uniform == (0, 5.5)
    assert Lognormal(median=5, p90=5).p90 == 5


@pytest.mark.parametrize(
    "source, confidence", [("assumption", "sourced"), ("assumption", "memory"), ("GAO-08-89", "unknown")]
)
def test_an_assumption_is_never_dressed_as_sourced(source, confidence):
    data = {"fixed": 5, "source": source, "confidence": confidence}
    assert any("source: assumption goes with confidence: unknown" in found for found in findings(SourcedDuration, data))


@pytest.mark.parametrize("source, confidence", [("assumption", "unknown"), ("GAO-08-89", "sourced")])
def test_a_value_with_its_source_or_the_word_assumption_is_accepted(source, confidence):
    data = {"fixed": 5, "source": source, "confidence": confidence}
    assert SourcedDuration.model_validate(data).source == source


def test_a_chance_is_a_probability():
    chance = {"probability": 1.5, "source": "assumption", "confidence": "unknown"}
    data = {"process": "us/x", "verified_on": "2026-01-01", "questions": {"a/b": chance}}
    assert any("less than or equal to 1" in found for found in findings(Assumptions, data))


@pytest.mark.parametrize("process", [name for name in process_ids() if companions("assumptions", name).is_file()])
def test_the_assumptions_of_the_library_are_of_their_process(process):
    assert read_assumptions(process).process == process
