"""A case is opened with attributes of their types, in its first state or where it was first seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from licensing.domain.errors import CaseExists, InvalidCommand, NotPossibleNow, OutOfOrder, UnknownCase
from licensing.domain.vocabulary import Provenance
from licensing.engine.decide import basis_of, decide
from licensing.engine.evolve import fold
from tests.support.fictitious import PROCESS, Desk, changed


def refusal_of(**given) -> InvalidCommand:
    """Give the refusal of an opening."""
    with pytest.raises(InvalidCommand) as refused:
        Desk(version="third").submit("2024-01-02", **given)
    return refused.value


def test_a_case_opens_in_the_first_state_of_its_definition():
    desk = Desk().submit("2024-01-02T09:00", links=(("agreement", "M-7"),))
    case = desk.case
    assert (case.state, case.visit.number, str(case.opened)) == ("drafting", 1, "2024-01-02T09:00-05:00")
    assert (case.filed, case.decided, case.outcome, case.closed, case.outcome_label) == (None, None, None, None, "")
    assert case.links == (("agreement", "M-7"),)
    assert [name for name, _ in case.attributes] == ["destinations", "value_usd", "vehicle"]
    assert case.attribute("value_usd") == 1_000_000
    assert case.attribute("naval") is None


def test_an_observed_case_may_be_first_seen_elsewhere():
    desk = Desk().submit("2024-01-02", provenance=Provenance.OBSERVED, state="staffed")
    assert desk.case.state == "staffed"
    assert desk.case.referrals == ()


def test_a_mock_case_opens_where_cases_open():
    assert refusal_of(state="staffed").message == "a mock case opens in drafting, not in staffed."
    assert Desk().submit("2024-01-02", state="drafting").case.state == "drafting"


def test_no_case_opens_in_a_state_that_is_not_there_or_is_an_end():
    assert refusal_of(state="somewhere").message == "us/fictitious-license has no state 'somewhere'."
    closed = refusal_of(state="closed", provenance=Provenance.OBSERVED)
    assert closed.message == "a case cannot open in the end state closed."


def test_a_case_that_opens_sends_what_its_first_state_asks_of_others():
    def ask_first(data):
        data["states"]["drafting"]["referrals"] = {
            "registry": {"silence": "still-waiting", "positions": ["registered"], "basis": ["usage"]},
            "naval-registry": {
                "silence": "still-waiting",
                "when": {"attribute": "naval", "is": True},
                "basis": ["usage"],
            },
        }

    desk = Desk(changed(ask_first)).submit("2024-01-02")
    assert [item.id for item in desk.case.open_referrals] == ["registry#1"]
    assert [event.command != "" for event in desk.events] == [True, False]
    seen = Desk(changed(ask_first)).submit("2024-01-02", provenance=Provenance.OBSERVED, state="queue")
    assert seen.case.referrals == ()


@pytest.mark.parametrize(
    "given, message, remedy",
    [
        ({"colour": "red"}, "us/fictitious-license has no attribute 'colour'.", "Attributes: vehicle, value_usd,"),
        ({"vehicle": "lasting"}, "attribute 'vehicle' is 'lasting'.", "It must be one of permanent, temporary."),
        ({"value_usd": -1}, "attribute 'value_usd' is -1.", "It must be a whole number of currency units."),
        ({"value_usd": True}, "attribute 'value_usd' is True.", "It must be a whole number of currency units."),
        ({"destinations": ()}, "attribute 'destinations' is ().", "It must be a list of country codes of two capital"),
        ({"destinations": ("jp",)}, "attribute 'destinations' is ('jp',).", "It must be a list of country codes"),
        ({"destinations": ("JP\n",)}, "attribute 'destinations' is ('JP\\n',).", "It must be a list of country codes"),
        ({"destinations": ("JP", 5)}, "attribute 'destinations' is ('JP', 5).", "It must be a list of country codes"),
        ({"destinations": "JP"}, "attribute 'destinations' is 'JP'.", "It must be a list of country codes"),
        ({"end_user_country": "Japan"}, "attribute 'end_user_country' is 'Japan'.", "It must be a country code of two"),
        ({"end_user_country": 81}, "attribute 'end_user_country' is 81.", "It must be a country code of two"),
        ({"naval": "yes"}, "attribute 'naval' is 'yes'.", "It must be true or false."),
        ({"copies": "two"}, "attribute 'copies' is 'two'.", "It must be a whole number."),
        ({"copies": False}, "attribute 'copies' is False.", "It must be a whole number."),
        ({"contract_date": "2024-02-30"}, "attribute 'contract_date' is '2024-02-30'.", "It must be a date (YYYY-MM"),
        ({"contract_date": "20240229"}, "attribute 'contract_date' is '20240229'.", "It must be a date (YYYY-MM-DD)."),
        ({"contract_date": 20240229}, "attribute 'contract_date' is 20240229.", "It must be a date (YYYY-MM-DD)."),
        ({"remark": 5}, "attribute 'remark' is 5.", "It must be text."),
    ],
)
def test_an_attribute_is_declared_and_of_its_type(given, message, remedy):
    refused = refusal_of(**given)
    assert refused.message == message
    assert refused.next_step.startswith(remedy)


def test_an_attribute_that_is_required_is_given():
    desk = Desk()
    opening = desk.opening()
    with pytest.raises(
        InvalidCommand, match=r"attribute 'value_usd' is missing\. It must be a whole number of currency"
    ):
        desk.do(replace(opening, attributes=opening.attributes[:1]))


def test_a_definition_may_ask_for_no_attributes_at_all():
    process = changed(lambda data: data.update(attributes={}))
    desk = Desk(process)
    with pytest.raises(InvalidCommand, match=r"has no attribute 'vehicle'\. Attributes: none\."):
        desk.submit("2024-01-02")


def test_a_link_plays_a_role_that_the_definition_knows():
    refused = refusal_of(links=(("treaty", "M-7"),))
    assert refused.message == "us/fictitious-license has no link role 'treaty'."
    assert refused.next_step == "Roles: technology-release, agreement, arrangement, precedent."


def test_a_reference_is_given_once():
    desk = Desk().submit("2024-01-02")
    with pytest.raises(CaseExists):
        desk.do(desk.opening("2024-01-03"))


def test_nothing_is_done_to_a_case_that_is_not_there():
    with pytest.raises(UnknownCase):
        Desk().advance("submit", "2024-01-03")


def test_nothing_is_done_to_a_closed_case():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "withdraw")
    assert desk.case.closed is not None
    with pytest.raises(NotPossibleNow, match=r"CASE-1 is closed \(closed\)\. A new case of the same matter"):
        desk.record("fee-paid", value=True, when="2024-01-04")


# ---- the order of events


def test_a_moment_before_the_previous_event_is_refused():
    desk = Desk().submit("2024-01-10")
    with pytest.raises(OutOfOrder) as refused:
        desk.advance("submit", "2024-01-09")
    assert refused.value.code == "CASE-004"
    assert refused.value.message == "2024-01-09 lies before the last event of CASE-1 (2024-01-10)."


@pytest.mark.parametrize("when", ["2024-01-10", "2024-01-10T00:00", "2024-01", "2024-01-11"])
def test_a_moment_that_can_lie_after_the_previous_event_is_accepted(when):
    assert Desk().submit("2024-01-10").through(when, "submit").case.state == "queue"


def test_a_report_of_a_later_day_can_be_of_any_day_after_the_previous_event():
    desk = Desk().submit("2024-01-10")
    desk.advance("submit", desk.reported("2024-06-01"))
    desk.advance("take-up", "2024-01-10")
    assert [str(visit.entered) for visit in desk.tightened.visits] == [
        "2024-01-10",
        "2024-01-10..2024-01-10",
        "2024-01-10",
    ]


def test_an_imprecise_event_does_not_hide_the_order_of_those_around_it():
    for between in ("2024-01", "2024-06"):
        desk = Desk().submit("2024-01-10").through(between, "submit")
        with pytest.raises(OutOfOrder):
            desk.advance("take-up", "2024-01-09")
    desk = Desk().submit("2024-01-10")
    desk.advance("submit", desk.reported("2024-02-01"))
    with pytest.raises(OutOfOrder, match=r"\(2024-01-10\.\.2024-02-01\)"):
        desk.advance("take-up", "2024-01-09")


@pytest.mark.parametrize("when", ["1979-12-31", "2061-01-01", "2204-03-01T10:00"])
def test_a_day_that_no_calendar_knows_is_a_slip_of_the_pen(when):
    with pytest.raises(InvalidCommand, match="lies outside 1980-01-01 to 2060-12-31"):
        Desk().submit(when)
    desk = Desk().submit("2024-01-02")
    with pytest.raises(InvalidCommand, match="Check the date"):
        desk.advance("submit", when)


# ---- how it is recorded


def test_the_events_of_a_command_are_numbered_and_carry_its_moment_key_and_basis():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit", "take-up")
    bodies = desk.advance("staff", "2024-01-04T10:00", key="staffing")
    events = desk.events[-len(bodies) :]
    assert [event.seq for event in events] == [4, 5, 6]
    assert {(str(event.when), event.key, event.actor, event.basis) for event in events} == {
        ("2024-01-04T10:00-05:00", "staffing", "desk", ("usage",))
    }
    assert [bool(event.command) for event in events] == [True, False, False]


def test_the_basis_of_an_event_is_that_of_what_was_done():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit")
    desk.block("held-back", "2024-01-04", "unstated")
    desk.unblock("held-back", "2024-01-05")
    desk.record("fee-paid", value=True, when="2024-01-05")
    desk.migrate("third", "2024-01-06", basis="notification")
    assert [event.basis for event in desk.events] == [(), ("usage",), ("usage",), ("usage",), (), ("notification",)]


@pytest.mark.parametrize("verb", ["advance", "block", "unblock", "lapse"])
def test_a_word_that_is_not_declared_rests_on_nothing(verb):
    commands = []
    desk = Desk().submit("2024-01-02")
    desk.do = commands.append  # type: ignore[method-assign] # only the command is wanted
    getattr(desk, verb)("nonsense", "2024-01-03")
    assert basis_of(desk.definition, commands[0]) == ()


def test_deciding_changes_nothing_and_says_the_same_again():
    desk = Desk()
    opening = desk.opening()
    assert decide(desk.definition, None, opening) == decide(desk.definition, None, opening)
    assert desk.events == []


def test_a_log_is_folded_from_its_opening_on():
    desk = Desk().submit("2024-01-02").through("2024-01-03", "submit")
    assert fold(desk.events) == desk.case
    with pytest.raises(ValueError, match="at least the event of its opening"):
        fold([])
    with pytest.raises(ValueError, match="begins with its opening"):
        fold(desk.events[1:])
    with pytest.raises(ValueError, match="an event of type case-opened cannot follow"):
        fold([*desk.events, desk.events[0]])


def test_the_version_of_the_opening_is_the_one_named():
    for definition in PROCESS.versions:
        desk = Desk(version=definition.version.id).submit("2024-01-02")
        assert (desk.case.version, desk.case.definition_digest) == (definition.version.id, definition.digest)
