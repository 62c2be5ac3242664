"""A patch goes to one place that is there, and changes it; everything else is a fault that says what is there."""

from __future__ import annotations

from copy import deepcopy

import pytest

from licensing.definitions.patch import PatchFault, add_at, remove_at, set_at

DATA = {
    "states": {"staffed": {"owner": "office", "basis": ["itar-120.1"]}},
    "transitions": {
        "join": {"needs": {"none_open": ["hold", "check"]}, "when": {"all": [{"attribute": "a", "is": 1}]}}
    },
    "steps": [{"id": "draft", "kind": "touch"}, {"id": "clear", "kind": "queue"}],
    "bases": {"itar-120": {"cite": "whole"}, "itar-120.1": {"cite": "part"}},
    "durations": {"staffed/dtsa": {"fixed": 1}},
}


def test_a_value_is_set():
    data = deepcopy(DATA)
    assert set_at(data, "states.staffed.owner", "desk") == ("states", "staffed", "owner")
    assert data["states"]["staffed"]["owner"] == "desk"


def test_the_longest_name_counts_where_names_hold_dots():
    data = deepcopy(DATA)
    set_at(data, "bases.itar-120.1.cite", "section")
    assert data["bases"] == {"itar-120": {"cite": "whole"}, "itar-120.1": {"cite": "section"}}


def test_an_item_of_a_list_is_named_by_itself_or_its_id():
    data = deepcopy(DATA)
    remove_at(data, "transitions.join.needs.none_open.hold")
    set_at(data, "steps.clear.kind", "touch")
    assert data["transitions"]["join"]["needs"]["none_open"] == ["check"]
    assert data["steps"][1] == {"id": "clear", "kind": "touch"}


def test_something_is_added_under_a_new_name_or_at_the_end_of_a_list():
    data = deepcopy(DATA)
    add_at(data, "states.new", {"owner": "desk"})
    add_at(data, "bases.itar-126.7", {"cite": "new"})
    assert add_at(data, "transitions.join.needs.none_open.-", "waiver")[-1] == 2
    assert list(data["states"]) == ["staffed", "new"]
    assert "itar-126.7" in data["bases"]
    assert data["transitions"]["join"]["needs"]["none_open"] == ["hold", "check", "waiver"]


def test_a_place_in_a_list_can_be_counted_where_the_patch_says_what_was_there():
    data = deepcopy(DATA)
    set_at(data, "transitions.join.when.all.0.is", 2, was=1, was_given=True)
    assert data["transitions"]["join"]["when"]["all"] == [{"attribute": "a", "is": 2}]


@pytest.mark.parametrize(
    "act, says, remedy",
    [
        (lambda data: set_at(data, "states.stafed.owner", "x"), "nothing stands at 'states.stafed'", "Known: staffed."),
        (lambda data: set_at(data, "states.staffed.kind", "x"), "at 'states.staffed.kind'", "Known: owner, basis."),
        (lambda data: set_at(data, "states.staffed.owner", "office"), "has this value already", "Remove"),
        (lambda data: set_at(data, "states.staffed.owner.name", "x"), "'states.staffed.owner.name'", "plain value"),
        (lambda data: set_at(data, "transitions.join.when.all.0.is", 2), "counts places in a list", "`was:`"),
        (
            lambda data: set_at(data, "states.staffed.owner", "x", was="desk", was_given=True),
            "is not what the patch says it was",
            "It is 'office'.",
        ),
        (lambda data: remove_at(data, "transitions.join.needs.none_open.waiver"), "none_open.waiver'", "hold, check"),
        (lambda data: remove_at(data, "clocks"), "nothing stands at 'clocks'", "Known: states"),
        (lambda data: add_at(data, "states.staffed", {}), "is there already", "`set`"),
        (lambda data: add_at(data, "transitions.join.needs.none_open.-", "hold"), "has this item already", "Remove"),
        (lambda data: add_at(data, "transitions.join.needs.none_open.waiver", 1), "is in a list", ".-"),
        (lambda data: add_at(data, "states.stafed.label", {}), "nothing stands at 'states.stafed'", "Known: staffed."),
        (lambda data: add_at(data, "states.staffed.owner.name", "x"), "nothing can be added", "that is there"),
    ],
    ids=str,
)
def test_a_patch_that_fits_nothing_is_a_fault_that_says_what_is_there(act, says, remedy):
    data = deepcopy(DATA)
    with pytest.raises(PatchFault) as found:
        act(data)
    assert says in found.value.message
    assert remedy in found.value.remedy
    assert data == DATA
