"""A condition compares what can be compared, with the facts of the right object."""

from __future__ import annotations

import pytest

from tests.unit.definitions.right_process import assert_found, changed, fault, found_in

FAULTS = [
    fault("choice of an attribute without choices", "LINT-20", {"attributes.vehicle.of": []}, at="attributes.vehicle"),
    fault("choice of a fact without choices", "LINT-20", {"facts.grounds.of": []}, at="facts.grounds"),
    fault("choices that are none", "LINT-20", {"attributes.note.of": ["a"]}),
    fault("default that is no amount", "LINT-20", {"attributes.value_usd.default": "much"}),
    fault("default that is no list of countries", "LINT-20", {"attributes.destinations.default": ["Japan"]}),
    fault("default of another type", "LINT-20", {"attributes.classified.default": "no"}),
    fault(
        "within of an amount",
        "LINT-21",
        {"transitions.notify.when.all.0.any.0": {"attribute": "value_usd", "within": "allies"}},
    ),
    fault(
        "limit of a text",
        "LINT-21",
        {"transitions.notify.when.all.0.any.0.attribute": "note"},
        at="transitions.notify.when.all.0.any.0.at_least",
    ),
    fault(
        "limit of an amount that is a day", "LINT-21", {"transitions.notify.when.all.0.any.0.at_least": "2020-01-01"}
    ),
    fault("limit of a day that is a number", "LINT-21", {"transitions.notify.when.all.8.at_least": 7}),
    fault("value that is no choice", "LINT-21", {"transitions.notify.when.all.0.any.1.in": ["DSP-73", "DSP-85"]}),
    fault("value of a fact that is no choice", "LINT-21", {"transitions.notify.when.all.9.is": "luck"}),
    fault("number where a text is", "LINT-21", {"transitions.notify.when.all.10.is": 5}),
    fault("text where true or false is", "LINT-21", {"clocks.sixty.days.cases.0.when.is": "true"}),
    fault(
        "name where a country code is",
        "LINT-21",
        {"transitions.notify.when.all.1.not": {"attribute": "destination", "is": "Japan"}},
    ),
    fault(
        "one country where several are",
        "LINT-21",
        {"transitions.notify.when.all.2": {"attribute": "destinations", "is": "JP"}},
    ),
    fault(
        "word where a day is", "LINT-21", {"transitions.notify.when.all.8": {"attribute": "wanted_by", "is": "soon"}}
    ),
    fault("due day from a fact that is no date", "LINT-21", {"facts.expires.value": "text"}, at="clocks.tender.due"),
    fault(
        "span of facts that are no dates",
        "LINT-21",
        {"facts.check-asked.value": "boolean"},
        at="clocks.sixty.excluded.0.only_if",
    ),
    fault(
        "fact of a blocker asked of the case",
        "LINT-22",
        {"facts.grounds.on": "blocker"},
        at="transitions.notify.when.all.9",
    ),
    fault(
        "fact of a blocker needed of the case",
        "LINT-22",
        {"facts.certified.on": "blocker", "clocks.floor.start": {"transition": "notify"}},
        at="transitions.period-over.needs.facts.0",
    ),
    fault(
        "fact of the case asked of a referral",
        "LINT-22",
        {"facts.papers-sent.on": "case"},
        at="clocks.sixty.excluded.2.only_if",
    ),
    fault(
        "fact of the case in a span of a blocker",
        "LINT-22",
        {"facts.check-asked.on": "case"},
        at="clocks.sixty.excluded.0.only_if",
    ),
    fault(
        "fact of a blocker asked of a state",
        "LINT-22",
        {"clocks.sixty.excluded.1.only_if": {"fact": "check-asked", "present": True}},
    ),
    fault(
        "fact of a referral that starts a clock of the case", "LINT-22", {"clocks.floor.start": {"fact": "papers-sent"}}
    ),
    fault(
        "fact of a referral that gives a due day of the case",
        "LINT-22",
        {"clocks.tender.due.fact": "papers-sent"},
        at="clocks.tender.due",
    ),
]


@pytest.mark.parametrize("changes, code, at", FAULTS)
def test_a_condition_or_declaration_that_means_nothing_is_found(changes, code, at):
    assert_found(changes, code, at)


def test_a_referral_that_names_no_positions_can_be_answered_in_any_words():
    assert found_in(changed({"transitions.notify.when.all.3": {"position": "experts", "in": ["fine by us"]}})) == ()


def test_the_default_of_an_attribute_can_be_any_value_of_its_type():
    assert found_in(changed({"attributes.value_usd.default": 0, "attributes.destinations.default": ["JP"]})) == ()
