"""Intervals: against scipy, and at known answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analysis import intervals

RANDOM = np.random.default_rng(3)
NORMAL = RANDOM.normal(2.0, 3.0, 200)


def test_the_highest_share() -> None:
    assert intervals.highest_share(0, 1000) == 0.003
    assert intervals.highest_share(0, 2) == 1
    assert intervals.highest_share(5, 5) == 1
    assert intervals.highest_share(0, 0) == 1
    clopper_pearson = stats.binomtest(7, 100, alternative="less").proportion_ci(0.95, method="exact").high
    assert intervals.highest_share(7, 100) == pytest.approx(clopper_pearson)


@pytest.mark.parametrize(("n", "alike"), [(20, 1), (21, 1), (500, 1), (500, 25)])
def test_the_interval_of_a_median_lies_between_the_order_statistics_of_the_exact_test(n: int, alike: int) -> None:
    """The widest pair of order statistics outside of which the sign test rejects at the level."""
    values = np.random.default_rng(n).permutation(np.arange(n, dtype=float))
    low, high = intervals.median_interval(values, alike)
    assert low + high == n - 1
    assert stats.binomtest(int(low), n).pvalue <= 0.05 / alike < stats.binomtest(int(low) + 1, n).pvalue


@pytest.mark.parametrize("n", [0, 1, 5])
def test_few_values_have_no_interval_of_their_median(n: int) -> None:
    assert np.isnan(intervals.median_interval(np.arange(n, dtype=float))).all()
    assert intervals.median_interval(np.arange(6.0)) == (0, 5)


def test_the_interval_of_a_median_holds_its_level() -> None:
    random = np.random.default_rng(4)
    held = 0
    for _ in range(1000):
        low, high = intervals.median_interval(random.lognormal(0.0, 1.0, 41))
        held += low <= 1.0 <= high
    assert held / 1000 + 0.014 >= 0.95
