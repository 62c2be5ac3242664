"""What came last, what bodies answered, what was done again, handed on and kept: worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from licensing.analysis.conformance import conformance
from licensing.analysis.handoffs import handoffs
from licensing.analysis.lasts import lasts
from licensing.analysis.proportion import Proportion
from licensing.analysis.referrals import referrals
from licensing.analysis.rework import rework
from licensing.analysis.scope import Cohort, Scope
from licensing.domain.vocabulary import Provenance
from tests.support.examples import to_staffed, two_branches, worked_by_hand
from tests.support.stories import at, case_file


def by_name(rows, key):
    return {getattr(row, key): row for row in rows}


def test_the_path_runs_over_what_came_last_and_the_others_have_slack():
    found = by_name(lasts(Cohort.of([two_branches()])).rows, "name")
    assert {name: row.days for name, row in found.items() if row.days} == {
        "draft": 7,
        "queue": 8,
        "review": 6,
        "defense": 30,
        "staffed": 4,
        "action": 4,
    }
    assert (found["defense"].stays, found["defense"].last) == (1, 1)
    bureaus = found["bureaus"]
    assert (bureaus.stays, bureaus.last, bureaus.days, bureaus.median_slack_days) == (1, 0, 0, 15)
    assert sum(row.share or 0 for row in found.values()) == pytest.approx(1)


def test_the_path_goes_on_in_a_linked_case():
    release = two_branches(ref="RELEASE")
    waits = case_file(
        *to_staffed()[:2],
        at("2026-01-21", advance="decide-in-house"),
        at("2026-03-08", advance="approve"),
        opened="2026-01-05",
        attributes={"classified": True},
        related=(("technology-release", release),),
    )
    found = {(row.what, row.name): row.days for row in lasts(Cohort.of([waits])).rows if row.days}
    # The wait at the link, from 21 January to 5 March, is the release's own path.
    elsewhere = {name: length for (what, name), length in found.items() if what == "elsewhere"}
    assert elsewhere == {"review": 5, "defense": 30, "staffed": 4, "action": 4}
    assert found["holder", "action"] == 3


def test_a_body_that_asked_for_nothing_changed_nothing():
    found = by_name(referrals(Cohort.of([two_branches()])).rows, "referral")
    assert found["defense"].changed == Proportion(0, 1)
    assert (found["defense"].critical_days, found["bureaus"].critical_days) == (30, 0)
    assert found["defense"].days_a_change is None
    assert (found["defense"].open_days, found["bureaus"].open_days) == (30, 15)


def test_a_body_that_objected_to_what_was_refused_can_have_changed_it():
    steps = [*to_staffed(), at("2026-02-10", answer="bureaus", position="no-objection")]
    steps += [at("2026-02-25", answer="defense", position="object"), at("2026-03-01", advance="conclude")]
    denied = case_file(*steps, at("2026-03-05", advance="deny"), opened="2026-01-05")
    granted = case_file(*steps, at("2026-03-05", advance="approve"), opened="2026-01-05", ref="OTHER")
    found = by_name(referrals(Cohort.of([denied, granted])).rows, "referral")
    assert found["defense"].changed == Proportion(1, 2)
    assert found["defense"].days_a_change == 60
    assert found["bureaus"].changed == Proportion(0, 2)


def test_silence_and_lateness_are_told_apart():
    steps = [*to_staffed(), at("2026-02-26", lapse="reply-30#1@bureaus#1")]
    silent = case_file(*steps, opened="2026-01-05")
    late = case_file(
        *to_staffed(), at("2026-03-10", answer="defense", position="approve"), opened="2026-01-05", ref="L"
    )
    found = by_name(referrals(Cohort.of([silent, late])).rows, "referral")
    assert (found["bureaus"].silent, found["bureaus"].late, found["bureaus"].open) == (1, 2, 1)
    assert dict(found["bureaus"].positions) == {"no-objection": 1}
    assert (found["defense"].silent, found["defense"].late) == (0, 0)


def test_a_proportion_has_the_limits_of_wilson():
    assert Proportion(0, 0).limits is None
    low, high = Proportion(5, 10).limits or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.2366, 0.7634)
    assert Proportion(0, 4).limits == (0.0, pytest.approx(0.4899, abs=1e-4))


def test_a_second_round_costs_its_own_days_only():
    steps = [
        *to_staffed(),
        at("2026-02-02", ask="defense"),
        at("2026-02-05", reply="defense"),
        at("2026-02-10", answer="bureaus", position="no-objection"),
        at("2026-02-11", answer="defense", position="approve"),
        at("2026-02-12", advance="conclude"),
        at("2026-02-13", record="agenda-slot", value="2026-02-20"),
        at("2026-02-14", advance="table"),
        at("2026-02-20", advance="heard"),
        at("2026-02-23", advance="approve"),
    ]
    again = case_file(*steps, opened="2026-01-05")
    found = rework(Cohort.of([again, two_branches(ref="STRAIGHT")]))
    assert {(row.what, row.name): (row.cases, row.of, row.rounds, row.days) for row in found.rows} == {
        ("question", "defense"): (1, 2, 1, 3),
        ("state", "action"): (1, 2, 1, 3),
    }
    assert (found.first_time_right, found.decided) == (1, 2)


def test_a_matter_filed_again_was_not_right_the_first_time():
    first = case_file(*to_staffed(), at("2026-02-05", advance="return"), opened="2026-01-05", ref="A", matter="M")
    second = two_branches(ref="B", matter="M")
    found = rework(Cohort.of([first, second]))
    (matter,) = [row for row in found.rows if row.what == "matter"]
    assert (matter.cases, matter.rounds, matter.days) == (1, 1, 28)
    assert (found.first_time_right, found.decided) == (0, 2)


def test_a_handoff_is_followed_by_the_queue_of_the_taker():
    found = handoffs(Cohort.of([worked_by_hand()])).rows
    told = {(row.giver, row.taker): (row.handoffs, row.returns, row.queued_days) for row in found}
    assert told == {
        ("applicant", "ddtc-licensing"): (1, 0, 8),
        ("ddtc-licensing", "congress"): (1, 1, 0),
        ("congress", "ddtc-licensing"): (1, 0, 0),
    }
    # Of the eight days from 12 to 20 January 2026, a weekend and the birthday of Martin Luther King were closed.
    assert next(row.closed_days for row in found if row.giver == "applicant") == 3


def test_a_limit_is_missed_only_with_everything_left_out_that_the_law_leaves_out():
    found = by_name(conformance(Cohort.of([worked_by_hand()])).rows, "rule")
    policy = found["policy-60"]
    assert (policy.kept, policy.missed, policy.running, policy.excess_days) == (1, 0, 0, 0)
    assert policy.excluded_days == 38
    assert dict(policy.excluded_by) == {"end-use-check": 18, "notify": 20}
    assert found["officer-10"].kept == 1
    assert policy.basis == "Invented guidance 1"


def test_days_over_a_limit_are_counted_to_the_decision_or_to_the_last_look():
    late = two_branches(after=[at("2026-03-20", advance="conclude"), at("2026-03-25", advance="approve")])
    waiting = case_file(*to_staffed(), opened="2026-01-05", ref="OPEN")
    cohort = Cohort.of([late, waiting], Scope(as_of=datetime(2026, 4, 1, 16, tzinfo=UTC)))
    policy = by_name(conformance(cohort).rows, "rule")["policy-60"]
    # Due on 13 March: twelve days over on the 25th, nineteen on 1 April.
    assert (policy.missed, policy.excess_days, policy.median_excess_days) == (2, 31, 15.5)


def test_a_move_that_no_rule_has_and_a_stretch_nobody_saw_are_counted():
    file = case_file(
        at("2026-02-01", observe="action", gap=False),
        at("2026-03-01", observe="in-use", gap=True, outcome="granted"),
        opened="2026-01-05",
        state="review",
        provenance=Provenance.OBSERVED,
    )
    found = by_name([row for row in conformance(Cohort.of([file])).rows if row.what == "move"], "rule")
    assert {name: row.missed for name, row in found.items()} == {"review to action": 1, "nobody saw it": 1}
