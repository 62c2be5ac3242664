"""Files mean what they say: strict YAML, and every fault names its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from licensing.definitions.base import Flag, Strict, Whole
from licensing.definitions.strict_yaml import LARGEST_FILE_BYTES, MOST_PARTS, Document
from licensing.domain.errors import InvalidFile, MalformedFile, MissingFile


class Part(Strict):
    """A part of the model below."""

    name: str
    days: Whole = Field(0, ge=0)


class Model(Strict):
    """A model to read files as."""

    title: str
    open: Flag = False
    parts: tuple[Part, ...] = ()


def fault_of(text: str) -> str:
    """Give the error of a text that is no strict YAML."""
    with pytest.raises(MalformedFile) as refused:
        Document("case.yaml", text)
    assert refused.value.next_step
    return refused.value.message


def finding_of(text: str) -> str:
    """Give the error of a text that is no such model."""
    with pytest.raises(InvalidFile) as refused:
        Document("case.yaml", text).validate(Model)
    assert refused.value.next_step
    return refused.value.message


def test_plain_data_is_read_with_dates_as_text():
    text = "a: 2014-04-01\nb: [1, two, true, null, 1.5]\nc: 2024-01-02T03:04:05Z\nd: {2014-04-01: x, 7: y}\n"
    assert Document("f", text).data == {
        "a": "2014-04-01",
        "b": [1, "two", True, None, 1.5],
        "c": "2024-01-02T03:04:05+00:00",
        "d": {"2014-04-01": "x", "7": "y"},
    }


@pytest.mark.parametrize("word", ["NO", "no", "yes", "on", "off", "Y", "n", "12:30:45"])
def test_the_words_of_older_yaml_stay_words(word):
    assert Document("f", f"country: {word}").data == {"country": word}


@pytest.mark.parametrize("word", ["yes", "on", "1", "'true'", "0.0"])
def test_a_flag_is_true_or_false_and_nothing_else(word):
    assert finding_of(f"title: x\nopen: {word}").startswith("case.yaml:2: 'open': Input should be a valid boolean")


@pytest.mark.parametrize("number", ["'30'", "30.0", "true", "thirty"])
def test_a_number_of_days_is_a_whole_number_and_nothing_else(number):
    found = finding_of(f"title: x\nparts:\n  - name: a\n    days: {number}\n")
    assert found.startswith("case.yaml:4: 'parts.0.days': Input should be a valid integer")


@pytest.mark.parametrize(
    "text, message",
    [
        ("a: 1\na: 2\n", "case.yaml:2: a key is given twice."),
        ("x:\n  a: 1\n  b: 2\n  a: 3\n", "case.yaml:4: a key is given twice."),
        ("1: a\n'1': b\n", "case.yaml:2: '1' is given twice."),
        ("a: b\n\tc: d\n", "case.yaml:2: found character '\\t' that cannot start any token."),
        ("a: 1\n---\nb: 2\n", "case.yaml:2: found another document."),
        ("a: [1,\nb: {", "case.yaml:2: expected the node content, but found '<stream end>'."),
        ("a: b: c\n", "case.yaml:1: mapping values are not allowed here."),
        ("ok: 1\na: @x\n", "case.yaml:2: found character '@' that cannot start any token."),
        ("ok: 1\na: 'open\n", "case.yaml:3: found unexpected end of stream."),
        ("ok: 1\nbad: \x07\n", "case.yaml:2: the character U+0007 cannot be part of a text file."),
        ("a: *nobody\n", "case.yaml:1: found undefined alias 'nobody'."),
        ("a: 1\nb: 2014-13-45\n", "case.yaml:2: '2014-13-45' is no value (month must be in 1..12)."),
        ("a: 1\ntrue: 2\n", "case.yaml:2: the key True is no name; put it in quotes."),
        ("~: 2\n", "case.yaml:1: an empty key is no name; put it in quotes."),
        ("1.5: 2\n", "case.yaml:1: the key 1.5 is no name; put it in quotes."),
        ("? [a, b]\n: c\n", "case.yaml:1: the key ('a', 'b') is no name; put it in quotes."),
    ],
)
def test_malformed_yaml_is_refused_at_its_line(text, message):
    assert fault_of(text) == message


@pytest.mark.parametrize(
    "text, message",
    [
        ("%YAML 1.1\n---\na: NO\n", "a directive (a line that starts with %) is not part of this format."),
        ("%TAG ! tag:x,2000:\n---\na: !b c\n", "a directive (a line that starts with %) is not part of this format."),
        ("a: !!python/object:os.system x\n", "a tag (tag:yaml.org,2002:python/object:os.system) is not part of"),
        ("a: !!binary aGk=\n", "a tag (tag:yaml.org,2002:binary) is not part of this format."),
        ("a: !!set {x, y}\n", "a tag (tag:yaml.org,2002:set) is not part of this format."),
        ("a: !own {x: 1}\n", "a tag (!own) is not part of this format."),
        ("a: {x: 1}\nb:\n  <<: {y: 1}\n", "a merge key (<<) is not part of this format; write it out."),
        ("a: &x [*x]\n", "alias *x stands inside what it repeats."),
        ("a: &x {b: {c: *x}}\n", "alias *x stands inside what it repeats."),
        ("a: &x 1\nb: &x 2\n", "anchor &x is given twice."),
        ("[" * 100, "more than 60 levels of nesting."),
    ],
)
def test_what_lets_a_file_mean_something_else_is_refused(text, message):
    assert message in fault_of(text)


def test_an_alias_stands_for_what_it_repeats():
    data = Document("f", "a: &rule {all: [x, y]}\nb: *rule\nc: {not: *rule}\n").data
    assert data == {"a": {"all": ["x", "y"]}, "b": {"all": ["x", "y"]}, "c": {"not": {"all": ["x", "y"]}}}


def test_aliases_that_unfold_to_a_mountain_are_refused_at_once():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{place}: &a{place} [{', '.join([f'*a{place - 1}'] * 10)}]" for place in range(1, 12)]
    expected = f"case.yaml: it stands for more than {MOST_PARTS} values once its aliases are written out."
    assert fault_of("\n".join(lines)) == expected


def test_a_character_that_is_no_text_is_refused_in_an_escape_too():
    assert fault_of('a: "\\0"\n') == "case.yaml: a value holds the character U+0000, which is no part of any text."


def test_an_endless_number_is_no_value():
    assert fault_of("a: " + "9" * 5000).startswith(f"case.yaml:1: '{'9' * 40}' is no value (")


@pytest.mark.parametrize(
    "text, message",
    [
        ("title: x\ntitel: y\n", "case.yaml:2: unknown key 'titel'."),
        ("parts: []\n", "case.yaml:1: 'title' is missing."),
        ("title: x\nparts:\n  - name: a\n  - namen: b\n", "case.yaml:4: 'parts.1.name' is missing. (1 more findings)"),
        ("title: x\nparts:\n  - name: a\n    days: -1\n", "case.yaml:4: 'parts.0.days': Input should be greater"),
        ("title: 5\n", "case.yaml:1: 'title': Input should be a valid string."),
        ("title: x\nparts: some\n", "case.yaml:2: 'parts': Input should be a valid tuple."),
    ],
)
def test_what_the_format_does_not_know_is_refused_at_its_line(text, message):
    assert finding_of(text).startswith(message)


def test_the_first_finding_of_the_file_is_the_one_that_is_told():
    assert finding_of("extra: 1\ntitle: 5\nparts: 1\n") == "case.yaml:1: unknown key 'extra'. (2 more findings)"


@pytest.mark.parametrize("text", ["", "# nothing but a remark\n", "- a\n- b\n", "just words\n"])
def test_a_file_that_is_no_mapping_is_no_model(text):
    assert finding_of(text).startswith("case.yaml:1: ")


def test_a_part_of_a_document_can_be_read_alone():
    document = Document("f", "title: x\nparts: [{name: a}]\n")
    assert document.validate(Part, {"name": "b", "days": 3}) == Part(name="b", days=3)


def test_a_path_leads_to_the_deepest_part_that_is_there():
    document = Document("f", "a:\n  b:\n    - c: 1\n      d: 2\n")
    assert document.line(("a", "b", 0, "d")) == 4
    assert document.line(("a", "b", 0, "missing")) == 3
    assert document.line(("a", "b", 7)) == 2
    assert document.line(("elsewhere",)) == 1
    assert document.line(("a", "tag", "b", 0, "d")) == 4


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(MissingFile, match=r"nothing\.yaml: cannot be read \(No such file or directory\)"):
        Document.read(tmp_path / "nothing.yaml")
    with pytest.raises(MissingFile, match="Is a directory"):
        Document.read(tmp_path)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: J\xfcrgen".encode("latin-1"))
    with pytest.raises(MalformedFile, match="not UTF-8 at byte 4"):
        Document.read(path)


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert Document.read(path).data == {"a": 1}


def test_a_huge_file_is_refused_before_it_is_read_as_yaml(tmp_path):
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"# " + b"x" * LARGEST_FILE_BYTES)
    with pytest.raises(MalformedFile, match=f"{LARGEST_FILE_BYTES + 2} bytes are more than"):
        Document.read(path)


def test_a_file_is_called_by_its_path_in_errors(tmp_path: Path):
    path = tmp_path / "twice.yaml"
    path.write_text("a: 1\na: 2\n", encoding="utf-8")
    with pytest.raises(MalformedFile) as refused:
        Document.read(path)
    assert str(refused.value) == f"FILE-001 {path}:2: a key is given twice. Keep one of the two."
