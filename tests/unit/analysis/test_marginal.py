"""What a case would have saved had one thing not been there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from licensing.analysis.marginal import saving
from licensing.analysis.removal import Target, targets
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When
from licensing.engine.surroundings import LinkedCase, Surroundings
from tests.support.examples import day_us, days, seen, to_staffed, two_branches, worked_by_hand
from tests.support.stories import at, case_file

DEFENSE, BUREAUS = Target("referral", "defense"), Target("referral", "bureaus")


def saved(file, target, **how) -> float:
    """Give the days a target's absence would have saved a case."""
    return days(saving(seen(file, **how), target).length_us)


def test_of_two_branches_only_the_last_one_saves_and_only_its_lead():
    file = two_branches()
    assert saved(file, BUREAUS) == 0
    assert saved(file, DEFENSE) == 15
    assert saving(seen(file), DEFENSE).saved == ((day_us("2026-02-10"), day_us("2026-02-25")),)


def test_everything_in_a_case_can_be_taken_out_once():
    file = two_branches(
        at("2026-02-05", move="package"),
        at("2026-03-02", answer="package", position="approve"),
        at("2026-02-11", block="hold"),
        at("2026-02-12", unblock="hold"),
        at("2026-02-13", block="hold"),
        at("2026-02-14", unblock="hold"),
        after=[at("2026-03-03", advance="conclude")],
        attributes={"value_usd": 5000},
    )
    assert targets(seen(file)) == (
        Target("blocker", "hold"),
        DEFENSE,
        BUREAUS,
        Target("referral", "package"),
        Target("step", "package/draft"),
        Target("step", "package/clear"),
    )


def test_a_step_saves_no_more_than_what_its_branch_was_later_than_the_next():
    file = two_branches(
        at("2026-02-05", move="package"),
        at("2026-03-02", answer="package", position="approve"),
        after=[at("2026-03-03", advance="conclude")],
        attributes={"value_usd": 5000},
    )
    assert saved(file, Target("step", "package/draft")) == 5
    assert saved(file, Target("step", "package/clear")) == 5
    assert saved(file, Target("referral", "package")) == 5
    assert saved(file, DEFENSE) == 0


def test_a_needed_blocker_saves_no_more_than_the_time_it_was_open():
    file = two_branches(
        at("2026-02-27", block="end-use-check"),  # two days after the last answer
        at("2026-03-09", unblock="end-use-check"),
        after=[at("2026-03-11", advance="conclude"), at("2026-03-12", advance="approve")],
    )
    assert saved(file, Target("blocker", "end-use-check")) == 10
    assert saved(file, DEFENSE) == 0


def test_a_needed_blocker_beside_a_longer_referral_saves_nothing():
    file = two_branches(at("2026-02-01", block="end-use-check"), at("2026-02-20", unblock="end-use-check"))
    assert saved(file, Target("blocker", "end-use-check")) == 0


def test_a_blocker_outside_any_need_counts_where_nothing_else_was_open():
    hold = Target("blocker", "hold")
    in_review = two_branches(at("2026-01-21", block="hold"), at("2026-01-24", unblock="hold"))
    assert saved(in_review, hold) == 3
    beside_referrals = two_branches(at("2026-02-01", block="hold"), at("2026-02-20", unblock="hold"))
    assert saved(beside_referrals, hold) == 0
    partly = two_branches(at("2026-02-20", block="hold"), at("2026-02-27", unblock="hold"))
    assert saved(partly, hold) == 2
    over_two_states = two_branches(at("2026-01-22", block="hold"), at("2026-02-01", unblock="hold"))
    assert saved(over_two_states, hold) == 4


def test_two_blockers_outside_any_need_cover_each_other():
    file = two_branches(
        at("2026-01-21", block="hold"),
        at("2026-01-22", block="lost-papers"),
        at("2026-01-24", unblock="hold"),
        at("2026-01-25", unblock="lost-papers"),
    )
    assert saved(file, Target("blocker", "hold")) == 1
    assert saved(file, Target("blocker", "lost-papers")) == 1


def test_a_stop_before_a_referral_moves_the_referral_up():
    file = case_file(
        *to_staffed(),
        at("2026-01-27", answer="bureaus", position="no-objection"),
        at("2026-01-27", answer="defense", position="approve"),
        at("2026-01-27", block="hold"),
        at("2026-02-01", unblock="hold"),
        at("2026-02-01", block="end-use-check"),
        at("2026-02-11", unblock="end-use-check"),
        at("2026-02-12", advance="conclude"),
        opened="2026-01-05",
    )
    assert saved(file, Target("blocker", "hold")) == 5
    assert saved(file, Target("blocker", "end-use-check")) == 10


def test_a_blocker_bound_to_a_referral_shortens_that_referral():
    papers = Target("blocker", "lost-papers")
    bound = [at("2026-02-01", block="lost-papers", referral="defense"), at("2026-02-08", unblock="lost-papers")]
    assert saved(two_branches(*bound), papers) == 7
    asked = [at("2026-02-05", ask="defense"), at("2026-02-07", reply="defense")]
    assert saved(two_branches(*bound, *asked), papers) == 5
    to_bureaus = [at("2026-02-01", block="lost-papers", referral="bureaus"), at("2026-02-08", unblock="lost-papers")]
    assert saved(two_branches(*to_bureaus), papers) == 0


def test_a_blocker_that_is_needed_and_also_bound_to_a_referral_counts_every_day_once():
    file = case_file(
        *to_staffed(),
        at("2026-02-01", answer="defense", position="approve"),
        at("2026-02-03", block="end-use-check", referral="bureaus"),
        at("2026-02-13", unblock="end-use-check"),
        at("2026-02-15", answer="bureaus", position="no-objection"),
        at("2026-02-20", block="end-use-check"),
        at("2026-02-25", unblock="end-use-check"),
        at("2026-02-26", advance="conclude"),
        opened="2026-01-05",
    )
    assert saved(file, Target("blocker", "end-use-check")) == 15


def test_a_referral_takes_the_blocker_bound_to_it_along():
    file = two_branches(
        at("2026-02-12", block="end-use-check", referral="defense"),
        at("2026-02-24", unblock="end-use-check"),
    )
    assert saved(file, DEFENSE) == 15


def test_a_required_referral_below_another_shortens_it():
    file = two_branches(
        at("2026-02-03", refer="defense/services"),
        at("2026-02-20", answer="defense/services", position="approve"),
        attributes={"joint": True},
    )
    assert saved(file, Target("referral", "defense/services")) == 15


def test_an_optional_referral_saves_nothing():
    file = two_branches(at("2026-01-27", refer="laboratory"))
    assert saved(file, Target("referral", "laboratory")) == 0


def test_a_floor_moves_up_with_what_started_it():
    file = two_branches(
        after=[
            at("2026-02-27", advance="certify"),
            at("2026-03-01", record="certified", value="2026-03-01"),
            at("2026-03-17", advance="period-over"),
            at("2026-03-20", advance="approve"),
        ]
    )
    assert saved(file, DEFENSE) == 15


def test_a_fixed_day_does_not_move_and_takes_the_saving_back():
    file = two_branches(
        after=[
            at("2026-02-27", advance="conclude"),
            at("2026-02-28", record="agenda-slot", value="2026-03-10"),
            at("2026-03-02", advance="table"),
            at("2026-03-10", advance="heard"),
            at("2026-03-12", advance="approve"),
        ]
    )
    found = saving(seen(file), DEFENSE)
    assert (len(found.saved), len(found.regained)) == (1, 1)
    assert found.length_us == 0


def test_a_fixed_day_already_past_takes_back_only_what_would_then_be_waited_for():
    file = two_branches(
        after=[
            at("2026-02-27", advance="conclude"),
            at("2026-02-28", record="agenda-slot", value="2026-02-20"),
            at("2026-03-02", advance="table"),
            at("2026-03-10", advance="heard"),
            at("2026-03-12", advance="approve"),
        ]
    )
    assert saved(file, DEFENSE) == 11  # tabled on 15 February it would have waited for the 19th to end
    assert saving(seen(file), DEFENSE).regained == ((day_us("2026-02-15"), day_us("2026-02-19")),)


def test_the_course_of_a_linked_matter_does_not_move():
    decided = (When.on(datetime(2026, 3, 3, tzinfo=UTC).date(), "America/New_York"), Outcome.GRANTED)
    linked = Surroundings((LinkedCase("technology-release", "M", "M", "in-use", "applicant", (decided,)),))
    file = two_branches(attributes={"classified": True}, linked=linked)
    assert saved(file, DEFENSE) == 0  # at the decision since 1 March, the link came on the 3rd


def test_a_referral_kept_into_a_later_state_moves_up_only_as_far_as_when_it_was_sent():
    file = two_branches(
        at("2026-02-20", refer="laboratory"),  # ten days after the bureaus, five before defense
        after=[
            at("2026-03-01", advance="certify"),
            at("2026-03-02", record="certified", value="2026-03-01"),
            at("2026-03-20", advance="period-over"),
            at("2026-04-10", answer="laboratory", position="fine"),
            at("2026-04-12", advance="await-buyer"),
            at("2026-04-20", advance="contract"),
            at("2026-04-21", advance="approve"),
        ],
    )
    assert saved(file, Target("referral", "laboratory")) == 21
    assert saved(file, DEFENSE) == 10


def test_a_blocker_in_a_referral_kept_from_an_earlier_state_saves_no_more_than_the_wait_for_it():
    file = two_branches(
        at("2026-02-20", refer="laboratory"),
        at("2026-02-21", block="lost-papers", referral="laboratory"),
        at("2026-02-27", unblock="lost-papers"),
        after=[
            at("2026-03-01", advance="certify"),
            at("2026-03-02", record="certified", value="2026-03-01"),
            at("2026-03-20", advance="period-over"),
            at("2026-03-23", answer="laboratory", position="fine"),
            at("2026-03-25", advance="await-buyer"),
        ],
    )
    found = saving(seen(file, as_of=datetime(2026, 3, 25, 20, tzinfo=UTC)), Target("blocker", "lost-papers"))
    assert found.saved == ((day_us("2026-03-20"), day_us("2026-03-23")),)


def test_what_is_still_open_saves_what_it_has_cost_by_the_day_of_the_report():
    file = case_file(*to_staffed(), at("2026-02-10", answer="bureaus", position="no-objection"), opened="2026-01-05")
    assert saved(file, DEFENSE, as_of=datetime(2026, 2, 20, 20, tzinfo=UTC)) == 10
    assert saved(file, BUREAUS, as_of=datetime(2026, 2, 20, 20, tzinfo=UTC)) == 0


def test_a_return_is_held_back_by_nothing_so_nothing_saves():
    file = case_file(*to_staffed(), at("2026-02-05", advance="return"), opened="2026-01-05")
    assert saved(file, DEFENSE) == 0


@pytest.mark.parametrize(
    "target, expected",
    [
        (Target("blocker", "end-use-check"), 5.0),  # 25 February, when defense answered, to 2 March
        (Target("blocker", "congressional-hold"), 0.0),  # the floor ran beyond it
        (DEFENSE, 0.0),
        (BUREAUS, 0.0),
    ],
)
def test_the_case_worked_by_hand_saves_what_was_last_in_each_state(target: Target, expected: float):
    assert saved(worked_by_hand(), target) == expected
