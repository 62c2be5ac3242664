"""Which need completed last, how long after it a stay was left, and what the others could have taken longer."""

from __future__ import annotations

from datetime import UTC, datetime

from licensing.analysis.critical import critical_path, link_waits, paths
from licensing.domain.vocabulary import Party
from tests.support.examples import day_us, days, seen, to_staffed, two_branches, worked_by_hand
from tests.support.stories import at, case_file


def release(ref: str = "RELEASE"):
    """Tell the linked case: with the applicant to 10 February, in the queue to the 20th, granted on 12 March."""
    return case_file(
        at("2026-02-10", advance="submit"),
        at("2026-02-20", advance="take-up"),
        at("2026-03-03", advance="decide-in-house"),
        at("2026-03-12", advance="approve"),
        opened="2026-01-20",
        ref=ref,
    )


def linked(**how):
    """Tell a classified case that is ready on 1 March, waits for the release, and is approved on 20 March."""
    return two_branches(
        after=[at("2026-03-01", advance="conclude"), at("2026-03-20", advance="approve")],
        attributes={"classified": True},
        related=(("technology-release", release()),),
        **how,
    )


def test_the_need_that_completes_last_is_critical_and_the_others_have_slack():
    staffed = paths(seen(worked_by_hand()))[3]
    assert [(item.item.name, item.critical, days(item.slack_us)) for item in staffed.completions] == [
        ("defense#1", False, 5),
        ("bureaus#1", False, 20),
        ("end-use-check#1", True, 0),
    ]
    assert days(staffed.slack_us) == 4


def test_a_floor_can_be_critical():
    notify = paths(seen(worked_by_hand()))[4]
    assert notify.critical is not None
    assert (notify.critical.item.kind, notify.critical.item.name) == ("floor", "congress-15#1")
    assert notify.ready_us == day_us("2026-03-23")
    assert days(notify.slack_us) == 3


def test_a_stay_that_needs_nothing_is_all_slack():
    draft = paths(seen(worked_by_hand()))[0]
    assert (draft.completions, draft.critical, days(draft.slack_us)) == ((), None, 7)


def test_a_need_complete_before_the_stay_began_is_not_critical():
    file = case_file(
        *to_staffed()[:2],
        at("2026-01-22", record="agenda-slot", value="2026-01-23"),
        at("2026-01-24", advance="decide-in-house"),
        at("2026-01-26", advance="table"),
        opened="2026-01-05",
    )
    action = paths(seen(file))[3]
    assert [(item.item.kind, item.critical) for item in action.completions] == [("fact", False)]
    assert days(action.slack_us) == 2


def test_an_open_need_is_complete_no_earlier_than_the_day_of_the_report():
    file = case_file(*to_staffed(), at("2026-02-10", answer="bureaus", position="no-objection"), opened="2026-01-05")
    staffed = paths(seen(file, datetime(2026, 2, 20, 20, tzinfo=UTC)))[3]
    assert staffed.critical is not None
    assert (staffed.critical.item.name, staffed.critical.open) == ("defense#1", True)
    assert staffed.critical.completed_us == day_us("2026-02-20")
    assert staffed.slack_us == 0


def test_the_wait_at_a_link_is_cut_where_the_linked_case_changed_hands():
    waits = link_waits(seen(linked()))
    assert [(item.role, item.party, item.start_us, item.end_us) for item in waits] == [
        ("technology-release", Party.DECIDING_AGENCY, day_us("2026-03-01"), day_us("2026-03-03")),
        ("technology-release", Party.DECIDING_AGENCY, day_us("2026-03-03"), day_us("2026-03-12")),
    ]


def test_the_wait_at_a_link_is_with_the_party_that_holds_the_linked_case():
    file = case_file(
        at("2026-01-06", advance="submit"),
        at("2026-01-07", advance="take-up"),
        at("2026-01-08", advance="decide-in-house"),
        at("2026-03-20", advance="approve"),
        opened="2026-01-05",
        attributes={"classified": True},
        related=(("technology-release", release()),),
    )
    by_party: dict[Party, float] = {}
    for item in link_waits(seen(file)):
        by_party[item.party] = by_party.get(item.party, 0) + days(item.end_us - item.start_us)
    assert by_party == {Party.APPLICANT: 33, Party.DECIDING_AGENCY: 30}


def test_through_a_link_the_path_goes_on_in_the_linked_case():
    segments = critical_path(seen(linked()))
    assert [
        (item.ref, item.state, item.item, item.party.value, days(item.end_us - item.start_us)) for item in segments
    ][3:] == [
        ("CASE-1", "staffed", "defense#1", "other-agency", 30),
        ("CASE-1", "staffed", "", "deciding-agency", 4),
        ("RELEASE", "review", "", "deciding-agency", 2),
        ("RELEASE", "action", "", "deciding-agency", 9),
        ("CASE-1", "action", "", "deciding-agency", 8),
    ]


def test_a_path_covers_the_case_from_opening_to_decision():
    for file in (worked_by_hand(), linked()):
        case = seen(file)
        segments = critical_path(case)
        assert segments[0].start_us == case.place(case.case.opened)
        assert segments[-1].end_us == case.place_end(case.over)
        ends = [item.end_us for item in segments[:-1]]
        assert ends == [item.start_us for item in segments[1:]]


def test_a_link_to_a_case_that_nobody_opened_is_held_by_nobody_known():
    file = case_file(
        at("2026-01-06", advance="submit"),
        at("2026-01-07", advance="take-up"),
        at("2026-01-08", advance="decide-in-house"),
        opened="2026-01-05",
        attributes={"classified": True},
    )
    case = seen(file, datetime(2026, 1, 20, 20, tzinfo=UTC))
    assert [(item.item, item.party) for item in critical_path(case)][-1] == ("technology-release", Party.UNKNOWN)


def test_two_cases_linked_to_each_other_end_no_walk_in_a_circle():
    back = release()
    file = linked()
    circle = type(back)(back.case, back.definition, None, back.linked, (("technology-release", file),), back.head)
    turned = type(file)(file.case, file.definition, None, file.linked, (("technology-release", circle),), file.head)
    assert sum(item.end_us - item.start_us for item in critical_path(seen(turned))) == day_us("2026-03-20") - day_us(
        "2026-01-05"
    )
