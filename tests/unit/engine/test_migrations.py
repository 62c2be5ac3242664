"""An open case moves to another version of its definition where that version knows everything open on it."""

from __future__ import annotations

import pytest

from licensing.domain.command import Migrate
from licensing.domain.errors import InvalidCommand, MigrationRefused, NotPossibleNow
from licensing.domain.vocabulary import Provenance
from licensing.engine.decide import decide
from tests.support.fictitious import PROCESS, Desk, changed


def refusal(desk: Desk, version: str) -> MigrationRefused:
    """Give the refusal of a migration."""
    with pytest.raises(MigrationRefused) as found:
        desk.migrate(version, "2024-02-01")
    assert found.value.code == "CASE-010"
    return found.value


def staffed(version: str, process=PROCESS, **given) -> Desk:
    """Give a case that is with other bodies since 3 January 2024."""
    desk = Desk(process, version).submit("2024-01-02", **given)
    return desk.through("2024-01-03", "submit", "take-up", "staff")


def test_a_migrated_case_lives_under_the_other_version():
    desk = staffed("first")
    assert desk.lapsable("2024-03-01") == []
    desk.migrate("second", "2024-02-01", basis="notification")
    assert (desk.case.version, desk.case.definition_digest) == ("second", PROCESS.version("second").digest)
    assert desk.lapsable("2024-03-01") == ["bureau-30#1@bureaus#1"]
    assert desk.events[-1].basis == ("notification",)
    assert desk.case.state == "staffed"


def test_a_migration_to_the_version_it_has_is_refused():
    assert refusal(staffed("first"), "first").message == "CASE-1 is under version first already."


def test_a_state_that_the_other_version_lacks_cannot_be_taken_along():
    desk = Desk(version="third").submit("2024-01-02").through("2024-01-03", "submit", "take-up", "refer-to-board")
    error = refusal(desk, "second")
    assert error.message == "version second has no state 'board', where CASE-1 is."
    assert error.next_step == "Migrate it after it has moved on."


def test_a_case_out_of_sight_can_be_migrated():
    desk = Desk().submit("2024-01-02", provenance=Provenance.OBSERVED)
    desk.observe("unknown", "2024-01-03")
    desk.migrate("third", "2024-01-04")
    desk.observe("board", "2024-01-05")
    assert (desk.case.version, desk.case.state) == ("third", "board")


def test_an_open_blocker_that_the_other_version_lacks_cannot_be_taken_along():
    desk = staffed("second")
    desk.block("data-gap", "2024-01-05")
    error = refusal(desk, "third")
    assert error.message == "version third does not know what is open on CASE-1: data-gap."
    desk.unblock("data-gap", "2024-01-06")
    desk.migrate("third", "2024-02-01")


def without_embassy():
    """Give the process whose third version lacks one referral and changes the steps of another."""

    def change(data):
        referrals = data["states"]["staffed"]["referrals"]
        referrals["embassy"]["until"] = "third"
        referrals["defense"]["sub_referrals"]["joint-staff"]["until"] = "third"
        steps = {"id": "sign", "owner": "ddtc-licensing", "kind": "touch"}
        referrals["package"]["steps"] = [
            {**referrals["package"]["steps"][0], "until": "third"},
            referrals["package"]["steps"][1],
            {**steps, "since": "third"},
        ]

    return changed(change)


@pytest.mark.parametrize("path", ["embassy", "defense/joint-staff"])
def test_an_open_referral_that_the_other_version_lacks_cannot_be_taken_along(path):
    desk = staffed("second", without_embassy())
    desk.refer(path, "2024-01-05")
    assert refusal(desk, "third").message == f"version third does not know what is open on CASE-1: {path}."


def test_a_referral_that_has_ended_does_not_hold_a_migration_back():
    desk = staffed("second", without_embassy())
    desk.refer("embassy", "2024-01-05")
    desk.answer("embassy", "favorable", "2024-01-06")
    desk.migrate("third", "2024-02-01")
    desk.answer("defense", "approve", "2024-02-02")
    assert desk.case.referrals[-1].position == "favorable"


def test_an_open_referral_needs_a_step_that_the_other_version_has():
    desk = staffed("second", without_embassy(), value_usd=25_000_000)
    assert "package" in refusal(desk, "third").message
    desk.move("package", "2024-02-02")
    desk.migrate("third", "2024-02-03")
    desk.move("package", "2024-02-04")
    desk.answer("package", "", "2024-02-05")


def test_a_referral_without_steps_does_not_get_into_steps_by_migration():
    def step_in(data):
        step = {"id": "clear", "owner": "dtsa", "kind": "touch", "since": "third"}
        data["states"]["staffed"]["referrals"]["defense"]["steps"] = [step]

    assert "defense" in refusal(staffed("second", changed(step_in)), "third").message


def test_the_attributes_must_fit_the_other_version():
    required = changed(lambda data: data["attributes"]["reviewers"].update(required=True))
    with pytest.raises(InvalidCommand, match="attribute 'reviewers' is missing"):
        staffed("second", required).migrate("third", "2024-02-01")


def test_a_case_stays_in_its_process():
    other = changed(lambda data: data.update(id="us/other-license")).latest
    desk = staffed("second")
    command = Migrate(version="third", definition_digest=other.digest, basis="usage", **desk.common("2024-02-01"))
    with pytest.raises(MigrationRefused, match="is a case of us/fictitious-license, not of us/other-license"):
        decide(other, desk.case, command)


def test_a_migration_is_decided_under_the_version_it_leads_to():
    desk = staffed("second")
    command = Migrate(version="third", definition_digest="another", basis="usage", **desk.common("2024-02-01"))
    with pytest.raises(TypeError, match="under the definition it leads to"):
        decide(PROCESS.version("third"), desk.case, command)


def test_a_closed_case_stays_under_its_version():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "withdraw")
    with pytest.raises(NotPossibleNow):
        desk.migrate("third", "2024-02-01")


def test_a_migration_can_be_part_of_the_filing():
    desk = Desk(version="first").submit("2024-01-02")
    digest = PROCESS.version("second").digest
    command = Migrate(
        version="second", definition_digest=digest, basis="usage", at_filing=True, **desk.common("2024-01-03")
    )
    (body,) = desk.do(command)
    assert body.at_filing
