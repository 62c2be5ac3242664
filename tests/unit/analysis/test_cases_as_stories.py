"""Matters counted three ways, trends by two days, the ways cases went, and any report by an attribute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from licensing.analysis.blockers import blockers
from licensing.analysis.bottlenecks import bottlenecks
from licensing.analysis.durations import of_matter
from licensing.analysis.matters import matters
from licensing.analysis.scope import Cohort, Scope
from licensing.analysis.survival import Percentile
from licensing.analysis.trend import Every, trend
from licensing.analysis.variants import variants
from licensing.domain.errors import UsageError
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import DAY_US, When
from tests.support.examples import to_staffed, two_branches, worked_by_hand
from tests.support.stories import at, case_file, small


def in_house(ref: str, opened: str, filed: str, decided: str, **how) -> object:
    steps = [at(filed, advance="submit"), at(filed, advance="take-up"), at(filed, advance="decide-in-house")]
    return case_file(*steps, at(decided, advance="approve"), opened=opened, ref=ref, **how)


def returned(ref: str, matter: str) -> object:
    return case_file(*to_staffed(), at("2026-02-05", advance="return"), opened="2026-01-05", ref=ref, matter=matter)


def test_a_matter_filed_again_is_short_on_the_official_clock_and_long_for_who_waits():
    first = returned("A", "M")
    second = in_house("B", "2026-02-10", "2026-02-12", "2026-03-01", matter="M")
    found = {row.counted: row for row in matters(Cohort.of([first, second])).rows}
    assert {row.matters for row in found.values()} == {1}
    assert {row.refiled for row in found.values()} == {1}
    assert found["official"].median == Percentile(17, 17)
    assert found["elapsed"].median == Percentile(55, 55)
    # DDTC held the first from 12 January to 5 February, the second from 12 February to 1 March.
    assert found["agency-held"].median == Percentile(24 + 17, 24 + 17)


def test_what_becomes_of_a_permit_later_does_not_lengthen_its_matter():
    file = two_branches(after=[at("2026-03-01", advance="conclude"), at("2026-03-05", advance="approve")])
    ended = two_branches(
        after=[
            at("2026-03-01", advance="conclude"),
            at("2026-03-05", advance="deny"),
            at("2026-03-10", advance="reconsider"),
            at("2026-03-12", advance="approve"),
        ],
        ref="B",
    )
    found = {seen.case.ref: of_matter([seen]) for seen in Cohort.of([file, ended]).seen}
    assert {ref: stay.duration.high_days for ref, stay in found.items()} == {"CASE-1": 59, "B": 66}
    seen = next(seen for seen in Cohort.of([file]).seen)
    lapsed = replace(seen.case.decisions[0], outcome=Outcome.LAPSED, when=When.on(date(2030, 1, 1), "Asia/Tokyo"))
    later = replace(seen, case=replace(seen.case, decisions=(*seen.case.decisions, lapsed)))
    assert of_matter([later]) == of_matter([seen])


def test_returning_more_makes_the_official_mean_fall_while_matters_take_longer():
    whole = [in_house(f"W{n}", "2026-01-05", "2026-01-10", "2026-03-11") for n in range(10)]
    split = whole[:6] + [
        file
        for n in range(4)
        for file in (
            returned(f"R{n}", f"M{n}"),
            in_house(f"S{n}", "2026-02-10", "2026-02-12", "2026-03-21", matter=f"M{n}"),
        )
    ]
    before, after = ({row.counted: row for row in matters(Cohort.of(files)).rows} for files in (whole, split))
    assert before["official"].median == Percentile(60, 60)
    # Six of ten matters still take sixty days on the clock, the four that were returned only 37.
    assert after["official"].p90 == Percentile(60, 60)
    assert after["elapsed"].p90.high > before["elapsed"].p90.high
    assert after["official"].refiled == 4


def test_series_with_clocks_defined_differently_are_not_joined():
    old = in_house("OLD", "2026-01-05", "2026-01-10", "2026-02-10", definition=small("2020-01"))
    new = in_house("NEW", "2026-01-05", "2026-01-10", "2026-02-10")
    rows = matters(Cohort.of([old, new])).rows
    assert [row.matters for row in rows] == [1] * 6
    assert len({row.clock for row in rows}) == 2


def test_in_a_backlog_the_two_trends_disagree():
    quick = in_house("Q", "2025-11-01", "2025-11-03", "2025-12-01")
    slow = in_house("S", "2025-11-01", "2025-11-03", "2026-06-01")
    waits = case_file(at("2025-12-10", advance="submit"), opened="2025-12-01", ref="W")
    cohort = Cohort.of([quick, slow, waits], Scope(as_of=datetime(2026, 7, 1, tzinfo=UTC)))
    found = {(row.by, row.period): (row.cases, row.open, row.median) for row in trend(cohort).rows}
    assert found == {
        ("filed", "2025"): (3, 1, Percentile(212, 212)),
        ("decided", "2025"): (1, 0, Percentile(30, 30)),
        ("decided", "2026"): (1, 0, Percentile(212, 212)),
    }
    assert [row.period for row in trend(cohort, Every.QUARTER).rows] == ["2025-Q4", "2025-Q4", "2026-Q2"]
    assert [row.period for row in trend(cohort, Every.MONTH).rows] == ["2025-11", "2025-12", "2025-12", "2026-06"]


def test_the_ways_cases_went_are_counted_with_their_ends():
    rows = variants(
        Cohort.of([two_branches(), two_branches(ref="B"), in_house("C", "2026-01-05", "2026-01-06", "2026-01-07")])
    ).rows
    assert [(row.cases, row.states[-2:], row.example) for row in rows] == [
        (2, ("action", "in-use"), "B"),
        (1, ("action", "in-use"), "C"),
    ]
    assert rows[0].median == Percentile(59, 59)


def test_any_report_can_be_split_by_an_attribute():
    joint, alone = worked_by_hand("J"), two_branches(ref="A")
    parts = Cohort.of([joint, alone]).by("joint")
    assert [(part.case_class, [seen.case.ref for seen in part.seen]) for part in parts] == [
        (("joint", "no"), ["A"]),
        (("joint", "yes"), ["J"]),
    ]
    assert {part.as_of for part in parts} == {Cohort.of([joint, alone]).as_of}
    assert bottlenecks(parts[1]).head["class"] == "yes"
    assert bottlenecks(parts[0]).rows[0].figure != bottlenecks(Cohort.of([joint, alone])).rows[0].figure


def test_an_attribute_that_no_version_has_is_refused():
    with pytest.raises(UsageError, match="no attribute 'color'"):
        Cohort.of([two_branches()]).by("color")


def test_two_that_hide_behind_each_other_save_more_together_than_alone():
    steps = [*to_staffed(), at("2026-02-24", answer="bureaus", position="no-objection")]
    steps += [at("2026-02-25", answer="defense", position="approve"), at("2026-03-01", advance="conclude")]
    file = case_file(*steps, at("2026-03-05", advance="approve"), opened="2026-01-05")
    report = blockers(Cohort.of([file]))
    saved = {row.kind: (row.marginal_us or 0) / DAY_US for row in report.rows}
    assert saved == {"referral/defense": 1, "referral/bureaus": 0}
    (pair,) = report.pairs
    assert (set(pair.kinds), pair.cases) == ({"referral/defense", "referral/bureaus"}, 1)
    assert (pair.marginal_us / DAY_US, pair.alone_us / DAY_US) == (30, 1)
