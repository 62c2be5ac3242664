"""Draws: how long, which one, whether; each keyed by what is drawn, so that nothing else moves it."""

from __future__ import annotations

from hashlib import sha256
from math import sqrt
from statistics import NormalDist, quantiles
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.definitions.assumptions import Duration
from licensing.simulation import draws as module
from licensing.simulation.draws import Draws

REFS = [f"CASE-{number}" for number in range(2000)]
SKEWED = Duration.model_validate({"lognormal": {"median": 20, "p90": 60}})


def at_quantile(monkeypatch, u, duration):
    monkeypatch.setattr(Draws, "uniform", lambda _self, _name: u)
    return Draws(1, "CASE-1").days("stay", duration)


def test_half_of_the_skewed_durations_lie_below_the_median_and_nine_of_ten_below_p90(monkeypatch):
    assert at_quantile(monkeypatch, 0.5, SKEWED) == pytest.approx(20)
    assert at_quantile(monkeypatch, 0.9, SKEWED) == pytest.approx(60)


def test_a_skewed_duration_whose_p90_is_its_median_always_lasts_as_long(monkeypatch):
    steady = Duration.model_validate({"lognormal": {"median": 7, "p90": 7}})
    assert at_quantile(monkeypatch, 0.999, steady) == pytest.approx(7)


def test_a_memoryless_duration_is_drawn_by_inversion(monkeypatch):
    waiting = Duration.model_validate({"exponential": {"mean": 10}})
    assert at_quantile(monkeypatch, 1 - 2.718281828459045**-1, waiting) == pytest.approx(10)


def test_an_even_duration_lies_between_its_ends_and_a_fixed_one_is_what_it_is(monkeypatch):
    assert at_quantile(monkeypatch, 0.25, Duration.model_validate({"uniform": [10, 30]})) == pytest.approx(15)
    assert at_quantile(monkeypatch, 0.25, Duration.model_validate({"fixed": 4})) == 4


def test_drawn_durations_have_the_assumed_median_and_p90():
    drawn = quantiles([Draws(1, ref).days("stay", SKEWED) for ref in REFS], n=10)
    sigma = 0.857  # ln 3 over the 90th percentile of the standard normal
    assert drawn[4] == pytest.approx(20, rel=4 * 1.2533 * sigma / sqrt(len(REFS)))
    assert drawn[8] == pytest.approx(60, rel=4 * 1.71 * sigma / sqrt(len(REFS)))


def test_choices_come_by_their_weights():
    weights = {"grant": 6.0, "refuse": 1.0, "return": 3.0, "never": 0.0}
    drawn = [Draws(1, ref).choice("way", weights) for ref in REFS]
    for name, weight in weights.items():
        share = weight / 10
        assert drawn.count(name) / len(REFS) == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / len(REFS)))


def test_weights_that_are_all_zero_count_alike():
    drawn = {Draws(1, ref).choice("way", {"one": 0.0, "other": 0.0}) for ref in REFS[:50]}
    assert drawn == {"one", "other"}


@given(u=st.floats(0, 1, exclude_min=True, exclude_max=True), weights=st.lists(st.floats(0, 1e9), min_size=1))
def test_what_has_weight_zero_is_never_drawn_beside_what_has_some(u, weights):
    class Fixed(Draws):
        def uniform(self, name):
            return u

    named = {str(place): weight for place, weight in enumerate(weights)}
    drawn = Fixed(1, "CASE-1").choice("way", named)
    assert named[drawn] > 0 or not any(weights)


def test_a_chance_comes_as_often_as_it_should_and_certainty_always():
    happened = sum(Draws(1, ref).chance("hold", 0.2) for ref in REFS)
    assert happened / len(REFS) == pytest.approx(0.2, abs=4 * sqrt(0.2 * 0.8 / len(REFS)))
    assert all(Draws(1, ref).chance("hold", 1) for ref in REFS)
    assert not any(Draws(1, ref).chance("hold", 0) for ref in REFS)


@given(seed=st.integers(), ref=st.text(min_size=1), name=st.text())
def test_a_draw_is_the_same_whenever_it_is_asked_for(seed, ref, name):
    assert Draws(seed, ref).uniform(name) == Draws(seed, ref).uniform(name)


@pytest.mark.parametrize("seed, ref, name", [(2, "CASE-1", "a"), (1, "CASE-2", "a"), (1, "CASE-1", "b")])
def test_another_seed_case_or_object_draws_another_number(seed, ref, name):
    assert Draws(seed, ref).uniform(name) != Draws(1, "CASE-1").uniform("a")


@pytest.mark.parametrize("byte", [b"\x00", b"\xff"])
def test_no_digest_makes_a_draw_of_0_or_1_for_which_no_duration_exists(monkeypatch, byte):
    digest = byte * sha256().digest_size
    monkeypatch.setattr(module, "sha256", lambda _text: SimpleNamespace(digest=lambda: digest))
    drawn = Draws(1, "CASE-1")
    assert 0 < drawn.uniform("a") < 1
    assert abs(NormalDist().inv_cdf(drawn.uniform("a"))) > 8
    assert drawn.days("a", Duration.model_validate({"exponential": {"mean": 1}})) < 40
