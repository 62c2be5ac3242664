"""Mock cases walk in a store, one recorded command at a time, and go on from wherever they were left."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from licensing.definitions.casefile import CaseFile, read_case_file
from licensing.domain.command import Block, command_from_json
from licensing.domain.errors import NotPossibleNow, UnknownCase
from licensing.domain.event import Migrated
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When
from licensing.service import walks
from licensing.service.cases import Cases
from licensing.service.walks import step
from licensing.store.database import Database
from licensing.store.integrity import verify
from tests.integration.walks.conftest import cases_of, events, mock_case, walk

EXAMPLES = Path(__file__).parents[3] / "examples" / "mock"
TO_OFFICER = tuple(
    {"advance": name, "when": f"2021-01-{day}T10:00"}
    for name, day in (
        ("confirm-munitions", 12), ("confirm-registration", 13), ("submit", 20), ("number-case", 21), ("accept", 22),
        ("take-up", 25),
    )
)  # fmt: skip


def example(name: str) -> CaseFile:
    """Read an example, and let it walk on after its script."""
    return read_case_file(EXAMPLES / f"{name}.yaml").model_copy(update={"then": "walk"})


def test_a_mock_case_walks_to_its_end(cases):
    cases.submit([mock_case()])
    walked = walk(cases, "US-1")
    assert len(walked) > 10
    assert [item.moved for item in walked] == [True] * (len(walked) - 1) + [False]
    assert walked[-1].case.closed is not None
    assert walked[-1].waiting == ""
    recorded = events(cases, "US-1")
    assert {event.actor for event in recorded[1:] if event.command} == {"walker"}
    keys = [event.key for event in recorded if event.command]
    assert len(keys) == len(set(keys)) == len(walked)
    assert verify(cases.database).faults == ()


ELSEWHERE = {
    "jp/equipment-transfer": {
        "transfer_type": "joint-development",
        "weapon": False,
        "item_class": "parts",
        "destination": "US",
        "recipient_kind": "firm",
        "exporter": "government",
    },
    "jp/export-permit": {
        "subject": "goods",
        "list_item": "items-5-to-15",
        "destination": "TR",
        "window": "headquarters",
    },
    "jp/third-party-consent": {},
    "jp/licensed-production": {"significant_military_equipment": True},
    "jp/fms-procurement": {},
    "us/technology-release": {"occasion": "exchange", "recipient": "JP", "special_technology": True, "data_link": True},
    "us/fms-case": {"purchaser": "JP", "value_usd": 200_000_000, "processing_group": "C"},
    "jp/transfer-agreement": {"partner": "XA"},
    "jp/industrial-security": {"class": "equipment"},
    "jp/personnel-clearance": {"class": "specially-designated"},
    "jp/bulk-permit": {"kind": "general", "destinations": ["DE"], "items_5_to_15": True},
    "jp/us-arms-transfer": {"subject": "arms", "consignee": "us-government"},
    "us/munitions-agreement": {
        "agreement": "TAA",
        "value_usd": 390_000,
        "countries": ["JP"],
        "manufacture_of_sme_abroad": False,
        "major_defense_equipment": False,
    },
    "us/comprehensive-authorization": {
        "kind": "major-project",
        "countries": ["JP"],
        "value_usd": 120_000_000,
        "major_defense_equipment": False,
    },
    "us/retransfer-consent": {
        "authority": "fms",
        "recipients": ["AU"],
        "acquisition_cost_usd": 1_200_000,
        "major_defense_equipment": False,
        "recipient_is_government": True,
    },
}


@pytest.mark.parametrize("process", ELSEWHERE)
def test_a_mock_case_of_every_other_process_walks_to_its_end(cases, process):
    cases.submit([mock_case(process=process, opened="2026-05-11T09:00", attributes=ELSEWHERE[process])])
    assert walk(cases, "US-1")[-1].case.closed is not None


@pytest.mark.parametrize("script", [(), TO_OFFICER], ids=["drawn", "scripted"])
def test_a_walk_that_is_interrupted_after_every_step_comes_to_the_same_events(cases, tmp_path, script):
    file, interrupted = mock_case(script=script, then="walk"), tmp_path / "interrupted.db"
    cases.submit([file])
    walk(cases, "US-1")
    with Database.open(interrupted, create=True) as database:
        cases_of(database).submit([file])
    steps, moved = 0, True
    while moved:
        with Database.open(interrupted) as database:
            moved = step(cases_of(database), "US-1").moved
            recorded = events(cases_of(database), "US-1")
        assert recorded == events(cases, "US-1")[: len(recorded)]
        steps += moved
    assert steps > 20
    assert recorded == events(cases, "US-1")


def test_a_walk_that_is_cut_off_before_and_after_every_record_comes_to_the_same_events(cases, tmp_path, monkeypatch):
    cases.submit([mock_case()])
    walk(cases, "US-1")
    perform, calls = Cases.perform, count()

    def cut_off(self, ref, command):
        turn = next(calls) % 3
        if turn == 0:
            raise KeyboardInterrupt
        done = perform(self, ref, command)
        if turn == 1:
            raise KeyboardInterrupt
        return done

    with Database.open(tmp_path / "cut-off.db", create=True) as database:
        other = cases_of(database)
        other.submit([mock_case()])
        monkeypatch.setattr(Cases, "perform", cut_off)
        cut, moved = 0, True
        while moved:
            try:
                moved = step(other, "US-1").moved
            except KeyboardInterrupt:
                cut += 1
        assert cut > 20
        assert events(other, "US-1") == events(cases, "US-1")


def test_a_step_whose_record_was_not_heard_of_is_not_recorded_again(cases):
    cases.submit([mock_case()])
    for _ in range(8):
        step(cases, "US-1")
    recorded = events(cases, "US-1")
    for event in recorded[1:]:
        if event.command:
            assert cases.perform("US-1", command_from_json(json.loads(event.command))).new is False
    assert events(cases, "US-1") == recorded


def test_what_a_person_does_in_between_is_respected(cases):
    cases.submit([mock_case(script=TO_OFFICER, then="walk")])
    walk(cases, "US-1", len(TO_OFFICER))
    held = When.at(datetime(2021, 1, 25, 16, tzinfo=UTC), "America/New_York")
    kind = "part-130"
    cases.perform("US-1", Block(when=held, actor="officer", key="by-hand", kind=kind))
    last = walk(cases, "US-1")[-1].case
    assert last.closed is not None
    (blocker,) = [item for item in last.blockers if item.kind == kind and item.opened == held]
    assert blocker.cleared is not None


def test_a_case_that_only_follows_its_script_waits_and_says_what_for(cases):
    cases.submit([mock_case(script=TO_OFFICER)])
    walked = walk(cases, "US-1")
    assert len(walked) == len(TO_OFFICER) + 1
    assert walked[-1].case.state == "officer-review"
    assert walked[-1].waiting.startswith("Possible now: ask-applicant, decide-in-house,")


def test_a_process_without_assumptions_lets_its_cases_follow_their_script_only(cases, monkeypatch):
    monkeypatch.setattr(walks, "_assumptions", lambda _process: None)
    cases.submit([mock_case(script=TO_OFFICER, then="walk"), mock_case(ref="US-2")])
    assert walk(cases, "US-1")[-1].case.state == "officer-review"
    assert [item.moved for item in walk(cases, "US-2")] == [False]


def test_a_step_of_a_script_that_is_not_possible_stops_the_walk_with_its_reason(cases):
    cases.submit([mock_case(script=[{"advance": "take-up", "when": "2021-02-01"}])])
    with pytest.raises(NotPossibleNow, match="'take-up' is not possible from self-classify"):
        step(cases, "US-1")
    assert len(events(cases, "US-1")) == 1


def test_an_observed_case_is_never_walked(cases):
    observed = {"provenance": "observed", "seed": 0, "sources": [{"cite": "A newspaper"}]}
    cases.submit([mock_case(**observed)])
    with pytest.raises(NotPossibleNow, match="US-1 is observed; only mock cases walk"):
        step(cases, "US-1")
    assert len(events(cases, "US-1")) == 1


def test_a_case_that_the_store_does_not_know_cannot_walk(cases):
    with pytest.raises(UnknownCase, match="no case 'US-9'"):
        step(cases, "US-9")


def test_a_permit_waits_for_its_finding_and_goes_on_once_that_is_decided(cases):
    permit, finding = example("jp-ep-awaiting-finding"), example("jp-ep-linked-finding")
    cases.submit([permit, finding])
    waiting = walk(cases, permit.ref)[-1]
    assert waiting.case.state == "interministry"
    assert "'consultation-done' still needs linked transfer-finding to be granted" in waiting.waiting
    found = walk(cases, finding.ref)[-1]
    assert found.case.outcome in (Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS)
    assert "linked export-permit" in found.waiting  # the hand-over waits for the permit in its turn
    permitted = walk(cases, permit.ref)[-1].case
    assert permitted.outcome in (Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS)
    left = next(visit.left for visit in permitted.visits if visit.state == "interministry")
    assert left.latest_us > found.case.decided.latest_us
    handed_over = walk(cases, finding.ref)[-1].case
    assert handed_over.state != "awaiting-transfer"
    assert verify(cases.database).faults == ()


def test_a_case_filed_after_a_change_of_the_rules_is_walked_under_the_new_ones(cases):
    cases.submit([mock_case(opened="2009-11-30T09:00")])
    last = walk(cases, "US-1")[-1].case
    assert last.closed is not None
    assert last.filed is not None
    assert last.version == "2009-12"
    assert [event.body.at_filing for event in events(cases, "US-1") if isinstance(event.body, Migrated)] == [True]


def test_a_correction_in_a_script_is_carried_out_on_a_closed_case(cases):
    script = [
        {"advance": "go-to-commerce", "when": "2021-01-12T10:00", "key": "slip"},
        {"correct": "slip", "reason": "the other form", "void": True, "when": "2021-01-13T10:00"},
    ]
    cases.submit([mock_case(script=script)])
    first, second, third = walk(cases, "US-1")
    assert first.case.closed is not None
    assert second.case.closed is None
    assert not third.moved
