"""The canonical text of a value is the same on every machine, and so is its digest."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.domain.text import canonical, digest, floats
from tests.support.steady import steady

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_spaced_or_escaped():
    assert canonical({"b": [1, None, True], "a": {"名": "甲"}}) == '{"a":{"名":"甲"},"b":[1,null,true]}'


def test_tuples_and_lists_are_the_same_text():
    assert canonical(("a", ("b",))) == canonical(["a", ["b"]])


@pytest.mark.parametrize("value", [1.0, [1, {"a": 0.5}], {"a": (1.5,)}])
def test_floating_point_numbers_have_no_canonical_text(value):
    with pytest.raises(TypeError, match="floating point"):
        canonical(value)


def test_every_floating_point_number_is_found_at_its_place():
    assert list(floats({"a": [1, 2.0], "b": {"c": 0.1}, "d": "1.5"})) == [("a", 1), ("b", "c")]
    assert list(floats(1.5)) == [()]


def test_a_digest_is_the_sha_256_of_the_text():
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest("許可") != digest("不許可")


@steady
@given(VALUES)
def test_a_value_is_read_back_from_its_text(value):
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)
