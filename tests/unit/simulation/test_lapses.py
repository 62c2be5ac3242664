"""Time alone answers for the silent, closes windows and ends validities; nothing lapses twice."""

from __future__ import annotations

from tests.support.fictitious import PROCESS, Desk, changed
from tests.unit.simulation.strolls import Stroll, assume, local, said

OPENED = "2024-01-02T10:00"


def staffed(process=PROCESS, **attributes):
    return Desk(process, "second").submit(**attributes).through(OPENED, "submit", "take-up", "staff")


def in_congress(**attributes):
    desk = staffed(value_usd=30_000_000, **attributes)
    desk.move("package", OPENED)
    for path in ("defense", "bureaus", "package"):
        desk.answer(path, "approve", OPENED)
    return desk.through(OPENED, "notify")


def waiting(days):
    """Suppose that the case waits long, and the bureaus need so many days."""
    return assume(durations={"staffed": 400, "staffed/bureaus": days})


def test_silence_answers_at_the_midnight_at_which_its_clock_runs_out():
    command = Stroll(staffed(), waiting(45)).next()
    assert (said(command), command.key) == ("lapse bureau-30#1@bureaus#1", "lapse:bureau-30#1@bureaus#1")
    assert local(command).isoformat(timespec="minutes") == "2024-02-02T00:00"


def test_an_answer_that_comes_before_is_no_silence():
    assert said(Stroll(staffed(), waiting(25)).next()) == "answer bureaus"


def test_the_default_of_a_floor_is_taken_by_time_at_its_end():
    desk = in_congress()
    desk.record("receipt", "2024-01-10", "2024-01-10T15:00")
    (command,) = Stroll(desk, assume(durations={"congress": 5})).go(1)
    assert local(command).isoformat(timespec="minutes") == "2024-01-26T00:00"
    assert desk.case.state == "decision"


def test_a_default_that_a_blocker_holds_back_happens_when_the_blocker_is_cleared():
    desk = in_congress()
    desk.record("receipt", "2024-01-10", "2024-01-10T15:00")
    desk.block("hold", "2024-01-12T10:00")
    assert Stroll(desk, assume()).next() is None
    unblock, lapse = Stroll(desk, assume(durations={"blocker:hold": 60})).go(2)
    assert (said(unblock), f"{local(unblock):%d %B}") == ("unblock hold", "12 March")
    assert said(lapse) == "lapse congress-floor#1"
    assert lapse.when == unblock.when


def test_a_default_whose_condition_ends_before_its_clock_does_not_happen():
    def change(data):
        data["transitions"]["period-over"]["when"] = {"moment": "now", "before": "2024-01-20"}

    process = changed(change)
    desk = staffed(process, value_usd=30_000_000)
    desk.move("package", OPENED)
    for path in ("defense", "bureaus", "package"):
        desk.answer(path, "approve", OPENED)
    desk.through(OPENED, "notify").record("receipt", "2024-01-10", "2024-01-10T15:00")
    assert Stroll(desk, assume()).next() is None


def test_a_default_whose_condition_begins_before_its_clock_ends_does_happen():
    process = changed(
        lambda data: data["transitions"]["stand"].update(when={"moment": "now", "on_or_after": "2024-01-20"})
    )
    desk = Desk(process).submit().through(OPENED, "submit", "take-up", "deny")
    command = Stroll(desk, assume(choices={"refused": {"reconsider": 0}})).next()
    assert said(command) == "lapse reconsider-30#1"


def test_a_clock_that_something_open_still_moves_does_not_lapse():
    def change(data):
        data["transitions"]["hurry"].pop("needs")

    desk = staffed(changed(change))
    desk.block("end-use-check", OPENED)  # the validity of the license does not run while it is open
    desk.through(OPENED, "recheck", "hurry", "approve")
    answered = {"staffed/defense": 5, "staffed/bureaus": 5}
    taken = Stroll(desk, assume(durations=answered)).go()
    assert [said(command) for command in taken] == ["answer bureaus", "answer defense"]
    taken = Stroll(desk, assume(durations=answered | {"blocker:end-use-check": 60})).go()
    assert [said(command) for command in taken] == ["unblock end-use-check", "lapse life#1"]
    assert (
        f"{local(taken[-1]):%Y-%m-%d}" == "2028-03-05"
    )  # the end of 4 March: four years, and 62 days that do not count


def test_two_clocks_that_run_out_at_one_midnight_lapse_one_after_the_other():
    process = changed(
        lambda data: data["states"]["staffed"]["referrals"]["defense"].update(
            silence={"no-objection": "bureau-30"}, positions=["approve", "no-objection"]
        )
    )
    desk = staffed(process)
    taken = Stroll(desk, assume(choices={"staffed": {"conclude": 1}})).go(3)
    assert [said(command) for command in taken] == [
        "lapse bureau-30#1@bureaus#1",
        "lapse bureau-30#1@defense#1",
        "advance conclude",
    ]
    assert taken[0].when == taken[1].when


def test_a_lapse_that_a_correction_took_back_is_not_repeated():
    desk = staffed()
    stroll = Stroll(desk, waiting(45))
    (lapse,) = stroll.go(1)
    desk.correct(lapse.key, None, "2024-02-02T10:00")
    assert desk.case.open_referrals[-1].path == "bureaus"
    assert said(stroll.next()) == "answer bureaus"


def test_a_validity_ends_at_last():
    desk = Desk().submit().through(OPENED, "submit", "take-up", "deny")
    command = Stroll(desk, assume(choices={"refused": {"reconsider": 0}})).next()
    assert (said(command), f"{local(command):%d %B}") == ("lapse reconsider-30#1", "02 February")


def test_a_clock_that_ends_beyond_the_calendars_does_not_lapse():
    desk = Desk(PROCESS, "third").submit("2060-12-10T10:00").through("2060-12-10T11:00", "submit", "take-up", "staff")
    assert Stroll(desk, waiting(400)).next() is None
