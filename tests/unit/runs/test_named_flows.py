"""Every process has a flow that tells its steps, and every flow stands where a deployment looks for it."""

from __future__ import annotations

import ast

import pytest

from licensing.definitions.registry import process_ids
from licensing.runs.flows import NAMED_FLOWS


def test_every_process_of_the_library_has_one_flow():
    assert sorted(item.process for item in NAMED_FLOWS) == sorted(process_ids())


@pytest.mark.parametrize("item", NAMED_FLOWS, ids=lambda item: item.process)
def test_a_flow_stands_in_its_file_and_tells_its_steps(item):
    functions = [part for part in ast.parse(item.path.read_text(encoding="utf-8")).body if _called(part, item.function)]
    (function,) = functions
    (decorator,) = function.decorator_list
    assert [word.value for word in decorator.args] == [item.name, item.process]
    assert len(ast.get_docstring(function) or "") > 100


def _called(part: ast.stmt, name: str) -> bool:
    return isinstance(part, ast.FunctionDef) and part.name == name
