"""What maps show: late, in steps, with errors that last; and a time constant found again behind them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.config.observations import NOTHING
from sim.validation.map_readings import correlated_errors, delayed, map_readings, redrawn

DAYS = np.arange(61.0)
MAPS = replace(NOTHING, error=0.15, error_memory_days=300.0, delay_maximum_days=2.0, step=0.08)
"""As the record of Kharkiv has them."""


def relaxing(time_constants: np.ndarray) -> np.ndarray:
    return 200.0 * -np.expm1(-DAYS / time_constants[:, None]) * (1.0 + 0.0015 * DAYS)


def test_late_maps_show_the_days_before() -> None:
    found = delayed(np.array([[0.0, 10.0, 20.0, 30.0]] * 2), np.array([1.0, 1.5]))
    assert found.tolist() == [[0.0, 0.0, 10.0, 20.0], [0.0, 0.0, 5.0, 15.0]]


def test_errors_last_as_long_as_their_memory() -> None:
    errors = correlated_errors((20_000, 31), 0.15, 30.0, np.random.default_rng(1))
    assert errors.std(axis=0) == pytest.approx(np.full(31, 0.15), rel=0.03)
    assert np.corrcoef(errors[:, 0], errors[:, 30])[0, 1] == pytest.approx(np.exp(-1.0), abs=0.03)
    apart = correlated_errors((20_000, 2), 0.15, 0.0, np.random.default_rng(1))
    assert np.corrcoef(apart.T)[0, 1] == pytest.approx(0.0, abs=0.03)


def test_a_map_is_redrawn_the_sooner_the_more_there_is_to_show() -> None:
    shown = np.tile([0.0, 100.0, 105.0], (20_000, 1))
    found = redrawn(shown, 0.08, np.random.default_rng(2).uniform(size=shown.shape))
    assert (found[:, 1] == 100.0).all()  # from nothing at once
    assert np.mean(found[:, 2] == 105.0) == pytest.approx(-np.expm1(-np.log(1.05) / 0.08), abs=0.01)
    assert set(found[:, 2]) == {100.0, 105.0}
    assert redrawn(shown, 0.0, np.ones(shown.shape)) is shown


def test_maps_change_as_those_of_offensives_that_stalled() -> None:
    """A tenth to three tenths of days 11 to 60, by 1 to 4 % of the ground, and some of it backwards."""
    rng = np.random.default_rng(3)
    maps = map_readings(relaxing(7.6 * np.exp(0.6 * rng.normal(size=2000))), np.ones(2000), MAPS, rng)
    late = np.diff(np.round(maps), axis=1)[:, 10:]
    assert 0.1 <= np.median(np.mean(late != 0.0, axis=1)) <= 0.3
    jumps = (np.abs(late) / maps[:, [60]])[late != 0.0]
    assert 0.01 <= np.median(jumps) <= 0.04
    assert 0.1 <= np.sum(late < 0.0) / np.sum(late != 0.0) <= 0.5


def test_a_time_constant_is_found_behind_late_and_jumpy_maps() -> None:
    """Of made-up series, the nearest draws of the prior hold the constant that made them, as often as they say."""
    rng = np.random.default_rng(4)
    prior = 7.6 * np.exp(0.6 * rng.normal(size=4000))
    maps = map_readings(relaxing(prior), np.ones(4000), MAPS, rng)
    growth = maps[:, [3, 7, 10, 14, 21, 30, 45]] / np.maximum(maps[:, [60]], 1e-9)
    inside, centres = 0, []
    for made in range(200):
        apart = np.sqrt(np.mean((growth - growth[made]) ** 2, axis=1))
        apart[made] = np.inf
        nearest = prior[np.argsort(apart)[:200]]
        low, middle, high = np.quantile(nearest, (0.05, 0.5, 0.95))
        inside += low <= prior[made] <= high
        centres.append(np.log(middle))
    assert 0.82 <= inside / 200 <= 0.97
    assert np.corrcoef(centres, np.log(prior[:200]))[0, 1] > 0.8
