"""One file holds every dated version of a process, and each version is what was in force."""

from __future__ import annotations

import json
from datetime import date

import pytest

from licensing.definitions.process import definition_of_text, process_of, read_process
from licensing.definitions.registry import companions, library, process, process_ids, process_path
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import InvalidFile, MissingFile, UnknownProcess, UnknownVersion
from licensing.domain.text import canonical, digest
from tests.support.fictitious import FILE, PROCESS, changed

FIRST, SECOND, THIRD = PROCESS.versions


def fault_of(text: str) -> str:
    """Give the error of a definition file."""
    with pytest.raises(InvalidFile) as refused:
        process_of(Document("x.yaml", text))
    return refused.value.message


def fault_of_change(change) -> str:
    """Give the error of the fictitious license with its file changed."""
    with pytest.raises(InvalidFile) as refused:
        changed(change)
    return refused.value.message


def edited(*replacements: tuple[str, str]) -> str:
    """Give the text of the fictitious license, edited."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def line_of(text: str, words: str) -> int:
    """Give the line on which words stand."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_an_element_is_in_force_from_since_and_no_more_from_until():
    assert [("board" in item.states) for item in PROCESS.versions] == [False, False, True]
    assert [("data-gap" in item.blockers) for item in PROCESS.versions] == [True, True, False]
    assert [("bureau-30" in item.clocks) for item in PROCESS.versions] == [False, True, True]
    assert [("reviewers" in item.attributes) for item in PROCESS.versions] == [False, False, True]


def test_a_list_of_variants_gives_each_version_its_own():
    silences = [item.states["staffed"].referrals["bureaus"].silence for item in PROCESS.versions]
    assert silences[0] == "still-waiting"
    assert [silence.clock for silence in silences[1:]] == ["bureau-30", "bureau-30"]
    assert [len(item.groups["allies"].members) for item in PROCESS.versions] == [3, 3, 4]


def test_an_item_of_a_list_may_come_with_a_version():
    assert [len(item.clocks["decide-60"].excluded) for item in PROCESS.versions] == [3, 4, 4]


def test_what_says_since_when_is_no_part_of_the_definition():
    for definition in PROCESS.versions:
        text = json.loads(definition.text)
        assert "since" not in canonical(text)
        assert "versions" not in text
        assert text["version"]["id"] == definition.version.id


def test_the_digest_is_taken_over_the_sliced_canonical_text():
    assert SECOND.digest == digest(SECOND.text)
    assert len({item.digest for item in PROCESS.versions}) == 3


def test_a_later_version_does_not_change_the_digest_of_the_earlier_ones():
    def add_version(data):
        data["versions"].append({"id": "fourth", "in_force_from": "2025-01-01", "basis": ["usage"]})
        data["states"]["annex"] = {**data["states"]["decision"], "since": "fourth"}

    more = changed(add_version)
    assert [item.digest for item in more.versions[:3]] == [item.digest for item in PROCESS.versions]
    assert more.latest.version.id == "fourth"
    assert "annex" in more.latest.states


def test_a_remark_in_the_file_does_not_change_the_digest():
    again = process_of(
        Document("x.yaml", edited(("id: us/fictitious-license", "# a remark\nid: us/fictitious-license")))
    )
    assert [item.digest for item in again.versions] == [item.digest for item in PROCESS.versions]


def test_a_definition_is_read_back_from_its_stored_text():
    for definition in PROCESS.versions:
        again = definition_of_text(definition.text)
        assert again == definition
        assert again.digest == definition.digest


def test_a_version_is_found_by_its_id():
    assert PROCESS.version("second") is SECOND
    with pytest.raises(UnknownVersion, match=r"has no version 'fifth'\. Versions: first, second, third\."):
        PROCESS.version("fifth")


@pytest.mark.parametrize(
    "day, version",
    [
        (date(2008, 4, 15), "first"),
        (date(2014, 3, 31), "first"),
        (date(2014, 4, 1), "second"),
        (date(2026, 1, 1), "third"),
    ],
)
def test_the_newest_version_in_force_on_a_day_counts(day, version):
    assert PROCESS.in_force(day).version.id == version


def test_before_the_first_version_nothing_is_in_force():
    with pytest.raises(UnknownVersion, match="The first, first, is in force from 2008-04-15"):
        PROCESS.in_force(date(2008, 4, 14))


def test_two_variants_in_force_at_once_are_refused_at_the_second():
    text = edited(("- until: second\n          owner", "- until: third\n          owner"))
    assert fault_of(text) == (
        f"x.yaml:{line_of(text, '- since: second')}: two variants of 'bureaus' are in force in one version."
    )


@pytest.mark.parametrize("word", ["since", "until"])
def test_a_version_that_the_process_does_not_have_is_refused_at_its_line(word):
    text = edited(("    since: third\n    stage: review", f"    {word}: later\n    stage: review"))
    assert fault_of(text) == f"x.yaml:{line_of(text, f'{word}: later')}: 'later' is not a version of this process."


def test_a_fault_in_a_later_variant_is_told_at_its_own_line():
    text = edited(("          silence: {no-objection: bureau-30}", "          silence: {no-objection: 30}"))
    found = fault_of(text)
    assert found.startswith(f"x.yaml:{line_of(text, 'no-objection: 30}')}: ")
    assert found.endswith("(version second)")


def test_a_fault_after_an_item_of_another_version_is_told_at_its_own_line():
    text = edited(
        ("      - {while: {question: true}, basis: [usage]}", "      - {while: {question: yes}, basis: [usage]}")
    )
    found = fault_of(text)
    assert found.startswith(f"x.yaml:{line_of(text, 'question: yes')}: 'clocks.decide-60.excluded.2.while.question'")
    assert found.endswith("(version first)")


def test_a_fault_inside_a_condition_is_told_at_its_own_line():
    text = edited(
        (
            "        - all: [{attribute: value_usd, at_least: 14000000}",
            "        - all: [{attribute: value_usd, at_most_of: 14000000}",
        )
    )
    assert fault_of(text).startswith(f"x.yaml:{line_of(text, 'at_most_of')}: ")


def test_a_fault_in_a_head_is_told_at_the_line_of_its_version():
    text = edited(("in_force_from: 2020-10-01, basis: [usage]}", "in_force_from: 2020-10-01, basis: []}"))
    assert fault_of(text).startswith(f"x.yaml:{line_of(text, '2020-10-01')}: 'version.basis'")


def test_a_fraction_of_a_day_is_no_value_of_a_definition():
    text = edited(
        (
            "vehicle: {type: choice, of: [permanent, temporary], required: true}",
            "vehicle: {type: integer, default: 1.0}",
        )
    )
    assert fault_of(text) == f"x.yaml:{line_of(text, 'default: 1.0')}: 'attributes.vehicle.default' is no whole number."


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "a definition is a mapping with a list of versions."),
        ("- a\n", "a definition is a mapping with a list of versions."),
        ("id: us/x\n", "a definition is a mapping with a list of versions."),
        ("id: us/x\nversions: [first]\n", "each version has an id and in_force_from."),
        ("id: us/x\nversions: []\n", "each version has an id and in_force_from."),
        ("id: us/x\nversions: [{id: a}]\n", "each version has an id and in_force_from."),
        (
            "id: us/x\nversions: [{id: a, in_force_from: 2024-01-01}, b]\n",
            "each version has an id and in_force_from.",
        ),
        (
            "id: us/x\nversions: [{id: a, in_force_from: 2024-01-01}, {id: a, in_force_from: 2025-01-01}]\n",
            "two versions have the same id.",
        ),
        (
            "id: us/x\nversions: [{id: a, in_force_from: 2024-01-01}, {id: b, in_force_from: 2023-01-01}]\n",
            "versions are not in the order of their days.",
        ),
    ],
)
def test_the_head_of_a_file_lists_versions_oldest_first(text, message):
    assert fault_of(text).endswith(message)


def test_a_key_that_the_format_does_not_know_is_refused():
    found = fault_of_change(lambda data: data["states"]["queue"].update(colour="red"))
    assert "unknown key 'states.queue.colour'." in found


@pytest.mark.parametrize("key", ["from_", "while_", "is_", "not_", "no_objection"])
def test_the_names_inside_the_program_are_no_keys_of_a_file(key):
    def misspell(data):
        text = json.dumps(data).replace(
            json.dumps(key.replace("_", "-") if key == "no_objection" else key[:-1]), json.dumps(key)
        )
        data.update(json.loads(text))

    with pytest.raises(InvalidFile):
        changed(misspell)


def test_a_process_that_is_not_in_the_library_is_said_so():
    with pytest.raises(UnknownProcess, match="no process 'us/no-such-thing'"):
        process_path("us/no-such-thing")


def test_the_library_gives_its_processes_once_and_knows_their_companions():
    for name in process_ids():
        assert process(name) is process(name)
        assert process(name).id == name
        assert companions("golden", name) == library() / "golden" / f"{name}.yaml"


def test_a_definition_file_that_is_missing_is_said_so(tmp_path):
    with pytest.raises(MissingFile):
        read_process(tmp_path / "no.yaml")


@pytest.mark.parametrize("name", ["authorizations", "referrals", "states"])
def test_an_element_may_be_called_like_a_section_of_the_file(name):
    def rename(data):
        data["states"][name] = {**data["states"]["queue"], "label": {"en": "Other", "ja": "別"}, "since": "second"}

    found = changed(rename)
    assert [name in version.states for version in found.versions] == [False, True, True]
    assert found.latest.states[name].owner == PROCESS.latest.states["queue"].owner
