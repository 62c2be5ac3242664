"""A case is told from its events without a definition: bounds where the log is silent, referrals where runs overlap."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.analysis.casefile import CaseFile
from licensing.analysis.critical import visit_path
from licensing.analysis.durations import whole
from licensing.analysis.ledger import slices
from licensing.analysis.ruler import Measure, Ruler
from licensing.domain.vocabulary import UNKNOWN_STATE, Outcome, Provenance
from licensing.domain.when import DAY_US, Precision, between, from_us
from licensing.exchange.discovered import Outline, definition_of
from licensing.exchange.discovery import Discovery
from licensing.exchange.log import LogCase
from licensing.exchange.mapping import LogMapping
from licensing.exchange.names import ENDED, IN_PROGRESS
from tests.support.logs import BASE_US, any_log, events

LATER = datetime(2050, 1, 1, tzinfo=UTC)


def discovered(*told, ref="A-1", days=(), by_day=False, **mapped):
    discovery = Discovery("log/example", LogMapping.model_validate(mapped))
    case = discovery.case(LogCase(ref, 1, events(*told), (), tuple(days), by_day=by_day))
    return case, discovery


def seen(*told, **mapped):
    case, discovery = discovered(*told, **mapped)
    found = CaseFile(case, definition_of(Outline.of(discovery))).seen(LATER)
    assert found is not None
    return found


def stays(case):
    """Give state, and the bounds of the stay's length in days (``None``: unbounded, or not over)."""
    out = []
    for visit in case.visits:
        length = None if visit.left is None else between(visit.entered, visit.left)
        out.append((visit.state, length and (length.low_days, length.high_days)))
    return out


def test_an_activity_with_only_its_end_began_somewhere_after_the_end_before():
    case, _ = discovered(("receive", 0), ("check", 5))
    assert stays(case) == [
        ("receive", (0, None)),
        ("before check", (0, 5)),
        ("check", (0, 5)),
        (ENDED, None),
    ]
    began = case.visits[2].entered
    assert (began.earliest_us, began.latest_us) == (BASE_US, BASE_US + 5 * DAY_US)
    assert began.precision is Precision.UNKNOWN


def test_a_log_of_days_gives_whole_days_and_ranges_of_days():
    case, _ = discovered(("receive", 0), ("check", 5), ("grant", 5), ("ship", 7, 9), by_day=True)
    assert stays(case) == [
        ("receive", (0, None)),
        ("before check", (0, 5)),
        ("check", (0, 5)),
        ("grant", (0, 0)),
        ("before ship", (2, 2)),
        ("ship", (2, 2)),
        (ENDED, None),
    ]
    assert {case.opened.precision, case.visits[-1].entered.precision} == {Precision.DAY}


def test_what_the_first_activity_took_is_not_in_the_log_and_the_case_opens_with_it():
    case, _ = discovered(("receive", 0), ("check", 5))
    assert case.opened.exact
    assert case.opened.latest_us == BASE_US
    assert case.visits[0].entered.earliest_us is None


def test_known_beginnings_give_exact_stays_and_exact_waits():
    case, _ = discovered(("receive", 0, 1), ("check", 4, 6))
    assert stays(case) == [
        ("receive", (1, 1)),
        ("before check", (3, 3)),
        ("check", (2, 2)),
        (ENDED, None),
    ]


def test_an_activity_that_begins_as_the_one_before_ends_did_not_wait():
    case, _ = discovered(("receive", 0, 1), ("check", 1, 6))
    assert [state for state, _ in stays(case)] == ["receive", "check", ENDED]


def test_ends_of_one_instant_took_no_time():
    case, _ = discovered(("receive", 0), ("check", 3), ("stamp", 3))
    assert stays(case)[3:] == [("stamp", (0, 0)), (ENDED, None)]


def test_activities_that_overlap_are_referrals_of_a_state_in_progress():
    case, _ = discovered(("receive", 0, 1), ("ask army", 2, 9), ("ask navy", 3, 5), ("decide", 9, 10))
    assert [state for state, _ in stays(case)] == [
        "receive",
        f"before {IN_PROGRESS}",
        IN_PROGRESS,
        "decide",
        ENDED,
    ]
    assert [(item.path, between(item.sent, item.ended).low_days) for item in case.referrals] == [
        ("ask army", 7),
        ("ask navy", 2),
    ]
    assert all(item.answered and item.state == IN_PROGRESS for item in case.referrals)


def test_runs_that_only_touch_do_not_overlap():
    case, _ = discovered(("a", 0, 2), ("b", 2, 4))
    assert case.referrals == ()


def test_an_end_during_another_run_belongs_to_the_same_stay_and_keeps_its_bounds():
    case, _ = discovered(("receive", 0, 1), ("ask", 2, 9), ("note", 5))
    note = next(item for item in case.referrals if item.path == "note")
    assert (note.sent.earliest_us, note.sent.latest_us) == (BASE_US + DAY_US, BASE_US + 5 * DAY_US)
    assert case.visits[2].entered.earliest_us == BASE_US + DAY_US


def test_one_activity_twice_at_once_is_two_referrals():
    case, _ = discovered(("ask", 0, 4), ("ask", 1, 5))
    assert [item.id for item in case.referrals] == ["ask#1", "ask#2"]


def test_what_has_not_ended_leaves_the_case_open():
    case, discovery = discovered(("receive", 0, 1), ("check", 2, None))
    assert case.closed is None
    assert case.decided is None
    assert case.visits[-1].state == "check"
    assert case.visits[-1].left is None
    assert discovery.open == 1


def test_whatever_happens_while_something_goes_on_is_beside_it():
    case, _ = discovered(("check", 0, None), ("note", 5, 6))
    assert [(item.path, item.open) for item in case.referrals] == [("check", True), ("note", False)]


def test_a_case_ends_with_its_last_event_and_nobody_says_what_it_came_to():
    case, _ = discovered(("receive", 0), ("check", 5))
    assert case.decided == case.closed == case.last
    assert case.outcome is None
    assert case.decisions[0].outcome is None


def test_where_a_mapping_says_which_activities_end_a_case_others_leave_it_open():
    case, _ = discovered(("receive", 0), ("check", 5), ends=["decide"])
    assert (case.closed, case.state) == (None, UNKNOWN_STATE)
    case, _ = discovered(("receive", 0), ("decide", 5), ends=["decide"])
    assert case.state == ENDED


def test_an_outcome_of_the_mapping_decides_and_what_follows_lies_after():
    found = seen(("receive", 0, 1), ("grant", 2, 3), ("ship", 5, 9), outcomes={"grant": "granted"})
    assert found.case.outcome is Outcome.GRANTED
    assert found.decided.latest_us == BASE_US + 3 * DAY_US
    assert [visit.state for visit in found.waiting_visits] == ["receive", "before grant", "grant"]
    assert [visit.state for visit in found.later_visits] == ["before ship", "ship"]


def test_activities_declared_parallel_begin_together_when_what_came_before_ends():
    found = seen(
        ("invite", 0, 1), ("review A", 4), ("review B", 9), ("collect", 9, 10), parallel=[["review A", "review B"]]
    )
    assert [item.sent.latest_us for item in found.case.referrals] == [BASE_US + DAY_US] * 2
    stay = next(visit for visit in found.waiting_visits if visit.state == IN_PROGRESS)
    path = visit_path(found, stay)
    assert path.critical is not None
    assert path.critical.item.name == "review B#1"


def test_dates_of_a_case_become_facts_that_keep_their_own_words():
    case, _ = discovered(("receive", 0), days=[("deadline", "2026-03-01T00:00:00+01:00")])
    (fact,) = case.facts
    assert (fact.name, fact.value) == ("deadline", "2026-03-01T00:00:00+01:00")


def test_cases_of_a_log_were_observed_and_bear_the_process_of_the_log():
    case, _ = discovered(("receive", 0))
    assert (case.provenance, case.process, case.matter) == (Provenance.OBSERVED, "log/example", "A-1")


def test_a_case_without_events_is_counted_and_left_out():
    discovery = Discovery("log/example", LogMapping())
    assert discovery.case(LogCase("A-1", 1, ())) is None
    assert (discovery.empty, discovery.cases) == (1, 0)


def test_waits_with_known_ends_are_states_and_others_are_nobodys():
    known = seen(("receive", 0, 1), ("check", 4, 6))
    assert known.state("before check") is not None
    unknown = seen(("receive", 0), ("check", 6))
    assert unknown.state("before check") is None


def test_one_wait_whose_end_nobody_knows_makes_all_of_its_name_nobodys():
    discovery = Discovery("log/example", LogMapping())
    for ref, told in (("A-1", [("receive", 0), ("check", 6)]), ("A-2", [("receive", 0, 1), ("check", 4, 6)])):
        discovery.case(LogCase(ref, 1, events(*told)))
    assert Outline.of(discovery).waits == ()


def test_the_owner_of_a_wait_is_who_is_waited_for():
    mapped = {"owners": {"check": "office"}, "parties": {"office": "deciding-agency"}}
    found = seen(("receive", 0, 1), ("check", 4, 6), **mapped)
    parties = {item.state: item.party.value for item in slices(found)}
    assert parties == {"receive": "unknown", "before check": "deciding-agency", "check": "deciding-agency"}


def test_a_name_that_figures_could_not_bear_is_changed_and_stays_its_own():
    case, discovery = discovered(("a/b", 0, 1), ("a:b", 2, 3), ("ended", 4, 5), ("before a", 6, 7))
    states = [state for state, _ in stays(case) if not state.startswith("before a b") and "before e" not in state]
    assert states[0] == "a b"
    assert "a b 2" in states
    assert "ended (activity)" in states
    assert "before a (activity)" in states
    assert discovery.activities["a b 2"] == "a:b"


@given(any_log(), st.booleans())
def test_the_stays_of_any_case_follow_one_another_and_fill_its_time(log, by_day):
    told, mapped = log
    found = seen(*told, by_day=by_day, **mapped)
    visits = found.case.visits
    for earlier, later in pairwise(visits):
        assert earlier.left == later.entered
        assert earlier.left_order == later.entered_order
    moments = [visit.entered.latest_us for visit in visits]
    assert moments == sorted(moments)
    placed = sum(item.length_us for item in slices(found))
    assert placed == found.place_end(found.over) - found.place(found.case.opened)


@given(any_log())
def test_the_bounds_of_the_whole_hold_whatever_the_log_is_silent_on(log):
    told, mapped = log
    found = seen(*told, **mapped)
    if found.decided is None:
        return
    elapsed, working = whole(Ruler(found)), whole(Ruler(found, Measure.WORKING))
    assert elapsed is not None
    assert working is not None
    assert elapsed.duration.exact
    assert working.duration.high_us is not None
    days = (from_us(found.decided.latest_us).date() - from_us(found.case.opened.latest_us).date()).days
    assert abs(working.duration.low_days - days) <= 1


@given(any_log())
def test_every_event_of_a_case_is_in_a_stay_or_a_referral(log):
    told, mapped = log
    case, discovery = discovered(*told, **mapped)
    named = [visit.state for visit in case.visits] + [item.path for item in case.referrals]
    for activity, *_ in told:
        assert discovery.names.given[activity] in named
    runs = sum(state in discovery.activities for state in named)
    assert runs == len(told)


@pytest.mark.parametrize("mapped", [{}, {"ends": ["b"]}])
def test_events_in_any_order_of_lines_tell_the_same_case(mapped):
    forward, _ = discovered(("a", 0, 2), ("b", 3, 5), **mapped)
    backward, _ = discovered(("b", 3, 5), ("a", 0, 2), **mapped)
    assert forward.visits == backward.visits
