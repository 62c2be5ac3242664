"""What a stay waited for, and when each thing it needed opened and was complete."""

from __future__ import annotations

from datetime import UTC, date, datetime

from licensing.analysis.critical import gating_items
from licensing.analysis.items import Item, gate_of, ways_of
from licensing.analysis.ledger import slices
from licensing.domain.vocabulary import Outcome, Party, Provenance
from licensing.domain.when import When
from licensing.engine.surroundings import LinkedCase, Surroundings
from tests.support.examples import day_us, days, seen, to_staffed, two_branches
from tests.support.stories import at, case_file

JOINT = {"joint": True}


def decided(role: str, *decisions: tuple[str, Outcome]) -> LinkedCase:
    """Give a linked case with the days and outcomes of its decisions."""
    found = tuple((When.on(date.fromisoformat(day), "America/New_York"), outcome) for day, outcome in decisions)
    return LinkedCase(role, role, role, "in-use", "congress", found)


def to_action(*steps, **how):
    """Tell a joint case that comes to the decision on 8 January."""
    return case_file(
        at("2026-01-06", advance="submit"),
        at("2026-01-07", advance="take-up"),
        at("2026-01-08", advance="decide-in-house"),
        *steps,
        opened="2026-01-05",
        attributes=JOINT,
        **how,
    )


def links(items: tuple[Item, ...]) -> list[tuple[str, int | None]]:
    """Give name and completion of links."""
    return [(item.name, item.completed_us) for item in items if item.kind == "link"]


def joint_staffed(*steps, **attributes):
    """Tell a joint case whose defense referral asked the services and was answered on 25 February."""
    return two_branches(
        at("2026-02-03", refer="defense/services"),
        at("2026-02-20", answer="defense/services", position="approve"),
        *steps,
        after=[at("2026-03-04", advance="fast-track")],
        attributes={**JOINT, **attributes},
    )


def test_a_way_may_need_referrals_by_name_and_a_day_to_have_come():
    staffed = gating_items(case := seen(joint_staffed()), case.case.visits[3])
    assert [(item.kind, item.name, item.completed_us, item.fixed) for item in staffed] == [
        ("referral", "defense#1", day_us("2026-02-25"), False),
        ("date", "2026-03-01", day_us("2026-02-28"), True),
    ]


def test_a_fact_is_needed_only_where_its_condition_holds():
    plain = seen(joint_staffed(at("2026-02-26", record="certified", value="2026-02-26")))
    assert "fact" not in [item.kind for item in gating_items(plain, plain.case.visits[3])]
    classified = seen(joint_staffed(at("2026-02-26", record="certified", value="2026-02-26"), classified=True))
    fact = next(item for item in gating_items(classified, classified.case.visits[3]) if item.kind == "fact")
    assert fact.completed_us == day_us("2026-02-26")


def test_an_open_stay_waits_for_every_way_that_applies_but_not_for_facts_nobody_has_begun():
    file = case_file(
        *to_staffed(),
        at("2026-01-27", refer="laboratory"),
        opened="2026-01-05",
        attributes={"joint": True, "classified": True},
    )
    case = seen(file, datetime(2026, 3, 20, 20, tzinfo=UTC))
    visit = case.case.visit
    assert {way.transition for way in ways_of(case, visit)} == {"certify", "conclude", "fast-track", "hear-all"}
    assert {item.name for item in gating_items(case, visit)} == {"defense#1", "bureaus#1", "laboratory#1", "2026-03-01"}


def test_a_referral_called_back_is_waited_for_by_nobody_from_then_on():
    file = case_file(
        *to_staffed(),
        at("2026-02-01", answer="bureaus", position="no-objection"),
        at("2026-02-02", answer="defense", position="approve"),
        at("2026-02-03", advance="conclude"),
        at("2026-02-10", observe="staffed", gap=False),
        at("2026-02-12", refer="defense"),
        at("2026-02-20", observe="closed", gap=False, outcome="withdrawn"),
        opened="2026-01-05",
        provenance=Provenance.OBSERVED,
    )
    case = seen(file)
    again = case.case.visits[5]
    defense = next(item for way in ways_of(case, again) for item in way.items if item.name == "defense#2")
    assert (defense.completed_us, defense.recalled_us, defense.ended_us) == (
        None,
        day_us("2026-02-20"),
        day_us("2026-02-20"),
    )
    assert defense.open_at(day_us("2026-02-19"))
    assert not defense.open_at(day_us("2026-02-20"))


def test_a_referral_not_yet_sent_is_needed_but_held_by_nobody():
    file = case_file(
        at("2026-01-10", observe="staffed", gap=False),
        opened="2026-01-05",
        provenance=Provenance.OBSERVED,
        observed_until=date(2026, 1, 20),
    )
    case = seen(file)
    way = next(way for way in ways_of(case, case.case.visit) if way.transition == "conclude")
    assert [(item.name, item.open_at(day_us("2026-01-15"))) for item in way.items] == [
        ("defense", False),
        ("bureaus", False),
    ]
    assert slices(case)[-1].party is Party.DECIDING_AGENCY


def test_of_several_links_the_one_that_made_it_enough_completes_the_need():
    linked = Surroundings(
        (
            decided("technology-release", ("2026-01-20", Outcome.GRANTED)),
            decided("first-partner", ("2026-01-15", Outcome.NOT_REQUIRED)),
            decided("second-partner", ("2026-01-25", Outcome.GRANTED)),
        )
    )
    case = seen(to_action(at("2026-01-30", advance="approve-jointly"), linked=linked))
    assert links(gating_items(case, case.case.visits[3])) == [("technology-release", day_us("2026-01-20"))]


def test_a_link_counts_from_when_its_outcome_has_stood_without_a_break():
    linked = Surroundings(
        (
            decided(
                "technology-release",
                ("2026-01-09", Outcome.GRANTED),
                ("2026-01-12", Outcome.REFUSED),
                ("2026-01-18", Outcome.NOT_REQUIRED),
                ("2026-01-22", Outcome.GRANTED),
            ),
            decided("first-partner", ("2026-01-10", Outcome.GRANTED), ("2026-02-20", Outcome.REFUSED)),
        )
    )
    case = seen(to_action(at("2026-01-30", advance="approve-jointly"), linked=linked))
    assert links(gating_items(case, case.case.visits[3])) == [("technology-release", day_us("2026-01-18"))]


def test_too_few_links_leave_the_need_open_with_whoever_holds_the_first_missing_one():
    linked = Surroundings(
        (
            decided("technology-release", ("2026-01-20", Outcome.REFUSED)),
            decided("second-partner", ("2026-01-10", Outcome.GRANTED)),
        )
    )
    case = seen(to_action(linked=linked), datetime(2026, 2, 1, 20, tzinfo=UTC))
    assert links(gating_items(case, case.case.visit)) == [("technology-release", None), ("adviser", None)]
    assert [(item.party, item.reason, days(item.length_us)) for item in slices(case)][-1] == (
        Party.LEGISLATURE,
        "link",
        24,
    )


def test_a_soft_link_counts_where_it_was_waited_for_and_not_where_the_case_went_on_without_it():
    enough = (
        decided("first-partner", ("2026-01-10", Outcome.GRANTED)),
        decided("second-partner", ("2026-01-11", Outcome.GRANTED)),
    )
    approved = at("2026-01-30", advance="approve-jointly")
    without = seen(to_action(approved, linked=Surroundings(enough)))
    assert links(gating_items(without, without.case.visits[3])) == [("second-partner", day_us("2026-01-11"))]
    adviser = decided("adviser", ("2026-01-28", Outcome.GRANTED))
    waited = seen(to_action(approved, linked=Surroundings((*enough, adviser))))
    assert links(gating_items(waited, waited.case.visits[3]))[1:] == [("adviser", day_us("2026-01-28"))]


def test_a_clock_not_yet_started_is_a_need_that_nobody_can_have_met():
    file = two_branches(after=[at("2026-03-01", advance="certify")])
    case = seen(file, datetime(2026, 3, 5, 20, tzinfo=UTC))
    (way,) = ways_of(case, case.case.visit)
    assert [(item.kind, item.completed_us, item.met_at(day_us("2026-03-05"))) for item in way.items] == [
        ("floor", None, False)
    ]
    assert slices(case)[-1].reason == "external"


def test_a_lapse_waited_for_its_clock():
    file = two_branches(
        after=[
            at("2026-03-01", advance="conclude"),
            at("2026-03-05", advance="deny"),
            at("2026-04-05", lapse="reconsideration-30#1"),
        ]
    )
    case = seen(file)
    way = gate_of(case, case.case.visits[5])
    assert way is not None
    assert [(item.kind, item.name, item.completed_us) for item in way.items] == [
        ("clock", "reconsideration-30#1", day_us("2026-04-04"))
    ]


def test_a_sighting_was_gated_by_what_was_complete_by_then():
    file = case_file(
        *to_staffed(),
        at("2026-02-10", answer="bureaus", position="no-objection"),
        at("2026-02-20", observe="action", gap=False),
        opened="2026-01-05",
        provenance=Provenance.OBSERVED,
    )
    case = seen(file)
    assert [item.name for item in gating_items(case, case.case.visits[3])] == ["bureaus#1"]


def test_a_blocker_cleared_before_a_stay_began_is_no_need_of_that_stay():
    file = case_file(
        *to_staffed(),
        at("2026-01-28", block="end-use-check"),
        at("2026-01-30", unblock="end-use-check"),
        at("2026-02-01", answer="bureaus", position="no-objection"),
        at("2026-02-01", answer="defense", position="approve"),
        at("2026-02-03", advance="conclude"),
        at("2026-02-05", advance="approve"),
        opened="2026-01-05",
    )
    case = seen(file)
    assert "end-use-check#1" in [item.name for item in gating_items(case, case.case.visits[3])]
    assert gating_items(case, case.case.visits[4]) == ()
