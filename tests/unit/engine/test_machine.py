"""Thousands of random commands at once: whatever is asked of a case, its invariants hold."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from licensing.definitions.process import Process
from licensing.definitions.registry import process, process_ids
from tests.support.fictitious import PROCESS
from tests.support.machines import CaseMachine
from tests.support.steady import steady


def run(subject: Process, examples: int, steps: int) -> None:
    """Let the machine play with one process."""
    machine = type("Machine", (CaseMachine,), {"process": subject})
    run_state_machine_as_test(machine, settings=settings(steady, max_examples=examples, stateful_step_count=steps))


def test_a_case_of_the_fictitious_license_keeps_its_invariants():
    run(PROCESS, examples=30, steps=40)


@pytest.mark.parametrize("process_id", process_ids())
def test_a_case_of_the_library_keeps_its_invariants(process_id):
    run(process(process_id), examples=6, steps=30)
