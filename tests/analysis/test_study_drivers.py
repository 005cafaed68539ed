from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.study_drivers import noise, rank_correlation

X = np.arange(20.0)


def test_ranks_go_with_ranks() -> None:
    assert rank_correlation(X, np.exp(X)) == pytest.approx(1)
    assert rank_correlation(X, -(X**3)) == pytest.approx(-1)


def test_never_is_the_largest_and_what_is_not_in_force_is_left_out() -> None:
    assert rank_correlation(np.append(X, np.inf), np.append(X, 99)) == pytest.approx(1)
    assert rank_correlation(np.append(X, np.nan), np.append(X, -99)) == pytest.approx(1)


def test_what_does_not_vary_goes_with_nothing() -> None:
    assert rank_correlation(np.ones(20), X) == 0
    assert rank_correlation(X, np.ones(20)) == 0
    assert rank_correlation(X[:2], X[:2]) == 0


def test_chance_reaches_the_noise_in_one_case_of_twenty() -> None:
    random = np.random.default_rng(4)
    found = [rank_correlation(random.random(50), random.random(50)) for _ in range(600)]
    assert np.mean(np.abs(found) > noise(50)) == pytest.approx(0.05, abs=0.025)
