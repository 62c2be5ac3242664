"""The map of a process: which ways cases took, what is rare, and in which order states stand."""

from __future__ import annotations

from datetime import date

from licensing.analysis.bottlenecks import bottlenecks
from licensing.analysis.map import UNSEEN, ProcessMap, process_map
from licensing.analysis.scope import Cohort
from licensing.domain.vocabulary import Party, Provenance, Stage
from tests.support.examples import to_staffed, worked_by_hand
from tests.support.stories import at, case_file, small


def in_house(ref: str):
    """Tell a case that the officer decided without asking anybody."""
    return case_file(
        at("2026-01-12", advance="submit"),
        at("2026-01-14", advance="take-up"),
        at("2026-01-19", advance="decide-in-house"),
        at("2026-01-20", advance="approve"),
        opened="2026-01-05",
        ref=ref,
    )


def of(*files) -> ProcessMap:
    return process_map(Cohort.of(files))


def ways(found: ProcessMap) -> dict[tuple[str, str], int]:
    return {(edge.source, edge.target): edge.cases for edge in found.edges}


def test_ways_count_the_cases_that_took_them():
    found = of(worked_by_hand(), in_house("CASE-2"), in_house("CASE-3"))
    assert ways(found)["draft", "queue"] == 3
    assert ways(found)["review", "action"] == 2
    assert ways(found)["review", "staffed"] == 1
    assert ("draft", "staffed") not in ways(found)


def test_figures_of_a_state_are_those_of_its_row():
    cohort = Cohort.of([worked_by_hand(), in_house("CASE-2")])
    report, found = bottlenecks(cohort), process_map(cohort)
    by_state = {node.state: node for node in found.nodes}
    for row in (*report.rows, *report.after_rows):
        node = by_state[row.state]
        assert (node.cases, node.open, node.median, node.total) == (row.cases, row.open, row.median, row.total)
        assert node.share == row.share
        assert node.figure == row.figure
        assert node.settled == (row in report.after_rows)


def test_states_stand_in_the_order_in_which_cases_go_through_them():
    found = of(worked_by_hand(), in_house("CASE-2"))
    assert [node.state for node in found.nodes] == [
        "draft",
        "queue",
        "review",
        "staffed",
        "notify",
        "action",
        "in-use",
    ]


def among_many() -> ProcessMap:
    """Map a long case and one that was withdrawn at once, among twenty that were decided in house."""
    withdrawn = case_file(at("2026-01-08", advance="withdraw"), opened="2026-01-05", ref="CASE-0")
    return of(worked_by_hand(), withdrawn, *(in_house(f"CASE-{number}") for number in range(2, 22)))


def test_what_fewer_than_one_case_in_ten_took_is_rare():
    found = among_many()
    assert found.rare_below == 3
    assert [node.state for node in found.nodes if not node.common] == ["closed"]
    assert [(edge.source, edge.target) for edge in found.edges if not edge.common] == [("draft", "closed")]


def test_a_state_that_holds_many_days_is_not_rare_and_neither_is_the_way_there_and_back():
    found = among_many()
    by_state = {node.state: node for node in found.nodes}
    assert by_state["staffed"].cases == 1
    assert by_state["staffed"].share > 0.05
    common = {(edge.source, edge.target) for edge in found.edges if edge.common}
    assert {("review", "staffed"), ("staffed", "notify"), ("notify", "action")} <= common


def test_nothing_is_rare_among_one_case():
    found = of(worked_by_hand())
    assert found.rare_below == 1
    assert all(node.common for node in found.nodes)
    assert all(edge.common for edge in found.edges)


def test_every_state_drawn_has_a_way_to_it_and_from_it_as_far_as_cases_took_one():
    found = among_many()
    drawn = {node.state for node in found.nodes if node.common}
    for state in drawn:
        for end in ("source", "target"):
            all_ways = [edge for edge in found.edges if getattr(edge, end) == state]
            assert not all_ways or any(edge.common for edge in all_ways)
    assert all({edge.source, edge.target} <= drawn for edge in found.edges if edge.common)


def test_stretches_in_which_nobody_saw_the_case_are_a_state_of_nobody():
    file = case_file(
        at("2024-05-01", observe="action"),
        opened="2024-01-10",
        state="queue",
        provenance=Provenance.OBSERVED,
        observed_until=date(2024, 6, 1),
        definition=small("2020-01"),
    )
    unseen = next(node for node in of(file).nodes if node.state == "unknown")
    assert (unseen.label, unseen.owner, unseen.party) == (UNSEEN, None, Party.UNKNOWN)
    assert (unseen.stage, unseen.kind) == (None, None)
    assert ways(of(file)) == {("queue", "unknown"): 1, ("unknown", "action"): 1}


def test_the_map_as_data_names_every_figure_and_way():
    found = of(worked_by_hand())
    data = found.as_json()
    assert [node["state"] for node in data["nodes"]] == [node.state for node in found.nodes]
    assert {(edge["source"], edge["target"]) for edge in data["edges"]} == set(ways(found))
    assert data["provenance"] == "mock"
    assert data["nodes"][0]["stage"] == Stage.PREPARE.value


def test_a_case_that_has_just_been_opened_is_a_map_of_one_state():
    found = of(case_file(opened="2026-01-05"))
    assert [node.state for node in found.nodes] == ["draft"]
    assert found.edges == ()


def test_an_open_case_is_counted_where_it_stands():
    found = of(case_file(*to_staffed(), opened="2026-01-05"))
    assert {node.state: node.open for node in found.nodes}["staffed"] == 1
    assert (found.n_decided, found.n_open) == (0, 1)
