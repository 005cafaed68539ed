"""Intervals: against scipy, and at known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis import intervals

RANDOM = np.random.default_rng(3)
NORMAL = RANDOM.normal(2.0, 3.0, 200)
SKEWED = RANDOM.lognormal(0.0, 1.0, 400)


def test_the_effective_number() -> None:
    assert intervals.effective_number(np.zeros(10)) == 0
    assert intervals.effective_number(np.empty(0)) == 0
    assert intervals.effective_number(np.array([0.0, -2.0, 2.0, 2.0, 0.0])) == pytest.approx(3)
    assert intervals.effective_number(np.array([1e200, 1e200])) == pytest.approx(2)
    assert intervals.effective_number(np.array([10.0] + [0.1] * 10)) == pytest.approx(11**2 / 100.1)


def test_the_highest_share() -> None:
    assert intervals.highest_share(0, 1000) == 0.003
    assert intervals.highest_share(0, 2) == 1
    assert intervals.highest_share(5, 5) == 1
    assert intervals.highest_share(0, 0) == 1
    clopper_pearson = stats.binomtest(7, 100, alternative="less").proportion_ci(0.95, method="exact").high
    assert intervals.highest_share(7, 100) == pytest.approx(clopper_pearson)


def test_student_and_welch_are_those_of_scipy() -> None:
    wanted = stats.ttest_1samp(NORMAL, 0.0).confidence_interval(0.95)
    assert intervals.student_t(NORMAL) == pytest.approx((wanted.low, wanted.high))
    apart = stats.ttest_ind(NORMAL, SKEWED, equal_var=False).confidence_interval(0.95)
    assert intervals.welch(NORMAL, SKEWED) == pytest.approx((apart.low, apart.high))


def test_bonferroni_is_student_at_a_smaller_tail() -> None:
    wanted = stats.ttest_1samp(NORMAL, 0.0).confidence_interval(1 - 0.05 / 10)
    found = intervals.around(float(NORMAL.mean()), intervals.standard_error(NORMAL), len(NORMAL) - 1, 10)
    assert found == pytest.approx((wanted.low, wanted.high))


def test_the_bootstrap_of_normal_values_is_close_to_student() -> None:
    alone, _ = intervals.bootstrap(NORMAL[:, None], np.array([False]))
    width = 2 * intervals.standard_error(NORMAL)
    assert alone[0] == pytest.approx(intervals.student_t(NORMAL), abs=0.1 * width)


def test_the_bootstrap_of_skewed_values_is_close_to_the_one_of_scipy() -> None:
    """BCa corrects for skewness to the same order; Student's t does not."""
    found = stats.bootstrap(
        (SKEWED,), np.mean, n_resamples=4999, method="BCa", rng=np.random.default_rng(1), vectorized=True
    ).confidence_interval
    alone, _ = intervals.bootstrap(SKEWED[:, None], np.array([False]))
    low, high = alone[0] - SKEWED.mean()
    assert high > -1.1 * low
    assert alone[0] == pytest.approx((found.low, found.high), abs=0.3 * intervals.standard_error(SKEWED))


def test_missing_values_are_left_out() -> None:
    """Where the missing are as good as drawn by chance, the interval is that of the others."""
    holed = np.concatenate([NORMAL, np.full(200, np.nan)])
    alone, _ = intervals.bootstrap(np.stack([holed, np.tile(NORMAL, 2)], axis=1), np.zeros(2, dtype=bool))
    error = intervals.standard_error(NORMAL)
    assert alone[0] == pytest.approx(intervals.student_t(NORMAL), abs=0.25 * error)


def test_simultaneous_intervals_are_the_plain_one_for_a_column_alone_and_wider_for_many() -> None:
    table = RANDOM.normal(size=(300, 20))
    alone, at_once = intervals.bootstrap(table, np.arange(20) < 10)
    assert np.all(np.isnan(at_once[10:]))
    assert np.all(at_once[:10, 0] < alone[:10, 0])
    assert np.all(at_once[:10, 1] > alone[:10, 1])
    reach = (at_once[:10, 1] - at_once[:10, 0]) / 2 / (table[:, :10].std(axis=0, ddof=1) / math.sqrt(300))
    assert reach == pytest.approx(stats.t(299).ppf(1 - 0.025 / 10), rel=0.06)
    copies = np.repeat(table[:, :1], 10, axis=1)
    _, together = intervals.bootstrap(copies, np.ones(10, dtype=bool))
    _, single = intervals.bootstrap(copies[:, :1], np.ones(1, dtype=bool))
    assert together == pytest.approx(np.repeat(single, 10, axis=0))


def test_blocks_do_not_change_the_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = intervals.resampled_t(NORMAL[:, None])
    assert whole.shape == (intervals.RESAMPLES, 1)
    monkeypatch.setattr(intervals, "BLOCK", 7000)
    assert intervals.resampled_t(NORMAL[:, None]) == pytest.approx(whole)


def test_no_column_is_no_interval() -> None:
    alone, at_once = intervals.bootstrap(np.empty((0, 0)), np.empty(0, dtype=bool))
    assert alone.shape == at_once.shape == (0, 2)
