"""The step language of case files, scripts and golden paths: one verb a step, a moment as precise as its source."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from licensing.definitions.casefile import CaseFile, read_case_file
from licensing.definitions.script import Moment, Reported, Step, command_of, moment
from licensing.domain.command import (
    Advance,
    Answer,
    Ask,
    Block,
    Correct,
    Lapse,
    Migrate,
    Move,
    Observe,
    Record,
    Refer,
    Reply,
    Unblock,
)
from licensing.domain.errors import InvalidFile
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import Precision, When

TOKYO = "Asia/Tokyo"
MOMENT: TypeAdapter[Moment] = TypeAdapter(Moment)
COMMON = {"when": When.on(date(2024, 1, 2), TOKYO), "actor": "desk", "key": "k1"}


def read(**step):
    """Give the command of a step on 2 January 2024."""
    found = Step.model_validate({"when": "2024-01-02", **step})
    return command_of(found, key="k1", zone=TOKYO, actor="desk", versions=lambda name: f"digest of {name}")


@pytest.mark.parametrize(
    "text, when",
    [
        ("2024-01-02", When.on(date(2024, 1, 2), TOKYO)),
        ("2024-01", When.in_month(2024, 1, TOKYO)),
    ],
)
def test_a_moment_is_as_precise_as_it_is_written(text, when):
    assert moment(text, TOKYO) == when


def test_a_time_of_day_is_that_of_the_process_unless_it_names_its_own():
    local, named = moment("2024-01-02T10:00", TOKYO), moment("2024-01-02T10:00:00+00:00", TOKYO)
    assert local.precision is Precision.INSTANT
    assert named.latest_us - local.latest_us == 9 * 3_600_000_000
    assert (local.zone, named.zone) == (TOKYO, TOKYO)


def test_a_report_may_say_the_first_day_it_can_have_been():
    report = MOMENT.validate_python({"report": "2024-07-28", "not_before": "2024-07-01"})
    assert isinstance(report, Reported)
    assert moment(report, TOKYO) == When.on_or_before(date(2024, 7, 28), TOKYO, not_before=date(2024, 7, 1))


@pytest.mark.parametrize("text", ["soon", "2024-13", "2024-02-30", "2024", "24-01-02", "2024-01-02T25:00", ""])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValidationError):
        MOMENT.validate_python(text)


@pytest.mark.parametrize(
    "step, command",
    [
        ({"advance": "submit"}, Advance(transition="submit", **COMMON)),
        ({"refer": "dtsa"}, Refer(referral="dtsa", **COMMON)),
        ({"answer": "dtsa", "position": "approve"}, Answer(referral="dtsa", position="approve", **COMMON)),
        ({"ask": "dtsa"}, Ask(referral="dtsa", **COMMON)),
        ({"reply": "dtsa"}, Reply(referral="dtsa", **COMMON)),
        ({"move": "package", "step": "clear"}, Move(referral="package", step="clear", **COMMON)),
        ({"move": "package"}, Move(referral="package", **COMMON)),
        (
            {"block": "held", "reason": "policy", "referral": "dtsa"},
            Block(kind="held", reason="policy", referral="dtsa", **COMMON),
        ),
        ({"unblock": "held", "by": "congress"}, Unblock(kind="held", by="congress", **COMMON)),
        ({"unblock": "held"}, Unblock(kind="held", **COMMON)),
        ({"record": "paid", "value": False, "on": "dtsa"}, Record(fact="paid", value=False, on="dtsa", **COMMON)),
        ({"record": "ends", "value": ["JP", "US"]}, Record(fact="ends", value=("JP", "US"), **COMMON)),
        ({"observe": "staffed"}, Observe(state="staffed", **COMMON)),
        (
            {"observe": "closed", "gap": False, "outcome": "refused", "label": "Refused"},
            Observe(state="closed", gap=False, outcome=Outcome.REFUSED, label="Refused", **COMMON),
        ),
        (
            {"migrate": "third", "basis": "usage"},
            Migrate(version="third", definition_digest="digest of third", basis="usage", **COMMON),
        ),
        ({"correct": "k0", "void": True}, Correct(target="k0", reason="", **COMMON)),
    ],
)
def test_every_verb_is_a_command(step, command):
    assert read(**step) == command


def test_a_lapse_has_the_key_of_its_clock_whatever_the_step_says():
    lapse = read(lapse="window#1", key="mine")
    assert isinstance(lapse, Lapse)
    assert (lapse.key, lapse.instance) == ("lapse:window#1", "window#1")


def test_a_step_may_have_a_key_and_an_actor_of_its_own():
    advance = read(advance="submit", key="mine", actor="someone")
    assert (advance.key, advance.actor) == ("mine", "someone")


def test_a_correction_brings_a_whole_step():
    corrected = read(correct="k0", reason="a slip", by={"advance": "submit", "when": "2024-01-05"})
    assert corrected.reason == "a slip"
    assert corrected.replacement == Advance(
        transition="submit", when=When.on(date(2024, 1, 5), TOKYO), actor="desk", key="k1/corrected"
    )
    named = read(correct="k0", by={"advance": "submit", "when": "2024-01-05", "key": "again"})
    assert named.replacement.key == "again"


@pytest.mark.parametrize(
    "step, message",
    [
        ({}, "a step has exactly one of advance, refer"),
        ({"advance": "a", "refer": "b"}, "a step has exactly one of advance, refer"),
        ({"answer": "a"}, "answer needs position"),
        ({"record": "a"}, "record needs value"),
        ({"migrate": "a"}, "migrate needs basis"),
        ({"correct": "a"}, "correct needs by: a step, or void: true"),
        ({"correct": "a", "by": "me"}, "correct needs by: a step, or void: true"),
        (
            {"correct": "a", "void": True, "by": {"advance": "b", "when": "2024-01-01"}},
            "correct needs by: a step, or void: true",
        ),
        ({"observe": "a", "gap": "no"}, "valid boolean"),
        ({"advance": "a", "whom": "b"}, "Extra inputs"),
    ],
)
def test_a_step_says_one_thing_whole(step, message):
    with pytest.raises(ValidationError) as refused:
        read(**step)
    assert any(message in item["msg"] for item in refused.value.errors())


# ---- case files

CASE = {
    "ref": "CASE-1",
    "process": "us/fictitious-license",
    "provenance": "mock",
    "opened": "2024-01-02",
}
SOURCE = [{"cite": "A newspaper"}]


@pytest.mark.parametrize(
    "change, message",
    [
        ({"provenance": "observed"}, "an observed case names its sources"),
        ({"provenance": "observed", "sources": SOURCE, "seed": 3}, "an observed case has no script, seed or then"),
        ({"provenance": "observed", "sources": SOURCE, "then": "walk"}, "an observed case has no script, seed or then"),
        ({"state": "staffed"}, "state and observed_until belong to observed cases"),
        ({"observed_until": "2024-05-01"}, "state and observed_until belong to observed cases"),
        ({"provenance": "simulated"}, "Input should be"),
        ({"ref": "a case"}, "String should match pattern"),
        ({"matter": "../x"}, "String should match pattern"),
    ],
)
def test_a_case_file_is_of_its_provenance(change, message):
    with pytest.raises(ValidationError) as refused:
        CaseFile.model_validate(CASE | change)
    assert any(message in item["msg"] for item in refused.value.errors())


def test_a_case_begins_its_own_matter_unless_it_names_one():
    assert CaseFile.model_validate(CASE).of_matter == "CASE-1"
    assert CaseFile.model_validate(CASE | {"matter": "M-7"}).of_matter == "M-7"


@pytest.mark.parametrize(
    "change, walks",
    [
        ({}, True),
        ({"script": [{"advance": "submit", "when": "2024-01-03"}]}, False),
        ({"script": [{"advance": "submit", "when": "2024-01-03"}], "then": "walk"}, True),
        ({"then": "wait"}, False),
    ],
)
def test_a_mock_case_walks_on_unless_its_script_is_all_there_is(change, walks):
    assert CaseFile.model_validate(CASE | change).walks_on is walks


def test_a_case_file_is_read_with_its_line_of_fault(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        "ref: CASE-1\nprocess: us/x\nprovenance: observed\nsources: [{cite: A newspaper}]\n"
        "opened: {report: 2024-01-02}\nstate: staffed\nhistory:\n  - {observe: closed, when: 2024-05}\n",
        encoding="utf-8",
    )
    case = read_case_file(path)
    assert (case.provenance, case.history[0].verb, case.history[0].object) == (
        Provenance.OBSERVED,
        "observe",
        "closed",
    )
    path.write_text(path.read_text(encoding="utf-8") + "  - {observes: closed, when: 2024-06}\n", encoding="utf-8")
    with pytest.raises(InvalidFile, match=r"case\.yaml:9: "):
        read_case_file(path)
