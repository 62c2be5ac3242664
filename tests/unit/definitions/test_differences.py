"""Whatever changes between two definitions is said in words, in both languages, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from licensing.definitions import conditions
from licensing.definitions.assumptions import Assumptions
from licensing.definitions.clocks import Clock
from licensing.definitions.definition import Definition
from licensing.definitions.differences import _HEAD, _NOUNS, assumption_differences, differences, touched
from licensing.definitions.differences.fields import _MAKERS, _NAMES, LIMITS
from licensing.definitions.elements import (
    Attribute,
    Authorization,
    BlockerType,
    FactType,
    Group,
    Link,
    Precedent,
    Referral,
    State,
    Transition,
)
from licensing.definitions.words import _MAKERS as _CONDITIONS
from licensing.domain.vocabulary import BasisKind
from tests.unit.definitions.right_process import changed, data_with, right_process

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LABEL = {"en": "Queue", "ja": "待ち"}
NEW_STATE = {"stage": "review", "owner": "office", "kind": "queue", "label": LABEL, "basis": ["practice"]}

WAITS = "silence is no answer: the case waits"
CHECK = "while end-use-check (embassy) is open, if check-reported within 5 days of check-asked"
ASKED = (
    "value_usd is at least 1,000,000",
    "vehicle is one of DSP-73",
    "not (destination lies within allies)",
    "destinations includes a country of allies",
    "agency answered approve, no-objection",
    "on or after 2020-01-01",
    "has been in review",
    "end-use-check was ever open",
    "wanted_by is at least 2020-01-01",
    "grounds is safety",
    "note is urgent",
)
"""What the condition of ``notify`` asks, save for the link."""
TOGETHER = " and ".join((f"({ASKED[0]} and {ASKED[1]})", *ASKED[2:8], "program is linked", *ASKED[8:]))
MET_BY = '{"fact": "reported"} → {"fact": "certified"}'
STEPS = "draft (office, touch), clear (agency, queue) → draft (office, touch), clear (office, queue)"


def said(changes: dict[str, Any]) -> list[str]:
    """Give what is said of a change of the newest version, and hold that it is said in Japanese too."""
    found = differences(right_process().latest, changed(changes).latest)
    assert all(JAPANESE.search(item.text.ja) for item in found)
    return [item.text.en for item in found]


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"headline_clock": None}, ["headline clock: sixty → –"]),
        ({"states.limbo": NEW_STATE}, ["state ‘Queue’ (limbo) is new: review, with office"]),
        ({"states.notice.owner": "agency"}, ["state ‘Notice’ (notice): owner: office → agency"]),
        (
            {"states.notice.label": {"en": "Told", "ja": "告知"}},
            ["state ‘Told’ (notice): label ‘Notice’ → ‘Told’"],
        ),
        (
            {"states.review.referrals.agency.silence": "still-waiting"},
            [f"referral agency (review): {WAITS} (before: silence counts as no objection when reply runs out)"],
        ),
        (
            {"states.review.referrals.experts.required": True},
            ["referral experts (review): answer required: no → yes"],
        ),
        ({"states.review.referrals.experts": ...}, ["referral experts (review): no longer asked"]),
        (
            {"states.review.referrals.agency.sub_referrals.bureau": ...},
            ["referral agency/bureau (review): no longer asked"],
        ),
        (
            {"states.review.referrals.second": {"owner": "agency", "silence": "still-waiting", "basis": ["practice"]}},
            [
                f"referral second (review) is new; answer required, {WAITS}: asked in parallel with agency, experts",
            ],
        ),
        ({"transitions.notify": ...}, ["transition notify is removed"]),
        (
            {
                "transitions.jump": {
                    "from": "prepare",
                    "to": "decision",
                    "when": {"link": "program"},
                    "basis": ["practice"],
                }
            },
            ["transition jump is new: from prepare to decision, if program is linked"],
        ),
        ({"transitions.file.from": ["prepare", "review"]}, ["transition file: leaves from: + review"]),
        ({"transitions.file.to": "notice"}, ["transition file: leads to: review → notice"]),
        (
            {"transitions.notify.when.all.0.any.0.at_least": 2},
            ["transition notify: condition changed – value_usd is at least 1,000,000 → value_usd is at least 2"],
        ),
        (
            {"transitions.notify.when": {"link": "program"}, "transitions.skip-notice.when": {"link": "program"}},
            [
                f"transition notify: condition changed – no longer asked: {'; '.join(ASKED)}",
                "transition skip-notice: possible only if program is linked",
            ],
        ),
        ({"transitions.notify.when": ...}, ["transition notify: possible without a condition"]),
        (
            {"transitions.notify.when.all.0": {"all": data_with({})["transitions"]["notify"]["when"]["all"][0]["any"]}},
            [f"transition notify: condition put together otherwise: {TOGETHER}"],
        ),
        (
            {"transitions.period-over.needs.facts": [{"fact": "certified", "when": {"link": "program"}}]},
            ["transition period-over: when a fact is needed changes"],
        ),
        (
            {"clocks.sixty.excluded.1.basis": ["practice"]},
            ["clock ‘Sixty days’ (sixty): what the excluded days rest on changes"],
        ),
        (
            {"clocks.tender.due": {"fact": "expires", "days_before": 5}},
            ["clock ‘Tender’ (tender): limit the date in expires → 5 days before the date in expires"],
        ),
        ({"clocks.report.met_by.fact": "certified"}, [f"clock ‘Report’ (report): met by: {MET_BY}"]),
        ({"parties": {"agency": "third-party"}}, ["parties: agency other-agency → agency third-party"]),
        (
            {"states.review.referrals.experts.steps.1.owner": "office"},
            [f"referral experts (review): steps {STEPS}"],
        ),
        (
            {"transitions.notify.needs.none_open": ["hold"]},
            [
                "transition notify: no longer needed: end-use-check must not be open",
                "transition notify: now needed: hold must not be open",
            ],
        ),
        (
            {"transitions.period-over.needs.clock": ["floor", "sixty"]},
            ["transition period-over: now needed: sixty must have run out"],
        ),
        (
            {"transitions.period-over.needs.facts": []},
            ["transition period-over: no longer needed: certified must be recorded"],
        ),
        ({"transitions.notify.needs.linked": ...}, ["transition notify: linked matters needed: release → none"]),
        (
            {"transitions.notify.needs.referrals": ["agency"]},
            ["transition notify: waits for referrals: required-answered → agency"],
        ),
        ({"transitions.grant.outcome": "refused"}, ["transition ‘Granted’ (grant): outcome: granted → refused"]),
        ({"clocks.floor.days": 30}, ["clock ‘Floor’ (floor): limit 15 calendar days → 30 calendar days"]),
        (
            {"clocks.floor.counts": "working-days"},
            ["clock ‘Floor’ (floor): limit 15 calendar days → 15 working days"],
        ),
        (
            {"clocks.sixty.days.cases.0.when": {"link": "program"}},
            ["clock ‘Sixty days’ (sixty): which case has which limit changes (60 or 90 calendar days, by case)"],
        ),
        ({"clocks.floor.kind": "ceiling"}, ["clock ‘Floor’ (floor): kind: floor → ceiling"]),
        (
            {"clocks.floor.start": {"transition": "file"}},
            ["clock ‘Floor’ (floor): starts at the date of certified → starts at file"],
        ),
        (
            {"clocks.sixty.excluded": [{"while": {"question": True}}]},
            [
                f"clock ‘Sixty days’ (sixty): days now count {CHECK}",
                "clock ‘Sixty days’ (sixty): days now count in notice",
                "clock ‘Sixty days’ (sixty): days now count while agency is unanswered, if papers-sent is given",
                "clock ‘Sixty days’ (sixty): days no longer count while the applicant is asked within a referral",
            ],
        ),
        ({"blockers.hold": ...}, ["blocker ‘Hold’ (hold) is removed"]),
        ({"blockers.hold.party": "applicant"}, ["blocker ‘Hold’ (hold): party: legislature → applicant"]),
        ({"groups.allies.members": ["JP"]}, ["group of countries ‘Allies’ (allies): members: − AU"]),
        ({"attributes.urgent": {"type": "boolean"}}, ["attribute urgent is new"]),
        ({"facts.reported.value": "text"}, ["fact ‘Reported’ (reported): value: date → text"]),
        ({"links.program": ...}, ["link ‘Program’ (program) is removed"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_a_change_is_said_in_words(changes, words):
    assert said(changes) == words


def test_a_referral_that_moves_is_one_change_and_parallel_where_it_goes():
    moved = data_with({})["states"]["review"]["referrals"]["experts"]
    words = said({"states.review.referrals.experts": ..., "states.notice.referrals": {"experts": moved}})
    assert words == ["referral experts moves from review to notice"]
    back = data_with({})["states"]["review"]["referrals"] | {"third": moved}
    before = changed({"states.notice.referrals": {"third": moved}}).latest
    after = changed({"states.review.referrals": back}).latest
    (found,) = differences(before, after)
    assert found.text.en == "referral third moves from notice to review: asked in parallel with agency, experts"


def leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, str(key)))
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        for number, value in enumerate(node):
            yield from leaves(value, (*path, str(number)))
    else:
        yield ".".join(path), node


EVERY = [
    (address, value)
    for address, value in leaves(data_with({}))
    if isinstance(value, int) and address.split(".")[0] in ("states", "transitions", "clocks", "blockers")
]


@pytest.mark.parametrize("address, value", EVERY, ids=str)
def test_no_number_or_flag_changes_in_silence(address, value):
    other = (not value) if isinstance(value, bool) else value + 1
    assert said({address: other})


def test_every_section_of_a_definition_is_compared_and_every_condition_has_words():
    apart = {"id", "jurisdiction", "verified_on", "version", "bases", "text"}
    assert set(Definition.model_fields) - apart == {*_HEAD, *_NOUNS}
    assert set(_CONDITIONS) == set(conditions._KEYS.values())


def test_every_field_of_a_rule_has_a_name_in_both_languages():
    rules = (
        State,
        Referral,
        Transition,
        Clock,
        BlockerType,
        FactType,
        Attribute,
        Group,
        Link,
        Precedent,
        Authorization,
    )
    fields = {name.rstrip("_") for rule in rules for name in rule.model_fields}
    apart = {"basis", "steps", "sub_referrals", *LIMITS, *_MAKERS}
    assert fields - apart <= set(_NAMES)


def test_nothing_is_said_of_what_stays():
    assert said({}) == []
    assert said({"transitions.file.basis": ["practice"]}) == []


def test_kinds_are_those_of_the_rule_today_and_counted_once_a_rule():
    changes = {"clocks.floor.days": 30, "clocks.floor.kind": "ceiling", "clocks.reply.days": 10, "blockers.hold": ...}
    found = differences(right_process().latest, changed(changes).latest)
    law, practice = (BasisKind.LAW,), (BasisKind.PRACTICE,)
    assert [item.kinds for item in found] == [law, law, practice, practice]
    assert touched(found) == {BasisKind.LAW: 1, BasisKind.PRACTICE: 2}


def supposed(**sections: Any) -> Assumptions:
    return Assumptions.model_validate({"process": "us/example", "verified_on": "2026-11-23", **sections})


def test_assumptions_are_named_as_such_with_their_source():
    guess = {"source": "assumption", "confidence": "unknown"}
    found = assumption_differences(
        supposed(durations={"review": {"fixed": 20, **guess}, "notice": {"uniform": [1, 5], **guess}}),
        supposed(
            durations={"review": {"fixed": 7, "source": "Report 3", "confidence": "sourced"}},
            arrivals={"per_year": 10, **guess},
        ),
    )
    assert [item.text.en for item in found] == [
        "duration of review: fixed 20 [assumption] → fixed 7 [Report 3]",
        "duration of notice: no longer assumed",
        "arrivals: nothing → per_year 10 [assumption]",
    ]
    assert all(item.section == "assumptions" and JAPANESE.search(item.text.ja) for item in found)
