"""Referrals with their steps and questions, blockers and facts run beside the state of a case."""

from __future__ import annotations

import pytest

from licensing.domain.command import Answer
from licensing.domain.errors import CaseError, InvalidCommand, NotPossibleNow
from licensing.domain.event import BlockerCleared, ReferralAnswered, ReferralRecalled
from licensing.domain.vocabulary import Provenance
from licensing.engine.decide import decide
from tests.support.fictitious import Desk, changed


def staffed(version: str = "second", process=None, **given) -> Desk:
    """Give a case that is with other bodies since 3 January 2024."""
    desk = Desk(process, version) if process else Desk(version=version)
    return desk.submit("2024-01-02", **given).through("2024-01-03", "submit", "take-up", "staff")


def refused(error: type[CaseError], attempt) -> CaseError:
    """Give the refusal of an attempt."""
    with pytest.raises(error) as found:
        attempt()
    return found.value


# ---- referrals


def test_a_referral_sent_by_command_is_sent_once_at_a_time():
    desk = staffed()
    desk.refer("embassy", "2024-01-04")
    assert refused(NotPossibleNow, lambda: desk.refer("embassy", "2024-01-05")).message == (
        "referral 'embassy' is open already."
    )
    desk.answer("embassy", "favorable", "2024-01-06")
    desk.refer("embassy", "2024-01-08")
    assert [item.id for item in desk.case.referrals if item.path == "embassy"] == ["embassy#1", "embassy#2"]


def test_a_referral_is_sent_from_the_state_that_declares_it():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit")
    error = refused(NotPossibleNow, lambda: desk.refer("embassy", "2024-01-04"))
    assert error.message == "referral 'embassy' is not sent from queue."
    assert error.next_step == "Open referrals: none."


def test_a_referral_that_does_not_apply_is_not_sent():
    error = refused(NotPossibleNow, lambda: staffed().refer("package", "2024-01-04"))
    assert error.message == "referral 'package' does not apply to this case."


@pytest.mark.parametrize("path", ["", "nobody", "defense/army", "defense/", "/navy", "a/b/c", "defense#1/navy"])
def test_a_referral_that_nobody_declares_is_a_word_too_many(path):
    with pytest.raises(InvalidCommand, match="has no referral"):
        staffed(naval=True).refer(path, "2024-01-04")


def test_a_position_is_one_of_those_declared():
    error = refused(InvalidCommand, lambda: staffed().answer("defense", "maybe", "2024-01-04"))
    assert error.message == "'maybe' is no position of referral 'defense'."
    assert error.next_step == "Positions: approve, approve-with-provisos, object."
    refused(InvalidCommand, lambda: staffed().answer("defense", "", "2024-01-04"))


def test_an_answer_where_no_positions_are_declared_is_an_answer():
    desk = staffed(value_usd=25_000_000)
    desk.move("package", "2024-01-04")
    desk.answer("package", "", "2024-01-05")
    package = desk.case.referrals[-1]
    assert (package.answered, package.position, package.open) == (True, "answered", False)


def test_only_an_open_referral_is_answered():
    desk = staffed()
    desk.answer("defense", "approve", "2024-01-04")
    error = refused(NotPossibleNow, lambda: desk.answer("defense", "object", "2024-01-05"))
    assert (error.message, error.next_step) == ("referral 'defense' is not open.", "Open referrals: bureaus.")


def test_a_referral_can_be_named_with_its_number():
    desk = staffed()
    desk.answer("defense#1", "approve", "2024-01-04")
    assert desk.case.referrals[0].position == "approve"
    refused(NotPossibleNow, lambda: desk.answer("defense#1", "approve", "2024-01-04"))
    refused(InvalidCommand, lambda: desk.answer("nobody#1", "approve", "2024-01-04"))


def test_a_referral_is_answered_by_the_rule_of_the_state_that_sent_it():
    def other_rule(data):
        data["states"]["officer"]["referrals"] = {
            "bureaus": {"silence": "still-waiting", "sent": "by-command", "positions": ["noted"], "basis": ["usage"]}
        }

    desk = staffed(process=changed(other_rule)).through("2024-01-05", "recheck")
    refused(InvalidCommand, lambda: desk.answer("bureaus", "noted", "2024-01-06"))
    desk.answer("bureaus", "object", "2024-01-06")
    desk.refer("bureaus", "2024-01-07")
    desk.answer("bureaus", "noted", "2024-01-08")
    assert [item.position for item in desk.case.referrals if item.path == "bureaus"] == ["object", "noted"]


def test_a_required_referral_below_another_is_asked_and_answered_first():
    desk = staffed(naval=True)
    error = refused(NotPossibleNow, lambda: desk.answer("defense", "approve", "2024-01-04"))
    assert error.message == "referral 'defense' still needs an answer from navy."
    assert error.next_step == "Answer 'defense/navy' first."
    desk.refer("defense/navy", "2024-01-05")
    refused(NotPossibleNow, lambda: desk.answer("defense", "approve", "2024-01-06"))
    desk.answer("defense/navy", "clear", "2024-01-07")
    desk.answer("defense", "approve", "2024-01-08")
    assert [item.id for item in desk.case.open_referrals] == ["bureaus#1"]


def test_everything_below_can_happen_on_the_day_its_referral_was_sent():
    desk = staffed(naval=True)
    desk.refer("defense/navy", "2024-01-03T10:00")
    desk.answer("defense/navy", "clear", "2024-01-03T11:00")
    desk.answer("defense", "approve", "2024-01-03")
    navy = desk.case.referrals[-1]
    assert desk.case.parent_of(navy) == desk.case.referrals[0]


def test_a_second_round_asks_below_it_anew():
    desk = staffed(naval=True)
    desk.refer("defense/navy", "2024-01-04")
    desk.answer("defense/navy", "clear", "2024-01-04")
    desk.answer("defense", "object", "2024-01-04")
    desk.through("2024-01-04", "recheck", "staff")
    refused(NotPossibleNow, lambda: desk.answer("defense", "approve", "2024-01-04"))
    desk.refer("defense/navy", "2024-01-04")
    desk.answer("defense/navy", "clear", "2024-01-04")
    desk.answer("defense", "approve", "2024-01-04")
    first, second = [item for item in desk.case.referrals if item.name == "navy"]
    assert [desk.case.parent_of(item).id for item in (first, second)] == ["defense#1", "defense#2"]


def test_an_optional_referral_below_is_recalled_when_the_answer_comes():
    desk = staffed()
    desk.refer("defense/joint-staff", "2024-01-04")
    desk.block("held-back", "2024-01-05", "unstated", referral="defense/joint-staff")
    assert desk.answer("defense", "approve", "2024-01-06") == [
        BlockerCleared("held-back", 1),
        ReferralRecalled("defense/joint-staff", 1),
        ReferralAnswered("defense", 1, "approve"),
    ]


def test_a_referral_below_needs_its_parent_to_be_open():
    desk = staffed()
    desk.answer("defense", "approve", "2024-01-04")
    error = refused(NotPossibleNow, lambda: desk.refer("defense/joint-staff", "2024-01-05"))
    assert error.message == "referral 'defense' is not open."


def test_a_referral_below_follows_its_parent_over_a_move():
    desk = staffed(naval=True).through("2024-01-04", "recheck")
    desk.refer("defense/navy", "2024-01-05")
    desk.refer("defense/joint-staff", "2024-01-05")
    refused(InvalidCommand, lambda: desk.answer("defense/navy", "agree", "2024-01-06"))
    assert [item.on for item in desk.clocks("staff-10", "2024-01-10")] == ["referral:defense/joint-staff#1"]
    desk.answer("defense/navy", "clear", "2024-01-06")


def test_a_blocked_referral_is_not_answered():
    desk = staffed()
    desk.block("held-back", "2024-01-04", "assurance", referral="defense")
    error = refused(NotPossibleNow, lambda: desk.answer("defense", "approve", "2024-01-05"))
    assert error.message == "referral 'defense' is blocked by held-back."
    desk.answer("bureaus", "approve", "2024-01-05")
    desk.unblock("held-back", "2024-01-06")
    desk.answer("defense", "approve", "2024-01-06")


def test_a_referral_that_a_version_does_not_declare_waits_for_the_case_to_move_on():
    desk = staffed()
    desk.refer("embassy", "2024-01-04")
    without = changed(lambda data: data["states"]["staffed"]["referrals"].pop("embassy")).version("second")
    answer = Answer(referral="embassy", position="favorable", **desk.common("2024-01-05"))
    error = refused(NotPossibleNow, lambda: decide(without, desk.case, answer))
    assert error.message == "version second does not declare referral 'embassy' where it was sent."


# ---- steps and questions


def test_a_referral_goes_through_its_steps_in_order_and_is_answered_from_the_last():
    desk = staffed(value_usd=25_000_000)
    error = refused(NotPossibleNow, lambda: desk.answer("package", "done", "2024-01-04"))
    assert error.message == "referral 'package' is in step draft."
    assert error.next_step == "It is answered from its last step, clear: `licensing case move`."
    wrong = refused(NotPossibleNow, lambda: desk.move("package", "2024-01-04", step="draft"))
    assert wrong.next_step == "The next is clear."
    desk.move("package", "2024-01-05", step="clear")
    last = refused(NotPossibleNow, lambda: desk.move("package", "2024-01-06"))
    assert last.message == "referral 'package' has no step after clear."
    desk.answer("package", "done", "2024-01-08")
    steps = desk.case.referrals[-1].steps
    assert [(item.step, str(item.entered), str(item.left)) for item in steps] == [
        ("draft", "2024-01-03", "2024-01-05"),
        ("clear", "2024-01-05", "2024-01-08"),
    ]


def test_a_referral_without_steps_has_no_next_one():
    error = refused(NotPossibleNow, lambda: staffed().move("defense", "2024-01-04"))
    assert error.message == "referral 'defense' has no step after its only one."


def test_one_question_is_open_at_a_time_and_every_reply_has_its_question():
    desk = staffed()
    error = refused(NotPossibleNow, lambda: desk.reply("defense", "2024-01-04"))
    assert error.message == "no question is open in referral 'defense'."
    desk.ask("defense", "2024-01-04")
    twice = refused(NotPossibleNow, lambda: desk.ask("defense", "2024-01-05"))
    assert twice.message == "a question is open in referral 'defense'."
    desk.reply("defense", "2024-01-06")
    refused(NotPossibleNow, lambda: desk.reply("defense", "2024-01-07"))
    desk.ask("defense", "2024-01-08")
    questions = desk.case.referrals[0].questions
    assert [(str(item.asked), str(item.replied or "")) for item in questions] == [
        ("2024-01-04", "2024-01-06"),
        ("2024-01-08", ""),
    ]


def test_an_answer_ends_the_open_question():
    desk = staffed()
    desk.ask("defense", "2024-01-04")
    desk.answer("defense", "approve", "2024-01-05")
    assert str(desk.case.referrals[0].questions[0].replied) == "2024-01-05"


# ---- blockers


@pytest.mark.parametrize(
    "kind, reason, message",
    [
        ("strike", "", "us/fictitious-license has no blocker 'strike'."),
        ("held-back", "", "blocker 'held-back' needs a reason."),
        ("held-back", "laziness", "blocker 'held-back' needs a reason."),
        ("end-use-check", "why", "blocker 'end-use-check' takes no reason."),
    ],
)
def test_a_blocker_is_of_a_declared_kind_and_reason(kind, reason, message):
    assert refused(InvalidCommand, lambda: staffed().block(kind, "2024-01-04", reason)).message == message


def test_a_blocker_opens_where_it_may():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    error = refused(NotPossibleNow, lambda: desk.block("end-use-check", "2024-01-04"))
    assert (error.message, error.next_step) == (
        "blocker 'end-use-check' cannot open in officer.",
        "It opens in: staffed.",
    )
    desk.advance("deny", "2024-01-04")
    refused(NotPossibleNow, lambda: desk.block("held-back", "2024-01-05", "unstated"))


def test_a_blocker_is_open_once_on_the_case_and_once_on_each_referral():
    desk = staffed()
    for referral in ("", "defense", "bureaus"):
        desk.block("held-back", "2024-01-04", "unstated", referral=referral)
        refused(NotPossibleNow, lambda on=referral: desk.block("held-back", "2024-01-05", "unstated", referral=on))
    assert [(item.id, item.referral) for item in desk.case.open_blockers] == [
        ("held-back#1", ""),
        ("held-back#2", "defense#1"),
        ("held-back#3", "bureaus#1"),
    ]


def test_a_blocker_stands_in_the_way_of_an_open_referral_only():
    desk = staffed()
    refused(NotPossibleNow, lambda: desk.block("held-back", "2024-01-04", "unstated", referral="embassy"))
    refused(InvalidCommand, lambda: desk.block("held-back", "2024-01-04", "unstated", referral="nobody"))


def test_a_blocker_is_cleared_by_those_who_can():
    desk = staffed()
    desk.block("end-use-check", "2024-01-04")
    error = refused(NotPossibleNow, lambda: desk.unblock("end-use-check", "2024-01-05", by="congress"))
    assert (error.message, error.next_step) == (
        "congress cannot clear blocker 'end-use-check'.",
        "It is cleared by us-embassy, ddtc-licensing.",
    )
    desk.unblock("end-use-check", "2024-01-06", by="ddtc-licensing")
    (blocker,) = desk.case.blockers
    assert (blocker.cleared_by, str(blocker.cleared), blocker.open) == ("ddtc-licensing", "2024-01-06", False)


def test_a_blocker_that_anybody_clears_keeps_who_did():
    desk = staffed()
    desk.block("data-gap", "2024-01-04")
    desk.unblock("data-gap", "2024-01-05", by="applicant")
    desk.block("data-gap", "2024-01-06")
    desk.unblock("data-gap", "2024-01-07")
    assert [item.cleared_by for item in desk.case.blockers] == ["applicant", ""]


def test_where_several_are_open_the_newest_or_the_one_named_is_cleared():
    desk = staffed()
    for referral in ("", "defense", "bureaus"):
        desk.block("held-back", "2024-01-04", "unstated", referral=referral)
    desk.unblock("held-back#1", "2024-01-05")
    desk.unblock("held-back", "2024-01-06")
    assert [item.id for item in desk.case.open_blockers] == ["held-back#2"]
    assert desk.case.blockers[2].cleared_by == "ddtc-licensing"


def test_only_an_open_blocker_is_cleared():
    desk = staffed()
    desk.block("end-use-check", "2024-01-04")
    error = refused(NotPossibleNow, lambda: desk.unblock("held-back", "2024-01-05"))
    assert (error.message, error.next_step) == (
        "blocker 'held-back' is not open.",
        "Open blockers: end-use-check.",
    )
    assert refused(InvalidCommand, lambda: desk.unblock("strike", "2024-01-05")).message.endswith("blocker 'strike'.")
    desk.unblock("end-use-check", "2024-01-06")
    assert refused(NotPossibleNow, lambda: desk.unblock("end-use-check", "2024-01-07")).next_step == (
        "Open blockers: none."
    )


# ---- facts


def test_a_fact_is_kept_with_when_it_was_recorded_and_on_what():
    desk = staffed()
    desk.record("receipt", "2024-01-04", "2024-01-05")
    desk.record("forwarded", "2024-01-04", "2024-01-05", on="defense")
    desk.block("end-use-check", "2024-01-05")
    desk.record("asked-of-post", "2024-01-06", "2024-01-06", on="end-use-check")
    assert [(item.name, item.on, str(item.recorded)) for item in desk.case.facts] == [
        ("receipt", "case", "2024-01-05"),
        ("forwarded", "referral:defense#1", "2024-01-05"),
        ("asked-of-post", "blocker:end-use-check#1", "2024-01-06"),
    ]
    assert desk.case.fact("receipt").value == "2024-01-04"
    assert desk.case.fact("forwarded") is None
    assert desk.case.fact("forwarded", "referral:defense#1").value == "2024-01-04"


@pytest.mark.parametrize(
    "fact, value, on, message",
    [
        ("rumor", "x", "case", "us/fictitious-license has no fact 'rumor'."),
        ("receipt", "soon", "case", "fact 'receipt' is 'soon'."),
        ("receipt", "2024-02-30", "case", "fact 'receipt' is '2024-02-30'."),
        (
            "receipt",
            "2204-02-01",
            "case",
            "2204-02-01 lies outside 1980-01-01 to 2060-12-31, which the calendars know.",
        ),
        ("reviewed-by", "nobody", "case", "fact 'reviewed-by' is 'nobody'."),
        ("receipt", "2024-01-04", "defense", "fact 'receipt' is recorded on the case."),
        ("forwarded", "2024-01-04", "case", "us/fictitious-license has no referral 'case'."),
        ("asked-of-post", "2024-01-04", "case", "us/fictitious-license has no blocker 'case'."),
    ],
)
def test_a_fact_is_declared_of_its_type_and_on_its_object(fact, value, on, message):
    assert refused(InvalidCommand, lambda: staffed().record(fact, value, "2024-01-05", on=on)).message == message


def test_a_fact_is_recorded_on_what_is_open():
    desk = staffed()
    refused(NotPossibleNow, lambda: desk.record("forwarded", "2024-01-04", "2024-01-05", on="embassy"))
    refused(NotPossibleNow, lambda: desk.record("asked-of-post", "2024-01-04", "2024-01-05", on="end-use-check"))


def test_a_definition_without_facts_and_blockers_says_so():
    def strip(data):
        data["clocks"] = {}
        data["transitions"] = {"submit": data["transitions"]["submit"]}
        data["facts"], data["blockers"] = {}, {}

    desk = Desk(changed(strip)).submit("2024-01-02")
    assert refused(InvalidCommand, lambda: desk.record("x", "y", "2024-01-03")).next_step == "Facts: none."
    assert refused(InvalidCommand, lambda: desk.block("x", "2024-01-03")).next_step == "Blockers: none."
    assert refused(InvalidCommand, lambda: desk.unblock("x", "2024-01-03")).next_step == "Blockers: none."
    assert refused(CaseError, lambda: desk.lapse("x#1", "2024-01-03")).next_step == "Clocks: none."


def test_a_sighting_keeps_what_is_open():
    desk = staffed(provenance=Provenance.OBSERVED)
    desk.observe("decision", "2024-02-01")
    assert [item.path for item in desk.case.open_referrals] == ["defense", "bureaus"]
    desk.answer("defense", "approve", "2024-02-02")
