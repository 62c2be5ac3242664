"""Days and countries of the library are those of the law, typed a second time by hand."""

from __future__ import annotations

import pytest

from licensing.definitions.registry import process
from tests.support.law import NATO_OF_2008, NATO_SINCE, VERSIONS, differences, groups


@pytest.mark.parametrize("process_id", VERSIONS)
def test_versions_and_groups_are_those_of_the_law(process_id):
    assert list(differences(process(process_id))) == []


def test_the_law_counts_its_countries():
    assert len(" ".join((NATO_OF_2008, *NATO_SINCE.values())).split()) == 32
    assert len(groups("jp/export-permit", "catch-all-2025-10")["group-a"].split()) == 27
    assert len(groups("jp/export-permit", "group-a-2019-08")["group-a"].split()) == 26
