"""Assumptions name what the definition has, and suffice for a walk that ends."""

from __future__ import annotations

from copy import copy, deepcopy
from functools import cache

import pytest

from licensing.definitions.assumptions import Assumptions
from licensing.definitions.lint.assumptions import lint_assumptions
from licensing.definitions.strict_yaml import Document
from tests.unit.definitions.right_process import fault, put, right_process

NAME = "assumptions.yaml"
GUESS = {"source": "assumption", "confidence": "unknown"}
TEXT = """\
process: us/example
verified_on: 2026-11-23
choices:
  review: {weights: {notify: 1, skip-notice: 2, withdraw: 0}, source: assumption, confidence: unknown}
  decision: {weights: {grant: 3, refuse: 1}, source: assumption, confidence: unknown}
durations:
  prepare: {fixed: 1, source: assumption, confidence: unknown}
  review: {fixed: 1, source: assumption, confidence: unknown}
  notice: {fixed: 1, source: assumption, confidence: unknown}
  decision: {fixed: 1, source: assumption, confidence: unknown}
  in-use: {fixed: 1, source: assumption, confidence: unknown}
  refused: {fixed: 1, source: assumption, confidence: unknown}
  review/agency/bureau: {fixed: 1, source: assumption, confidence: unknown}
  review/experts/draft: {fixed: 1, source: assumption, confidence: unknown}
  review/experts/clear: {fixed: 1, source: assumption, confidence: unknown}
  blocker:end-use-check: {fixed: 1, source: assumption, confidence: unknown}
  question:review/agency: {fixed: 1, source: assumption, confidence: unknown}
positions:
  review/agency: {weights: {approve: 9, object: 1}, source: assumption, confidence: unknown}
blockers:
  end-use-check: {in: review, probability: 0.1, reasons: {embassy: 1}, source: assumption, confidence: unknown}
questions:
  review/agency: {probability: 0.1, source: assumption, confidence: unknown}
referrals:
  review/experts: {probability: 0.1, source: assumption, confidence: unknown}
facts:
  certified: {in: notice, value: today, source: assumption, confidence: unknown}
  expires: {in: [review], value: {days: 30}, source: assumption, confidence: unknown}
  grounds: {in: [review], value: safety, source: assumption, confidence: unknown}
  check-asked: {in: ["blocker:end-use-check"], value: today, source: assumption, confidence: unknown}
  papers-sent: {in: [review/agency], value: "2025-01-06", source: assumption, confidence: unknown}
"""


@cache
def right_document():
    return Document(NAME, TEXT)


def findings(changes):
    document = copy(right_document())
    document.data = deepcopy(document.data)
    for address, value in changes.items():
        put(document.data, address.split("."), value)
    return lint_assumptions(document.validate(Assumptions), document, right_process())


def test_nothing_is_found_in_assumptions_without_a_fault():
    assert findings({}) == ()


@pytest.mark.parametrize(
    "changes, code, at",
    [
        fault("another process", "ASSUME-01", {"process": "us/other"}),
        fault("state of a choice", "ASSUME-02", {"choices.audit": {"weights": {"notify": 1}} | GUESS}),
        fault("way of a choice", "ASSUME-02", {"choices.review.weights.grant": 1}),
        fault("way that only a clock takes", "ASSUME-02", {"choices.refused": {"weights": {"stand": 1}} | GUESS}),
        fault("state that lasts", "ASSUME-02", {"durations.audit": {"fixed": 1} | GUESS}),
        fault("referral that lasts", "ASSUME-02", {"durations.notice/agency": {"fixed": 1} | GUESS}),
        fault("blocker that lasts", "ASSUME-02", {"durations.blocker:x": {"fixed": 1} | GUESS}),
        fault("referral of positions", "ASSUME-02", {"positions.review/board": {"weights": {"yes": 1}} | GUESS}),
        fault("position of a referral", "ASSUME-02", {"positions.review/agency.weights.maybe": 1}),
        fault("blocker that opens", "ASSUME-02", {"blockers.x": {"in": "review", "probability": 1} | GUESS}),
        fault("state a blocker opens in", "ASSUME-02", {"blockers.end-use-check.in": ["notice"]}),
        fault("reason of a blocker", "ASSUME-02", {"blockers.end-use-check.reasons.luck": 1}),
        fault("referral with questions", "ASSUME-02", {"questions.review/x": {"probability": 1} | GUESS}),
        fault("referral sent by chance", "ASSUME-02", {"referrals.review/agency": {"probability": 1} | GUESS}),
        fault("fact", "ASSUME-02", {"facts.x": {"in": "review", "value": "today"} | GUESS}),
        fault("state without duration", "ASSUME-03", {"durations.notice": ...}),
        fault("choice without weights", "ASSUME-04", {"choices.decision": ...}),
        fault("sub-referral that never ends", "ASSUME-05", {"durations.review/agency/bureau": ...}),
        fault(
            "step that never ends", "ASSUME-05", {"durations.review/experts/clear": ...}, at="durations.review/experts"
        ),
        fault(
            "blocker that never ends",
            "ASSUME-05",
            {"durations.blocker:end-use-check": ...},
            at="blockers.end-use-check",
        ),
        fault(
            "question that never ends",
            "ASSUME-05",
            {"durations.question:review/agency": ...},
            at="questions.review/agency",
        ),
        fault("state without the fact's object", "ASSUME-06", {"facts.check-asked.in": "review"}),
        fault("unknown state of a fact", "ASSUME-06", {"facts.certified.in": "audit"}),
        fault("referral without the fact's object", "ASSUME-06", {"facts.papers-sent.in": "review/board"}),
        fault("day where a choice is", "ASSUME-06", {"facts.grounds.value": {"days": 3}}),
        fault("word that is no choice", "ASSUME-06", {"facts.grounds.value": "today"}),
        fault("number where a day is", "ASSUME-06", {"facts.certified.value": 5}),
    ],
)
def test_a_fault_of_the_assumptions_is_found(changes, code, at):
    found = findings(changes)
    places = [item.where for item in found if (item.code, item.level.value) == (code, "error")]
    assert [where for where in places if f"{where}.".startswith(f"{at}.")], [str(item) for item in found]


def test_a_finding_names_the_line_of_the_assumptions():
    (found,) = findings({"positions.review/agency.weights": {"approve": 9, "objects": 1}})
    assert (found.file, found.line) == (NAME, 1 + TEXT.splitlines().index("positions:") + 1)


def test_a_referral_whose_silence_is_an_answer_needs_no_duration():
    assert "review/agency" not in right_document().data["durations"]
    assert findings({}) == ()


def test_a_referral_that_is_never_sent_needs_no_duration():
    unsent = {
        "referrals.review/experts": ...,
        "durations.review/experts/draft": ...,
        "durations.review/experts/clear": ...,
    }
    assert findings(unsent) == ()
