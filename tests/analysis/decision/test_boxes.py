"""Where one policy beats another: a planted box is found, and pure noise tells nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.decision.boxes import NOTHING_DRIVES, Region, region
from sim.analysis.decision.cube import ranks_of
from sim.analysis.decision.futures import certainty
from sim.analysis.decision.peeling import Box, quasi_p

SEED = 20240510
ALL = np.ones(10, dtype=bool)


def planted(seed: int, effect: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Ten parameters of 1,000 futures, and an advantage inside a box of two of them, seen through noise."""
    generator = np.random.default_rng(seed)
    values = generator.random((1000, 10))
    inside = (values[:, 0] < 0.45) & (values[:, 1] > 0.3) & (values[:, 1] < 0.8)
    return values, effect * np.where(inside, 1.0, -1.0)[:, None] + generator.normal(0, 2, (1000, 10))


def told(seed: int, effect: float = 1.0) -> Region:
    values, advantages = planted(seed, effect)
    return region(advantages, np.column_stack([ranks_of(one) for one in values.T]), values, ALL, seed)


def test_the_planted_box_is_found_with_its_coverage_and_density_among_futures_held_out() -> None:
    found = told(SEED)
    ends = {(side.factor, side.is_low): side.value for side in found.sides}
    assert ends == {(0, False): pytest.approx(0.45, abs=0.04), (1, True): pytest.approx(0.30, abs=0.04),
                    (1, False): pytest.approx(0.80, abs=0.04)}  # fmt: skip
    assert 0.58 <= found.coverage.value <= 0.70
    assert 0.78 <= found.density.value <= 0.90
    assert all(side.low <= side.value <= side.high for side in found.sides)


@pytest.mark.parametrize("seed", range(4))
def test_pure_noise_tells_no_region(seed: int) -> None:
    assert told(seed, effect=0.0).why_not


@pytest.mark.slow
def test_pure_noise_tells_no_region_in_at_least_95_of_100_seeds() -> None:
    assert sum(bool(told(seed, effect=0.0).why_not) for seed in range(100)) >= 95


@pytest.mark.slow
def test_the_planted_box_is_found_with_no_false_parameter_in_every_one_of_40_seeds() -> None:
    assert all({side.factor for side in told(seed).sides} == {0, 1} for seed in range(40))


def test_no_usable_parameter_tells_no_region() -> None:
    values, advantages = planted(1)
    found = region(advantages, values, values, np.zeros(10, dtype=bool), 1)
    assert found.why_not == NOTHING_DRIVES
    assert not found.sides


def test_the_order_of_the_futures_changes_nothing() -> None:
    values, advantages = planted(2)
    mixed = np.random.default_rng(9).permutation(1000)
    one, other = (
        region(advantages, values, values, ALL, 2),
        region(advantages[mixed], values[mixed], values[mixed], ALL, 2),
    )
    assert (one.sides, one.coverage, one.density) == (other.sides, other.coverage, other.density)
    assert (one.labels[mixed] == other.labels).all()
    assert (one.held_out[mixed] == other.held_out).all()


def test_an_advantage_in_another_unit_changes_nothing() -> None:
    values, advantages = planted(3)
    one, other = region(advantages, values, values, ALL, 3), region(advantages * 1024, values, values, ALL, 3)
    assert (one.sides, one.coverage, one.density) == (other.sides, other.coverage, other.density)
    assert (one.labels == other.labels).all()


def test_a_restriction_that_cuts_at_random_is_explained_by_chance() -> None:
    generator = np.random.default_rng(0)
    values = generator.random((400, 2))
    labels = (values[:, 0] < 0.5).astype(float)
    box = Box(np.array([-np.inf, 0.4]), np.array([0.5, np.inf]))
    assert quasi_p(box, 0, values, labels) < 0.001
    assert quasi_p(box, 1, values, labels) > 0.05


def test_an_absent_parameter_lies_outside_a_restriction() -> None:
    box = Box(np.array([0.2]), np.array([np.inf]))
    assert box.holds(np.array([[0.3], [0.1], [np.nan]])).tolist() == [True, False, False]


def test_futures_whose_replications_agree_are_certain_or_a_tie() -> None:
    same = np.array([[1.0, 1.0], [0.0, 0.0], [-1.0, -1.0]])
    assert certainty(same).tolist() == [1.0, 0.5, 0.0]
