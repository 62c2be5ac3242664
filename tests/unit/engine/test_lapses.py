"""What happens by itself: never early, never twice, and only what the definition says."""

from __future__ import annotations

import pytest

from licensing.domain.errors import LapseRefused
from licensing.domain.event import BlockerCleared, ReferralAnswered, ReferralRecalled
from licensing.domain.vocabulary import Outcome, Provenance
from tests.support.fictitious import Desk, changed


def staffed(version: str = "second", process=None, **given) -> Desk:
    """Give a case that is with other bodies since 3 January 2024."""
    desk = Desk(process, version) if process else Desk(version=version)
    return desk.submit("2024-01-02", **given).through("2024-01-03", "submit", "take-up", "staff")


def refused_case(process=None) -> Desk:
    """Give a case refused on 5 January 2024."""
    desk = Desk(process) if process else Desk()
    return desk.submit("2024-01-02").through("2024-01-05", "submit", "take-up", "deny")


def refusal(desk: Desk, instance: str, when: str) -> LapseRefused:
    """Give the refusal of a lapse."""
    with pytest.raises(LapseRefused) as found:
        desk.lapse(instance, when)
    assert found.value.code == "CASE-007"
    return found.value


def test_a_window_lapses_from_the_midnight_after_its_last_day():
    desk = refused_case()
    error = refusal(desk, "reconsider-30#1", "2024-02-05T23:59:59")
    assert error.message == "clock reconsider-30#1 has not run out."
    assert error.next_step == "It is due 2024-02-06T05:00+00:00."
    desk.lapse("reconsider-30#1", "2024-02-06T00:00")
    assert (desk.case.state, desk.case.closed is not None) == ("closed", True)
    move = desk.case.moves[-1]
    assert (move.transition, move.lapsed_clock) == ("stand", "reconsider-30#1")


def test_a_lapse_of_a_day_may_be_the_day_after_the_last():
    refusal(refused_case(), "reconsider-30#1", "2024-02-05")
    desk = refused_case()
    desk.lapse("reconsider-30#1", "2024-02-06")
    assert desk.case.state == "closed"


def test_a_sweep_may_come_late_but_not_twice():
    process = changed(lambda data: data["transitions"]["stand"].update(to="officer"))
    desk = refused_case(process)
    desk.lapse("reconsider-30#1", "2024-12-01")
    assert desk.case.state == "officer"
    assert refusal(desk, "reconsider-30#1", "2024-12-02").message == "clock reconsider-30#1 is not running."


def test_a_window_that_was_used_does_not_lapse():
    desk = refused_case().through("2024-01-20", "reconsider")
    assert refusal(desk, "reconsider-30#1", "2024-06-01").next_step == "It lapses once, while it runs."
    assert desk.lapsable("2024-06-01") == []


@pytest.mark.parametrize(
    "instance, message",
    [
        ("nobody#1", "us/fictitious-license has no clock 'nobody'."),
        ("", "us/fictitious-license has no clock ''."),
        ("reconsider-30", "clock reconsider-30 is not running."),
        ("reconsider-30#2", "clock reconsider-30#2 is not running."),
        ("congress-floor#1", "clock congress-floor#1 is not running."),
    ],
)
def test_only_a_running_clock_lapses(instance, message):
    assert refusal(refused_case(), instance, "2024-06-01").message == message


def test_a_clock_without_a_default_only_counts():
    desk = staffed()
    error = refusal(desk, "decide-60#1", "2024-06-01")
    assert error.message == "nothing can happen when clock decide-60#1 runs out."
    assert "Possible now: conclude" not in error.next_step
    assert error.next_step.startswith("Possible now: ")


def test_a_clock_whose_end_is_not_known_yet_does_not_lapse():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit")
    assert refusal(desk, "offer#1", "2024-06-01").next_step == "It is due not known yet."
    desk.record("offer-expires", "2024-03-31", "2024-01-04")
    desk.lapse("offer#1", "2024-03-22")
    assert (desk.case.state, desk.case.outcome) == ("closed", Outcome.LAPSED)


def test_a_default_waits_for_a_state_that_it_leaves():
    desk = staffed()
    desk.record("offer-expires", "2024-03-31", "2024-01-04")
    assert desk.lapsable("2024-06-01") == ["bureau-30#1@bureaus#1"]
    refusal(desk, "offer#1", "2024-06-01")
    desk.advance("recheck", "2024-06-02")
    assert "offer#1" in desk.lapsable("2024-06-02")


def in_congress(process=None) -> Desk:
    """Give a case whose papers Congress received on 10 March 2024."""
    desk = staffed("first", process=process, value_usd=14_000_000, destinations=("BR",))
    desk.answer("defense", "approve", "2024-01-10")
    desk.answer("bureaus", "approve", "2024-01-10")
    desk.advance("notify", "2024-03-08")
    desk.record("receipt", "2024-03-10", "2024-03-11")
    return desk


def test_the_end_of_a_floor_can_move_the_case_on():
    desk = in_congress()
    refusal(desk, "congress-floor#1", "2024-04-09T23:59")
    desk.lapse("congress-floor#1", "2024-04-10T00:00")
    assert desk.case.state == "decision"


def test_a_condition_holds_a_default_back():
    desk = in_congress()
    desk.block("hold", "2024-04-01")
    assert desk.lapsable("2024-05-01") == []
    assert refusal(desk, "congress-floor#1", "2024-05-01").message.startswith("nothing can happen")
    desk.unblock("hold", "2024-05-02")
    assert desk.lapsable("2024-05-02") == ["congress-floor#1"]
    desk.lapse("congress-floor#1", "2024-05-02")
    assert desk.case.state == "decision"


def test_what_a_transition_needs_holds_its_lapse_back_too():
    def gated(data):
        rule = data["transitions"]["period-over"]
        rule.pop("when")
        rule["needs"] = {"clock": "congress-floor", "none_open": ["hold"]}

    desk = in_congress(changed(gated))
    assert desk.lapsable("2024-03-12") == ["congress-floor#1"]
    desk.block("hold", "2024-04-01")
    assert desk.lapsable("2024-03-12") == []
    error = refusal(desk, "congress-floor#1", "2024-05-01")
    assert "'period-over' still needs blocker hold cleared" in error.next_step
    desk.unblock("hold", "2024-05-02")
    desk.lapse("congress-floor#1", "2024-05-02")
    assert desk.case.state == "decision"


def test_what_lapses_is_listed_with_the_soonest_first():
    desk = staffed().through("2024-01-04", "recheck")
    desk.record("offer-expires", "2024-02-03", "2024-01-05")
    assert desk.lapsable("2024-01-05") == ["offer#1", "bureau-30#1@bureaus#1"]


def test_two_clocks_can_run_out_at_one_instant_and_one_ends_the_other():
    desk = Desk().submit("2024-01-02").through("2024-01-10", "submit", "take-up", "ask-papers")
    process = changed(lambda data: data["transitions"]["offer-over"].update({"from": ["awaiting-papers"]}))
    desk = Desk(process).submit("2024-01-02").through("2024-01-10", "submit", "take-up", "ask-papers")
    desk.record("offer-expires", "2024-02-04", "2024-01-10")
    assert desk.lapsable("2024-01-25") == ["papers-10#1", "offer#1"]
    assert len({item.due for item in (desk.clock("papers-10", "2024-01-25"), desk.clock("offer", "2024-01-25"))}) == 1
    desk.lapse("papers-10#1", "2024-01-26")
    assert desk.case.state == "closed"
    assert [item.transition for item in desk.case.decisions] == ["papers-late"]


def test_a_lapse_can_lead_where_the_next_clock_has_run_out_already():
    def chain(data):
        data["transitions"]["papers-late"].update(to="queue", outcome=None, label=None)

    desk = Desk(changed(chain)).submit("2024-01-02").through("2024-01-10", "submit", "take-up", "ask-papers")
    desk.record("offer-expires", "2024-01-25", "2024-01-10")
    assert desk.lapsable("2024-02-01") == ["papers-10#1"]
    desk.lapse("papers-10#1", "2024-02-01")
    assert desk.lapsable("2024-02-01") == ["offer#1"]
    desk.lapse("offer#1", "2024-02-01")
    assert [item.state for item in desk.case.visits][-2:] == ["queue", "closed"]


# ---- silence


def test_silence_counts_as_no_objection_when_its_clock_has_run_out():
    desk = staffed()
    instance = "bureau-30#1@bureaus#1"
    refusal(desk, instance, "2024-02-02T23:59")
    assert desk.lapse(instance, "2024-02-03T00:00") == [ReferralAnswered("bureaus", 1, "no-objection", instance)]
    bureaus = desk.case.referrals[1]
    assert (bureaus.position, bureaus.by_silence, bureaus.answered) == ("no-objection", instance, True)
    assert desk.case.state == "staffed"
    assert desk.clock("bureau-30", "2024-03-01").state == "lapsed"
    refusal(desk, instance, "2024-03-01")


def test_an_answer_in_time_leaves_nothing_to_lapse():
    desk = staffed()
    desk.answer("bureaus", "object", "2024-01-20")
    refusal(desk, "bureau-30#1@bureaus#1", "2024-03-01")


def test_silence_can_mean_that_the_case_may_go_on():
    desk = staffed()
    desk.refer("defense/joint-staff", "2024-01-04")
    desk.lapse("staff-10#1@defense/joint-staff#1", "2024-01-15")
    assert desk.case.referrals[-1].position == "may-proceed"
    assert desk.case.referrals[0].open


def test_silence_of_a_body_ends_what_is_below_it_and_in_its_way():
    def silent(data):
        data["states"]["staffed"]["referrals"]["defense"]["silence"] = {"may-proceed": "defense-days"}

    desk = staffed(process=changed(silent))
    desk.refer("defense/joint-staff", "2024-01-04")
    desk.block("held-back", "2024-01-04", "unstated", referral="defense")
    desk.unblock("held-back", "2024-01-04")
    desk.block("held-back", "2024-01-05", "unstated", referral="defense/joint-staff")
    assert desk.lapse("defense-days#1@defense#1", "2024-06-01") == [
        BlockerCleared("held-back", 2),
        ReferralRecalled("defense/joint-staff", 1),
        ReferralAnswered("defense", 1, "may-proceed", "defense-days#1@defense#1"),
    ]


def test_still_waiting_is_never_an_answer():
    desk = staffed("first")
    assert desk.lapsable("2030-01-01") == []
    error = refusal(desk, "defense-days#1@defense#1", "2030-01-01")
    assert error.message == "nothing can happen when clock defense-days#1@defense#1 runs out."


def test_silence_counts_as_the_state_that_sent_it_says_also_after_a_move():
    desk = staffed().through("2024-01-05", "recheck")
    assert desk.lapsable("2024-01-05") == ["bureau-30#1@bureaus#1"]
    desk.lapse("bureau-30#1@bureaus#1", "2024-02-05")
    assert desk.case.referrals[1].position == "no-objection"


# ---- imprecise starts


def test_a_lapse_waits_for_the_latest_day_that_an_imprecise_start_allows():
    desk = Desk().submit("2024-01-02").through("2024-02", "submit", "take-up", "deny")
    refusal(desk, "reconsider-30#1", "2024-04-01T23:59")
    desk.lapse("reconsider-30#1", "2024-04-02T00:00")


def test_an_observed_case_lapses_as_any_other():
    desk = Desk().submit("2024-01-02", provenance=Provenance.OBSERVED)
    desk.observe("refused", "2024-02-01", outcome=Outcome.REFUSED)
    desk.lapse("reconsider-30#1", "2024-03-05")
    assert desk.case.state == "closed"
