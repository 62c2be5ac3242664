"""Lint finds what a schema cannot see, says where, and finds nothing in a definition without a fault."""

from __future__ import annotations

import pytest

from licensing.definitions.finding import Level
from licensing.definitions.process import process_of
from licensing.definitions.strict_yaml import Document
from tests.unit.definitions.right_process import NAME, TEXT, assert_found, changed, fault, found_in, right_process

FAULTS = [
    fault("transition from a state", "LINT-10", {"transitions.use-up.from": "used"}),
    fault("transition to a state", "LINT-10", {"transitions.use-up.to": "done"}),
    fault("owner of a state", "LINT-10", {"states.notice.owner": "congress"}),
    fault("owner of a step", "LINT-10", {"states.review.referrals.experts.steps.0.owner": "x"}),
    fault("owner of a referral", "LINT-10", {"states.review.referrals.agency.owner": "x"}),
    fault("owner with a party", "LINT-10", {"parties.somebody": "legislature"}),
    fault("owner that clears", "LINT-10", {"blockers.hold.cleared_by": ["x"]}),
    fault("calendar of the process", "LINT-10", {"calendar": "lunar"}),
    fault("calendar of a clock", "LINT-10", {"clocks.floor.calendar": "lunar"}),
    fault("attribute", "LINT-10", {"transitions.notify.when.all.0.any.0.attribute": "price"}),
    fault("fact of a condition", "LINT-10", {"transitions.notify.when.all.9.fact": "why"}),
    fault("fact that is needed", "LINT-10", {"transitions.period-over.needs.facts": ["notified"]}),
    fault("fact that starts a clock", "LINT-10", {"clocks.tender.start": {"fact": "x"}}),
    fault("fact of a due day", "LINT-10", {"clocks.tender.due.fact": "x"}),
    fault("fact that meets a duty", "LINT-10", {"clocks.report.met_by.fact": "x"}),
    fault("first fact of a span", "LINT-10", {"clocks.sixty.excluded.0.only_if.fact_within.of": "x"}),
    fault("referral that is needed", "LINT-10", {"transitions.skip-notice.needs.referrals": ["board"]}),
    fault("referral of a position", "LINT-10", {"transitions.notify.when.all.3.position": "board"}),
    fault("position of a referral", "LINT-10", {"transitions.notify.when.all.3.in": ["maybe"]}),
    fault("referral of an exclusion", "LINT-10", {"clocks.sixty.excluded.2.while.referral": ["board"]}),
    fault("referral a clock is counted for", "LINT-10", {"clocks.reply.of": ["agency", "board"]}),
    fault("blocker a clock is counted for", "LINT-10", {"clocks.check.of": ["end-use-check", "x"]}),
    fault("blocker that must not be open", "LINT-10", {"transitions.notify.needs.none_open": ["x"]}),
    fault("blocker of a condition", "LINT-10", {"transitions.notify.when.all.6.blocker": "x"}),
    fault("blocker of an exclusion", "LINT-10", {"clocks.sixty.excluded.0.while": {"blocker": "x"}}),
    fault("reason of a blocker", "LINT-10", {"clocks.sixty.excluded.0.while.reason": ["x"]}),
    fault("state of an exclusion", "LINT-10", {"clocks.sixty.excluded.1.while.state": ["x"]}),
    fault("state visited", "LINT-10", {"transitions.notify.when.all.5.visited": "x"}),
    fault("state entered", "LINT-10", {"clocks.tender.start": {"entered": "x"}}),
    fault("state left", "LINT-10", {"clocks.tender.stop": {"left": "x"}}),
    fault("state a blocker opens in", "LINT-10", {"blockers.hold.may_open_in": ["review", "x"]}),
    fault("clock that must be over", "LINT-10", {"transitions.period-over.needs.clock": "x"}),
    fault("clock that lapses", "LINT-10", {"transitions.use-up.lapse_of": "x"}),
    fault("clock of silence", "LINT-10", {"states.review.referrals.agency.silence": {"no-objection": "x"}}),
    fault("clock whose end starts another", "LINT-10", {"clocks.report.start": {"due_of": "x"}}),
    fault("transition that starts a clock", "LINT-10", {"clocks.sixty.start": {"transition": "submit"}}),
    fault("group", "LINT-10", {"transitions.notify.when.all.1.not.within": "friends"}),
    fault("group that is included", "LINT-10", {"transitions.notify.when.all.2.includes": "friends"}),
    fault("link that is needed", "LINT-10", {"transitions.notify.needs.linked.role": "x"}),
    fault(
        "one of several links",
        "LINT-10",
        {"transitions.notify.needs.linked": {"any_of": ["release", "x"], "outcome": "granted"}},
    ),
    fault("link of a condition", "LINT-10", {"transitions.notify.when.all.7.link": "x"}),
    fault("basis", "LINT-10", {"states.notice.basis": ["the-act", "x"]}),
    fault("basis of a version", "LINT-10", {"versions.1.basis": ["x"]}),
]


def test_nothing_is_found_in_a_definition_without_a_fault():
    assert found_in(right_process()) == ()


@pytest.mark.parametrize("changes, code, at", FAULTS)
def test_a_name_that_nothing_answers_to_is_found_where_it_stands(changes, code, at):
    assert_found(changes, code, at)


def test_a_finding_names_file_and_line():
    text = TEXT.replace("to: notice", "to: nowhere")
    found = next(item for item in found_in(process_of(Document(NAME, text))) if item.code == "LINT-10")
    assert text.splitlines()[found.line - 1].strip() == "to: nowhere"
    assert str(found).startswith(f"{NAME}:{found.line}: LINT-10 error: there is no state 'nowhere'. Known: ")


def test_a_finding_names_the_versions_it_holds_for_unless_it_holds_for_all():
    of_one = found_in(changed({"clocks.sixty.excluded.1.while.state": ["nowhere"]}))
    of_all = found_in(changed({"clocks.sixty.excluded.2.while.referral": ["nobody"]}))
    assert [item.versions for item in of_one] == [("2025",)]
    assert [item.versions for item in of_all] == [()]


def test_a_finding_in_a_variant_names_the_line_of_that_variant():
    text = TEXT.replace(
        'hold: {label: {en: "Hold", ja: "保留"}, party: legislature, may_open_in: any-undecided, basis: [practice]}',
        """hold:
    - {until: "2025", label: {en: "Hold", ja: "保留"}, party: legislature, may_open_in: review, basis: [practice]}
    - {since: "2025", label: {en: "Hold", ja: "保留"}, party: legislature, may_open_in: [lobby], basis: [practice]}""",
    )
    found = found_in(process_of(Document(NAME, text)))
    unknown = next(item for item in found if item.code == "LINT-10")
    assert "[lobby]" in text.splitlines()[unknown.line - 1]
    assert {item.versions for item in found} == {("2025",)}


def test_the_gravest_findings_come_first():
    found = found_in(changed({"bases.practice.confidence": "memory", "states.notice.basis": []}))
    assert [item.level for item in found] == [Level.ERROR, Level.NOTE]
