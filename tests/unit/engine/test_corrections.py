"""The record is corrected by replaying it: nothing is changed that the law would not have allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from licensing.domain.command import Advance, Correct, Record
from licensing.domain.errors import CorrectionRefused
from licensing.domain.event import Corrected
from licensing.domain.vocabulary import Provenance
from licensing.engine.correction import commands_of, correct, replay
from licensing.engine.decide import decide
from licensing.engine.evolve import effective, fold
from tests.support.fictitious import Desk


def refused_case() -> Desk:
    """Give a case with keys that can be told apart: submit, take-up, paid, deny."""
    desk = Desk().submit("2024-01-02")
    desk.advance("submit", "2024-01-03", key="submit")
    desk.advance("take-up", "2024-01-05", key="take-up")
    desk.record("fee-paid", value=True, when="2024-01-06", key="paid")
    desk.advance("deny", "2024-01-20", key="deny")
    return desk


def again(desk: Desk, target: str, when: str, **changes):
    """Give the command of a key at another moment."""
    command = next(item for item in commands_of(desk.events) if item.key == target)
    return replace(command, when=desk.when(when), **changes)


def refusal(desk: Desk, target: str, replacement=None) -> CorrectionRefused:
    """Give the refusal of a correction, which changes nothing."""
    before = (desk.case, list(desk.events))
    with pytest.raises(CorrectionRefused) as found:
        desk.correct(target, replacement)
    assert (desk.case, desk.events) == before
    assert found.value.code == "CASE-008"
    return found.value


def test_a_wrong_date_is_replaced_and_everything_after_it_counts_anew():
    desk = refused_case()
    assert desk.clock("decide-60", "2024-03-01").counted_days == 17
    desk.correct("submit", again(desk, "submit", "2024-01-04"))
    assert desk.clock("decide-60", "2024-03-01").counted_days == 16
    assert [str(item.entered) for item in desk.case.visits] == ["2024-01-02", "2024-01-04", "2024-01-05", "2024-01-20"]


def test_a_correction_is_one_event_more_and_nothing_is_lost():
    desk = refused_case()
    before = list(desk.events)
    desk.correct("paid", None)
    assert desk.events[:-1] == before
    body = desk.events[-1].body
    assert isinstance(body, Corrected)
    assert (body.target, body.reason, desk.events[-1].seq) == ("paid", "a slip", 6)
    assert [event.key for event in body.history] == ["open", "submit", "take-up", "deny"]
    assert (desk.case.seq, desk.case.facts) == (6, ())


def test_the_case_goes_on_after_a_correction():
    desk = refused_case()
    desk.correct("paid", None)
    desk.advance("reconsider", "2024-01-25")
    assert (desk.case.seq, desk.case.state) == (7, "officer")
    assert [event.key for event in effective(desk.events)][:4] == ["open", "submit", "take-up", "deny"]
    assert fold(desk.events) == desk.case


def test_a_correction_can_be_corrected():
    desk = refused_case()
    desk.correct("submit", again(desk, "submit", "2024-01-04", key="submit-again"))
    desk.correct("submit-again", again(desk, "submit-again", "2024-01-05"))
    assert str(desk.case.visits[1].entered) == "2024-01-05"
    refusal(desk, "submit", None)


def test_the_day_of_a_correction_is_no_event_of_the_case():
    desk = refused_case()
    desk.correct("paid", None, when="2025-06-01")
    assert str(desk.case.last) == "2024-01-20"
    desk.advance("reconsider", "2024-01-25")


def test_a_correction_that_would_make_a_later_event_fall_is_refused():
    desk = refused_case()
    error = refusal(desk, "submit", None)
    assert error.message.startswith("the corrected history is not possible: CASE-003 'take-up' is not possible")
    assert error.next_step == "Correct the later events first."


def test_a_date_cannot_be_corrected_past_the_next_event():
    desk = refused_case()
    assert "CASE-004" in refusal(desk, "submit", again(desk, "submit", "2024-01-06")).message


def test_a_correction_that_takes_away_what_a_lapse_rested_on_is_refused():
    desk = refused_case()
    desk.lapse("reconsider-30#1", "2024-02-21")
    later = again(desk, "deny", "2024-01-25")
    assert "CASE-007" in refusal(desk, "deny", later).message


def test_an_event_can_be_replaced_by_another_kind():
    desk = refused_case()
    note = Record(fact="note-number", value="12", **desk.common("2024-01-07", "note"))
    desk.correct("paid", note)
    assert [item.name for item in desk.case.facts] == ["note-number"]


def test_a_key_that_is_not_there_is_said_with_those_that_are():
    error = refusal(refused_case(), "nobody")
    assert error.message == "no event has the key 'nobody'."
    assert error.next_step == "Keys: open, submit, take-up, paid, deny."


def test_the_opening_is_replaced_and_not_voided():
    desk = refused_case()
    assert refusal(desk, "open").message == "the opening of a case cannot be voided."
    advance = Advance(transition="submit", **desk.common("2024-01-02"))
    assert refusal(desk, "open", advance).message == "the opening of a case cannot be voided."
    opening = again(desk, "open", "2024-01-01")
    more = dict(opening.attributes) | {"value_usd": 2_000_000}
    desk.correct("open", replace(opening, attributes=tuple(more.items())))
    assert (desk.case.attribute("value_usd"), str(desk.case.opened)) == (2_000_000, "2024-01-01")


@pytest.mark.parametrize("change", [{"ref": "CASE-2"}, {"process": "us/other"}])
def test_a_corrected_opening_stays_the_same_case(change):
    desk = refused_case()
    error = refusal(desk, "open", again(desk, "open", "2024-01-01", **change))
    assert error.message == "a corrected opening keeps the reference and the process of the case."


def test_a_case_is_not_opened_twice_in_one_history():
    desk = refused_case()
    assert "CASE-002" in refusal(desk, "paid", again(desk, "open", "2024-01-06", key="other")).message


def test_a_replacement_has_a_key_of_its_own():
    desk = refused_case()
    assert refusal(desk, "paid", again(desk, "paid", "2024-01-06", key="take-up")).message == (
        "another event has the key 'take-up'."
    )
    desk.correct("paid", again(desk, "paid", "2024-01-07"))


def test_a_correction_stands_in_no_history():
    desk = refused_case()
    inner = Correct(target="paid", reason="a slip", **desk.common("2024-01-06"))
    assert refusal(desk, "paid", inner).message == "a correction cannot stand in a history."


def test_a_closed_case_can_be_corrected():
    desk = Desk().submit("2024-01-02")
    desk.advance("submit", "2024-01-03", key="submit")
    desk.advance("withdraw", "2024-01-04", key="withdraw")
    desk.correct("withdraw", None)
    assert (desk.case.state, desk.case.closed, desk.case.outcome) == ("queue", None, None)


def test_what_is_read_off_the_order_of_events_survives_a_longer_history():
    desk = Desk().submit("2024-01-02")
    desk.advance("submit", "2024-01-05", key="submit")
    desk.advance("take-up", "2024-01-05", key="take-up")
    desk.advance("deny", "2024-01-05", key="decide")
    staff = Advance(transition="staff", **desk.common("2024-01-05", "decide"))
    desk.correct("decide", staff)
    desk.through("2024-01-05", "recheck", "deny", "reconsider")
    assert [(str(item.started), str(item.stopped or "")) for item in desk.clocks("decide-60", "2024-02-01")] == [
        ("2024-01-05", "2024-01-05"),
        ("2024-01-05", ""),
    ]


def test_a_correction_is_decided_over_the_history_and_not_on_the_case():
    desk = refused_case()
    command = Correct(target="paid", reason="a slip", **desk.common("2024-02-01"))
    with pytest.raises(TypeError, match="Correct is not decided on a single case"):
        decide(desk.definition, desk.case, command)
    (body,) = correct(desk.events, command, desk.by_digest)
    assert body.history == replay(commands_of(desk.events)[:3] + commands_of(desk.events)[4:], desk.by_digest)


def test_the_commands_of_a_log_replay_to_the_same_events():
    desk = refused_case()
    assert replay(commands_of(desk.events), desk.by_digest) == tuple(desk.events)


def test_a_migration_is_replayed_under_the_version_it_led_to():
    desk = Desk(version="second").submit("2024-01-02", provenance=Provenance.OBSERVED)
    desk.advance("submit", "2024-01-03", key="submit")
    desk.migrate("third", "2024-01-04")
    desk.through("2024-01-05", "take-up", "refer-to-board")
    desk.correct("submit", again(desk, "submit", "2024-01-02T12:00"))
    assert (desk.case.version, desk.case.state) == ("third", "board")
    assert replay(commands_of(desk.events), desk.by_digest)[-1].body == desk.events[-2].body
