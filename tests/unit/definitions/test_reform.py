"""A reform is read strictly, applied whole, and what comes out is a definition of its own."""

from __future__ import annotations

import pytest

from licensing.definitions.reform import Package, Reform, ReformFile
from licensing.definitions.reformed import newest_alone, reformed
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import InvalidFile
from licensing.domain.vocabulary import BasisKind
from tests.unit.definitions.right_process import right_document, right_process

HEAD = """\
id: quick
process: us/example
title: {en: "Quicker", ja: "迅速化"}
description: {en: "Thirty days.", ja: "30日。"}
who_decides: [regulation]
status: proposed
source: {cite: "Report 2", as_of: 2026-01-01, confidence: sourced, source_kind: official}
"""
GUESS = "source: assumption, confidence: unknown"
ASSUMPTIONS = f"""\
process: us/example
verified_on: 2026-11-23
durations:
  review: {{fixed: 10, {GUESS}}}
  review/agency: {{fixed: 9, {GUESS}}}
"""


def reform_file(text: str, head: str = HEAD) -> ReformFile:
    document = Document("quick.yaml", head + text)
    return ReformFile(document, document.validate(Reform))


def applied(*texts: str, assumptions: bool = True):
    supposed = Document("assumptions.yaml", ASSUMPTIONS) if assumptions else None
    return reformed(right_process(), [reform_file(text) for text in texts], supposed)


SIXTY = "change: [{set: clocks.sixty.days.default, to: 30, was: 60}]\n"


def test_a_reform_makes_a_definition_of_its_own_and_leaves_the_process_alone():
    made = applied(SIXTY)
    assert made.process.latest.clocks["sixty"].days.default == 30
    assert right_process().latest.clocks["sixty"].days.default == 60
    assert made.process.latest.version.id == "2025+quick"
    assert made.process.latest.digest != made.before.latest.digest
    assert made.before.latest.digest == right_process().latest.digest


def test_the_rule_and_the_version_rest_on_the_reform_which_is_no_law():
    after = applied(SIXTY).process.latest
    assert after.clocks["sixty"].basis == ("the-act", "reform-quick")
    assert after.version.basis == ("the-act", "reform-quick")
    assert after.bases["reform-quick"].kind is BasisKind.ASSUMPTION
    assert after.bases["reform-quick"].cite == "reform (proposed): Report 2"
    assert "reform-quick" not in after.transitions["file"].basis


def test_reforms_are_applied_in_order():
    again = HEAD.replace("id: quick", "id: again")
    files = [reform_file(SIXTY), reform_file("change: [{set: clocks.sixty.days.default, to: 20, was: 30}]\n", again)]
    made = reformed(right_process(), files)
    assert made.process.latest.clocks["sixty"].days.default == 20
    assert made.process.latest.version.id == "2025+quick+again"


def test_a_reform_of_assumptions_alone_leaves_the_definition_as_it_is():
    made = applied(f"assume: [{{set: durations.review, to: {{fixed: 5, {GUESS}}}}}]\n")
    assert made.process.latest.text == made.before.latest.text
    assert made.assumptions.durations["review"].fixed == 5
    assert made.assumptions.durations["review/agency"].fixed == 9


def test_a_section_that_the_file_left_out_can_be_added_to():
    made = applied(f"assume: [{{add: questions.review/agency, value: {{probability: 0.5, {GUESS}}}}}]\n")
    assert made.assumptions.questions["review/agency"].probability == 0.5


@pytest.mark.parametrize(
    "text, line, says",
    [
        ("change:\n  - {set: clocks.sixtyy.days, to: 30}\n", 9, "nothing stands at 'clocks.sixtyy'"),
        ("change:\n  - {set: headline_clock, to: thirty}\n  - {remove: states.nowhere}\n", 10, "at 'states.nowhere'"),
        ("change:\n  - {set: clocks.sixty.days.default, to: 60}\n", 9, "has this value already"),
        ('change:\n  - {set: clocks.thirty.days, to: "30"}\n', 9, "clocks.thirty.days"),
        ("change:\n  - {remove: states.notice.stage}\n", 9, "'states.notice.stage' is missing"),
        ("change:\n  - {add: states.notice.color, value: red}\n", 9, "unknown key 'states.notice.color'"),
        ("assume:\n  - {set: durations.notice, to: {}}\n", 9, "nothing stands at 'durations.notice'"),
        ("assume:\n  - {set: durations.review, to: {fixed: 5}}\n", 9, "source"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_line_of_the_reform(text, line, says):
    with pytest.raises(InvalidFile) as found:
        applied(text)
    assert found.value.message.startswith(f"quick.yaml:{line}: ")
    assert says in found.value.message


def test_assumptions_cannot_be_changed_where_there_are_none():
    with pytest.raises(InvalidFile, match=r"quick.yaml:8: us/example has no assumptions"):
        applied(f"assume: [{{set: durations.review, to: {{fixed: 5, {GUESS}}}}}]\n", assumptions=False)


def test_a_reform_of_another_process_is_refused():
    file = reform_file(SIXTY, HEAD.replace("us/example", "us/other"))
    with pytest.raises(InvalidFile, match=r"quick.yaml:2: this is a reform of us/other, not of us/example"):
        reformed(right_process(), [file])


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "a reform changes something"),
        ("change: []\n", "a reform changes something"),
        ("change: [{set: headline_clock}]\n", "to goes with set"),
        ("change: [{add: headline_clock, to: 1}]\n", "to goes with set"),
        ("change: [{remove: headline_clock, value: 1}]\n", "to goes with set"),
        ("change: [{set: a, remove: b, to: 1}]\n", "exactly one of set, add, remove"),
        ("change: [{to: 1}]\n", "exactly one of set, add, remove"),
        ("change: [{add: a, value: 1, was: 2}]\n", "was does not go with add"),
        ("change: [{set: a, to: 1, when: now}]\n", "unknown key"),
    ],
)
def test_a_reform_is_read_strictly(text, says):
    with pytest.raises(InvalidFile) as found:
        reform_file(text)
    assert says in found.value.message


@pytest.mark.parametrize("value", ["30", "{default: 30, cases: []}", "[1.5]"])
def test_a_what_if_says_of_every_number_that_it_is_one_of_the_scenario(value):
    what_if = HEAD.replace("status: proposed", "status: what-if")
    with pytest.raises(InvalidFile, match="sets a number nobody has proposed"):
        reform_file(f"change: [{{set: clocks.sixty.days, to: {value}}}]\n", what_if)
    said = f"change: [{{set: clocks.sixty.days, to: {value}, scenario: {{en: 'A value to try.', ja: '試算用。'}}}}]\n"
    assert reform_file(said, what_if).reform.change[0].scenario is not None
    assert reform_file("change: [{set: attributes.classified.default, to: true}]\n", what_if).reform.change


def test_a_null_is_a_value():
    assert applied("change: [{set: headline_clock, to: null, was: sixty}]\n").process.latest.headline_clock is None


def test_a_package_has_parts_or_says_why_none():
    text = "\n".join(
        line for line in HEAD.splitlines() if line.split(":")[0] in ("id", "title", "description", "source")
    )
    with pytest.raises(InvalidFile, match="a package has parts"):
        Document("p.yaml", text).validate(Package)
    with pytest.raises(InvalidFile, match="a package has parts"):
        Document("p.yaml", f"{text}\nparts: {{us/example: []}}").validate(Package)
    assert Document("p.yaml", f"{text}\nparts: {{us/example: quick}}").validate(Package).parts == {
        "us/example": ("quick",)
    }


def test_the_newest_version_alone_has_the_text_of_the_newest_version():
    assert newest_alone(right_process()).latest.text == right_process().latest.text
    assert right_document().name == newest_alone(right_process()).document.name
