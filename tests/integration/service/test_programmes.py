"""Programmes in a store: opened whole or not at all, gates that shut again, and figures worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from licensing.analysis.gates import Gate
from licensing.definitions.casefile import CaseFile
from licensing.definitions.script import Step, command_of
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import CaseExists, CorrectionRefused, InvalidFile, NotPossibleNow, UnknownCase, UsageError
from licensing.domain.vocabulary import Party
from licensing.service.cases import Cases
from licensing.service.programme_view import ProgrammeView
from licensing.service.programmes import listed, read, submit, walk_order
from licensing.service.views import view_case
from licensing.store.database import Database
from tests.support.programmes import AMENDMENT, KITE, programme, without

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "programmes"
LATER = datetime(2025, 4, 30, tzinfo=UTC)


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    with Database.open(tmp_path / "licensing.db", create=True) as database:
        yield Cases(database, lambda: datetime.now(UTC))


@pytest.fixture
def kite(cases: Cases) -> ProgrammeView:
    submit(cases, [programme()])
    return ProgrammeView(read(cases.database, "T-KITE"))


def days(whole: int = 0, hours: int = 0) -> int:
    return timedelta(days=whole, hours=hours) // timedelta(microseconds=1)


def refs(cases: Cases) -> tuple[str, ...]:
    with cases.database.reading() as unit:
        return unit.refs()


def amend(cases: Cases, *steps: dict[str, object], opened: str = "2025-04-02T09:00") -> None:
    """Open the amendment of the US license, and take steps on it."""
    text = AMENDMENT.replace("2025-04-02T09:00", opened)
    cases.submit([Document("amendment.yaml", text).validate(CaseFile)])
    take(cases, "T-KITE-US-AMENDED", "America/New_York", *steps)


def take(cases: Cases, ref: str, zone: str, *steps: dict[str, object]) -> None:
    for step in steps:
        key = f"{ref}-{step['when']}"
        cases.perform(ref, command_of(Step.model_validate(step), key=key, zone=zone, actor="test", versions=str))


APPROVED_AGAIN = tuple(
    {"advance": name, "when": f"2025-04-{day}T10:00"}
    for name, day in (
        ("confirm-munitions", "03"), ("confirm-registration", "04"), ("submit", "07"), ("number-case", "08"),
        ("accept", "09"), ("take-up", "10"), ("decide-in-house", "11"), ("approve", "14"),
    )
)  # fmt: skip


def possible(cases: Cases, ref: str) -> set[str]:
    return {way.transition for way in view_case(cases.database, ref, LATER).ways if way.possible}


# ---- the file and the store


def test_a_programme_opens_every_case_of_it_and_the_same_file_again_changes_nothing(cases):
    (first,) = submit(cases, [programme()])
    assert (first.ref, first.new) == ("T-KITE", True)
    assert refs(cases) == ("T-KITE", "T-KITE-FINDING", "T-KITE-PERMIT", "T-KITE-REQUIREMENT", "T-KITE-US")
    (again,) = submit(cases, [programme()])
    assert not again.new
    with cases.database.reading() as unit:
        assert unit.header("T-KITE").links == (
            ("export-permit", "T-KITE-PERMIT"),
            ("requirement", "T-KITE-REQUIREMENT"),
            ("transfer-finding", "T-KITE-FINDING"),
            ("us-authorization", "T-KITE-US"),
        )


def test_a_programme_of_which_one_case_is_refused_opens_none(cases):
    wrong = KITE.replace("{advance: grant, when: 2025-05-12T10:00}", "{advance: grant, when: 2025-05-01T10:00}")
    with pytest.raises(Exception, match=r"programme\.yaml:\d+: ") as refused:
        submit(cases, [programme(wrong)])
    place = int(str(refused.value.message).split(":")[1])
    assert "2025-05-01T10:00" in wrong.splitlines()[place - 1]
    assert refs(cases) == ()


def test_another_programme_of_the_same_reference_is_refused(cases):
    submit(cases, [programme()])
    with pytest.raises(CaseExists, match="T-KITE"):
        submit(
            cases,
            [programme(KITE.replace("opened: 2025-02-03T09:00\n  history", "opened: 2025-02-02T09:00\n  history"))],
        )


@pytest.mark.parametrize(
    "before, after, says",
    [
        pytest.param("  export-permit:\n", "  permit:\n", "has no role 'permit'", id="a role nobody knows"),
        pytest.param("  export-permit:\n", "  arms-transfer:\n", "cannot play 'arms-transfer'", id="a wrong process"),
        pytest.param("joint/us-jp-codevelopment", "joint/nothing", "no process 'joint/nothing'", id="a wrong lead"),
        pytest.param("joint/us-jp-codevelopment", "us/munitions-license", "lead.process", id="a lead of one country"),
        pytest.param(
            "programme: T-KITE\n", "programme: T-KITE\ncolor: red\n", "unknown key 'color'", id="an unknown key"
        ),
        pytest.param(
            "    case:\n      ref: T-KITE-US\n",
            "    file: x.yaml\n    case:\n      ref: T-KITE-US\n",
            "a case, a file, a matter or planned",
            id="a member twice",
        ),
        pytest.param("{us_vehicle: license", "{vehicle: license", "no attribute 'vehicle'", id="an attribute"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_programme_is_said_with_its_line(cases, before, after, says):
    assert before in KITE
    with pytest.raises(Exception, match=r"programme\.yaml:\d+: ") as refused:
        submit(cases, [programme(KITE.replace(before, after, 1))])
    assert says in str(refused.value)
    assert refs(cases) == ()


def test_a_member_can_be_a_file_or_a_matter_of_the_store(cases, tmp_path):
    lines = KITE.split("members:\n")[1]
    start = lines.index("      ref: T-KITE-US\n")
    case = lines[start : lines.index("  transfer-finding:")]
    (tmp_path / "license.yaml").write_text("".join(line[6:] + "\n" for line in case.splitlines()), encoding="utf-8")
    by_file = KITE.replace(f"    case:\n{case}", "    file: license.yaml\n")
    submit(cases, [programme(by_file, tmp_path)])
    other = by_file.replace("T-KITE\n", "T-KITE-2\n", 1).replace("file: license.yaml", "matter: T-KITE-US")
    submit(cases, [programme(other)])
    assert [item.summary.ref for item in listed(cases.database)] == ["T-KITE", "T-KITE-2"]
    with pytest.raises(InvalidFile, match="no matter 'T-NOBODY'"):
        submit(cases, [programme(other.replace("matter: T-KITE-US", "matter: T-NOBODY"))])


def test_a_matter_that_is_opened_years_later_plays_its_role_from_then_on(cases):
    planned = "  third-party-consent: {planned: T-KITE-CONSENT}\n  us-sale-license: {planned: T-KITE-SALE}\n"
    submit(cases, [programme(KITE + planned)])
    assert [row.course.role for row in ProgrammeView(read(cases.database, "T-KITE")).timeline if row.open] == []
    take(cases, "T-KITE", "Asia/Tokyo", {"advance": "propose-us-sale", "when": "2025-06-02T10:00"})
    clear = {"advance": "clear-us-sale", "when": "2025-07-01T10:00"}
    sale = AMENDMENT.replace("T-KITE-US-AMENDED", "T-KITE-SALE").replace("matter: T-KITE-US", "matter: T-KITE-SALE")
    cases.submit([Document("sale.yaml", sale).validate(CaseFile)])
    take(cases, "T-KITE-SALE", "America/New_York", *APPROVED_AGAIN)
    with pytest.raises(NotPossibleNow, match="third-party-consent to be granted"):
        take(cases, "T-KITE", "Asia/Tokyo", clear)
    consent = {"ref": "T-KITE-CONSENT", "process": "jp/third-party-consent", "provenance": "mock"}
    cases.submit([CaseFile.model_validate(consent | {"opened": "2025-06-10T09:00", "then": "wait"})])
    take(
        cases,
        "T-KITE-CONSENT",
        "Asia/Tokyo",
        {"advance": "take-up", "when": "2025-06-11T10:00"},
        {"advance": "coordinate", "when": "2025-06-12T10:00"},
        {"record": "precedent-found", "value": True, "when": "2025-06-12T11:00"},
        {"advance": "consent-at-director-level", "when": "2025-06-30T10:00"},
    )
    take(cases, "T-KITE", "Asia/Tokyo", clear)
    view = ProgrammeView(read(cases.database, "T-KITE"))
    assert {row.course.role for row in view.timeline} >= {"third-party-consent", "us-sale-license"}
    assert view.programme.lead.seen.case.state == "exchange"


def test_observed_and_mock_cases_make_no_programme(cases):
    head = "process: us/munitions-license\n      provenance: "
    sources = 'observed\n      sources: [{cite: "x", precision: day, confidence: sourced}]'
    text = KITE.replace(f"{head}mock", head + sources)
    text = text.replace("2025-04-01T10:00}\n      then: wait", "2025-04-01T10:00}")
    with pytest.raises(InvalidFile, match="T-KITE-US is observed, the programme mock"):
        programme(text)


def test_only_cases_of_joint_processes_that_others_are_linked_to_are_programmes(cases):
    submit(cases, [programme()])
    (item,) = listed(cases.database)
    assert (item.summary.ref, item.members, item.decided) == ("T-KITE", 4, 4)
    for ref in ("T-KITE-REQUIREMENT", "T-KITE-US", "T-NOBODY"):
        with pytest.raises(UnknownCase, match=f"no programme '{ref}'"):
            read(cases.database, ref)


# ---- gates that shut again


def test_an_amendment_that_is_not_decided_shuts_a_gate_again_until_it_is(cases):
    submit(cases, [programme(without(KITE, "open-us-data", "open-japanese-data-last"))])
    assert "open-us-data" in possible(cases, "T-KITE")
    amend(cases, *APPROVED_AGAIN[:-1])
    assert "open-us-data" not in possible(cases, "T-KITE")
    opening = {"advance": "open-us-data", "when": "2025-04-20T10:00"}
    with pytest.raises(NotPossibleNow, match="us-authorization to be granted"):
        take(cases, "T-KITE", "Asia/Tokyo", opening)
    (gate,) = [
        item for item in ProgrammeView(read(cases.database, "T-KITE")).gates if item.transition == "open-us-data"
    ]
    assert (gate.standing, gate.met, gate.last_country) == ("closed", None, "")
    take(cases, "T-KITE-US-AMENDED", "America/New_York", APPROVED_AGAIN[-1])
    take(cases, "T-KITE", "Asia/Tokyo", opening)
    (gate,) = [
        item for item in ProgrammeView(read(cases.database, "T-KITE")).gates if item.transition == "open-us-data"
    ]
    assert (gate.standing, gate.met.latest_day, gate.last_country) == ("passed", date(2025, 4, 14), "US")


def test_between_approval_and_amendment_the_gate_was_open(cases):
    submit(cases, [programme(without(KITE, "open-us-data", "open-japanese-data-last"))])
    amend(cases)
    take(cases, "T-KITE", "Asia/Tokyo", {"advance": "open-us-data", "when": "2025-04-02T12:00"})  # before 22:00 there
    assert view_case(cases.database, "T-KITE", LATER).case.state == "us-data-flows"


def test_an_amendment_afterwards_changes_nothing_of_what_was(cases, kite):
    before = (kite.programme.ledger, kite.programme.path, _told(kite.gates))
    amend(cases, opened="2025-05-20T09:00")
    after = ProgrammeView(read(cases.database, "T-KITE"))
    assert (after.programme.ledger, after.programme.path, _told(after.gates)) == before
    assert [row.course.ref for row in after.timeline if row.course.role == "us-authorization"] == [
        "T-KITE-US",
        "T-KITE-US-AMENDED",
    ]


def test_a_correction_replays_what_stood_then_and_not_the_amendment_of_later(cases):
    submit(cases, [programme()])
    amend(cases, opened="2025-05-20T09:00")
    earlier = {"advance": "open-negotiation", "when": "2025-02-07T10:00"}
    correction = {"correct": "T-KITE/history-1", "reason": "misread", "by": earlier, "when": "2025-06-02T10:00"}
    take(cases, "T-KITE", "Asia/Tokyo", correction)
    lead = view_case(cases.database, "T-KITE", LATER).case
    assert (lead.state, lead.visits[0].left.latest_day) == ("exchange", date(2025, 2, 7))
    too_early = {"advance": "open-us-data", "when": "2025-04-01T12:00"}  # 23:00 in Washington, the evening before
    wrong = {"correct": "T-KITE/history-5", "reason": "misread", "by": too_early, "when": "2025-06-03T10:00"}
    with pytest.raises(CorrectionRefused):
        take(cases, "T-KITE", "Asia/Tokyo", wrong)


def _told(found: tuple[Gate, ...]) -> list[tuple[object, ...]]:
    """Give the gates that were passed; an amendment can shut those that are still to come."""
    return [(item.ref, item.transition, item.met, item.last_role) for item in found if item.standing == "passed"]


# ---- figures, worked out by hand (moments of the lead are those of Tokyo; 10:00 in Washington is 23:00 there)


def test_the_timeline_has_a_row_for_each_case(kite):
    assert [(row.course.role, row.course.country, row.days.high_days) for row in kite.timeline] == [
        ("", "joint", pytest.approx(100 + 1 / 24)),
        ("requirement", "joint", pytest.approx(24 + 1 / 24)),
        ("transfer-finding", "JP", pytest.approx(56 + 1 / 24)),
        ("us-authorization", "US", pytest.approx(57)),
        ("export-permit", "JP", pytest.approx(63 + 1 / 24)),
    ]


def test_the_ledger_of_countries_sums_to_the_elapsed_time_to_the_microsecond(kite):
    assert sum(kite.programme.ledger.values()) == kite.elapsed_us == days(100, 1)


def test_the_ledger_says_whose_time_it_was_through_the_links(kite):
    by_country: dict[str, int] = {}
    for (country, _), length_us in kite.programme.ledger.items():
        by_country[country] = by_country.get(country, 0) + length_us
    assert by_country == {
        "joint": days(7, 1) + days(21) + days(1, 11) + days(2),
        "US": days(29, 13),
        "JP": days(39),
    }
    # The permit was with its applicant for nobody's wait: from 3 April the ministry had it.
    assert kite.programme.ledger["JP", Party.DECIDING_AGENCY] == days(39)


def test_a_country_holds_from_its_first_open_case_to_its_last_within_the_programme(kite):
    # Japan's finding and permit overlap by an hour; the US case ends while the program still waits for the permit.
    assert kite.programme.held == {"JP": days(98, 1), "US": days(57), "joint": days(31, 12)}


def test_the_critical_path_goes_through_both_countries(kite):
    path = [(step.country, step.segment.ref) for step in kite.programme.path]
    assert list(dict.fromkeys(path)) == [
        ("joint", "T-KITE"),
        ("US", "T-KITE-US"),
        ("JP", "T-KITE-PERMIT"),
    ]
    lengths = [step.segment.end_us - step.segment.start_us for step in kite.programme.path]
    assert sum(lengths) == kite.elapsed_us


def test_a_gate_says_since_when_it_was_open_and_by_whom(kite):
    lead = [
        (item.transition, item.roles[0], item.soft, item.standing, item.met.latest_day, item.last_country)
        for item in kite.gates
        if not item.role and item.standing == "passed"
    ]
    agreed = date(2025, 1, 30)
    assert lead == [
        ("open-negotiation", "requirement", True, "passed", agreed, "joint"),
        ("sign-arrangement", "requirement", True, "passed", agreed, "joint"),
        ("open-us-data", "us-authorization", False, "passed", date(2025, 4, 1), "US"),
        ("open-japanese-data-last", "transfer-finding", False, "passed", date(2025, 3, 10), "JP"),
        ("open-japanese-data-last", "export-permit", False, "passed", date(2025, 5, 12), "JP"),
    ]


def test_a_join_says_who_came_last(kite):
    (join,) = [item for item in kite.joins if item.ref == "T-KITE" and item.standing == "passed"]
    assert (join.transition, join.last_role, join.last_country) == ("open-japanese-data-last", "export-permit", "JP")
    assert join.spread_us == days(63)


def test_waiting_on_the_other_side_runs_from_all_else_met_to_the_link_met(kite):
    waits: dict[tuple[str, str, str], int] = {}
    for item in kite.other_sides:
        key = (item.ref, item.role, item.other)
        waits[key] = waits.get(key, 0) + item.end_us - item.start_us
    assert {key: length for key, length in waits.items() if key[0] == "T-KITE"} == {
        ("T-KITE", "us-authorization", "US"): days(29, 13),
        ("T-KITE", "export-permit", "JP"): days(39),
    }


def test_as_of_a_day_a_programme_is_what_it_was(cases, kite):
    then = ProgrammeView(read(cases.database, "T-KITE", "2025-03-31"))
    assert then.programme.lead.seen.case.state == "lanes"
    assert sum(then.programme.ledger.values()) == then.elapsed_us == days(56, 15) - 1
    assert [row.open for row in then.timeline] == [True, False, False, True, True]
    with pytest.raises(UnknownCase, match="not open by then"):
        read(cases.database, "T-KITE", "2025-02-01")
    with pytest.raises(UsageError, match="no day"):
        read(cases.database, "T-KITE", "yesterday")


def test_members_that_others_are_linked_to_come_first_and_the_lead_last(cases):
    submit(
        cases,
        [
            programme(
                KITE.replace(
                    "      opened: 2025-01-13", "      links: {export-permit: T-KITE-PERMIT}\n      opened: 2025-01-13"
                )
            )
        ],
    )
    amend(cases)
    with cases.database.reading() as unit:
        order = [ref for ref, _ in walk_order(unit, "T-KITE")]
    assert (order[0], order[-1]) == ("T-KITE-PERMIT", "T-KITE")
    assert sorted(order) == [
        "T-KITE",
        "T-KITE-FINDING",
        "T-KITE-PERMIT",
        "T-KITE-REQUIREMENT",
        "T-KITE-US",
        "T-KITE-US-AMENDED",
    ]
