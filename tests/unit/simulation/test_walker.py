"""The walker is pure: it gives the same answer to the same question, leaves the case alone, and comes to an end."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from random import Random

from hypothesis import assume as assume_that
from hypothesis import given, settings
from hypothesis import strategies as st

from licensing.definitions.process import definition_of_text
from licensing.domain.command import Lapse
from licensing.domain.vocabulary import Provenance
from licensing.engine.decide import decide, record
from licensing.engine.evolve import evolve, fold
from licensing.simulation.plan import Plan
from licensing.simulation.walker import Walker
from tests.support.fictitious import PROCESS, Desk, changed
from tests.support.stories import small_process
from tests.support.wanderings import wandered
from tests.unit.simulation.strolls import Stroll, assume

SOME = {"lognormal": {"median": 9, "p90": 40}}
EVERYTHING = assume(
    choices={
        "officer": {"staff": 5, "ask-papers": 2, "hurry": 1, "deny": 1, "refer-to-board": 1, "return": 1},
        "awaiting-papers": {"papers-come": 9, "withdraw": 1},
        "staffed": {"conclude": 4, "notify": 4, "recheck": 2},
        "decision": {"approve": 3, "approve-with-provisos": 3, "deny": 3},
        "refused": {"reconsider": 1},
        "of-no-version": {"anything": 1},
    },
    durations={
        "drafting": SOME, "queue": SOME, "officer": SOME, "awaiting-papers": SOME, "staffed": {"uniform": [1, 5]},
        "decision": {"exponential": {"mean": 4}}, "board": SOME, "in-use": 700, "refused": 40, "congress": 3,
        "staffed/defense": SOME, "staffed/defense/navy": SOME, "staffed/bureaus": SOME, "staffed/embassy": SOME,
        "staffed/second-round": SOME, "staffed/package/draft": SOME, "staffed/package/clear": SOME,
        "question:staffed/defense": SOME, "question:staffed/bureaus": SOME, "blocker:end-use-check": SOME,
        "blocker:hold": SOME, "blocker:held-back": SOME, "blocker:data-gap": SOME, "of-no-version": SOME,
    },
    positions={
        "staffed/defense": {"approve": 2, "object": 1, "of-no-version": 9},
        "staffed/bureaus": {"no-objection": 1, "approve": 1},
        "staffed/embassy": {"of-no-version": 1},
    },
    blockers={
        "end-use-check": {"in": ["staffed", "officer", "of-no-version"], "probability": 0.4},
        "hold": {"in": "congress", "probability": 0.5},
        "held-back": {"in": ["officer", "queue"], "probability": 0.3, "reasons": {"assurance": 1, "of-no-version": 5}},
        "data-gap": {"in": ["officer", "staffed"], "probability": 0.3},
        "of-no-version": {"in": "officer", "probability": 1},
    },
    questions={"staffed/defense": 0.5, "staffed/bureaus": 0.3, "of-no-version/x": 1},
    referrals={"staffed/embassy": 0.5, "staffed/defense/joint-staff": 0.5, "of-no-version/x": 1},
    facts={
        "receipt": {"in": "congress", "after": {"uniform": [1, 9]}, "value": "today"},
        "fee-paid": {"in": "officer", "value": True, "probability": 0.4},
        "reviewed-by": {"in": "board", "value": "desk"},
        "asked-of-post": {"in": "blocker:end-use-check", "value": "today"},
        "post-reported": {"in": "blocker:end-use-check", "after": {"fixed": 4}, "value": "today", "probability": 0.5},
        "forwarded": {"in": ["staffed/embassy", "staffed"], "after": {"fixed": 2}, "value": "today"},
        "offer-expires": {"in": "queue", "value": {"days": 60}, "probability": 0.3},
        "of-no-version": {"in": "officer", "value": 1},
    },
)  # fmt: skip

KEPT = replace(PROCESS, versions=tuple(definition_of_text(version.text) for version in PROCESS.versions))
"""The process as a store keeps it: the names of every mapping in the order of the alphabet."""

seeds = st.integers(0, 2**32)
versions = st.sampled_from([version.version.id for version in PROCESS.versions])
attributes = st.fixed_dictionaries(
    {
        "vehicle": st.sampled_from(["permanent", "temporary"]),
        "value_usd": st.sampled_from([1, 14_000_000, 25_000_000]),
        "destinations": st.sampled_from([("JP",), ("SE",), ("BR", "JP")]),
        "naval": st.booleans(),
    }
)


@settings(max_examples=60, deadline=None)
@given(seed=seeds, version=versions, attributes=attributes)
def test_every_command_of_a_walk_is_accepted_and_every_walk_comes_to_an_end(seed, version, attributes):
    desk = Desk(PROCESS, version).submit(**attributes)
    stroll = Stroll(desk, EVERYTHING, seed=seed)
    taken = stroll.go(400)  # the desk refuses what the engine refuses
    assert len(taken) < 400
    waits_for_a_link = attributes["vehicle"] == "permanent" or attributes["naval"]
    assert desk.case.closed is not None or (waits_for_a_link and desk.case.state == "staffed")
    moments = [event.when.latest_us for event in desk.events]
    assert moments == sorted(moments)


@settings(max_examples=20, deadline=None)
@given(seed=seeds, version=versions, attributes=attributes)
def test_asked_twice_the_walker_gives_the_same_answer_and_leaves_the_case_alone(seed, version, attributes):
    desk = Desk(PROCESS, version).submit(**attributes)
    stroll = Stroll(desk, EVERYTHING, seed=seed)
    for _ in range(12):
        before, told = deepcopy(desk.case), repr(desk.case)
        command = stroll.next()
        assert stroll.next() == command
        assert desk.case == before
        assert repr(desk.case) == told
        if command is None:
            break
        desk.do(command)


@settings(max_examples=20, deadline=None)
@given(seed=seeds, version=versions, attributes=attributes)
def test_a_definition_kept_in_a_store_is_walked_like_the_one_in_the_file(seed, version, attributes):
    in_file, in_store = Desk(PROCESS, version).submit(**attributes), Desk(KEPT, version).submit(**attributes)
    assert list(in_store.definition.transitions) != list(in_file.definition.transitions)
    assert Stroll(in_store, EVERYTHING, seed=seed).go() == Stroll(in_file, EVERYTHING, seed=seed).go()


@settings(max_examples=20, deadline=None)
@given(seed=seeds, stops=st.sets(st.integers(1, 30)))
def test_a_walk_that_was_interrupted_goes_on_as_if_it_had_not_been(seed, stops):
    through, interrupted = Desk().submit(), Desk().submit()
    Stroll(through, EVERYTHING, seed=seed).go()
    done = 0
    for stop in sorted(stops):
        done += len(Stroll(interrupted, EVERYTHING, seed=seed).go(stop - done))
    Stroll(interrupted, EVERYTHING, seed=seed).go()
    assert interrupted.events == through.events


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_a_blocker_more_in_the_assumptions_shifts_no_other_draw(seed):
    more = EVERYTHING.model_copy(update={"blockers": EVERYTHING.blockers | {
        "hold": EVERYTHING.blockers["hold"].model_copy(update={"probability": 1.0})}})  # fmt: skip
    one, other = Desk().submit(value_usd=25_000_000), Desk().submit(value_usd=25_000_000)
    before = Stroll(one, EVERYTHING, seed=seed).go()
    after = Stroll(other, more, seed=seed).go()
    held = next((place for place, item in enumerate(after) if getattr(item, "kind", "") == "hold"), len(after))
    assert before[:held] == after[:held]


ANYWHERE = changed(  # the invented procedure of the wanderers, with a body that the glossary knows
    lambda data: data["states"]["staffed"]["referrals"]["package"]["steps"][1].update(owner="state-bureaus"),
    small_process(),
)
ONWARD = assume(
    choices={
        "review": {"staff": 3, "decide-in-house": 1},
        "staffed": {"certify": 2, "conclude": 2, "withdraw": 1},
        "action": {"approve": 4, "deny": 2, "table": 1, "await-buyer": 1},
    },
    durations=dict.fromkeys(
        (*ANYWHERE.latest.states, *(f"blocker:{kind}" for kind in ANYWHERE.latest.blockers)), SOME
    ) | dict.fromkeys(
        (
            "staffed/defense", "staffed/defense/services", "staffed/bureaus", "staffed/laboratory",
            "staffed/package/draft", "staffed/package/clear", "question:staffed/defense",
        ),
        SOME,
    ),
    blockers={"end-use-check": {"in": "staffed", "probability": 0.3}, "hold": {"in": "action", "probability": 0.3}},
    questions={"staffed/defense": 0.5},
    referrals={"staffed/laboratory": 0.5},
    facts={
        "certified": {"in": ["notify", "staffed"], "after": {"uniform": [1, 9]}, "value": "today"},
        "agenda-slot": {"in": "action", "value": {"days": 20}, "probability": 0.5},
    },
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(seed=seeds, version=st.sampled_from(["2020-01", "2026-01"]), steps=st.integers(0, 25))
def test_wherever_people_have_taken_a_case_the_walker_brings_it_to_an_end(seed, version, steps):
    law = ANYWHERE.version(version)
    events = wandered(law, Random(seed), steps)
    assume_that(events and fold(events).provenance is Provenance.MOCK)
    case, done = fold(events), {event.key for event in events}
    walker = Walker(law, ONWARD, Plan(seed), str)
    while (command := walker.next(case, frozenset(done))) is not None:
        assert len(done) < 400
        for event in record(case, command, decide(law, case, command)):
            case = evolve(case, event)
        done.add(command.key)
    classified = dict(case.attributes)["classified"]  # then an approval needs a release that nobody has linked
    assert case.closed is not None or (classified and case.state == "action")


def test_other_seeds_and_other_cases_walk_otherwise():
    desk = Desk().submit()
    first = Stroll(desk, EVERYTHING, seed=1).next()
    assert Stroll(desk, EVERYTHING, seed=2).next() != first
    other = Stroll(desk, EVERYTHING, seed=1).next(replace(desk.case, ref="CASE-2"))
    assert other.when != first.when


def test_every_key_of_a_walk_is_its_own():
    for seed in range(20):
        desk = Desk().submit()
        keys = [command.key for command in Stroll(desk, EVERYTHING, seed=seed).go()]
        assert len(keys) == len(set(keys))
        assert all(isinstance(event.key, str) and event.actor in ("walker", "desk") for event in desk.events)


def test_only_time_acts_outside_of_office_hours():
    for seed in range(20):
        for command in Stroll(Desk().submit(), EVERYTHING, seed=seed).go():
            hour = int(str(command.when)[11:13])
            assert 9 <= hour <= 17 or isinstance(command, Lapse)
