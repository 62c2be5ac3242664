"""Trial cases differ in everything that a definition can tell apart."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from licensing.definitions.assumptions import Assumptions
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When
from licensing.engine.values import check_attributes
from licensing.simulation.draws import Draws
from licensing.simulation.trial import Variety, even, trial_surroundings
from tests.unit.definitions.right_process import right_process

DEFINITION = right_process().latest
DAY = date(2025, 2, 1)
GUESS = {"source": "assumption", "confidence": "unknown"}


def test_values_are_those_on_both_sides_of_every_comparison():
    values = Variety(DEFINITION, DAY).values
    assert set(values["value_usd"]) == {0, 1, 2, 999_999, 1_000_000, 1_000_001}
    assert values["vehicle"] == ("DSP-5", "DSP-73")
    assert values["classified"] == (True, False)
    assert values["note"] == ("urgent", "words")
    around_the_limit, around_the_opening = {"2019-12-31", "2020-01-01", "2020-01-02"}, {"2025-01-02", "2025-02-01"}
    assert set(values["wanted_by"]) == around_the_limit | around_the_opening | {"2025-03-03"}


def test_countries_lie_inside_and_outside_of_groups_and_astride():
    values = Variety(DEFINITION, DAY).values
    assert {"JP", "AU", "BR"} <= set(values["destination"])
    allies = {"JP", "AU"}
    inside = [set(countries) <= allies for countries in values["destinations"]]
    touching = [bool(set(countries) & allies) for countries in values["destinations"]]
    assert True in inside
    assert False in touching
    assert (False, True) in zip(inside, touching, strict=True)


def test_every_drawn_case_could_be_submitted_and_leaves_optional_attributes_out_at_times():
    variety = Variety(DEFINITION, DAY)
    drawn = [variety.draw(Draws(1, f"trial-{number}")) for number in range(200)]
    for attributes in drawn:
        check_attributes(DEFINITION, attributes)
    given = [{name for name, _ in attributes} for attributes in drawn]
    assert all({"vehicle", "value_usd", "destination", "destinations"} <= names for names in given)
    assert 100 < sum("note" in names for names in given) < 200
    assert {dict(attributes)["value_usd"] for attributes in drawn} == set(variety.values["value_usd"])


def test_the_same_draws_give_the_same_case():
    variety = Variety(DEFINITION, DAY)
    assert variety.draw(Draws(1, "a")) == variety.draw(Draws(1, "a"))
    assert any(variety.draw(Draws(1, "a")) != variety.draw(Draws(seed, "a")) for seed in range(2, 9))


def test_linked_matters_are_decided_in_every_way_or_do_not_exist():
    when = When.at(datetime(2025, 2, 1, 9, tzinfo=UTC), "America/New_York")
    outcomes = set()
    for number in range(200):
        around = trial_surroundings(DEFINITION, Draws(1, f"trial-{number}"), when)
        release = around.of_role("release")
        outcomes.add(None if release is None else release.outcome_at(when))
    assert outcomes == {Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS, Outcome.REFUSED, None}


def test_even_assumptions_let_everything_happen_often_that_can_happen_at_all():
    assumptions = Assumptions.model_validate(
        {
            "process": "us/example",
            "verified_on": "2026-11-23",
            "choices": {"review": {"weights": {"notify": 0.001, "skip-notice": 99, "withdraw": 0}} | GUESS},
            "positions": {"review/agency": {"weights": {"approve": 9, "object": 3}} | GUESS},
            "blockers": {"hold": {"in": "review", "probability": 0.01} | GUESS},
            "questions": {"review/agency": {"probability": 0} | GUESS},
            "referrals": {"review/experts": {"probability": 0.99} | GUESS},
            "facts": {"certified": {"in": "notice", "value": "today"} | GUESS},
        }
    )
    evened = even(assumptions)
    assert evened.choices["review"].weights == {"notify": 0.15, "skip-notice": pytest.approx(1, 1e-4), "withdraw": 0}
    assert evened.positions["review/agency"].weights == {"approve": 0.75, "object": 0.25}
    assert evened.blockers["hold"].probability == 0.5
    assert evened.questions["review/agency"].probability == 0
    assert evened.referrals["review/experts"].probability == 0.5
    assert evened.facts["certified"].probability == 1
