"""What blocks: how long each thing was open, and what its absence would have saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from licensing.analysis.blockers import BlockerRow, blockers, bootstrap_limits
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Cohort, Scope
from licensing.domain.vocabulary import Party
from licensing.domain.when import DAY_US, Duration
from tests.support.examples import days, to_staffed, two_branches, worked_by_hand
from tests.support.stories import at, case_file, small


def rows_of(*files, **scope) -> dict[str, BlockerRow]:
    """Give the rows of a report by kind."""
    return {row.kind: row for row in blockers(Cohort.of(files, Scope(**scope))).rows}


def test_total_days_and_marginal_days_stand_side_by_side():
    found = rows_of(worked_by_hand())
    assert {kind: (row.total, row.marginal_us) for kind, row in found.items()} == {
        "referral/defense": (Duration(30 * DAY_US, 30 * DAY_US), 0),
        "end-use-check": (Duration(18 * DAY_US, 18 * DAY_US), 5 * DAY_US),
        "referral/bureaus": (Duration(15 * DAY_US, 15 * DAY_US), 0),
        "referral/defense/services": (Duration(8 * DAY_US, 8 * DAY_US), 0),
        "congressional-hold": (Duration(6 * DAY_US, 6 * DAY_US), 0),
    }


def test_the_longest_open_comes_first_and_each_row_names_its_party():
    found = rows_of(worked_by_hand())
    assert [(kind, row.what, row.party) for kind, row in found.items()] == [
        ("referral/defense", "referral", Party.OTHER_AGENCY),
        ("end-use-check", "blocker", Party.OTHER_GOVERNMENT),
        ("referral/bureaus", "referral", Party.OTHER_AGENCY),
        ("referral/defense/services", "referral", Party.OTHER_AGENCY),
        ("congressional-hold", "blocker", Party.LEGISLATURE),
    ]


def test_a_step_is_with_its_own_owner():
    file = two_branches(
        at("2026-02-05", move="package"),
        at("2026-03-02", answer="package", position="approve"),
        after=[at("2026-03-03", advance="conclude")],
        attributes={"value_usd": 5000},
    )
    found = rows_of(file)
    assert found["step/package/draft"].party is Party.DECIDING_AGENCY
    assert found["step/package/clear"].party is Party.OTHER_AGENCY
    assert days(found["step/package/clear"].marginal_us or 0) == 5


def test_a_referral_is_with_the_owner_it_names_and_else_with_the_body_it_is_named_after():
    found = rows_of(two_branches(at("2026-01-27", refer="laboratory")))
    assert found["referral/laboratory"].party is Party.THIRD_PARTY
    assert found["referral/defense"].party is Party.OTHER_AGENCY


def test_what_a_version_left_behind_called_a_blocker_is_with_nobody_known():
    file = two_branches(at("2026-01-21", block="hold"), at("2026-01-24", unblock="hold"))
    without = {name: rule for name, rule in small().blockers.items() if name != "hold"}
    migrated = replace(file, definition=small().model_copy(update={"blockers": without}))
    assert rows_of(migrated)["hold"].party is Party.UNKNOWN


def test_where_the_law_has_no_clock_nothing_is_counted_on_it():
    law = small().model_copy(update={"headline_clock": None})
    row = rows_of(worked_by_hand(definition=law), measure=Measure.ON_CLOCK)["end-use-check"]
    assert (row.total, row.marginal_us, row.marginal_limits_us) == (None, None, None)
    assert row.as_json()["marginal_days"] is None


def test_savings_are_summed_over_cases_with_limits_over_all_of_them():
    files = [
        two_branches(at("2026-01-21", block="hold"), at(f"2026-01-{day}", unblock="hold"), ref=f"CASE-{day}")
        for day in (22, 23, 24, 25)
    ]
    row = rows_of(*files, two_branches(ref="FREE"))["hold"]
    assert (row.cases, row.open, row.marginal_us) == (4, 0, 10 * DAY_US)
    assert row.marginal_limits_us is not None
    low, high = row.marginal_limits_us
    assert 0 < low < 10 * DAY_US < high <= 20 * DAY_US
    assert low % DAY_US == 0


def test_what_is_open_counts_up_to_the_report():
    file = case_file(*to_staffed(), at("2026-02-01", block="hold"), opened="2026-01-05")
    row = rows_of(file, as_of=datetime(2026, 2, 21, 20, tzinfo=UTC))["hold"]
    assert (row.open, row.total) == (1, Duration(20 * DAY_US, 20 * DAY_US))
    assert row.marginal_limits_us is None
    assert row.as_json()["marginal_limits_days"] is None


def test_days_on_the_clock_and_working_days_are_counted_within_what_was_open():
    working = rows_of(worked_by_hand(), measure=Measure.WORKING)["end-use-check"]
    assert working.total == Duration(11 * DAY_US, 11 * DAY_US)  # 13 February to 2 March without Presidents' Day
    assert working.marginal_us == 3 * DAY_US  # 26 and 27 February, 2 March
    on_clock = rows_of(worked_by_hand(), measure=Measure.ON_CLOCK)
    assert on_clock["end-use-check"].total == Duration(0, 0)
    assert on_clock["referral/bureaus"].total == Duration(15 * DAY_US, 15 * DAY_US)


def test_the_json_of_a_row_has_the_columns_that_readers_rely_on():
    data = blockers(Cohort.of([worked_by_hand()])).as_json()
    row = data["rows"][1]  # type: ignore[index,call-overload]
    assert list(row) == [
        "figure",
        "kind",
        "what",
        "party",
        "cases",
        "open",
        "total_days",
        "total_days_low",
        "marginal_days",
        "marginal_limits_days",
    ]
    assert (row["total_days"], row["marginal_days"]) == (18, 5)
    assert row["figure"].startswith("blockers:us/small:end-use-check:total_days@")


def test_limits_are_the_same_every_time_and_other_for_another_seed():
    effects = [number * number * 7919 for number in range(40)]
    assert bootstrap_limits(effects, 40, "one") == bootstrap_limits(effects, 40, "one")
    assert bootstrap_limits(effects, 40, "one") != bootstrap_limits(effects, 40, "two")


def test_limits_of_equal_effects_are_their_sum():
    assert bootstrap_limits([7] * 20, 20, "any") == (140, 140)


def test_one_case_gives_no_limits():
    assert bootstrap_limits([7], 1, "any") is None


def test_cases_without_an_effect_are_resampled_too():
    effects = [number * DAY_US for number in range(1, 31)]
    found = bootstrap_limits(effects, 100, "any")
    draws = Random(1)
    whole = effects + [0] * 70
    sums = sorted(sum(draws.choices(whole, k=100)) for _ in range(4_999))
    assert found is not None
    assert found[0] == pytest.approx(sums[124], rel=0.05)
    assert found[1] == pytest.approx(sums[-125], rel=0.05)


@pytest.mark.parametrize("cases", [2_000, 50_000])
def test_limits_over_very_many_effects_agree_with_resampling(cases: int):
    effects = [(1 + (number * 7919) % 31) * DAY_US for number in range(2_000)]
    resampled = bootstrap_limits(effects, cases, "any")
    normal = bootstrap_limits([*effects, 15 * DAY_US], cases + 1, "any")
    assert resampled is not None
    assert normal is not None
    assert normal[0] == pytest.approx(resampled[0], rel=0.01)
    assert normal[1] == pytest.approx(resampled[1], rel=0.01)
    assert normal[0] < sum(effects) < normal[1]
