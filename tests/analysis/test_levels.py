"""Means of all points at once are those of each alone."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis import intervals
from sim.analysis.point_means import levels_of


def test_each_point_has_the_level_that_it_has_alone() -> None:
    chance = np.random.default_rng(1)
    point = np.repeat([0, 2, 3, 7], [5, 1, 40, 3])
    values = 1000 + chance.normal(size=len(point))
    values[[1, -1]] = np.nan
    points, mean, low, high = levels_of(point, values)
    assert points.tolist() == [0, 2, 3, 7]
    for place, one in enumerate(points):
        known = values[(point == one) & ~np.isnan(values)]
        assert mean[place] == pytest.approx(known.mean(), rel=1e-14)
        if len(known) > 1:
            assert (low[place], high[place]) == pytest.approx(intervals.student_t(known), rel=1e-12)
        else:
            assert np.isnan([low[place], high[place]]).all()


def test_points_without_a_defined_value_have_no_level() -> None:
    points, mean, _, _ = levels_of(np.array([0, 0, 1]), np.array([np.nan, np.nan, 4.0]))
    assert (points.tolist(), mean.tolist()) == ([1], [4.0])
    assert [len(one) for one in levels_of(np.array([0]), np.array([np.nan]))] == [0, 0, 0, 0]
