"""Where the days go: states by their days, with what is open and imprecise taken for what it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from licensing.analysis.blockers import blockers
from licensing.analysis.bottlenecks import BottleneckRow, bottlenecks
from licensing.analysis.casefile import CaseFile
from licensing.analysis.ledger import ledger
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Cohort, Scope
from licensing.analysis.survival import NOT_REACHED, Percentile
from licensing.definitions.script import Reported
from licensing.domain.vocabulary import Party, Provenance
from licensing.domain.when import DAY_US, Duration
from tests.support.examples import FAR, to_staffed, two_branches, worked_by_hand
from tests.support.stories import at, case_file, small

OBSERVED = Provenance.OBSERVED
COLUMNS = [
    "figure",
    "state",
    "owner",
    "party",
    "cases",
    "open",
    "median_days",
    "median_days_low",
    "median_limits_days",
    "p90_days",
    "p90_days_low",
    "total_days",
    "total_days_low",
    "share",
    "wait_share",
    "basis",
]


def rows_of(*files, after: bool = False, **scope) -> dict[str, BottleneckRow]:
    """Give the rows of a report by state."""
    report = bottlenecks(Cohort.of(files, Scope(**scope)))
    return {row.state: row for row in (report.after_rows if after else report.rows)}


def total(row: BottleneckRow) -> float | None:
    """Give the total of a row in days."""
    return None if row.total is None else row.total.high_days


def awaiting_a_buyer() -> object:
    """Tell a case like PAC-3: the finding on a day, the contract known from a report."""
    return case_file(
        at(Reported(report=date(2024, 7, 28)), observe="action", gap=False),
        opened="2023-12-22",
        state="buyer",
        provenance=OBSERVED,
        observed_until=date(2024, 7, 28),
        definition=small("2020-01"),
    )


def test_the_case_worked_by_hand_spends_its_86_days_in_its_states():
    found = rows_of(worked_by_hand())
    assert {state: total(row) for state, row in found.items()} == {
        "staffed": 39,
        "notify": 20,
        "queue": 8,
        "draft": 7,
        "review": 6,
        "action": 6,
    }
    assert list(found)[:2] == ["staffed", "notify"]
    assert found["staffed"].share == pytest.approx(39 / 86)
    assert sum(row.share or 0 for row in found.values()) == pytest.approx(1)


def test_a_row_has_owner_party_and_what_the_state_rests_on():
    found = rows_of(worked_by_hand())
    assert (found["notify"].owner, found["notify"].party) == ("congress", Party.LEGISLATURE)
    assert found["notify"].basis == "law"
    assert found["review"].basis == "law, practice"


def test_waiting_is_the_queue_the_outside_and_what_is_blocked():
    held = two_branches(at("2026-01-21", block="hold"), at("2026-01-24", unblock="hold"))
    found = rows_of(held)
    assert found["queue"].wait_share == 1
    assert found["staffed"].wait_share == 1
    assert found["review"].wait_share == 0.5
    assert found["action"].wait_share == 0


def test_working_days_are_those_of_whoever_holds_the_case():
    found = rows_of(worked_by_hand(), measure=Measure.WORKING)
    assert {state: total(row) for state, row in found.items()} == {
        "staffed": 28,
        "notify": 20,  # Congress has no closed days in this calendar
        "draft": 7,
        "queue": 5,  # without 17-19 January
        "review": 4,
        "action": 4,
    }


def test_days_on_the_headline_clock_leave_out_what_the_clock_leaves_out():
    found = rows_of(worked_by_hand(), measure=Measure.ON_CLOCK)
    assert {state: total(row) for state, row in found.items()} == {
        "staffed": 21,
        "queue": 8,
        "review": 6,
        "action": 6,
        "draft": 0,
        "notify": 0,
    }


def test_another_clock_can_be_asked_for():
    found = rows_of(worked_by_hand(), measure=Measure.ON_CLOCK, clock="officer-10")
    assert total(found["review"]) == 4
    assert total(found["queue"]) == 0
    assert found["review"].figure.split("@")[0] == "bottlenecks:us/small:review:total_days.on-clock.officer-10"


def test_where_the_law_has_no_clock_there_are_no_days_on_it_instead_of_none():
    law = small().model_copy(update={"headline_clock": None})
    report = bottlenecks(Cohort.of([worked_by_hand(definition=law)], Scope(measure=Measure.ON_CLOCK)))
    assert report.head["clock_id"] is None
    row = report.as_json()["rows"][0]  # type: ignore[index,call-overload]
    assert [row[column] for column in ("total_days", "median_days", "share")] == [None, None, None]
    assert "on-clock" not in [item.name for item in report.durations]


def test_three_durations_stand_side_by_side_with_the_one_since_filing():
    report = bottlenecks(Cohort.of([worked_by_hand()]))
    assert {item.name: item.median for item in report.durations} == {
        "elapsed": Percentile(86, 86),
        "since-filed": Percentile(79, 79),
        "on-clock": Percentile(41, 41),
        "working": Percentile(68, 68),
        "matter": Percentile(86, 86),
    }


def test_a_matter_returned_and_filed_again_runs_from_the_first_opening_to_the_last_decision():
    first = case_file(*to_staffed(), at("2026-02-05", advance="return"), opened="2026-01-05", ref="A", matter="M")
    second = case_file(
        at("2026-02-20", advance="submit"),
        at("2026-02-21", advance="take-up"),
        at("2026-02-22", advance="decide-in-house"),
        at("2026-03-01", advance="deny"),
        at("2026-03-05", advance="reconsider"),
        at("2026-03-06", advance="approve"),
        opened="2026-02-10",
        ref="B",
        matter="M",
    )
    durations = {item.name: item for item in bottlenecks(Cohort.of([second, first])).durations}
    assert durations["matter"].median == Percentile(60, 60)
    assert durations["matter"].cases == 1
    assert durations["elapsed"].median == Percentile(19, 19)
    assert durations["elapsed"].p90 == Percentile(31, 31)


def granted(ref: str, decided: str, version: str) -> CaseFile:
    steps = (at("2026-01-06", advance="submit"), at("2026-01-07", advance="take-up"))
    steps = (*steps, at("2026-01-08", advance="decide-in-house"), at(decided, advance="approve"))
    return case_file(*steps, opened="2026-01-05", ref=ref, definition=small(version))


def test_durations_are_split_where_the_rules_changed_and_every_report_says_so():
    files = [granted("A", "2026-01-15", "2020-01"), granted("B", "2026-02-04", "2026-01")]
    cohort = Cohort.of(files)
    split = [(item.version, item.cases, item.median) for item in bottlenecks(cohort).durations if item.version]
    assert split == [("2020-01", 1, Percentile(10, 10)), ("2026-01", 1, Percentile(30, 30))]
    assert blockers(cohort).durations == ledger(cohort).durations == bottlenecks(cohort).durations


def test_a_moment_that_nobody_knows_is_one_moment_for_both_who_held_the_case():
    # Drafted by the applicant, then with the officer; between them lies a month in which the case changed hands.
    file = case_file(
        at(Reported(report=date(2026, 2, 5), not_before=date(2026, 1, 5)), observe="action", gap=False),
        at("2026-02-05", observe="in-use", gap=False, outcome="granted"),
        opened="2026-01-05",
        provenance=OBSERVED,
    )
    found = {item.name: item.median for item in bottlenecks(Cohort.of([file])).durations}
    assert found["elapsed"] == Percentile(31, 31)
    # All with the officer: 22 working days (two holidays of January lie in them); all with the applicant: every day.
    assert found["working"] == Percentile(22, 31)


def test_one_version_is_not_split():
    assert {item.version for item in bottlenecks(Cohort.of([worked_by_hand()])).durations} == {""}


def test_the_wait_for_a_buyer_is_at_most_219_days():
    found = rows_of(awaiting_a_buyer())
    assert found["buyer"].total == Duration(0, 219 * DAY_US)
    assert found["buyer"].median == Percentile(0, 219)


def test_a_review_that_began_before_it_was_reported_took_at_least_590_days():
    file = case_file(
        at("2011-06-03", observe="in-use", gap=False, outcome="granted"),
        opened=Reported(report=date(2009, 10, 21)),
        state="review",
        provenance=OBSERVED,
        definition=small("2020-01"),
    )
    row = rows_of(file)["review"]
    assert row.total == Duration(590 * DAY_US, None)
    assert row.median == Percentile(590, None)
    found = row.as_json()
    assert (found["total_days"], found["total_days_low"]) == (None, 590)
    assert (found["median_days"], found["median_days_low"]) == (None, 590)


def test_a_clock_that_started_on_a_day_nobody_knows_counted_at_least_so_much():
    file = case_file(
        at("2011-06-03", observe="in-use", gap=False, outcome="granted"),
        opened=Reported(report=date(2011, 5, 27)),
        state="review",
        provenance=OBSERVED,
        definition=small("2020-01"),
    )
    row = rows_of(file, measure=Measure.ON_CLOCK, clock="officer-10")["review"]
    assert row.total == Duration(4 * DAY_US, None)  # Memorial Day was 30 May


def test_a_start_known_only_between_two_days_is_0_to_107_and_never_107():
    file = case_file(
        at("2014-07-17", observe="in-use", gap=False, outcome="granted"),
        opened=Reported(report=date(2014, 7, 17), not_before=date(2014, 4, 1)),
        state="review",
        provenance=OBSERVED,
        definition=small("2020-01"),
    )
    row = rows_of(file)["review"]
    assert row.median == Percentile(0, 107)
    assert row.as_json()["median_days_low"] == 0
    durations = {item.name: item for item in bottlenecks(Cohort.of([file])).durations}
    assert durations["elapsed"].median == Percentile(0, 107)
    working = durations["working"].median
    assert working.low == 0
    assert working.high == 75  # 77 weekdays of 2 April to 17 July 2014, without Memorial Day, Independence Day


def test_a_stretch_that_nobody_saw_has_its_own_row():
    file = case_file(
        at("2026-01-10", observe="action"),
        at("2026-01-15", observe="in-use", gap=False, outcome="granted"),
        opened="2026-01-05",
        provenance=OBSERVED,
    )
    row = rows_of(file)["unknown"]
    assert (row.owner, row.party, row.cases, total(row)) == ("unknown", Party.UNKNOWN, 1, 5)
    assert row.wait_share is None
    assert row.share == 0.5


def test_days_after_the_decision_stand_apart_and_in_no_share():
    file = two_branches(
        after=[
            at("2026-03-01", advance="conclude"),
            at("2026-03-05", advance="deny"),
            at("2026-03-10", advance="reconsider"),
            at("2026-03-30", advance="approve"),
            at("2026-04-09", advance="finish"),
        ]
    )
    later = rows_of(file, after=True)
    assert {state: total(row) for state, row in later.items()} == {"action": 20, "in-use": 10, "refused": 5}
    assert {row.share for row in later.values()} == {None}
    assert total(rows_of(file)["action"]) == 4
    assert "closed" not in later


def test_stays_of_one_case_in_one_state_are_added_up():
    file = case_file(
        *to_staffed()[:2],
        at("2026-01-22", advance="decide-in-house"),
        at("2026-01-23", record="agenda-slot", value="2026-01-24"),
        at("2026-01-24", advance="table"),
        at("2026-01-28", advance="heard"),
        at("2026-02-01", advance="approve"),
        opened="2026-01-05",
    )
    row = rows_of(file)["action"]
    assert (row.cases, total(row), row.median) == (1, 6, Percentile(6, 6))


def test_an_open_stay_counts_up_to_the_report_and_is_still_open_to_the_median():
    closed = two_branches(ref="A")
    waiting = case_file(*to_staffed(), opened="2026-01-05", ref="B")
    found = rows_of(closed, waiting, as_of=datetime(2026, 4, 1, 20, tzinfo=UTC))
    row = found["staffed"]
    assert (row.cases, row.open) == (2, 1)
    assert total(row) == 34 + 65
    assert row.median == Percentile(34, 34)
    assert row.p90 == NOT_REACHED
    assert row.as_json()["p90_days"] is None


def test_an_observed_case_is_watched_no_longer_than_somebody_looked():
    file = case_file(opened="2026-01-05", state="buyer", provenance=OBSERVED, observed_until=date(2026, 2, 4))
    assert total(rows_of(file, as_of=FAR)["buyer"]) == 30
    assert rows_of(file, as_of=FAR)["buyer"].median == NOT_REACHED


def test_a_mock_case_is_open_until_the_day_of_the_report():
    file = case_file(opened="2026-01-05", observed_until=date(2026, 2, 4))
    assert total(rows_of(file, as_of=datetime(2026, 3, 6, 20, tzinfo=UTC))["draft"]) == 60


def test_by_default_a_report_is_as_of_the_newest_event():
    report = bottlenecks(Cohort.of([two_branches(ref="A"), case_file(*to_staffed(), opened="2026-01-05", ref="B")]))
    assert report.head["as_of"] == "2026-03-06T04:59:59.999999Z"
    staffed = next(row for row in report.rows if row.state == "staffed")
    assert total(staffed) == 34 + 38


def test_a_change_to_summer_time_makes_no_day_shorter():
    days_apart = rows_of(worked_by_hand())["notify"]
    assert days_apart.total == Duration(20 * DAY_US, 20 * DAY_US)
    exact = case_file(
        at("2026-03-01T12:00", advance="submit"),
        at("2026-03-11T12:00", advance="take-up"),
        opened="2026-02-27T12:00",
    )
    assert rows_of(exact)["queue"].total == Duration(10 * DAY_US - DAY_US // 24, 10 * DAY_US - DAY_US // 24)


def test_the_json_of_a_row_has_the_columns_that_readers_rely_on():
    data = bottlenecks(Cohort.of([worked_by_hand()])).as_json()
    assert list(data) == [
        "report",
        "process",
        "clock",
        "clock_id",
        "provenance",
        "as_of",
        "n_decided",
        "n_open",
        "definition_versions",
        "period",
        "rows",
        "after_rows",
        "durations",
    ]
    assert list(data["rows"][0]) == COLUMNS  # type: ignore[index,call-overload]
    assert data["period"] == {"by": "filed", "since": "2026-01-12", "until": "2026-01-12"}
    assert data["definition_versions"] == ["2026-01"]
    assert (data["n_decided"], data["n_open"], data["provenance"]) == (1, 0, "mock")
