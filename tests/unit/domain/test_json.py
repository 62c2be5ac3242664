"""Events and commands survive the way through JSON, word for word and microsecond for microsecond."""

from __future__ import annotations

import dataclasses
import json
import typing
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.domain.command import (
    COMMANDS,
    Advance,
    Correct,
    Migrate,
    Observe,
    Record,
    Submit,
    command_from_json,
    command_text,
    command_to_json,
)
from licensing.domain.event import (
    BODIES,
    CaseOpened,
    Corrected,
    Event,
    FactRecorded,
    Migrated,
    Moved,
    as_date,
    event_from_json,
    event_to_json,
    when_from_json,
    when_to_json,
)
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import Precision, When
from tests.support.steady import steady

WORDS = st.text(max_size=12)
VALUE = st.booleans() | st.integers() | WORDS | st.lists(WORDS, max_size=3).map(tuple)
PAIRS = st.lists(st.tuples(WORDS, VALUE), max_size=3).map(tuple)
LINKS = st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)
BOUND = st.integers(-(10**15), 3 * 10**15)
WHENS = st.builds(
    lambda low, high, precision, zone: When(low, high if low is None else max(low, high), precision, zone),
    st.none() | BOUND,
    BOUND,
    st.sampled_from(Precision),
    st.sampled_from(("UTC", "Asia/Tokyo")),
)
BY_NAME = {
    "outcome": st.none() | st.sampled_from(Outcome),
    "provenance": st.sampled_from(Provenance),
    "attributes": PAIRS,
    "links": LINKS,
    "relied_on": st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=2).map(tuple),
    "value": VALUE,
    "when": WHENS,
    "number": st.integers(1, 99),
}


def one_of(kind, **given_fields):
    """Give any value of a dataclass of the domain."""
    drawn = {}
    for item in dataclasses.fields(kind):
        hint = typing.get_type_hints(kind)[item.name]
        drawn[item.name] = BY_NAME.get(item.name, st.booleans() if hint is bool else WORDS)
    return st.builds(kind, **(drawn | given_fields))


def events(body):
    """Give any event around a body."""
    return st.builds(
        Event, st.integers(1, 10**6), WHENS, body, WORDS, WORDS, st.lists(WORDS, max_size=2).map(tuple), WORDS
    )


PLAIN_BODIES = st.one_of([one_of(body) for body in BODIES.values() if body is not Corrected])
HISTORY = st.lists(events(PLAIN_BODIES), max_size=3).map(tuple)
EVENTS = events(PLAIN_BODIES | one_of(Corrected, history=HISTORY))
PLAIN_COMMANDS = st.one_of([one_of(kind) for kind in COMMANDS.values() if kind is not Correct])
ALL_COMMANDS = PLAIN_COMMANDS | one_of(Correct, replacement=st.none() | PLAIN_COMMANDS)
OPENED = When.at(datetime(2024, 1, 2, 14, tzinfo=UTC), "America/New_York")


@steady
@given(EVENTS)
def test_an_event_is_read_back_as_it_was_written(event):
    assert event_from_json(json.loads(json.dumps(event_to_json(event)))) == event


@steady
@given(EVENTS, WORDS)
def test_the_digest_of_an_event_survives_the_way_through_json(event, before):
    copy = event_from_json(json.loads(json.dumps(event_to_json(event))))
    assert copy.chained(before) == event.chained(before)


@steady
@given(ALL_COMMANDS)
def test_a_command_is_read_back_as_it_was_given(command):
    assert command_from_json(json.loads(command_text(command))) == command
    assert command_text(command_from_json(command_to_json(command))) == command_text(command)


@steady
@given(WHENS)
def test_a_moment_is_read_back_as_it_was_written(when):
    assert when_from_json(json.loads(json.dumps(when_to_json(when)))) == when


def test_every_body_and_every_command_is_one_of_the_round_trips():
    assert set(BODIES.values()) == set(typing.get_args(typing.get_type_hints(Event)["body"]))
    assert set(COMMANDS) == {kind.__name__.lower() for kind in COMMANDS.values()}
    assert len(COMMANDS) == 14


def test_an_event_names_its_type_as_it_is_stored():
    assert Event(1, OPENED, FactRecorded("receipt", "2024-01-02"), "k", "desk").type == "fact-recorded"
    assert event_to_json(Event(2, OPENED, Migrated("b", "d", "usage"), "k", "desk"))["type"] == "migrated"


def test_a_changed_event_and_a_changed_predecessor_change_the_digest():
    event = Event(2, OPENED, Moved("approve", "decision", "in-use", Outcome.GRANTED, "Approved"), "k", "desk")
    digests = {
        event.chained("a"),
        event.chained("b"),
        dataclasses.replace(event, actor="someone else").chained("a"),
        dataclasses.replace(event, when=dataclasses.replace(OPENED, latest_us=OPENED.latest_us + 1)).chained("a"),
        dataclasses.replace(event, body=dataclasses.replace(event.body, label="approved")).chained("a"),
    }
    assert len(digests) == 5


def test_the_text_of_an_opening_does_not_depend_on_defaults():
    opened = CaseOpened("R", "us/x", "1", "d", Provenance.MOCK, "drafting", "M")
    text = event_to_json(Event(1, OPENED, opened, "open", "desk"))["body"]
    assert text == {
        "ref": "R",
        "process": "us/x",
        "version": "1",
        "definition_digest": "d",
        "provenance": "mock",
        "state": "drafting",
        "matter": "M",
        "attributes": (),
        "links": (),
    }


def test_the_same_words_at_another_moment_are_another_command():
    one = Advance(transition="submit", when=OPENED, actor="a", key="k")
    other = Advance(transition="submit", when=When.on(date(2024, 1, 2), "UTC"), actor="a", key="k")
    assert command_text(one) != command_text(other)


def test_empty_optional_parts_of_commands_come_back_empty():
    common = {"when": OPENED, "actor": "a", "key": "k"}
    seen = Observe(state="staffed", **common)
    assert command_from_json(command_to_json(seen)) == seen
    void = Correct(target="k1", reason="a slip", **common)
    assert command_from_json(command_to_json(void)).replacement is None
    countries = Record(fact="ends", value=("JP", "US"), **common)
    assert command_from_json(json.loads(command_text(countries))).value == ("JP", "US")
    moved = Migrate(version="b", definition_digest="d", basis="usage", at_filing=True, **common)
    assert command_from_json(command_to_json(moved)).at_filing is True


@pytest.mark.parametrize("data", [None, "2024-01-02", {"when": 1}])
def test_what_is_no_moment_is_not_read_as_one(data):
    with pytest.raises(TypeError):
        when_from_json(data)


def test_an_event_without_a_body_is_not_read():
    text = event_to_json(Event(1, OPENED, FactRecorded("receipt", "2024-01-02"), "k", "desk"))
    for part in ("body", "basis"):
        with pytest.raises(TypeError):
            event_from_json({**text, part: "nothing"})


def test_a_fact_is_read_as_a_date_where_it_is_text():
    assert as_date("2024-02-29") == date(2024, 2, 29)
    assert as_date(None) is None
    assert as_date(7) is None


def test_a_submission_brings_everything_a_case_needs():
    submit = Submit(
        when=OPENED,
        actor="a",
        key="open",
        ref="R",
        process="us/x",
        version="1",
        definition_digest="d",
        provenance=Provenance.OBSERVED,
        matter="M",
        attributes=(("destinations", ("JP", "AU")), ("value_usd", 5)),
        links=(("agreement", "M2"),),
        state="staffed",
    )
    assert command_from_json(json.loads(command_text(submit))) == submit
