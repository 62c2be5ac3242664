"""What holds for the figures of any history, legal or observed, corrected, imprecise, cut at any day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.analysis.blockers import blockers
from licensing.analysis.bottlenecks import bottlenecks
from licensing.analysis.casefile import CaseFile, SeenCase
from licensing.analysis.critical import critical_path
from licensing.analysis.durations import whole
from licensing.analysis.ledger import closed_us, ledger, slices
from licensing.analysis.marginal import saving
from licensing.analysis.removal import targets
from licensing.analysis.ruler import Measure, Ruler
from licensing.analysis.scope import Cohort, Scope
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import DAY_US, When, from_us
from licensing.engine.evolve import fold_tightened
from licensing.engine.surroundings import LinkedCase, Surroundings
from tests.support.stories import small
from tests.support.wanderings import BEGIN, wandered

DAY_AND_HOUR_US = DAY_US + DAY_US // 24
"""Beside instants, a civil date is read up to a day from where whole days put it, and an hour where clocks change."""
RELEASED = When.on(BEGIN + timedelta(days=60), "America/New_York")
LINKED = Surroundings(
    (LinkedCase("technology-release", "M", "M", "in-use", "applicant", ((RELEASED, Outcome.GRANTED),)),)
)


@st.composite
def cases(draw: st.DrawFn) -> SeenCase:
    """Draw a case, linked or not, as it was on a day of its life or long after."""
    draws = Random(draw(st.integers(0, 2**32)))
    linked = LINKED if draws.random() < 0.5 else Surroundings()
    case = fold_tightened(wandered(small(), draws, draw(st.integers(0, 60)), linked))
    look_us = draw(st.one_of(st.none(), st.integers(case.opened.latest_us, case.last.latest_us + 10**13)))
    until = None if draws.random() < 0.7 else case.last.latest_day
    found = CaseFile(case, small(), until, linked).seen(from_us(look_us or case.last.latest_us))
    assert found is not None
    return found


any_case = given(cases())
few = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@any_case
def test_the_ledger_tiles_the_time_from_opening_to_decision_to_the_microsecond(seen: SeenCase):
    found = slices(seen)
    begin, end = seen.place(seen.case.opened), seen.place_end(seen.over)
    assert sum(item.length_us for item in found) == end - begin
    assert all(item.length_us > 0 for item in found)
    edges = [begin, *(item.end_us for item in found)]
    assert edges[:-1] == [item.start_us for item in found]
    assert edges[-1] == end
    ruler = Ruler(seen)
    assert all(0 <= closed_us(ruler, item) <= item.length_us for item in found)


@few
@any_case
def test_the_one_reading_lies_within_the_bounds_of_the_elapsed_time(seen: SeenCase):
    """To the microsecond where all moments are civil dates; beside instants, dates differ by whole days only."""
    measured = whole(Ruler(seen))
    assert measured is not None
    read_us = seen.place_end(seen.over) - seen.place(seen.case.opened)
    within_us = 0 if seen.placement.zone else DAY_AND_HOUR_US
    assert measured.duration.low_us <= read_us + within_us
    assert measured.duration.high_us is None or read_us <= measured.duration.high_us + within_us


@few
@any_case
def test_shares_sum_to_one_and_nothing_is_negative_however_days_are_counted(seen: SeenCase):
    for measure in Measure:
        scope = Scope(as_of=from_us(seen.horizon_us), measure=measure)
        cohort = Cohort.of([seen.file], scope)
        for report in (bottlenecks(cohort), ledger(cohort)):
            shares = [row.share for row in report.rows if row.share is not None]
            assert not shares or abs(sum(shares) - 1) < 1e-9
            assert all(share >= 0 for share in shares)
        for row in bottlenecks(cohort).rows:
            assert row.total is not None
            assert row.total.low_us >= 0
            assert row.total.high_us is None or row.total.low_us <= row.total.high_us
            assert row.wait_share is None or 0 <= row.wait_share <= 1


@few
@any_case
def test_days_in_states_add_up_to_the_case_on_every_count(seen: SeenCase):
    for measure in (Measure.ELAPSED, Measure.ON_CLOCK):
        ruler = Ruler(seen, measure, "policy-60")
        begin, end = seen.place(seen.case.opened), seen.place_end(seen.over)
        stays = [(seen.place(visit.entered), seen.place_end(visit.left)) for visit in seen.waiting_visits]
        assert sum(ruler.span_us(low, high, "") for low, high in stays) == ruler.span_us(begin, end, "")


@few
@any_case
def test_nothing_saves_less_than_nothing_or_more_than_it_was_open(seen: SeenCase):
    lived_us = seen.place_end(seen.over) - seen.place(seen.case.opened)
    report = blockers(Cohort.of([seen.file], Scope(as_of=from_us(seen.horizon_us))))
    open_us = {row.kind: row.total for row in report.rows}
    for target in targets(seen):
        saved_us = saving(seen, target).length_us
        assert 0 <= saved_us <= lived_us
        total = open_us[target.row]
        assert total is not None
        within_us = 0 if seen.placement.zone else DAY_AND_HOUR_US
        assert total.high_us is None or saved_us <= total.high_us + within_us


@few
@any_case
def test_the_critical_path_covers_the_same_time_as_the_ledger(seen: SeenCase):
    segments = critical_path(seen)
    assert sum(item.end_us - item.start_us for item in segments) == sum(item.length_us for item in slices(seen))


@few
@any_case
def test_looking_later_at_a_decided_case_changes_nothing_before_the_decision(seen: SeenCase):
    """What was open beside the decision may turn out later to have been open longest; all else stands."""
    if seen.decided is None or seen.case.open_referrals or seen.case.open_blockers:
        return
    later = seen.file.seen(datetime(2040, 1, 1, tzinfo=UTC))
    assert later is not None
    if later.placement == seen.placement:
        assert slices(later) == slices(seen)


def test_wandering_reaches_decisions_corrections_gaps_and_every_provenance_that_is_told():
    draws = Random(7)
    told = [fold_tightened(wandered(small(), draws, 60)) for _ in range(60)]
    assert sum(case.decided is not None for case in told) > 10
    assert {case.provenance for case in told} == {Provenance.MOCK, Provenance.OBSERVED}
    assert any(visit.state == "unknown" for case in told for visit in case.visits)
    assert any(referral.questions for case in told for referral in case.referrals)
    assert any(blocker.referral for case in told for blocker in case.blockers)
    assert any(case.seq > case.events for case in told)  # corrected: more was recorded than stands
