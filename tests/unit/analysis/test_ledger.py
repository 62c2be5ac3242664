"""Every instant from opening to decision goes to exactly one party."""

from __future__ import annotations

from datetime import UTC, datetime

from licensing.analysis.ledger import Slice, ledger, slices
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Cohort, Scope
from licensing.domain.vocabulary import Party, Provenance
from licensing.domain.when import DAY_US
from tests.support.examples import day_us, days, seen, to_staffed, two_branches, worked_by_hand
from tests.support.stories import at, case_file


def told_of(found: tuple[Slice, ...], state: str) -> list[tuple[str, str, float]]:
    """Give party, reason and days of the slices of a state."""
    return [(item.party.value, item.reason, days(item.length_us)) for item in found if item.state == state]


def test_the_case_worked_by_hand_goes_to_its_parties_rule_by_rule():
    found = slices(seen(worked_by_hand()))
    assert told_of(found, "draft") == [("applicant", "touch", 7)]
    assert told_of(found, "queue") == [("deciding-agency", "queue", 8)]
    assert told_of(found, "review") == [("deciding-agency", "touch", 6)]
    assert told_of(found, "staffed") == [
        ("other-agency", "referral", 7),  # defense completes after the bureaus
        ("applicant", "question", 7),  # asked inside it
        ("other-agency", "referral", 3),
        ("other-government", "blocker", 18),  # the check completes after defense
        ("deciding-agency", "external", 4),
    ]
    assert told_of(found, "notify") == [
        ("legislature", "external", 2),  # the period has not begun
        ("statutory", "floor", 2),
        ("legislature", "blocker", 6),  # the hold is a need that is not met
        ("statutory", "floor", 7),
        ("legislature", "external", 3),
    ]
    assert told_of(found, "action") == [("deciding-agency", "decision", 6)]


def test_the_rows_add_up_to_the_elapsed_86_days_and_the_shares_to_one():
    report = ledger(Cohort.of([worked_by_hand()]))
    assert {row.party: days(row.total_us or 0) for row in report.rows} == {
        Party.DECIDING_AGENCY: 24,
        Party.OTHER_GOVERNMENT: 18,
        Party.APPLICANT: 14,
        Party.LEGISLATURE: 11,
        Party.OTHER_AGENCY: 10,
        Party.STATUTORY: 9,
    }
    assert sum(row.total_us or 0 for row in report.rows) == 86 * DAY_US
    assert abs(sum(row.share or 0 for row in report.rows) - 1) < 1e-12
    assert report.rows[0].party is Party.DECIDING_AGENCY
    row = report.as_json()["rows"][0]  # type: ignore[index,call-overload]
    assert row["reasons"] == {"queue": 8, "touch": 6, "decision": 6, "external": 4}  # type: ignore[index,call-overload]


def test_closed_days_stand_beside_the_days_of_a_party():
    report = ledger(Cohort.of([worked_by_hand()]))
    closed = {row.party: days(row.closed_us) for row in report.rows}
    # queue 12-20 January: a weekend and the 19th; review: a weekend; 2-6 March none; action: a weekend
    assert closed[Party.DECIDING_AGENCY] == 3 + 2 + 0 + 2
    assert closed[Party.APPLICANT] == 0  # has no closed days
    assert closed[Party.STATUTORY] == 2  # 21 and 22 March; the hold has the weekend before


def test_working_and_on_clock_ledgers_count_the_same_stretches_otherwise():
    working = ledger(Cohort.of([worked_by_hand()], Scope(measure=Measure.WORKING)))
    agency = next(row for row in working.rows if row.party is Party.DECIDING_AGENCY)
    assert days(agency.total_us or 0) == 5 + 4 + 4 + 4
    on_clock = ledger(Cohort.of([worked_by_hand()], Scope(measure=Measure.ON_CLOCK)))
    by_party = {row.party: days(row.total_us or 0) for row in on_clock.rows}
    assert by_party[Party.OTHER_GOVERNMENT] == 0  # the check is off the clock
    assert sum(by_party.values()) == 41
    assert on_clock.head["clock_id"] == "policy-60"


def test_a_blocker_inside_a_referral_goes_to_its_own_party_only_while_that_referral_is_last():
    found = slices(
        seen(
            two_branches(
                at("2026-02-01", block="lost-papers", referral="defense"),
                at("2026-02-08", unblock="lost-papers"),
                at("2026-02-02", block="hold", referral="bureaus"),
                at("2026-02-04", unblock="hold"),
            )
        )
    )
    assert told_of(found, "staffed") == [
        ("other-agency", "referral", 6),
        ("third-party", "blocker", 7),
        ("other-agency", "referral", 17),
        ("deciding-agency", "external", 4),
    ]


def test_of_two_things_inside_a_referral_the_one_that_ends_last_has_the_time():
    found = slices(
        seen(
            two_branches(
                at("2026-02-01", block="lost-papers", referral="defense"),
                at("2026-02-08", unblock="lost-papers"),
                at("2026-02-03", ask="defense"),
                at("2026-02-12", reply="defense"),
            )
        )
    )
    assert told_of(found, "staffed")[1:3] == [("third-party", "blocker", 2), ("applicant", "question", 9)]


def test_a_blocker_nobody_needs_goes_to_its_party_where_no_needed_item_is_open():
    found = slices(
        seen(
            two_branches(
                at("2026-01-22", block="lost-papers"),  # before staffing, and while both referrals are open
                at("2026-02-27", unblock="lost-papers"),
            )
        )
    )
    assert told_of(found, "review") == [("deciding-agency", "touch", 2), ("third-party", "blocker", 4)]
    assert told_of(found, "staffed") == [
        ("other-agency", "referral", 30),
        ("third-party", "blocker", 2),
        ("deciding-agency", "external", 2),
    ]


def test_of_two_open_referrals_the_one_opened_first_has_the_time():
    file = case_file(
        *to_staffed(),
        at("2026-02-10T09:00", answer="bureaus", position="no-objection"),
        at("2026-02-10T10:00", block="end-use-check"),
        opened="2026-01-05",
    )
    found = slices(seen(file, datetime(2026, 3, 1, tzinfo=UTC)))
    assert [(item.party.value, item.reason) for item in found if item.state == "staffed"] == [
        ("other-agency", "referral")
    ]


def test_a_step_of_a_referral_goes_to_the_owner_of_the_step():
    file = two_branches(
        at("2026-02-05", move="package"),
        at("2026-03-02", answer="package", position="approve"),
        after=[at("2026-03-03", advance="conclude")],
        attributes={"value_usd": 5000},
    )
    assert told_of(slices(seen(file)), "staffed") == [
        ("deciding-agency", "referral", 10),
        ("other-agency", "referral", 25),
        ("deciding-agency", "external", 1),
    ]


def test_a_referral_that_is_not_required_leaves_the_time_with_the_owner():
    file = case_file(
        *to_staffed(),
        at("2026-01-26", refer="laboratory"),
        at("2026-01-28", answer="bureaus", position="no-objection"),
        at("2026-01-29", answer="defense", position="approve"),
        at("2026-02-20", advance="conclude"),
        opened="2026-01-05",
    )
    assert told_of(slices(seen(file)), "staffed") == [
        ("other-agency", "referral", 3),
        ("deciding-agency", "external", 22),
    ]


def test_a_withdrawn_case_waited_for_what_its_ways_out_needed():
    file = case_file(*to_staffed(), at("2026-02-05", advance="withdraw"), opened="2026-01-05")
    assert told_of(slices(seen(file)), "staffed") == [("other-agency", "referral", 10)]


def test_what_nobody_saw_goes_to_nobody():
    file = case_file(
        at("2026-01-10", observe="action"),
        at("2026-01-15", observe="in-use", gap=False, outcome="granted"),
        opened="2026-01-05",
        provenance=Provenance.OBSERVED,
    )
    assert [(item.state, item.party, days(item.length_us)) for item in slices(seen(file))] == [
        ("unknown", Party.UNKNOWN, 5),
        ("action", Party.DECIDING_AGENCY, 5),
    ]


def test_a_row_tells_how_many_cases_behind_it_are_dated_by_ranges_only():
    exact = two_branches(ref="A", provenance=Provenance.OBSERVED)
    ranged = case_file(
        at("2026-02", advance="submit"),
        at("2026-03-05", advance="return"),
        opened="2026-01-05",
        ref="B",
        provenance=Provenance.OBSERVED,
    )
    report = ledger(Cohort.of([exact, ranged]))
    assert {row.party: (row.cases, row.imprecise) for row in report.rows} == {
        Party.APPLICANT: (2, 1),
        Party.DECIDING_AGENCY: (2, 1),
        Party.OTHER_AGENCY: (1, 0),
    }
    assert [row["imprecise_cases"] for row in report.as_json()["rows"]] == [1, 0, 1]  # type: ignore[union-attr,index,call-overload]


def test_a_decision_seen_after_a_gap_ends_what_nobody_saw():
    file = case_file(
        at("2026-01-15", observe="in-use", outcome="granted"), opened="2026-01-05", provenance=Provenance.OBSERVED
    )
    assert [(item.party, days(item.length_us)) for item in slices(seen(file))] == [(Party.UNKNOWN, 10)]


def test_a_decision_heard_of_while_nobody_sees_the_case_ends_the_ledger_there():
    file = case_file(
        at("2026-01-08", observe="unknown", gap=False),
        at("2026-01-15", observe="unknown", gap=False, outcome="granted"),
        at("2026-01-25", observe="in-use", gap=False),
        opened="2026-01-05",
        provenance=Provenance.OBSERVED,
    )
    case = seen(file)
    assert sum(item.length_us for item in slices(case)) == 10 * DAY_US
    assert [(visit.state, case.place_end(visit.left)) for visit in case.later_visits] == [
        ("unknown", day_us("2026-01-25")),
        ("in-use", case.end_us),
    ]


def test_reconsideration_after_a_refusal_is_no_time_before_the_decision():
    file = two_branches(
        after=[
            at("2026-03-01", advance="conclude"),
            at("2026-03-05", advance="deny"),
            at("2026-03-10", advance="reconsider"),
            at("2026-03-30", advance="approve"),
        ]
    )
    case = seen(file)
    assert slices(case)[-1].end_us == day_us("2026-03-05")
    assert [visit.state for visit in case.later_visits] == ["refused", "action", "in-use"]


def test_an_open_case_is_counted_up_to_the_day_of_the_report():
    file = case_file(*to_staffed(), opened="2026-01-05")
    found = slices(seen(file, datetime(2026, 2, 1, 12, tzinfo=UTC)))
    assert sum(item.length_us for item in found) == 27 * DAY_US
    assert found[-1].reason == "referral"


def test_what_had_not_happened_by_the_day_of_the_report_does_not_count():
    case = seen(worked_by_hand(), datetime(2026, 2, 15, 23, tzinfo=UTC))
    assert case.decided is None
    assert case.case.state == "staffed"
    assert [item.id for item in case.case.open_referrals] == ["defense#1", "defense/services#1"]
    assert told_of(slices(case), "staffed")[-1] == ("other-agency", "referral", 6)  # open for longer than the check
