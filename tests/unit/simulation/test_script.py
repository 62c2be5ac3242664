"""A mock case follows its script first; what follows is its own to say."""

from __future__ import annotations

from licensing.domain.command import Correct
from licensing.domain.vocabulary import Outcome
from tests.support.fictitious import PROCESS, Desk
from tests.unit.simulation.strolls import Stroll, assume, local, said

TO_OFFICER = (
    {"advance": "submit", "when": "2024-01-03T10:00"},
    {"advance": "take-up", "when": "2024-01-05"},
)
TO_THE_END = (
    *TO_OFFICER,
    {"advance": "deny", "when": "2024-01-08T10:00"},
    {"lapse": "reconsider-30#1", "when": "2024-02-08"},
)


def test_every_step_comes_at_its_own_moment_by_its_own_key():
    script = (*TO_OFFICER, {"record": "fee-paid", "value": True, "when": "2024-01-08T10:00", "key": "the-fee"})
    taken = Stroll(Desk().submit(), script=script, walks_on=False).go()
    assert [said(command) for command in taken] == ["advance submit", "advance take-up", "record fee-paid"]
    assert [command.key for command in taken] == ["CASE-1/script-1", "CASE-1/script-2", "the-fee"]
    assert [str(command.when) for command in taken] == [
        "2024-01-03T10:00-05:00",
        "2024-01-05",
        "2024-01-08T10:00-05:00",
    ]


def test_a_step_that_was_done_is_not_done_again():
    desk = Desk().submit()
    Stroll(desk, script=TO_OFFICER).go(1)
    (command,) = Stroll(desk, script=TO_OFFICER).go(1)
    assert said(command) == "advance take-up"


def test_a_lapse_that_somebody_else_let_happen_is_done():
    desk = Desk().submit()
    Stroll(desk, script=TO_THE_END[:3]).go()
    lapse = desk.common("2024-02-09", "lapse:reconsider-30#1")
    assert said(Stroll(desk, script=TO_THE_END).next()) == "lapse reconsider-30#1"
    desk.lapse("reconsider-30#1", "2024-02-09")
    assert desk.case.closed is not None
    assert Stroll(desk, script=TO_THE_END).next() is None
    assert lapse["key"] == "lapse:reconsider-30#1"


def test_a_case_whose_script_says_wait_stands_where_the_script_left_it():
    desk = Desk().submit()
    stroll = Stroll(desk, assume(), script=TO_OFFICER, walks_on=False)
    assert len(stroll.go()) == 2
    assert desk.case.state == "officer"


def test_a_case_whose_script_says_walk_goes_on_after_its_last_step():
    desk = Desk().submit()
    taken = Stroll(desk, assume(durations={"officer": 1}), script=TO_OFFICER).go(3)
    assert (taken[2].key, f"{local(taken[2]):%d %B}") == ("CASE-1/walk-4", "08 January")  # 5 January ends on a Friday


def test_a_case_without_assumptions_follows_its_script_only():
    desk = Desk().submit()
    assert len(Stroll(desk, None, script=TO_OFFICER).go()) == 2


def test_a_person_may_act_between_two_steps():
    desk = Desk().submit()
    stroll = Stroll(desk, script=TO_OFFICER)
    stroll.go(1)
    desk.block("held-back", "2024-01-04", reason="unstated")
    assert [said(command) for command in stroll.go()] == ["advance take-up"]


def test_a_correction_in_a_script_replaces_an_earlier_step():
    correction = {
        "correct": "CASE-1/script-2",
        "reason": "the wrong day",
        "by": {"advance": "take-up", "when": "2024-01-04T10:00"},
        "when": "2024-01-09",
    }
    desk = Desk().submit()
    taken = Stroll(desk, assume(durations={"officer": 6}), script=(*TO_OFFICER, correction)).go(4)
    assert isinstance(taken[2], Correct)
    assert taken[2].replacement.key == "CASE-1/script-3/corrected"
    assert str(desk.case.visits[2].entered) == "2024-01-04T10:00-05:00"
    assert f"{local(taken[3]):%d %B}" == "10 January"  # six days after the corrected moment


def test_a_correction_in_a_script_opens_a_closed_case_again():
    void = {"correct": "lapse:reconsider-30#1", "reason": "it had been asked for", "void": True, "when": "2024-02-12"}
    again = {"advance": "reconsider", "when": "2024-02-12"}
    desk = Desk().submit()
    taken = Stroll(desk, script=(*TO_THE_END, void, again), walks_on=False).go()
    assert [said(command) for command in taken[3:]] == [
        "lapse reconsider-30#1",
        "correct lapse:reconsider-30#1",
        "advance reconsider",
    ]
    assert desk.case.closed is None


def test_nothing_else_in_a_script_happens_to_a_case_that_somebody_closed():
    desk = Desk().submit()
    stroll = Stroll(desk, assume(), script=TO_OFFICER)
    stroll.go(1)
    desk.advance("withdraw", "2024-01-04")
    assert stroll.next() is None
    assert desk.case.outcome is Outcome.WITHDRAWN


def test_a_script_may_take_a_case_to_another_version():
    migrate = {"migrate": "third", "basis": "usage", "when": "2024-01-09"}
    desk = Desk(PROCESS, "second").submit()
    taken = Stroll(desk, assume(choices={"officer": {"refer-to-board": 1}}), script=(*TO_OFFICER, migrate)).go(4)
    assert said(taken[3]) == "advance refer-to-board"
