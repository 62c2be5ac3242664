"""Case files of any kind: what is wrong in one is named with the file, and nothing else ever comes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.definitions.casefile import CaseFile
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import CaseError, DefinitionError
from licensing.service.cases import Cases
from licensing.store.database import Database
from licensing.store.unit import Writing

CASES = Path(__file__).resolve().parents[3] / "examples"
EXAMPLES = sorted([*CASES.glob("mock/*.yaml"), *CASES.glob("observed/*.yaml")])
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in EXAMPLES}
MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SCRAPS = st.sampled_from(
    [
        "{", "}", "[", "]", ":", "- ", "&a ", "*a", "!x ", "|", ">", "#", "'", '"', "\t", "\n", "%YAML 1.1\n", "---\n",
        "...\n", "<<: ", "null", "~", "yes", "0x1F", "1e999", ".nan", "9" * 400, "-0", "2024-02-30", "0001-01-01",
        "9999-12-31", "2024-06-01T24:00", "{report: 2024-01-01}", "{}", "[]", "\u3042", "\u2028", "\x00", "\ufeff",
        '"\\ud800"', '"\\0"', "a" * 5000,
    ]
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(
        ["", " ", "2024-01-01", "2024-01", "9999-12-31", "0001-01-01", "approve", "case", "JP", "2024-13-01"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@st.composite
def scrawled(draw: st.DrawFn) -> str:
    """Give the text of an example with lines lost, doubled or exchanged, and scraps written into it."""
    lines = draw(st.sampled_from(sorted(TEXTS.values()))).splitlines()
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "double", "exchange", "write", "write", "cut"])):
            case "lose" if len(lines) > 1:
                lines.pop(place)
            case "double":
                lines.insert(place, lines[place])
            case "exchange":
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
            case "cut":
                lines[place] = lines[place][: draw(st.integers(0, len(lines[place])))]
            case _:
                at = draw(st.integers(0, len(lines[place])))
                lines[place] = lines[place][:at] + draw(SCRAPS) + lines[place][at:]
    return "\n".join(lines)


@st.composite
def twisted(draw: st.DrawFn) -> str:
    """Give an example with one of its values replaced, lost or given another name, as JSON, which is YAML too."""
    data = Document("example", draw(st.sampled_from(sorted(TEXTS.values())))).data
    node: Any = data
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = draw(st.sampled_from(keys))
        inner = node[key]
        if not (isinstance(inner, dict | list) and inner and draw(st.booleans())):
            break
        node = inner
    match draw(st.sampled_from(["replace", "replace", "lose", "rename"])):
        case "lose":
            del node[key]
        case "rename" if isinstance(node, dict):
            node[draw(st.text(max_size=8))] = node.pop(key)
        case _:
            node[key] = draw(VALUES)
    return json.dumps(data)


class Accepted(Exception):
    """Ends a unit of work, so that the next file finds an empty store again."""


class Forgetful(Database):
    """A store that keeps nothing of what it accepted."""

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        with super().writing() as unit:
            yield unit
            raise Accepted


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    with Forgetful.open(tmp_path_factory.mktemp("any") / "licensing.db", create=True) as database:
        yield Cases(database, lambda: datetime(2026, 11, 23, tzinfo=UTC))


def submitted(cases: Cases, text: str) -> str:
    """Submit a text as the file it is; give the refusal, empty where it was accepted."""
    try:
        document = Document("any.yaml", text)
        cases.submit([document.validate(CaseFile)], documents=[document])
    except (CaseError, DefinitionError) as error:
        return f"{error}" if error.next_step else "a refusal that says no next step"
    except Accepted:
        return ""
    raise AssertionError(text)


@pytest.mark.parametrize("name", TEXTS)
def test_every_example_is_accepted(cases: Cases, name: str) -> None:
    assert submitted(cases, TEXTS[name]) == ""


@MANY
@given(text=scrawled() | twisted() | st.text(max_size=80))
def test_what_is_wrong_in_a_case_file_is_named_in_one_line(cases: Cases, text: str) -> None:
    refusal = submitted(cases, text)
    assert not refusal or "any.yaml" in refusal
    assert "\n" not in refusal
