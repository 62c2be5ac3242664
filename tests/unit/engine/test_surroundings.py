"""What stood of a linked matter at a moment: an amendment takes the outcome away until it is decided itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When
from licensing.engine.surroundings import LinkedCase


def on(day: int) -> When:
    return When.at(datetime(2025, 1, day, tzinfo=UTC), "UTC")


AMENDED = LinkedCase(
    "release",
    "MATTER",
    "CASE-2",
    "",
    "",
    ((on(5), Outcome.REFUSED), (on(8), Outcome.GRANTED), (on(12), None), (on(20), Outcome.GRANTED_WITH_CONDITIONS)),
)


@pytest.mark.parametrize(
    "day, outcome",
    [
        (4, None),
        (5, Outcome.REFUSED),
        (8, Outcome.GRANTED),
        (11, Outcome.GRANTED),
        (12, None),
        (19, None),
        (20, Outcome.GRANTED_WITH_CONDITIONS),
        (31, Outcome.GRANTED_WITH_CONDITIONS),
    ],
)
def test_the_outcome_is_the_one_that_stood_at_the_moment(day, outcome):
    assert AMENDED.outcome_at(on(day)) is outcome


def test_a_matter_is_undecided_before_its_first_decision_and_while_its_newest_case_is():
    assert LinkedCase("release", "MATTER", "CASE-1", "", "").undecided
    assert not AMENDED.undecided
    assert LinkedCase("release", "MATTER", "CASE-2", "", "", AMENDED.decisions[:3]).undecided
