"""The value of information: known values of two normal unknowns, and nothing in pure noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from sim.analysis.decision.value_of_information import InformationValue, value_of_information

BOTH, FIRST, SECOND = 0.4798107063483927, 0.39559311480261217, 0.08331547058768629


def two_unknowns(futures: int = 2000, replications: int = 20, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Losses of two actions, of which the second is worth 1 + t1 + t2, and the ranks of t1 and t2."""
    generator = np.random.default_rng(seed)
    ranks = generator.random((futures, 2))
    advantage = 1 + 2 * norm.ppf(ranks[:, 0]) + norm.ppf(ranks[:, 1])
    seen = advantage[:, None] + generator.normal(0, 3, (futures, replications))
    return -np.stack([np.zeros_like(seen), seen])[:, None], ranks


def known(found: InformationValue, factor: int) -> float:
    return next(one.value for one in found.single if one.factors == (factor,))


def test_the_worth_of_two_normal_unknowns_is_as_known() -> None:
    found = value_of_information(*two_unknowns(), np.ones(2, dtype=bool), seed=1)
    assert found.low <= BOTH <= found.high
    assert known(found, 0) == pytest.approx(FIRST, abs=0.05)
    assert known(found, 1) == pytest.approx(SECOND, abs=0.05)
    assert all(one.low <= one.value <= one.high for one in found.single)
    assert [one.factors for one in found.above_floor()] == [(0,), (1,)]


@pytest.mark.parametrize("seed", range(6))
def test_two_parameters_together_are_worth_no_less_than_one_and_no_more_than_everything(seed: int) -> None:
    found = value_of_information(*two_unknowns(120, 6, seed), np.ones(2, dtype=bool), seed=seed)
    assert found.pair is not None
    assert found.single[0].value <= found.pair.value <= found.high


def noise(seed: int) -> InformationValue:
    generator = np.random.default_rng(seed)
    return value_of_information(
        generator.normal(size=(3, 1, 60, 6)), generator.random((60, 8)), np.ones(8, dtype=bool), seed=seed
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_no_parameter_is_above_the_floor_in_pure_noise(seed: int) -> None:
    assert not noise(seed).above_floor()


@pytest.mark.slow
def test_at_least_95_of_100_studies_of_pure_noise_tell_no_parameter() -> None:
    assert sum(not noise(seed).above_floor() for seed in range(100)) >= 95


def test_knowing_the_structure_is_worth_what_its_best_policies_differ_by() -> None:
    losses = np.zeros((2, 2, 40, 4))
    losses[0, 1], losses[1, 0] = 3.0, 1.0
    found = value_of_information(losses, np.random.default_rng(0).random((40, 1)), np.ones(1, dtype=bool), seed=0)
    assert found.structure == pytest.approx(0.5)  # without knowing: the second, 1/2 on average; with: 0


def test_orders_of_futures_and_policies_and_the_unit_change_nothing_else() -> None:
    losses, ranks = two_unknowns(80, 6)
    mixed = np.random.default_rng(0).permutation(80)
    one = value_of_information(losses, ranks, np.ones(2, dtype=bool), seed=3)
    other = value_of_information(losses[::-1][:, :, mixed] * 1000, ranks[mixed], np.ones(2, dtype=bool), seed=3)
    assert other.best == 1 - one.best
    for name in ("low", "middle", "high", "floor", "loss"):
        assert getattr(other, name) == pytest.approx(getattr(one, name) * 1000)
    assert [each.low for each in other.single] == pytest.approx([each.low * 1000 for each in one.single], abs=1e-9)
