"""What a way out still needs, item by item; and how a refusal says it."""

from __future__ import annotations

import pytest

from licensing.domain.errors import InvalidCommand, NotPossibleNow
from licensing.domain.vocabulary import Outcome
from licensing.engine.refusal import possibilities
from tests.support.fictitious import PROCESS, Desk, changed, linked


def staffed(*links, version: str = "second", process=PROCESS, **given) -> Desk:
    """Give a case that is with other bodies since 3 January 2024."""
    desk = Desk(process, version, *links).submit("2024-01-02", **given)
    return desk.through("2024-01-03", "submit", "take-up", "staff")


def missing(desk: Desk, transition: str, when: str | None = None) -> list[str]:
    """Give in words what a way out still needs."""
    return [need.words for need in desk.ways(when)[transition].missing]


def answered(desk: Desk, when: str = "2024-01-10") -> Desk:
    """Let the required bodies answer."""
    desk.answer("defense", "approve", when)
    desk.answer("bureaus", "approve", when)
    return desk


def test_every_required_referral_must_be_answered():
    desk = staffed(value_usd=14_000_000, destinations=("BR",))
    assert missing(desk, "notify") == ["an answer from defense", "an answer from bureaus"]
    desk.answer("defense", "approve", "2024-01-10")
    assert missing(desk, "notify") == ["an answer from bureaus"]
    desk.answer("bureaus", "object", "2024-01-10")
    assert desk.ways()["notify"].possible


def test_a_referral_under_a_condition_is_required_when_it_holds():
    desk = answered(staffed(value_usd=25_000_000))
    assert missing(desk, "notify") == ["an answer from package"]
    assert "package" not in [need.name for need in staffed(value_usd=24_999_999).ways()["conclude"].needs]


def test_a_referral_sent_by_command_need_not_be_sent_but_must_be_answered_once_it_was():
    desk = answered(staffed())
    assert desk.ways()["conclude"].possible
    desk.refer("embassy", "2024-01-11")
    assert missing(desk, "conclude") == ["an answer from embassy"]
    assert desk.ways()["recheck"].possible


def test_required_answers_are_those_of_the_stay_under_way():
    desk = answered(staffed(value_usd=14_000_000, destinations=("BR",)))
    desk.through("2024-01-11", "recheck", "staff")
    assert missing(desk, "notify") == ["an answer from defense", "an answer from bureaus"]


def test_a_referral_kept_open_over_a_move_is_waited_for_on_return():
    desk = staffed(value_usd=14_000_000, destinations=("BR",))
    desk.answer("bureaus", "approve", "2024-01-08")
    desk.through("2024-01-09", "recheck", "staff")
    assert [item.id for item in desk.case.open_referrals] == ["defense#1", "bureaus#2", "second-round#1"]
    desk.answer("defense", "approve", "2024-01-10")
    desk.answer("bureaus", "approve", "2024-01-10")
    assert desk.ways()["notify"].possible


def test_a_referral_answered_while_away_is_asked_anew():
    desk = staffed().through("2024-01-09", "recheck")
    desk.answer("defense", "approve", "2024-01-10")
    desk.advance("staff", "2024-01-11")
    assert "defense#2" in [item.id for item in desk.case.open_referrals]


def test_a_named_referral_must_have_been_answered_in_any_stay():
    desk = staffed().through("2024-01-04", "recheck")
    desk.record("fee-paid", value=True, when="2024-01-05")
    assert missing(desk, "hurry") == ["an answer from bureaus"]
    desk.answer("bureaus", "approve", "2024-01-06")
    assert desk.ways()["hurry"].possible
    fresh = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    assert missing(fresh, "hurry") == ["bureaus to be asked and to answer", "fact fee-paid recorded"]


def test_a_named_referral_that_does_not_apply_is_not_needed():
    process = changed(lambda data: data["transitions"]["hurry"]["needs"].update(referrals=["package"]))
    desk = Desk(process).submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    assert missing(desk, "hurry") == ["fact fee-paid recorded"]


def test_open_blockers_stand_in_the_way_of_the_moves_that_name_them():
    desk = answered(staffed())
    desk.block("end-use-check", "2024-01-11")
    desk.block("held-back", "2024-01-11", "unstated")
    assert missing(desk, "conclude") == ["blocker end-use-check cleared"]
    desk.unblock("end-use-check", "2024-01-12")
    assert desk.ways()["conclude"].possible


def test_a_fact_may_be_needed_under_a_condition():
    few = staffed().through("2024-01-04", "recheck")
    many = staffed(copies=4).through("2024-01-04", "recheck")
    assert "fact note-number recorded" not in missing(few, "hurry")
    assert "fact note-number recorded" in missing(many, "hurry")


def needing_clock() -> Desk:
    """Give a case in Congress whose way on needs the floor to be over, as a person takes it."""

    def by_hand(data):
        data["transitions"]["period-over"] = {
            "from": "congress",
            "to": "decision",
            "needs": {"clock": "congress-floor"},
            "basis": ["notification"],
        }
        data["transitions"]["come-back"] = {"from": "congress", "to": "staffed", "basis": ["usage"]}
        data["clocks"]["congress-floor"].pop("default")

    desk = staffed(value_usd=14_000_000, destinations=("BR",), process=changed(by_hand))
    return answered(desk).through("2024-02-01", "notify")


def test_a_clock_must_have_started_and_be_over():
    desk = needing_clock()
    assert missing(desk, "period-over") == ["clock congress-floor to have started"]
    desk.record("receipt", "2024-02-05", "2024-02-05")
    assert missing(desk, "period-over") == ["clock congress-floor to be over (2024-03-07T00:00-05:00)"]
    assert missing(desk, "period-over", "2024-03-06T23:59:59") != []
    desk.advance("period-over", "2024-03-07T00:00")
    assert desk.case.state == "decision"


def test_a_clock_that_stopped_early_has_to_start_again():
    desk = needing_clock()
    desk.record("receipt", "2024-02-05", "2024-02-05")
    desk.through("2024-02-10", "come-back")
    answered(desk, "2024-02-11").through("2024-02-12", "notify")
    assert missing(desk, "period-over", "2024-06-01") == ["clock congress-floor to start again (it stopped early)"]
    desk.record("receipt", "2024-02-15", "2024-02-15")
    assert missing(desk, "period-over", "2024-06-01") == []


def test_a_linked_matter_must_have_come_to_its_outcome_when_the_need_applies():
    words = "linked technology-release to be granted or granted-with-conditions"
    assert missing(answered(staffed(vehicle="permanent")), "conclude") == [words]
    refused = linked("technology-release", Outcome.REFUSED)
    assert missing(answered(staffed(refused, vehicle="permanent")), "conclude") == [words]
    open_one = linked("technology-release", None)
    assert missing(answered(staffed(open_one, vehicle="permanent")), "conclude") == [words]
    granted = linked("technology-release", Outcome.GRANTED_WITH_CONDITIONS)
    assert answered(staffed(granted, vehicle="permanent")).ways()["conclude"].possible
    assert answered(staffed(vehicle="temporary")).ways()["conclude"].possible


def test_a_link_that_comes_later_opens_the_gate_later():
    desk = answered(staffed(linked("technology-release", Outcome.GRANTED, "2024-02-01T12:00"), vehicle="permanent"))
    assert not desk.ways("2024-02-01T11:59")["conclude"].possible
    assert desk.ways("2024-02-01T12:00")["conclude"].possible


def test_one_of_several_links_can_be_enough():
    alone = answered(naval(staffed(naval=True)))
    assert missing(alone, "conclude") == ["linked agreement or arrangement to be granted"]
    one = answered(naval(staffed(linked("arrangement", Outcome.GRANTED), naval=True)))
    assert one.ways()["conclude"].possible


def test_a_need_may_ask_for_so_many_of_several_links():
    def two(data):
        data["transitions"]["conclude"]["needs"]["linked"][1]["at_least"] = 2

    process = changed(two)
    one = answered(naval(staffed(linked("agreement", Outcome.GRANTED), naval=True, process=process)))
    assert missing(one, "conclude") == ["linked 2 of agreement or arrangement to be granted"]
    both = [linked("agreement", Outcome.GRANTED), linked("arrangement", Outcome.GRANTED)]
    assert answered(naval(staffed(*both, naval=True, process=process))).ways()["conclude"].possible


def naval(desk: Desk) -> Desk:
    """Let the navy answer below the defense department."""
    desk.refer("defense/navy", "2024-01-04")
    desk.answer("defense/navy", "clear", "2024-01-05")
    return desk


def test_a_soft_need_is_reported_and_never_refuses():
    way = answered(staffed()).ways()["conclude"]
    (soft,) = [need for need in way.needs if need.soft]
    assert (soft.name, soft.met) == ("precedent", False)
    assert way.possible


def test_a_move_remembers_the_links_it_relied_on_and_no_others():
    links = [
        linked("technology-release", Outcome.GRANTED),
        linked("agreement", Outcome.REFUSED),
        linked("precedent", Outcome.GRANTED),
        linked("arrangement", Outcome.GRANTED),
    ]
    desk = answered(staffed(*links, vehicle="permanent")).through("2024-01-11", "conclude")
    assert desk.case.moves[-1].relied_on == (
        ("technology-release", "technology-release-matter", "granted"),
        ("precedent", "precedent-matter", "granted"),
    )


def test_withdrawal_and_return_need_nothing():
    def gated(data):
        for name in ("withdraw", "return"):
            data["transitions"][name]["needs"] = {
                "none_open": ["held-back"],
                "facts": ["fee-paid"],
                "linked": {"role": "agreement", "outcome": "granted"},
            }

    for name in ("withdraw", "return"):
        desk = staffed(linked("agreement", Outcome.GRANTED), process=changed(gated))
        desk.block("held-back", "2024-01-04", "unstated")
        assert desk.ways()[name].needs == ()
        desk.advance(name, "2024-01-05")
        assert desk.case.closed is not None
        assert desk.case.moves[-1].relied_on == ()


def test_a_condition_holds_back_a_return_too():
    def conditional(data):
        data["transitions"]["return"]["when"] = {"attribute": "naval", "is": True}

    desk = staffed(process=changed(conditional))
    with pytest.raises(NotPossibleNow, match="it still needs the condition of the definition to hold"):
        desk.advance("return", "2024-01-05")


# ---- how a refusal says it


def test_a_refusal_says_what_is_possible_what_is_missing_and_on_what_basis():
    desk = staffed(value_usd=14_000_000, destinations=("BR",))
    desk.answer("defense", "approve", "2024-01-04")
    desk.block("held-back", "2024-01-04", "unstated")
    with pytest.raises(NotPossibleNow) as refused:
        desk.advance("notify", "2024-01-05")
    assert refused.value.code == "CASE-003"
    assert refused.value.message == (
        "'notify' is not possible from staffed: it still needs an answer from bureaus (Fictitious usage, usage); "
        "blocker held-back cleared (Fictitious usage, usage)."
    )
    assert refused.value.next_step.startswith(
        "Possible now: recheck, return, withdraw. "
        "'notify' still needs an answer from bureaus (Fictitious usage, usage); blocker held-back"
    )


def test_a_need_without_a_basis_of_its_own_rests_on_that_of_the_transition():
    desk = staffed().through("2024-01-04", "recheck")
    desk.answer("bureaus", "approve", "2024-01-05")
    (need,) = desk.ways()["hurry"].missing
    assert (need.kind, need.basis) == ("fact", ("usage",))


def test_a_refusal_cites_the_law_and_says_when_nothing_is_named():
    assert "clock congress-floor to have started (Fictitious act, section 36, notification)" in possibilities(
        needing_clock().view()
    )
    process = changed(lambda data: data["transitions"]["hurry"].pop("basis"))
    desk = Desk(process).submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    assert "fact fee-paid recorded (no basis named)" in possibilities(desk.view())


def test_a_transition_that_does_not_leave_this_state_is_refused_with_those_that_do():
    desk = Desk().submit("2024-01-02")
    with pytest.raises(NotPossibleNow) as refused:
        desk.advance("approve", "2024-01-03")
    assert refused.value.message == "'approve' is not possible from drafting."
    assert refused.value.next_step == "Possible now: submit, withdraw."


def test_a_transition_that_nobody_has_heard_of_is_a_word_too_many():
    desk = Desk().submit("2024-01-02")
    with pytest.raises(InvalidCommand) as refused:
        desk.advance("approved", "2024-01-03")
    assert str(refused.value) == (
        "CASE-006 us/fictitious-license has no transition 'approved'. Possible now: submit, withdraw."
    )


def test_what_happens_by_itself_is_taken_by_nobody():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up", "deny")
    with pytest.raises(NotPossibleNow) as refused:
        desk.advance("stand", "2024-01-04")
    assert refused.value.message == "'stand' is what happens when clock reconsider-30 runs out; nobody takes it."
    assert refused.value.next_step == (
        "Possible now: reconsider. 'stand' happens by itself when clock reconsider-30 runs out."
    )


def test_where_nothing_leads_on_that_is_said():
    desk = needing_clock()
    process = changed(lambda data: data["transitions"].pop("reconsider"))
    lone = Desk(process).submit("2024-01-02").through("2024-01-03", "submit", "take-up", "deny")
    assert possibilities(lone.view()).startswith("Possible now: no transition.")
    assert desk.case.state == "congress"
