"""Heat is told apart by every eye, and text on it can be read."""

from __future__ import annotations

from itertools import pairwise

import pytest

from licensing.charts.heat import INK, NO_HEAT, PAPER, READABLE, STEPS, contrast, heat_of
from licensing.charts.legend import MUTED
from licensing.charts.ways import INK as WAY_INK


def test_there_are_five_steps_each_darker_than_the_one_before():
    assert len(STEPS) == 5
    against_paper = [contrast(step.color, PAPER) for step in STEPS]
    assert all(darker > 1.2 * lighter for lighter, darker in pairwise(against_paper))


@pytest.mark.parametrize("step", [*STEPS, NO_HEAT])
def test_text_on_every_color_has_the_contrast_that_readers_need(step):
    assert contrast(step.ink, step.color) >= READABLE


@pytest.mark.parametrize("ink", [INK, MUTED, WAY_INK])
@pytest.mark.parametrize("paper", [PAPER, "#f6f7f9", "#eef0f3"])
def test_text_on_paper_and_lanes_has_it_too(ink, paper):
    assert contrast(ink, paper) >= READABLE


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_step_begins_with_its_share():
    assert heat_of(0.0) is STEPS[0]
    assert heat_of(0.0999) is STEPS[2]
    assert heat_of(0.10) is STEPS[3]
    assert heat_of(1.0) is STEPS[4]
    assert heat_of(None) is NO_HEAT
