"""A case moves through its states: visits tile its time, outcomes are kept, referrals are sent or recalled."""

from __future__ import annotations

import pytest

from licensing.domain.errors import InvalidCommand, NotPossibleNow, ObservedOnly
from licensing.domain.event import BlockerCleared, Moved, ReferralRecalled, ReferralSent
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.engine.needs import ways_out
from tests.support.fictitious import Desk, changed


def visits(desk: Desk) -> list[tuple[str, str, str]]:
    """Give state, entered and left of every visit."""
    return [(item.state, str(item.entered), str(item.left or "")) for item in desk.case.visits]


def staffed(**given) -> Desk:
    """Give a case that is with other bodies since 3 January 2024."""
    return Desk().submit("2024-01-02", **given).through("2024-01-03", "submit", "take-up", "staff")


def test_visits_tile_the_time_of_a_case():
    desk = Desk().submit("2024-01-02").through("2024-01-05", "submit").through("2024-01-09T10:00", "take-up")
    assert visits(desk) == [
        ("drafting", "2024-01-02", "2024-01-05"),
        ("queue", "2024-01-05", "2024-01-09T10:00-05:00"),
        ("officer", "2024-01-09T10:00-05:00", ""),
    ]
    assert [(item.entered_by, item.left_by) for item in desk.case.visits] == [
        ("", "submit"),
        ("submit", "take-up"),
        ("take-up", ""),
    ]


def test_the_transition_that_files_fixes_the_day_of_filing_once():
    process = changed(lambda data: data["transitions"]["papers-come"].update(files=True))
    desk = Desk(process).submit("2024-01-02").through("2024-01-05", "submit")
    assert str(desk.case.filed) == "2024-01-05"
    desk.through("2024-02-05", "take-up", "ask-papers", "papers-come")
    assert str(desk.case.filed) == "2024-01-05"


def test_a_reconsideration_replaces_the_outcome_and_keeps_the_first():
    desk = Desk().submit("2024-01-02").through("2024-01-05", "submit", "take-up").through("2024-01-20", "deny")
    assert (desk.case.outcome, desk.case.outcome_label) == (Outcome.REFUSED, "Denied")
    desk.advance("reconsider", "2024-01-25")
    desk.record("fee-paid", value=True, when="2024-01-25")
    desk.advance("staff", "2024-01-26")
    desk.answer("bureaus", "approve", "2024-01-28")
    desk.through("2024-01-30", "recheck", "hurry", "approve-with-provisos")
    assert [(str(item.when), item.outcome, item.transition) for item in desk.case.decisions] == [
        ("2024-01-20", Outcome.REFUSED, "deny"),
        ("2024-01-30", Outcome.GRANTED_WITH_CONDITIONS, "approve-with-provisos"),
    ]
    assert str(desk.case.decided) == "2024-01-20"
    assert desk.case.outcome_label == "Approved with provisos"


def test_a_state_sends_its_referrals_on_entry_where_they_apply():
    assert [item.path for item in staffed().case.referrals] == ["defense", "bureaus"]
    large = staffed(value_usd=25_000_000)
    assert [(item.path, item.step) for item in large.case.referrals][-1] == ("package", "draft")


def test_a_condition_on_entry_is_asked_of_the_case_as_it_enters():
    desk = staffed().through("2024-01-05", "recheck")
    assert "second-round" not in [item.path for item in desk.case.referrals]
    desk.advance("staff", "2024-01-08")
    assert [item.id for item in desk.case.open_referrals] == ["defense#1", "bureaus#1", "second-round#1"]


def test_a_referral_is_numbered_among_those_of_its_path():
    desk = staffed()
    desk.answer("bureaus", "approve", "2024-01-04")
    bodies = desk.through("2024-01-05", "recheck").advance("staff", "2024-01-06")
    assert [(body.path, body.number) for body in bodies if isinstance(body, ReferralSent)] == [
        ("bureaus", 2),
        ("second-round", 1),
    ]


def test_a_move_keeps_open_referrals_unless_it_recalls_them():
    kept = staffed().through("2024-01-05", "recheck")
    assert [item.path for item in kept.case.open_referrals] == ["defense", "bureaus"]
    desk = staffed(value_usd=14_000_000, destinations=("BR",))
    desk.answer("defense", "approve", "2024-01-04")
    desk.answer("bureaus", "approve", "2024-01-04")
    desk.refer("embassy", "2024-01-04")
    bodies = desk.advance("notify", "2024-01-05")
    assert bodies[0] == ReferralRecalled("embassy", 1)
    assert desk.case.open_referrals == ()
    embassy = desk.case.referrals[-1]
    assert (str(embassy.ended), embassy.position, embassy.answered) == ("2024-01-05", "", False)


def test_a_recalled_referral_is_sent_anew_where_the_next_state_asks_for_it():
    def staff_again(data):
        data["transitions"]["staff-again"] = {
            "from": "staffed",
            "to": "staffed",
            "referrals": "recall",
            "basis": ["usage"],
        }

    desk = Desk(changed(staff_again)).submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    desk.advance("staff-again", "2024-01-10")
    assert [(item.id, item.open) for item in desk.case.referrals] == [
        ("defense#1", False),
        ("bureaus#1", False),
        ("defense#2", True),
        ("bureaus#2", True),
        ("second-round#1", True),
    ]


def test_the_end_of_a_case_ends_everything_in_it():
    desk = staffed(naval=True)
    desk.refer("defense/navy", "2024-01-04")
    desk.ask("defense", "2024-01-04")
    desk.block("end-use-check", "2024-01-05", referral="defense")
    desk.block("held-back", "2024-01-05", "assurance")
    bodies = desk.advance("withdraw", "2024-01-06")
    assert [type(body) for body in bodies] == [BlockerCleared] + [ReferralRecalled] * 3 + [BlockerCleared, Moved]
    assert desk.case.open_referrals == desk.case.open_blockers == ()
    assert {item.cleared_by for item in desk.case.blockers} == {""}
    assert str(desk.case.referrals[0].questions[0].replied) == "2024-01-06"
    assert str(desk.case.closed) == "2024-01-06"


def test_a_blocker_of_a_recalled_referral_ends_with_it():
    recalling = changed(lambda data: data["transitions"]["recheck"].update(referrals="recall"))
    desk = Desk(recalling).submit("2024-01-02").through("2024-01-03", "submit", "take-up", "staff")
    desk.block("held-back", "2024-01-05", "unstated", referral="defense")
    desk.block("held-back", "2024-01-05", "unstated")
    desk.advance("recheck", "2024-01-06")
    assert [(item.referral, item.open) for item in desk.case.blockers] == [("defense#1", False), ("", True)]
    assert desk.case.blockers[0].cleared_by == ""


def test_blockers_of_the_case_stay_over_a_move():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit")
    desk.block("held-back", "2024-01-04", "unstated")
    desk.advance("take-up", "2024-01-05")
    assert [item.kind for item in desk.case.open_blockers] == ["held-back"]


# ---- observed cases


def observed(when: str = "2024-01-02", state: str = "") -> Desk:
    """Give an observed case."""
    return Desk().submit(when, provenance=Provenance.OBSERVED, state=state)


def test_a_case_seen_after_a_gap_was_somewhere_unknown():
    desk = observed("2014-01-10")
    desk.observe("staffed", "2014-03-01")
    assert visits(desk) == [
        ("drafting", "2014-01-10", "2014-01-10"),
        ("unknown", "2014-01-10", "2014-03-01"),
        ("staffed", "2014-03-01", ""),
    ]


def test_a_case_seen_without_a_gap_came_straight():
    desk = observed("2014-01-10")
    desk.observe("staffed", "2014-03-01", gap=False)
    assert visits(desk) == [("drafting", "2014-01-10", "2014-03-01"), ("staffed", "2014-03-01", "")]


def test_the_gap_begins_with_the_last_that_was_known():
    desk = observed("2014-01-10")
    desk.record("note-number", "12", "2014-02-01")
    desk.observe("decision", "2014-03-01")
    assert [str(item.left) for item in desk.case.visits[:2]] == ["2014-02-01", "2014-03-01"]


def test_out_of_sight_is_one_stretch_however_often_it_is_said():
    desk = observed("2014-01-10")
    for when in ("2014-02-01", "2014-02-10"):
        desk.observe("unknown", when)
    desk.observe("unknown", "2014-02-20", gap=False)
    desk.observe("decision", "2014-03-01")
    assert visits(desk) == [
        ("drafting", "2014-01-10", "2014-01-10"),
        ("unknown", "2014-01-10", "2014-03-01"),
        ("decision", "2014-03-01", ""),
    ]


def test_a_case_may_be_lost_from_sight_at_a_known_moment():
    desk = observed("2014-01-10")
    desk.observe("unknown", "2014-02-01", gap=False)
    desk.observe("decision", "2014-03-01")
    assert visits(desk) == [
        ("drafting", "2014-01-10", "2014-02-01"),
        ("unknown", "2014-02-01", "2014-03-01"),
        ("decision", "2014-03-01", ""),
    ]


def test_from_out_of_sight_nothing_can_be_done_but_see_it_again():
    desk = observed()
    desk.observe("unknown", "2024-02-01")
    assert ways_out(desk.view()) == ()
    for attempt in (
        lambda: desk.advance("withdraw", "2024-02-02"),
        lambda: desk.refer("defense", "2024-02-02"),
        lambda: desk.block("held-back", "2024-02-02", "unstated"),
    ):
        with pytest.raises(NotPossibleNow):
            attempt()
    desk.record("fee-paid", value=True, when="2024-02-03")
    desk.observe("queue", "2024-02-05", gap=False)
    assert desk.through("2024-02-06", "take-up").case.state == "officer"


def test_a_sighting_can_bring_an_outcome_and_an_end():
    desk = observed(state="staffed")
    desk.block("held-back", "2024-01-05", "unstated")
    desk.observe("closed", "2024-03-01", outcome=Outcome.REFUSED, label="Refused, says the press")
    assert (desk.case.outcome, desk.case.outcome_label) == (Outcome.REFUSED, "Refused, says the press")
    assert desk.case.closed is not None
    assert desk.case.open_blockers == ()


def test_a_closed_case_is_not_seen_again():
    desk = observed()
    desk.observe("closed", "2024-03-01")
    with pytest.raises(NotPossibleNow, match=r"CASE-1 is closed\. Correct its closing first\."):
        desk.observe("staffed", "2024-04-01")


def test_only_an_observed_case_is_seen():
    desk = Desk().submit("2024-01-02")
    with pytest.raises(ObservedOnly) as refused:
        desk.observe("staffed", "2024-03-01")
    assert (refused.value.code, refused.value.message) == (
        "CASE-009",
        "CASE-1 is mock; only an observed case can be seen in a state.",
    )


def test_a_case_is_seen_in_a_state_that_there_is():
    with pytest.raises(InvalidCommand, match="has no state 'limbo'"):
        observed().observe("limbo", "2024-03-01")


def test_a_case_seen_where_others_are_asked_waits_for_those_who_answer():
    desk = observed()
    desk.observe("staffed", "2024-02-01")
    assert desk.case.referrals == ()
    desk.refer("defense", "2024-02-02")
    desk.answer("defense", "approve", "2024-02-03")
    assert [need.words for need in desk.ways()["conclude"].missing] == ["bureaus to be asked and to answer"]
