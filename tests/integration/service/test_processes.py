"""The library can be read as a list, and each process as a description that names its law."""

from __future__ import annotations

import pytest

from licensing.definitions.clocks import Clock
from licensing.definitions.registry import process, process_ids
from licensing.domain.errors import UnknownProcess, UnknownVersion
from licensing.domain.vocabulary import BasisKind
from licensing.service.processes import describe, limit_words, list_processes

LABEL = {"en": "Clock", "ja": "期限"}


def test_the_list_has_every_process_with_the_numbers_of_its_newest_version():
    rows = list_processes()
    assert tuple(row.id for row in rows) == process_ids()
    for row in rows:
        newest = process(row.id).latest
        assert row.versions[-1] == newest.version.id
        assert (row.states, row.clocks) == (len(newest.states), len(newest.clocks))
        assert sum(row.confidence.values()) == len(newest.bases)


@pytest.mark.parametrize("name", process_ids())
def test_a_description_has_everything_in_the_order_of_the_file(name):
    found, newest = describe(name), process(name).latest
    assert [state.id for state in found.states] == list(newest.states)
    assert [rule.id for rule in found.transitions] == list(newest.transitions)
    assert [clock.id for clock in found.clocks] == list(newest.clocks)
    assert [blocker.id for blocker in found.blockers] == list(newest.blockers)
    cited = {
        basis for part in (*found.states, *found.transitions, *found.clocks, *found.blockers) for basis in part.basis
    }
    assert cited <= set(found.citations)


@pytest.mark.parametrize("name", process_ids())
def test_every_state_and_clock_is_counted_once_by_its_firmest_basis(name):
    found = describe(name)
    assert [item.kind for item in found.basis_counts] == list(BasisKind)
    assert sum(item.states for item in found.basis_counts) == len(found.states)
    assert sum(item.clocks for item in found.basis_counts) == len(found.clocks)


def test_a_description_tells_owner_party_and_ways_of_a_state():
    found = describe("us/munitions-license")
    first = next(state for state in found.states if state.initial)
    assert first.owner_label.en
    assert first.party == "applicant"
    for rule in found.transitions:
        assert rule.sources
        assert rule.target in {state.id for state in found.states}
    headline = [clock.id for clock in found.clocks if clock.headline]
    assert headline == [found.headline_clock]


def test_an_earlier_version_can_be_described():
    first = process("jp/equipment-transfer").versions[0].version
    found = describe("jp/equipment-transfer", first.id)
    assert (found.version, found.in_force_from) == (first.id, first.in_force_from)


def test_an_unknown_process_or_version_is_refused():
    with pytest.raises(UnknownProcess):
        describe("us/nothing")
    with pytest.raises(UnknownVersion):
        describe("us/munitions-license", "1776")


@pytest.mark.parametrize(
    "limit, words",
    [
        ({"days": 60}, "60 calendar days"),
        ({"days": 15, "counts": "working-days"}, "15 working days"),
        ({"years": 4}, "4 years"),
        ({"months": 1}, "1 month"),
        ({"due": {"fact": "expires"}}, "the date in expires"),
        ({"due": {"fact": "delivery", "days_before": 45}}, "45 days before the date in delivery"),
        (
            {"days": {"default": 30, "cases": [{"when": {"link": "release"}, "days": 15}]}},
            "15 or 30 calendar days, by case",
        ),
    ],
)
def test_a_limit_is_given_in_words(limit, words):
    clock = Clock.model_validate({"kind": "floor", "label": LABEL, "start": {"outcome": "any"}} | limit)
    assert limit_words(clock) == words
