"""Scores and baselines, against what is known of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.validation.baselines import curve, mean_rate, persistence, saturation
from sim.validation.scores import crps, score

RNG = np.random.default_rng(3)


def test_the_crps_of_a_normal_forecast_is_its_closed_form() -> None:
    """Gneiting and Raftery 2007, eq. 21."""
    z = np.array([-1.5, 0.0, 0.7])
    density, below = np.exp(-z * z / 2) / math.sqrt(2 * math.pi), np.array([0.0668072, 0.5, 0.7580363])
    wanted = 3.0 * (z * (2 * below - 1) + 2 * density - 1 / math.sqrt(math.pi))
    draws = 10.0 + 3.0 * RNG.normal(size=(200_000, 1)) * np.ones(3)
    assert crps(draws, 10.0 + 3.0 * z) == pytest.approx(wanted, abs=0.02)


def test_the_crps_is_that_of_all_pairs() -> None:
    draws, reading = RNG.gamma(2.0, size=(60, 1)), np.array([1.3])
    pairs = np.abs(draws - draws.T).mean() / 2
    assert crps(draws, reading)[0] == pytest.approx(np.abs(draws - reading).mean() - pairs)


def test_the_crps_of_a_point_is_the_absolute_error() -> None:
    assert crps(np.full((5, 2), 4.0), np.array([1.0, 6.0])).tolist() == [3.0, 2.0]


def test_coverage_bias_and_error() -> None:
    draws = np.linspace(0.0, 100.0, 101)[:, None] * np.ones(4)
    found = score(draws, np.array([50.0, 80.0, 99.0, 25.0]))
    assert (found.readings, found.inside_50, found.inside_90) == (4, 2, 3)
    assert found.bias_km2 == pytest.approx(np.mean([0.0, -30.0, -49.0, 25.0]))
    assert found.mean_absolute_error_km2 == pytest.approx(np.mean([0.0, 30.0, 49.0, 25.0]))


@pytest.mark.thorough
def test_bands_of_the_right_width_cover_as_often_as_they_say() -> None:
    draws, readings = RNG.normal(size=(4000, 2000)), RNG.normal(size=2000)
    found = score(draws, readings)
    assert found.inside_50 / 2000 == pytest.approx(0.5, abs=0.04)
    assert found.inside_90 / 2000 == pytest.approx(0.9, abs=0.03)


def test_persistence_is_as_unsure_as_the_last_three_changes_were() -> None:
    days = np.array([1.0, 2.0, 4.0, 6.0, 10.0, 42.0])
    to_fit = days < 12
    found = persistence(days, np.array([100.0, 104.0, 105.0, 120.0, 121.0, 150.0]), to_fit, 20_000, RNG)
    assert found is not None
    assert found.middle.tolist() == [0.0, 100.0, 104.0, 105.0, 120.0, 121.0]
    spread = np.quantile(found.draws, 0.84134, axis=0) - found.middle
    assert spread == pytest.approx(np.full(6, np.std([1.0, 15.0, 1.0], ddof=1)), rel=0.05)


def test_a_mean_rate_goes_on() -> None:
    days = np.array([2.0, 5.0, 10.0, 40.0])
    found = mean_rate(days, np.array([10.0, 40.0, 50.0, 60.0]), days < 20, 10, RNG)
    assert found is not None
    assert found.middle.tolist() == [10.0, 25.0, 50.0, 200.0]


def test_two_readings_do_not_tell_how_they_change() -> None:
    assert persistence(np.array([1.0, 2.0, 3.0]), np.full(3, 9.0), np.array([True, True, False]), 10, RNG) is None


def test_the_curve_that_made_the_readings_is_found() -> None:
    days = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 40.0])
    to_fit = days < 10
    found = saturation(days, curve(days, 200.0, 3.0), to_fit, 10, RNG)
    assert found is not None
    assert found.middle == pytest.approx(curve(days, 200.0, 3.0), rel=1e-3)
    assert saturation(days, curve(days, 200.0, 3.0), days < 3, 10, RNG) is None
