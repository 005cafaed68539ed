"""How many futures are undecided: in closed form, with fewer after more replications, and where nothing counts."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from sim.analysis.decision.sufficiency import assess_sufficiency


def losses(advantage: float, replications: int = 10, futures: int = 4000) -> NDArray[np.float64]:
    noise = np.random.default_rng(1).normal(0, 1, (2, 1, futures, replications))
    noise[1] = noise[0] + np.random.default_rng(2).normal(0, 1, noise[0].shape) + advantage
    return noise


def test_the_share_of_undecided_futures_is_that_of_the_normal_law() -> None:
    found = assess_sufficiency(losses(0.5, replications=100))
    z = 0.5 * 10
    assert found.undecided == pytest.approx(norm.cdf(1.96 - z) - norm.cdf(-1.96 - z), abs=0.01)


def test_more_replications_leave_what_they_are_forecast_to() -> None:
    spread = np.random.default_rng(3).normal(0, 1, (1, 4000, 1))
    few = losses(0.0, 10) + np.stack([0 * spread, spread])
    many = losses(0.0, 40) + np.stack([0 * spread, spread])
    found = assess_sufficiency(few)
    assert [count for count, _ in found.forecasts] == [20, 40]
    assert found.undecided > found.forecasts[0][1] > found.forecasts[1][1]
    assert found.forecasts[1][1] == pytest.approx(assess_sufficiency(many).undecided, abs=0.05)


def test_a_difference_that_does_not_count_leaves_nothing_undecided() -> None:
    assert assess_sufficiency(losses(0.0, 100)).undecided > 0.9
    assert assess_sufficiency(losses(0.0, 100), at_least=5.0).undecided == 0.0


def test_policies_that_never_differ_leave_nothing_undecided() -> None:
    one = np.random.default_rng(4).normal(size=(1, 2, 30, 5))
    assert assess_sufficiency(np.concatenate([one, one])).undecided == 0.0


def test_the_order_of_policies_does_not_matter() -> None:
    found = losses(0.3)
    assert assess_sufficiency(found) == assess_sufficiency(found[::-1])
