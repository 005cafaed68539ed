"""The band of a mean path holds on all days at once."""

from __future__ import annotations

import numpy as np
import pytest
from coverage_study import PATHS, bands_hold
from student import student_t

from sim.analysis.divergence import band

SETS = 40


@pytest.mark.parametrize("kind", PATHS)
def test_the_band_holds_its_level(kind: str) -> None:
    """Less than 1 in 300 that a band of 95 % holds in fewer than 33 of 40 data sets; 200 are in docs/coverage.md."""
    assert bands_hold(kind, 60, SETS, seed=7).holds >= 33 / SETS


def test_of_one_day_the_band_is_close_to_student_s_interval() -> None:
    values = np.random.default_rng(1).normal(3.0, 2.0, 200)
    low, high = band(values[:, None])
    assert (low[0], high[0]) == pytest.approx(student_t(values), abs=0.05)


def test_the_band_is_wider_than_the_interval_of_a_day_and_blank_where_too_few_paths_differ() -> None:
    random = np.random.default_rng(2)
    paths = np.concatenate([np.zeros((100, 5)), np.cumsum(random.normal(0.1, 1.0, (100, 40)), axis=1)], axis=1)
    paths[0, 4] = 1.0
    low, high = band(paths)
    assert np.isnan(low[:5]).all()
    assert np.isnan(high[:5]).all()
    for day in (10, 44):
        ends = student_t(paths[:, day])
        assert low[day] < ends[0] < ends[1] < high[day]


def test_the_order_of_the_paths_hardly_matters_and_the_unit_does_not() -> None:
    paths = np.cumsum(np.random.default_rng(3).normal(0.1, 1.0, (100, 20)), axis=1)
    low, high = band(paths)
    assert np.array(band(paths * 4.0)) == pytest.approx(4.0 * np.array([low, high]))
    turned = band(paths[::-1])
    assert turned[1] - turned[0] == pytest.approx(high - low, rel=0.1)


def test_a_day_whose_difference_is_constant_but_for_rounding_has_no_band_and_widens_none() -> None:
    random = np.random.default_rng(4)
    paths = np.cumsum(random.normal(0.1, 1.0, (100, 20)), axis=1)
    wanted = band(paths)
    values = random.normal(0.0, 1.0, (100, 1))
    low, high = band(np.concatenate([(values + 7.0) - values, paths], axis=1))
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1:], high[1:]) == (pytest.approx(wanted[0]), pytest.approx(wanted[1]))
