"""The case nearest the median, stay by stay, and on what the days rest: worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from licensing.analysis.bottlenecks import bottlenecks
from licensing.analysis.grounds import grounds
from licensing.analysis.scope import Cohort, Scope
from licensing.analysis.typical import typical_case
from licensing.domain.vocabulary import BasisKind, Provenance
from tests.support.examples import to_staffed, worked_by_hand
from tests.support.stories import at, case_file, small


def in_house(ref, decided):
    """Tell a case decided by the office alone, opened on 5 January 2026."""
    steps = [at("2026-01-12", advance="submit"), at("2026-01-20", advance="take-up")]
    return case_file(
        *steps,
        at(decided, advance="decide-in-house"),
        at(decided, advance="approve"),
        opened="2026-01-05",
        ref=ref,
    )


def pieces(cohort):
    return [
        (item.stay, item.state, item.start_days, item.end_days, item.waiting, item.off_clock)
        for item in typical_case(cohort).pieces
    ]


def test_work_waiting_and_time_off_the_clock_lie_where_the_case_says():
    assert pieces(Cohort.of([worked_by_hand()])) == [
        (1, "draft", 0, 7, False, True),  # nothing is filed
        (2, "queue", 7, 15, True, False),
        (3, "review", 15, 21, False, False),
        (4, "staffed", 21, 38, True, False),
        (4, "staffed", 38, 56, True, True),  # the end-use check, 12 February to 2 March
        (4, "staffed", 56, 60, True, False),
        (5, "notify", 60, 80, True, True),  # left out since version 2026-01
        (6, "action", 80, 86, False, False),
    ]


def test_the_decided_case_nearest_the_median_is_chosen_and_the_first_among_equals():
    files = [in_house("CASE-9", "2026-01-21"), in_house("CASE-B", "2026-02-10"), in_house("CASE-A", "2026-02-10")]
    chosen = typical_case(Cohort.of([*files, in_house("CASE-8", "2026-06-01")]))
    assert (chosen.ref, chosen.days, chosen.median.high) == ("CASE-A", 36, 36)


def test_without_a_median_the_case_in_the_middle_is_shown_and_its_end_is_open():
    files = [
        case_file(*to_staffed(), opened=opened, ref=ref)
        for ref, opened in (("CASE-1", "2026-01-01"), ("CASE-2", "2026-01-05"), ("CASE-3", "2026-01-11"))
    ]
    chosen = typical_case(Cohort.of(files, Scope(as_of=datetime(2026, 3, 2, 4, 59, tzinfo=UTC))))
    assert (chosen.ref, chosen.median.reached) == ("CASE-2", False)
    assert [item.open for item in chosen.pieces] == [False, False, False, True]
    assert chosen.days == 55


def test_a_case_whose_law_has_no_clock_has_no_time_off_it():
    clockless = small().model_copy(update={"headline_clock": None})
    file = worked_by_hand(definition=clockless)
    chosen = typical_case(Cohort.of([file]))
    assert chosen.clock is None
    assert not any(item.off_clock for item in chosen.pieces)


def test_days_are_summed_by_what_states_rest_on_and_a_mixture_stays_one():
    law, guidance, practice = BasisKind.LAW, BasisKind.GUIDANCE, BasisKind.PRACTICE
    rows = grounds(bottlenecks(Cohort.of([worked_by_hand()])).rows)
    assert [(row.kinds, row.total.high_days, row.legal) for row in rows] == [
        ((law,), 7 + 20 + 6, True),  # draft, notify, action
        ((law, practice), 6, True),  # review
        ((guidance,), 39, False),  # staffed
        ((practice,), 8, False),  # queue
    ]
    assert sum(row.share for row in rows) == pytest.approx(1)


def test_days_that_nobody_saw_rest_on_nothing():
    file = case_file(
        at("2026-01-20", observe="review"),
        at("2026-02-10", observe="action"),
        opened="2026-01-05",
        provenance=Provenance.OBSERVED,
        state="draft",
    )
    rows = grounds(bottlenecks(Cohort.of([file])).rows)
    assert rows[-1].kinds == ()
    assert rows[-1].states == ("unknown",)
    assert not rows[-1].legal
