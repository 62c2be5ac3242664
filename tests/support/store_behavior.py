"""What a store does whatever database it lives in: tested on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.domain.errors import CaseExists, KeyReused, StoreLocked, StoreReadOnly, UnknownCase
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.engine.evolve import fold
from licensing.store import integrity
from tests.support.histories import PROCESS, VERSIONS, advance, opening
from tests.support.stores import NINE, append, header_for, keep_random, keep_small, open_case, projections

SEEDS = st.integers(min_value=0, max_value=2**32)
REFS = (f"case-{number}" for number in count())

# One store for all examples of a test: every example keeps a case of its own in it.
many_histories = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)


class KeepsHistories:
    """Events come back as they were written, and everything else follows from them."""

    @many_histories
    @given(seed=SEEDS)
    def test_a_history_comes_back_as_it_was_recorded(self, database, seed):
        ref = next(REFS)
        kept = keep_random(database, ref, seed)
        events = tuple(event for command in kept for event in command)
        with database.reading() as unit:
            assert unit.events(ref) == events
            assert unit.case(ref) == fold(events)

    @many_histories
    @given(seed=SEEDS)
    def test_projections_after_every_command_equal_a_rebuild(self, database, seed):
        keep_random(database, next(REFS), seed)
        before = projections(database)
        assert integrity.check(database).findings == ()
        integrity.rebuild(database, lambda done, total: None)
        assert projections(database) == before

    @many_histories
    @given(seed=SEEDS)
    def test_what_was_known_at_an_instant_is_what_had_been_recorded_by_then(self, database, seed):
        ref = next(REFS)
        kept = keep_random(database, ref, seed)
        with database.reading() as unit:
            for number in range(len(kept) + 1):
                known = tuple(event for command in kept[:number] for event in command)
                assert unit.events_as_known_on(ref, 10 * number) == known
                assert unit.events_as_known_on(ref, 10 * number + 9) == known

    @many_histories
    @given(seed=SEEDS)
    def test_every_digest_of_a_history_holds(self, database, seed):
        keep_random(database, next(REFS), seed)
        assert integrity.verify(database).faults == ()

    def test_what_rests_on_a_late_recording_is_not_known_before_it(self, database):
        first = opening("US-1", at=NINE)
        open_case(database, first, recorded_at_us=100)
        late = advance(fold(first), "staffed", key="a", at=NINE + timedelta(days=1))
        append(database, "US-1", late, recorded_at_us=300)
        # The computer's clock had been set back.
        last = advance(fold((*first, *late)), "final-action", key="b", at=NINE + timedelta(days=2))
        append(database, "US-1", last, recorded_at_us=200)
        with database.reading() as unit:
            assert unit.events_as_known_on("US-1", 250) == first
            assert unit.events_as_known_on("US-1", 300) == (*first, *late, *last)


class FindsCases:
    """Cases are listed, narrowed and streamed by reference."""

    def test_a_case_that_is_not_there_has_no_events(self, database):
        with database.reading() as unit:
            assert unit.case("US-1") is None
            assert unit.events("US-1") == ()
            assert unit.command_of("US-1", "a") is None
            with pytest.raises(UnknownCase, match="US-1"):
                unit.plan("US-1")

    def test_what_the_file_said_beside_its_history_is_kept(self, database):
        command = opening("JP-1", at=NINE, provenance=Provenance.OBSERVED)
        told = {
            "title_en": "A frigate",
            "title_ja": "護衛艦",
            "observed_until": date(2025, 8, 5),
            "plan": '{"seed":7}',
            "sources": '["press"]',
        }
        open_case(database, command, **told)
        with database.reading() as unit:
            assert unit.header("JP-1") == header_for(command, **told)
            assert unit.plan("JP-1") == '{"seed":7}'

    def test_a_list_says_where_each_case_is_with_dates_as_precise_as_their_source(self, database):
        keep_small(database)
        with database.reading() as unit:
            (summary,) = unit.summaries()
            case = unit.case("US-1")
        assert (summary.state, summary.head_seq, summary.version) == ("final-action", 4, "2020-01")
        assert (summary.opened, summary.filed, summary.decided) == (case.opened, case.filed, None)

    def test_a_list_shows_the_outcome_that_stands(self, database):
        first = opening("US-1", at=NINE)
        open_case(database, first)
        denied = advance(fold(first), "closed", key="a", at=NINE, outcome=Outcome.REFUSED)
        granted = advance(fold((*first, *denied)), "closed", key="b", at=NINE, outcome=Outcome.GRANTED)
        append(database, "US-1", (*denied, *granted))
        with database.reading() as unit:
            assert unit.summaries()[0].outcome is Outcome.GRANTED

    def test_lists_are_narrowed_and_in_the_order_of_bytes(self, database):
        for ref, matter in (("b", "m"), ("B", "n"), ("a", "m"), ("é", "m"), ("B-1", "n"), ("日", "m")):
            open_case(database, opening(ref, at=NINE, matter=matter))
        open_case(database, opening("seen", at=NINE, provenance=Provenance.OBSERVED))
        with database.reading() as unit:
            assert unit.refs(provenance=Provenance.MOCK) == ("B", "B-1", "a", "b", "é", "日")
            assert unit.refs(matter="m", state="drafting") == ("a", "b", "é", "日")
            assert unit.refs(process="us/other") == ()
            assert [summary.ref for summary in unit.summaries(provenance=Provenance.OBSERVED)] == ["seen"]
            assert [summary.ref for summary, _ in unit.cases(PROCESS)] == ["B", "B-1", "a", "b", "seen", "é", "日"]

    def test_a_matter_is_represented_by_the_case_opened_last(self, database):
        open_case(database, opening("first", at=NINE, matter="m"))
        open_case(database, opening("refiled", at=NINE + timedelta(days=30), matter="m"))
        open_case(database, opening("earlier", at=NINE - timedelta(days=1), matter="m"))
        with database.reading() as unit:
            assert unit.newest_of_matter("m").ref == "refiled"
            assert unit.newest_of_matter("none") is None

    def test_cases_are_streamed_with_their_events(self, database):
        kept = {ref: keep_random(database, ref, seed) for seed, ref in enumerate(("c", "a", "b"))}
        with database.reading() as unit:
            streamed = {summary.ref: events for summary, events in unit.cases(PROCESS, Provenance.MOCK)}
            assert list(streamed) == ["a", "b", "c"]
            assert all(streamed[ref] == tuple(e for command in kept[ref] for e in command) for ref in kept)
            assert list(unit.cases("us/other")) == []

    def test_a_stream_of_what_was_known_leaves_out_cases_not_yet_recorded(self, database):
        open_case(database, opening("early", at=NINE), recorded_at_us=10)
        open_case(database, opening("late", at=NINE), recorded_at_us=20)
        with database.reading() as unit:
            assert [summary.ref for summary, _ in unit.cases(recorded_until_us=19)] == ["early"]

    def test_an_event_is_cited_by_its_digest(self, database):
        first = opening("US-1", at=NINE)
        open_case(database, first, recorded_at_us=10)
        with database.reading() as unit:
            assert unit.digest_at("US-1", 1) == first[0].chained("\n10")
            assert unit.digest_at("US-1", 1) == unit.summaries()[0].head_digest
            with pytest.raises(UnknownCase):
                unit.digest_at("US-1", 2)

    def test_a_definition_is_kept_once_in_the_text_it_was_read_from(self, database):
        open_case(database, opening("US-1", at=NINE))
        open_case(database, opening("US-2", at=NINE))
        with database.reading() as unit:
            found = unit.definition(VERSIONS[0].digest)
            assert (found.text, found.version.id) == (VERSIONS[0].text, "2020-01")
        assert integrity.info(database).definitions == len(VERSIONS)


class WritesAllOrNothing:
    """A unit is written whole or not at all, and two units never mix."""

    def test_a_command_is_found_again_by_its_key_with_the_places_of_its_events(self, database):
        first = opening("US-1", at=NINE)
        open_case(database, first)
        case = fold(first)
        one = advance(case, "staffed", key="a", at=NINE)
        two = advance(fold((*first, *one)), "final-action", key="a", at=NINE)
        append(database, "US-1", (*one, replace(two[0], command="")))
        with database.reading() as unit:
            assert unit.command_of("US-1", "a") == (one[0].command, 2, 3)
            assert unit.command_of("US-1", "b") is None

    def test_a_key_cannot_be_used_for_a_second_command(self, database):
        kept = keep_small(database)
        events = tuple(event for command in kept for event in command)
        again = advance(fold(events), "closed", key="US-1/2", at=NINE + timedelta(days=9))
        before = projections(database)
        with pytest.raises(KeyReused, match="another command"):
            append(database, "US-1", again)
        assert projections(database) == before

    def test_an_error_in_a_unit_leaves_nothing_behind(self, database):
        before = projections(database)

        def break_off() -> None:
            with database.writing() as unit:
                unit.put_definition(VERSIONS[0])
                command = opening("US-1", at=NINE)
                unit.open_case(header_for(command), command, 1)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            break_off()
        assert projections(database) == before
        assert integrity.info(database).definitions == 0

    def test_a_unit_sees_what_it_has_written_itself(self, database):
        first = opening("US-1", at=NINE)
        with database.writing() as unit:
            unit.put_definition(VERSIONS[0])
            assert not unit.lock("US-1")
            unit.open_case(header_for(first), first, 1)
            assert unit.lock("US-1")
            moved = advance(unit.case("US-1"), "staffed", key="a", at=NINE)
            unit.append("US-1", moved, 1)
            assert unit.events("US-1") == (*first, *moved)
            assert unit.case("US-1") == fold((*first, *moved))

    def test_appending_nothing_changes_nothing(self, database):
        keep_small(database)
        root = integrity.info(database).root
        append(database, "US-1", ())
        assert integrity.info(database).root == root

    def test_a_case_cannot_be_opened_twice(self, database):
        keep_small(database)
        with pytest.raises(CaseExists, match="US-1"):
            open_case(database, opening("US-1", at=NINE))

    def test_nothing_is_appended_to_a_case_that_is_not_there(self, database):
        with pytest.raises(UnknownCase):
            append(database, "US-1", opening("US-1", at=NINE))

    def test_a_header_that_speaks_of_another_case_is_refused(self, database):
        command = opening("US-1", at=NINE)
        with pytest.raises(ValueError, match="disagree"), database.writing() as unit:
            unit.open_case(header_for(opening("US-1", at=NINE, matter="other")), command, 1)

    def test_events_that_do_not_continue_the_case_are_refused(self, database):
        kept = keep_small(database)
        stale = advance(fold(kept[0]), "staffed", key="stale", at=NINE)
        before = projections(database)
        with pytest.raises(StoreLocked, match="meanwhile"):
            append(database, "US-1", stale)
        assert projections(database) == before

    def test_a_reader_sees_one_state_while_somebody_writes(self, database):
        keep_small(database)
        with database.reading() as unit:
            before = unit.events("US-1")
            writer = threading.Thread(target=keep_small, args=(database, "US-2"))
            writer.start()
            writer.join()
            assert unit.refs() == ("US-1",)
            assert unit.events("US-1") == before
        with database.reading() as unit:
            assert unit.refs() == ("US-1", "US-2")

    def test_writers_of_one_case_take_turns(self, database):
        open_case(database, opening("US-1", at=NINE))

        def write(writer: int) -> None:
            for number in range(5):
                with database.writing() as unit:
                    unit.lock("US-1")
                    case = unit.case("US-1")
                    key = f"{writer}/{number}"
                    unit.append("US-1", advance(case, "staffed", key=key, at=NINE), case.seq)

        writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        with database.reading() as unit:
            assert unit.case("US-1").seq == 21
        assert integrity.verify(database).faults == ()
        assert integrity.check(database).findings == ()

    def test_of_two_who_open_a_case_at_once_one_is_told_that_it_exists(self, database):
        told: list[str] = []
        both = threading.Barrier(2)

        def write() -> None:
            with database.writing() as unit:
                unit.put_definition(VERSIONS[0])
            both.wait(timeout=20)
            try:
                open_case(database, opening("US-1", at=NINE))
            except CaseExists as fault:
                told.append(fault.code)

        writers = [threading.Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert told == ["CASE-002"]

    def test_a_case_that_another_unit_keeps_is_locked(self, database, another):
        keep_small(database)
        with database.writing() as unit, another(wait_seconds=0.2) as other:
            unit.lock("US-1")
            with pytest.raises(StoreLocked, match="locked"), other.writing() as late:
                late.lock("US-1")

    def test_a_store_opened_for_reading_cannot_be_written_to(self, database, another):
        keep_small(database)
        with another(read_only=True) as reader:
            with reader.reading() as unit:
                assert unit.refs() == ("US-1",)
            with pytest.raises(StoreReadOnly, match="reading only"), reader.writing():
                pass
            with pytest.raises(StoreReadOnly):
                reader.upgrade()
