"""Sets of stretches of time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from licensing.analysis.stretches import Stretches, length_us, tail, united, within, without

stretches = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair))))


def instants(found: Stretches) -> set[int]:
    """Give every instant in the stretches."""
    return {at for start, end in found for at in range(start, end)}


@given(stretches, stretches)
def test_what_is_left_is_what_is_in_the_one_and_not_in_the_other(one: list[tuple[int, int]], other):
    left = without(one, other)
    assert instants(left) == instants(united(one)) - instants(united(other))
    assert length_us(left) == len(instants(left))


@given(stretches, st.integers(0, 30), st.integers(0, 30))
def test_the_part_between_two_moments_has_nothing_outside_them(found: list[tuple[int, int]], start: int, end: int):
    assert instants(within(found, start, end)) == instants(united(found)) & set(range(start, end))


@given(stretches, st.integers(0, 40))
def test_the_tail_is_the_latest_of_the_time(found: list[tuple[int, int]], longest: int):
    every = sorted(instants(united(found)))
    assert instants(tail(found, longest)) == set(every[max(0, len(every) - longest) :])


def test_stretches_that_touch_are_one():
    assert united([(5, 7), (1, 3), (3, 5), (9, 9)]) == ((1, 7),)
