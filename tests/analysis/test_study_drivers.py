from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.study_drivers import Drivers, correlation_floor, rank_correlation
from sim.study.design.aliasing import Alias, aliased_keys
from sim.study.design.inseparable import Inseparable

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


@pytest.mark.thorough
@pytest.mark.parametrize("factors", [1, 21])
def test_chance_passes_for_a_driver_in_one_study_of_twenty_however_many_factors(factors: int) -> None:
    random, passed = np.random.default_rng(4), []
    for _ in range(200):
        values, means = random.random((factors, 40)), random.random(40)
        largest = max(abs(rank_correlation(column, means)) for column in values)
        passed.append(largest > correlation_floor(list(values), means))
    assert np.mean(passed) == pytest.approx(0.05, abs=0.04)


def test_the_floor_of_many_futures_is_found_from_a_part_of_them() -> None:
    random = np.random.default_rng(5)
    values, means = list(random.random((5, 40_000))), random.random(40_000)
    assert correlation_floor(values, means) == pytest.approx(2.6 / 200, rel=0.15)


def test_a_factor_that_is_nowhere_known_or_does_not_vary_raises_no_floor() -> None:
    random = np.random.default_rng(6)
    values, means = random.random((1, 50)), random.random(50)
    more = [*values, np.full(50, np.nan), np.ones(50)]
    assert correlation_floor(more, means) == pytest.approx(correlation_floor(list(values), means))


def test_drivers_are_beyond_chance_and_can_be_told_apart() -> None:
    found = Drivers({"a": 0.9, "b": -0.95, "c": 0.2, "d": 0.8}, 0.3, frozenset({"d", "e"}))
    assert found.named() == ["b", "a"]
    assert aliased_keys([Alias("d", "e", 0.6, 90), Inseparable(("e", "f", "g"), 90)]) == {"d", "e", "f", "g"}
