"""What was decided before comes to a case by itself: the second of a type needs no executive committee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from licensing.definitions.casefile import CaseFile
from licensing.domain.errors import NotPossibleNow
from licensing.domain.when import to_us
from licensing.service.cases import Cases
from licensing.service.surroundings import surroundings_of
from licensing.store.database import Database

TYPE = {"transfer_type": "joint-development", "destination": "GB", "item_class": "technology"}
FOUND = [
    {"advance": "raise-need", "when": "2015-01-06"},
    {"advance": "take-case", "when": "2015-01-07"},
    {"advance": "coordinate", "when": "2015-01-08"},
    {"advance": "escalate-to-executive-committee", "when": "2015-01-09"},
    {"advance": "convene-executive-committee", "when": "2015-01-13"},
    {"advance": "confirm-at-executive-level", "when": "2015-01-14"},
]
SECOND = [
    {"advance": "raise-need", "when": "2015-02-03"},
    {"advance": "take-case", "when": "2015-02-04"},
    {"advance": "coordinate", "when": "2015-02-05"},
    {"advance": "confirm-at-director-level", "when": "2015-02-06"},
]


def case(ref: str, history: list[dict[str, str]], **more: Any) -> CaseFile:
    given = {"provenance": "mock", "process": "jp/equipment-transfer", "attributes": TYPE, "opened": "2015-01-05"}
    return CaseFile.model_validate(given | more | {"ref": ref, "history": history})


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    with Database.open(tmp_path / "licensing.db", create=True) as database:
        yield Cases(database, lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))


def test_the_second_case_of_a_type_is_found_by_the_four_offices_and_says_on_what_it_rests(cases):
    with pytest.raises(NotPossibleNow):
        cases.submit([case("ALONE", SECOND)])
    cases.submit([case("FIRST", FOUND, matter="STORY")])
    (done,) = cases.submit([case("SECOND", SECOND)])
    assert done.case.outcome_label == "May be permitted: four offices agree"
    assert done.case.moves[-1].relied_on == (("same-type", "STORY", "granted"),)


@pytest.mark.parametrize(
    "other",
    [
        {"attributes": TYPE | {"transfer_type": "licensed-products"}, "version": "tp-2023-12"},
        {"attributes": TYPE | {"destination": "IT"}},
        {"attributes": TYPE | {"item_class": "parts"}},
        {"attributes": {"transfer_type": "joint-development", "destination": "GB"}},
        {"provenance": "observed", "sources": [{"cite": "A gazette"}]},
        {"matter": "SECOND"},
    ],
    ids=["type", "destination", "item class", "not said", "provenance", "same matter"],
)
def test_a_case_that_differs_in_what_counts_is_no_precedent(cases, other):
    cases.submit([case("FIRST", FOUND, **other)])
    with pytest.raises(NotPossibleNow, match="confirm-at-director-level"):
        cases.submit([case("SECOND", SECOND)])


HELD = {
    "kind": "general",
    "destinations": ["US", "GB"],
    "exporter": "Fictitious Optics",
    "items_5_to_15": True,
}
TO_ROUTE = [
    {"advance": "begin-classification", "when": "2026-02-02"},
    {"advance": "listed", "when": "2026-02-03"},
    {"advance": "cleared-by-exporter", "when": "2026-02-04"},
]
USE = {"advance": "use-bulk-license", "when": "2026-02-05"}


def bulk_permit(**more: Any) -> CaseFile:
    """Tell of a bulk permit that was first seen in use, and granted before."""
    given = {"ref": "BULK", "process": "jp/bulk-permit", "provenance": "observed", "sources": [{"cite": "A list"}]}
    seen = {"opened": "2026-01-05", "state": "examination"}
    history = [{"observe": "in-use", "gap": False, "outcome": "granted", "when": "2026-01-20"}]
    return CaseFile.model_validate(given | seen | {"attributes": HELD, "history": history} | more)


def shipment(history: list[dict[str, str]], **more: Any) -> CaseFile:
    given = {"ref": "SHIPMENT", "process": "jp/export-permit", "provenance": "observed"}
    own = {"subject": "goods", "list_item": "items-5-to-15", "destination": "US", "exporter": "Fictitious Optics"}
    told = {"attributes": own | more, "opened": "2026-02-01", "history": history, "sources": [{"cite": "A list"}]}
    return CaseFile.model_validate(given | told)


def test_a_shipment_under_a_bulk_permit_needs_no_permit_of_its_own_and_says_which_covers_it(cases):
    cases.submit([bulk_permit()])
    (done,) = cases.submit([shipment([*TO_ROUTE, USE])])
    assert done.case.outcome_label == "Used under a bulk permit held"
    assert done.case.moves[-1].relied_on == (("bulk-items-5-to-15", "BULK", "granted"),)


@pytest.mark.parametrize(
    "other",
    [{"exporter": "Another Firm"}, {"destination": "IN"}, {"list_item": "items-2-to-4"}, {"list_item": "item-1"}],
    ids=["exporter", "destination", "items", "arms"],
)
def test_a_bulk_permit_covers_its_holder_destinations_and_items_only(cases, other):
    cases.submit([bulk_permit()])
    with pytest.raises(NotPossibleNow, match="use-bulk-license"):
        cases.submit([shipment([*TO_ROUTE, USE], **other)])


def test_a_bulk_permit_that_was_given_up_covers_nothing_any_more(cases):
    ended = {"observe": "given-up", "gap": False, "when": "2026-02-04"}
    history = [{"observe": "in-use", "gap": False, "outcome": "granted", "when": "2026-01-20"}, ended]
    cases.submit([bulk_permit(history=history)])
    with pytest.raises(NotPossibleNow, match="use-bulk-license"):
        cases.submit([shipment([*TO_ROUTE, USE])])


KITE = {"applicant": "Fictitious Radar", "project": "Kite"}
PROJECT = {"kind": "major-project", "countries": ["JP", "AU"], "value_usd": 5, "major_defense_equipment": False}
UNDER = {
    "us/munitions-license": {"vehicle": "DSP-5", "value_usd": 5, "major_defense_equipment": False},
    "us/munitions-agreement": {
        "agreement": "TAA",
        "value_usd": 5,
        "manufacture_of_sme_abroad": False,
        "major_defense_equipment": False,
    },
}
COUNTRIES = {"us/munitions-license": "destinations", "us/munitions-agreement": "countries"}
IN_USE = {"observe": "in-use", "gap": False, "outcome": "granted", "when": "2026-01-20"}


def comprehensive(*later: dict[str, Any], **more: Any) -> CaseFile:
    """Tell of a comprehensive authorization for a project in two countries, granted and what came later."""
    given = {"ref": "PROJECT", "process": "us/comprehensive-authorization", "provenance": "observed"}
    seen = {
        "opened": "2026-01-05",
        "state": "final-action",
        "history": [IN_USE, *later],
        "sources": [{"cite": "A list"}],
    }
    return CaseFile.model_validate(given | seen | {"attributes": PROJECT | KITE | more})


def single(process: str, when: str = "2026-02-05", countries: tuple[str, ...] = ("JP",), **more: Any) -> CaseFile:
    """Tell of a single case that is to go under a comprehensive authorization."""
    told = UNDER[process] | KITE | {COUNTRIES[process]: list(countries)} | more
    own = {name: value for name, value in told.items() if value is not None}
    use = {"advance": "use-comprehensive-authorization", "when": when}
    given = {"ref": "SINGLE", "process": process, "provenance": "observed", "opened": "2026-01-06"}
    return CaseFile.model_validate(given | {"attributes": own, "history": [use], "sources": [{"cite": "A list"}]})


@pytest.mark.parametrize("process", UNDER)
def test_a_single_case_goes_under_the_comprehensive_authorization_of_its_applicant_and_project(cases, process):
    cases.submit([comprehensive()])
    (done,) = cases.submit([single(process, countries=("AU", "JP"))])
    assert done.case.outcome_label == "Covered by a comprehensive authorization"
    assert done.case.moves[-1].relied_on == (("major-project", "PROJECT", "granted"),)


@pytest.mark.parametrize("process", UNDER)
@pytest.mark.parametrize(
    "other",
    [
        {"countries": ("JP", "GB")},
        {"applicant": "Another Firm"},
        {"project": "Another"},
        {"applicant": None},
        {"when": "2026-01-19"},
    ],
    ids=["another country too", "holder", "project", "not said", "not yet in force"],
)
def test_a_comprehensive_authorization_covers_its_holder_project_and_countries_while_it_is_in_force(
    cases, process, other
):
    cases.submit([comprehensive()])
    with pytest.raises(NotPossibleNow, match="use-comprehensive-authorization"):
        cases.submit([single(process, **other)])


@pytest.mark.parametrize("process", UNDER)
@pytest.mark.parametrize(
    "later",
    [
        ({"advance": "suspend", "when": "2026-02-01"},),
        ({"advance": "revoke", "when": "2026-02-01"},),
        ({"advance": "end-project", "when": "2026-02-01"},),
        ({"advance": "supersede", "when": "2026-02-01"},),
    ],
    ids=["suspended", "revoked", "over", "replaced"],
)
def test_a_comprehensive_authorization_that_no_longer_stands_covers_nothing(cases, process, later):
    cases.submit([comprehensive(*later)])
    with pytest.raises(NotPossibleNow, match="use-comprehensive-authorization"):
        cases.submit([single(process)])


@pytest.mark.parametrize("process", UNDER)
def test_a_comprehensive_authorization_covers_again_once_it_is_reinstated(cases, process):
    later = ({"advance": "suspend", "when": "2026-02-01"}, {"advance": "reinstate", "when": "2026-02-03"})
    cases.submit([comprehensive(*later)])
    (done,) = cases.submit([single(process)])
    assert done.case.moves[-1].relied_on == (("major-project", "PROJECT", "granted"),)


def test_nothing_is_a_precedent_before_it_was_decided(cases):
    cases.submit([case("FIRST", [step | {"when": step["when"].replace("2015-01", "2015-03")} for step in FOUND])])
    with pytest.raises(NotPossibleNow):
        cases.submit([case("SECOND", SECOND)])


def test_what_was_recorded_later_was_no_precedent_for_who_looked_earlier(cases):
    cases.submit([case("FIRST", FOUND)])
    cases.submit([case("SECOND", SECOND[:3])])
    recorded_us = to_us(cases.now())
    with cases.database.reading() as unit:
        second = unit.case("SECOND")
        assert second is not None
        assert [item.ref for item in surroundings_of(unit, second).precedents] == ["FIRST"]
        assert [item.ref for item in surroundings_of(unit, second, recorded_us).precedents] == ["FIRST"]
        assert surroundings_of(unit, second, recorded_us - 1).precedents == ()


def test_a_case_that_was_withdrawn_is_no_precedent(cases):
    cases.submit([case("FIRST", [*FOUND[:-1], {"advance": "withdraw", "when": "2015-01-14"}])])
    with pytest.raises(NotPossibleNow):
        cases.submit([case("SECOND", SECOND)])
