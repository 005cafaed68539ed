"""The front: which policies no other one beats, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.decision.front import front


def objectives(noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Three policies on a line and one behind the second."""
    generator = np.random.default_rng(1)
    means = np.array([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0], [1.1, 1.2]])
    return means[:, :, None] + generator.normal(0, noise, (4, 2, 100)), generator.random((100, 3))


def test_the_policy_behind_another_is_off_the_front_and_names_it() -> None:
    found = front(*objectives(0.01), seed=1)
    assert found.on_front.tolist() == [True, True, True, False]
    assert found.beaten_by == (-1, -1, -1, 1)
    assert found.probability.tolist() == [1, 1, 1, 0]


def test_noise_leaves_a_doubt_about_who_is_on_the_front() -> None:
    found = front(*objectives(1.0), seed=1)
    assert 0 < found.probability[3] < 1


def test_equal_policies_are_both_on_the_front() -> None:
    same = np.ones((3, 2, 30))
    assert front(same, np.random.default_rng(0).random((30, 1)), seed=0).on_front.all()


def test_orders_of_futures_and_policies_and_the_unit_change_nothing_else() -> None:
    some, ranks = objectives(0.5)
    mixed = np.random.default_rng(0).permutation(100)
    one = front(some, ranks, seed=3)
    other = front(some[::-1][:, :, mixed] * np.array([1024.0, 1.0])[:, None], ranks[mixed], seed=3)
    assert other.probability[::-1].tolist() == one.probability.tolist()
    assert other.means[::-1] / [1024, 1] == pytest.approx(one.means)
