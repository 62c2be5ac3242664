"""Referrals are sent, asked about, moved and answered by the assumptions, wherever the case has gone meanwhile."""

from __future__ import annotations

from collections import Counter

import pytest

from licensing.domain.command import Answer, Refer
from tests.support.fictitious import PROCESS, Desk, changed
from tests.unit.simulation.strolls import Stroll, assume, local, said

SENT = "2024-01-02T10:00"
LONG = {"staffed": 400, "staffed/bureaus": 25}


def staffed(version="second", process=PROCESS, **attributes):
    return Desk(process, version).submit(**attributes).through(SENT, "submit", "take-up", "staff")


def coming(desk, steps=20, *, seed=1, **sections):
    """Let things happen and tell them, apart from the silence of the bureaus."""
    durations = LONG | sections.pop("durations", {})
    taken = Stroll(desk, assume(durations=durations, **sections), seed=seed).go(steps)
    return [command for command in taken if "bureaus" not in said(command)]


def test_a_body_answers_after_its_days_with_a_position_by_weight():
    (answer, *_) = coming(staffed(), 1, durations={"staffed/defense": 10})
    assert (said(answer), f"{local(answer):%d %B}") == ("answer defense", "12 January")
    weights = {"approve": 88, "object": 12, "approve-with-provisos": 0}
    supposed = {"durations": {"staffed/defense": 1}, "positions": {"staffed/defense": weights}}
    drawn = Counter(coming(staffed(), 1, seed=seed, **supposed)[0].position for seed in range(100))
    assert drawn.keys() == {"approve", "object"}
    assert 2 < drawn["object"] < 26


def test_positions_of_another_version_are_not_drawn():
    weights = {"no-objection": 1_000_000, "object": 1}
    (answer,) = Stroll(
        staffed("first"), assume(durations=LONG | {"staffed/bureaus": 1}, positions={"staffed/bureaus": weights})
    ).go(1)
    assert answer.position == "object"


def test_the_first_declared_position_is_given_where_none_is_assumed():
    weights = {"of-another-version": 1}
    for positions in ({}, {"staffed/defense": weights}):
        (answer,) = coming(staffed(), 1, durations={"staffed/defense": 1}, positions=positions)
        assert answer.position == "approve"


def test_a_body_without_a_duration_does_not_answer():
    assert coming(staffed(), choices={"staffed": {"conclude": 1}}) == []


def test_steps_are_passed_in_their_order_each_in_the_hours_of_its_owner():
    process = changed(
        lambda data: data["states"]["staffed"]["referrals"]["package"]["steps"][1].update(owner="meti-licensing")
    )
    desk = staffed(process=process, value_usd=30_000_000)
    durations = {"staffed/package": 1, "staffed/package/draft": 9, "staffed/package/clear": 20}
    move, answer = coming(desk, 3, durations=durations)
    assert [said(move), said(answer)] == ["move package", "answer package"]
    assert f"{local(move):%d %B %H:%M}" == "11 January 12:20"
    in_tokyo = local(answer, "Asia/Tokyo")
    assert f"{in_tokyo:%d %B}" == "01 February"
    assert 9 <= in_tokyo.hour < 17


def test_a_question_comes_at_a_third_of_the_time_and_holds_the_answer_until_the_reply():
    durations = {"staffed/defense": 20, "question:staffed/defense": 18}
    ask, reply, answer = coming(staffed(), 3, durations=durations, questions={"staffed/defense": 1})
    assert [said(ask), said(reply), said(answer)] == ["ask defense", "reply defense", "answer defense"]
    assert f"{local(ask):%d %B}, {local(reply):%A %d %B}" == "08 January, Friday 26 January"
    assert (local(answer) - local(reply)).total_seconds() == 60


def test_the_applicant_replies_at_a_weekend_too():
    durations = {"staffed/defense": 20, "question:staffed/defense": 5}
    _, reply = coming(staffed(), 2, durations=durations, questions={"staffed/defense": 1})
    assert f"{local(reply):%A}" == "Saturday"


def test_one_question_is_asked_in_a_referral():
    durations = {"staffed/defense": 20, "question:staffed/defense": 2}
    taken = coming(staffed(), 4, durations=durations, questions={"staffed/defense": 1})
    assert [said(command) for command in taken] == ["ask defense", "reply defense", "answer defense"]


def test_a_question_whose_reply_nobody_supposes_does_not_hold_the_answer():
    desk = staffed()
    desk.ask("defense", "2024-01-03T10:00")
    (answer,) = coming(desk, 1, durations={"staffed/defense": 10})
    assert said(answer) == "answer defense"


def test_what_is_required_below_is_sent_and_answered_before_the_answer():
    refer, below, answer = coming(
        staffed(naval=True), 4, durations={"staffed/defense": 10, "staffed/defense/navy": 30},
        positions={"staffed/defense/navy": {"clear": 1}},
    )  # fmt: skip
    assert [said(refer), said(below), said(answer)] == ["refer defense/navy", "answer defense/navy", "answer defense"]
    assert f"{local(refer):%d %B}, {local(below):%d %B}" == "03 January, 02 February"


def test_what_is_optional_below_is_sent_by_chance_and_waited_for_if_it_ever_answers():
    wanted = {"staffed/defense/joint-staff": 1}
    durations = {"staffed/defense": 5, "staffed/defense/joint-staff": 8}
    taken = coming(staffed(), 3, durations=durations, referrals=wanted)
    assert [said(item) for item in taken] == [
        "refer defense/joint-staff",
        "answer defense/joint-staff",
        "answer defense",
    ]
    desk = staffed()
    taken = coming(desk, 2, durations={"staffed/defense": 5}, referrals=wanted)
    assert [said(item) for item in taken] == ["refer defense/joint-staff", "answer defense"]
    assert desk.case.referrals[-1].position == ""  # called back with the answer above


def test_a_referral_that_blocks_wait_for_is_not_answered_while_they_are_open():
    desk = staffed()
    desk.block("end-use-check", "2024-01-03T10:00", referral="defense")
    unblock, answer = coming(desk, 2, durations={"staffed/defense": 5, "blocker:end-use-check": 20})
    assert [said(unblock), said(answer)] == ["unblock end-use-check", "answer defense"]


def test_what_the_holder_may_ask_is_asked_by_chance_once_in_a_stay():
    desk = staffed()
    (refer,) = coming(desk, 1, referrals={"staffed/embassy": 1})
    assert (said(refer), f"{local(refer):%d %B}") == ("refer embassy", "02 January")
    desk.answer("embassy", "favorable", "2024-01-08T10:00")
    assert "refer embassy" not in [said(item) for item in coming(desk, 3, referrals={"staffed/embassy": 1})]


def test_what_the_holder_may_ask_is_not_sent_again_while_it_is_open_from_an_earlier_stay():
    desk = staffed()
    desk.refer("embassy", "2024-01-03T10:00")
    desk.through("2024-01-04T10:00", "recheck", "staff")
    wanted = assume(durations=LONG | {"staffed/bureaus": 400}, referrals={"staffed/embassy": 1})
    assert said(Stroll(desk, wanted).next()) == "lapse bureau-30#1@bureaus#1"
    desk.answer("embassy", "favorable", "2024-01-08T10:00")
    assert said(Stroll(desk, wanted).next()) == "lapse bureau-30#1@bureaus#1"


def test_a_referral_that_became_required_after_the_state_was_entered_is_sent():
    process = changed(
        lambda data: data["states"]["staffed"]["referrals"]["second-round"].update(
            required=True, when={"fact": "fee-paid", "is": True}
        )
    )
    desk = staffed(process=process)
    desk.record("fee-paid", True, "2024-01-03T10:00")
    (refer,) = coming(desk, 1)
    assert (said(refer), f"{local(refer):%d %B}") == ("refer second-round", "03 January")


def test_a_referral_kept_after_its_state_was_left_is_still_answered():
    desk = staffed().through("2024-01-03T10:00", "recheck")
    durations = {"officer": 400, "staffed/defense": 30}
    (answer,) = coming(desk, 2, durations=durations)
    assert (said(answer), desk.case.state) == ("answer defense", "officer")


def test_a_kept_referral_asks_below_and_waits_though_the_case_is_in_another_state():
    desk = staffed(naval=True).through("2024-01-02T11:00", "recheck")
    durations = {"officer": 400, "staffed/defense": 30, "staffed/defense/navy": 20}
    taken = coming(desk, 4, durations=durations)
    assert [said(item) for item in taken] == ["refer defense/navy", "answer defense/navy", "answer defense"]
    assert {item.state for item in desk.case.referrals} == {"staffed", "officer"}


@pytest.mark.parametrize("version", ["first", "third"])
def test_what_is_required_below_from_a_day_on_is_sent_before_an_answer_after_that_day(version):
    def change(data):
        below = data["states"]["staffed"]["referrals"]["defense"]["sub_referrals"]
        below["navy"]["when"] = {"moment": "now", "on_or_after": "2024-02-01"}

    process = changed(change)
    early = coming(staffed(version, process), 1, durations={"staffed/defense": 10})
    assert isinstance(early[0], Answer)
    taken = coming(staffed(version, process), 4, durations={"staffed/defense": 50, "staffed/defense/navy": 5})
    assert [said(item) for item in taken[:3]] == ["refer defense/navy", "answer defense/navy", "answer defense"]
    assert isinstance(taken[0], Refer)
    assert f"{local(taken[0]):%d %B}" == "21 February"
