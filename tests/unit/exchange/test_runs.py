"""Beginnings and ends of activities are paired, and runs that overlap stay together."""

from __future__ import annotations

import pytest

from licensing.exchange.log import LogEvent, Phase
from licensing.exchange.runs import Run, runs_of, together


def event(activity, us, phase, instance=""):
    return LogEvent(activity, us, Phase(phase), 1, instance)


def test_of_two_runs_of_one_activity_the_first_begun_ends_first():
    told = [event("ask", 0, "start"), event("ask", 1, "start"), event("ask", 4, "end"), event("ask", 5, "end")]
    assert runs_of(told) == [Run("ask", 0, 4), Run("ask", 1, 5)]


def test_runs_that_the_log_tells_apart_keep_their_own_ends():
    told = [
        event("ask", 0, "start", "army"),
        event("ask", 1, "start", "navy"),
        event("ask", 4, "end", "navy"),
        event("ask", 5, "end", "army"),
    ]
    assert runs_of(told) == [Run("ask", 0, 5), Run("ask", 1, 4)]


def test_an_end_without_a_beginning_and_a_beginning_without_an_end_are_kept():
    assert runs_of([event("a", 3, "end"), event("b", 5, "start")]) == [Run("a", None, 3), Run("b", 5, None)]


@pytest.mark.parametrize(
    "runs,groups,parts",
    [
        ([Run("a", 0, 2), Run("b", 2, 4)], {}, [1, 1]),
        ([Run("a", 0, 3), Run("b", 2, 4), Run("c", 3, 5)], {}, [3]),
        ([Run("a", 0, 9), Run("b", 1, 2), Run("c", 4, 5)], {}, [3]),
        ([Run("a", 0, None), Run("b", 9, 10)], {}, [2]),
        ([Run("a", None, 1), Run("b", None, 2)], {}, [1, 1]),
        ([Run("a", None, 1), Run("b", None, 2), Run("c", None, 3)], {"a": 0, "b": 0}, [2, 1]),
        ([Run("a", None, 1), Run("b", None, 2)], {"a": 0, "b": 1}, [1, 1]),
    ],
)
def test_what_overlaps_or_is_declared_to_is_together(runs, groups, parts):
    assert [len(part) for part in together(runs, groups)] == parts
