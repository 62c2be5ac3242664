"""A precedent or a standing authorization is asked for, and is recognized by something."""

from __future__ import annotations

import pytest

from tests.unit.definitions.right_process import assert_found, changed, fault, found_in

LABEL = {"en": "Earlier", "ja": "先例"}
ALIKE = {"label": LABEL, "processes": ["us/example"], "alike": ["vehicle"], "basis": ["the-act"]}
ASKED = {"transitions.skip-notice.when": {"any": [{"precedent": "earlier"}, {"authorization": "standing"}]}}
RIGHT = {"precedents": {"earlier": ALIKE}, "authorizations": {"standing": ALIKE}} | ASKED
FAULTS = [
    fault("precedent nothing asks for", "LINT-25", {"precedents": {"earlier": ALIKE}}, at="precedents.earlier"),
    fault(
        "precedent like anything",
        "LINT-25",
        RIGHT | {"precedents": {"earlier": ALIKE | {"alike": []}}},
        at="precedents.earlier",
    ),
    fault(
        "authorization that covers no countries",
        "LINT-25",
        RIGHT | {"authorizations": {"standing": ALIKE | {"covers": {"vehicle": "vehicle"}}}},
        at="authorizations.standing.covers.vehicle",
    ),
    fault(
        "precedent alike in what is not declared",
        "LINT-10",
        RIGHT | {"precedents": {"earlier": ALIKE | {"alike": ["color"]}}},
        at="precedents.earlier.alike.0",
    ),
    fault(
        "unknown precedent",
        "LINT-10",
        ASKED | {"authorizations": {"standing": ALIKE}},
        at="transitions.skip-notice.when.any.0.precedent",
    ),
    fault(
        "unknown authorization",
        "LINT-10",
        ASKED | {"precedents": {"earlier": ALIKE}},
        at="transitions.skip-notice.when.any.1.authorization",
    ),
]


@pytest.mark.parametrize("changes, code, at", FAULTS)
def test_a_precedent_that_speaks_for_nothing_is_found(changes, code, at):
    assert_found(changes, code, at)


def test_a_precedent_that_is_asked_for_and_recognized_is_right():
    assert [item for item in found_in(changed(RIGHT)) if item.code in ("LINT-10", "LINT-25")] == []
