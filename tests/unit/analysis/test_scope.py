"""Which cases a report is about, and what every figure carries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from licensing.analysis.bottlenecks import bottlenecks
from licensing.analysis.figure import Figure, snapshot_digest
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Cohort, Scope
from licensing.domain.errors import NoCases, ProvenanceNeeded, UnknownClock, UsageError
from licensing.domain.vocabulary import Provenance
from tests.support.examples import to_staffed, two_branches, worked_by_hand
from tests.support.stories import at, case_file, small


def refs(cohort: Cohort) -> list[str]:
    """Give the references of the cases a report is about."""
    return [seen.case.ref for seen in cohort.seen]


def filed_on(day: str, ref: str):
    """Tell a case filed on a day."""
    return case_file(at(day, advance="submit"), opened="2026-01-01", ref=ref)


def test_since_and_until_choose_by_the_day_of_filing_both_included():
    files = [
        filed_on("2026-01-09", "A"),
        filed_on("2026-01-10", "B"),
        filed_on("2026-01-20", "C"),
        filed_on("2026-01-21", "D"),
        case_file(opened="2026-01-01", ref="NEVER-FILED"),
    ]
    within = Scope(since=date(2026, 1, 10), until=date(2026, 1, 20))
    assert refs(Cohort.of(files, within)) == ["B", "C"]
    assert refs(Cohort.of(files, Scope(since=date(2026, 1, 20)))) == ["C", "D"]
    assert len(Cohort.of(files).seen) == 5


def test_no_figure_mixes_provenances():
    mock = two_branches(ref="A")
    observed = case_file(opened="2026-01-05", ref="B", provenance=Provenance.OBSERVED)
    with pytest.raises(ProvenanceNeeded, match="mock and observed"):
        Cohort.of([mock, observed])


def test_a_report_on_no_case_says_so():
    with pytest.raises(NoCases):
        Cohort.of([])
    with pytest.raises(NoCases):
        Cohort.of([two_branches()], Scope(as_of=datetime(2025, 1, 1, tzinfo=UTC)))


def test_a_report_is_about_one_process():
    other = small().model_copy(update={"id": "us/other"})
    with pytest.raises(ValueError, match="one process"):
        Cohort.of([two_branches(), two_branches(definition=other)])


def test_a_clock_that_no_version_has_is_unknown():
    with pytest.raises(UnknownClock, match="no-such-clock"):
        Cohort.of([two_branches()], Scope(measure=Measure.ON_CLOCK, clock="no-such-clock"))


def test_days_on_a_clock_are_not_joined_over_versions_that_define_it_otherwise():
    old = two_branches(ref="OLD", definition=small("2020-01"))
    new = worked_by_hand(ref="NEW")
    on_clock = Cohort.of([old, new], Scope(measure=Measure.ON_CLOCK))
    assert refs(on_clock) == ["NEW"]
    assert on_clock.head("bottlenecks")["definition_versions"] == ["2026-01"]
    elapsed = bottlenecks(Cohort.of([old, new]))
    assert elapsed.head["definition_versions"] == ["2020-01", "2026-01"]
    assert {item.name: item.cases for item in elapsed.durations if not item.version} == {
        "elapsed": 2,
        "since-filed": 2,
        "on-clock": 1,
        "working": 2,
        "matter": 2,
    }


def test_a_clock_defined_alike_is_joined_over_versions():
    old = two_branches(ref="OLD", definition=small("2020-01"))
    same = Cohort.of([old, worked_by_hand(ref="NEW")], Scope(measure=Measure.ON_CLOCK, clock="officer-10"))
    assert refs(same) == ["OLD", "NEW"]


def test_a_case_whose_version_has_no_such_clock_has_no_days_on_it():
    law = small("2020-01")
    clockless = law.model_copy(update={"clocks": {name: law.clocks[name] for name in ("reply-30", "congress-15")}})
    cohort = Cohort.of(
        [two_branches(ref="OLD", definition=clockless, after=[at("2026-03-01", advance="conclude")]), two_branches()],
        Scope(measure=Measure.ON_CLOCK),
    )
    assert refs(cohort) == ["CASE-1"]


def test_a_clock_is_asked_for_by_a_name_that_some_version_has_even_if_no_case_is_left():
    with pytest.raises(NoCases):
        Cohort.of([two_branches()], Scope(measure=Measure.ON_CLOCK, clock="policy-60", since=date(2027, 1, 1)))


def test_cases_are_counted_as_decided_or_waiting_for_a_decision():
    closed = case_file(*to_staffed(), at("2026-02-05", advance="withdraw"), opened="2026-01-05", ref="B")
    cohort = Cohort.of([two_branches(ref="A"), closed, case_file(opened="2026-01-05", ref="C")])
    assert (cohort.n_decided, cohort.n_open) == (2, 1)


def test_a_figure_is_named_by_report_process_row_column_and_snapshot():
    name = Cohort.of([two_branches()]).heading.figure("ledger", "applicant", "total_days")
    figure = Figure.parse(name)
    assert (figure.report, figure.process, figure.row, figure.column) == (
        "ledger",
        "us/small",
        "applicant",
        "total_days",
    )
    assert str(figure) == name


def test_days_counted_otherwise_are_another_figure():
    working = Cohort.of([two_branches()], Scope(measure=Measure.WORKING)).heading.figure(
        "ledger", "applicant", "total_days"
    )
    assert Figure.parse(working).column == "total_days.working"


@pytest.mark.parametrize("text", ["", "ledger", "a:b:c:d", "a:b:c@d1", "a:b:c:d@xyz", "a:b:c:d@12 "])
def test_a_text_of_another_form_names_no_figure(text: str):
    with pytest.raises(UsageError, match="names no figure"):
        Figure.parse(text)


def test_the_snapshot_changes_with_heads_definitions_and_the_day_and_not_with_the_order_of_cases():
    day = datetime(2026, 6, 1, tzinfo=UTC)
    one, two = two_branches(ref="A"), worked_by_hand(ref="B")
    same = snapshot_digest([one, two], day)
    assert snapshot_digest([two, one], day) == same
    longer = two_branches(ref="A", after=[at("2026-03-01", advance="conclude")])
    other_law = replace(two, definition=small("2020-01"))
    others = [
        snapshot_digest([one], day),
        snapshot_digest([longer, two], day),
        snapshot_digest([one, other_law], day),
        snapshot_digest([one, two], datetime(2026, 6, 2, tzinfo=UTC)),
    ]
    assert len({same, *others}) == 5
