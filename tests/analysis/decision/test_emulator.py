"""The emulator: its gradient, its quality, the indices it gives, and where it gives none."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import check_grad
from scipy.stats import qmc

from sim.analysis.decision import emulator
from sim.analysis.decision.emulator import emulate

Numbers = NDArray[np.float64]


def futures(count: int, factors: int, seed: int) -> Numbers:
    found: Numbers = qmc.LatinHypercube(factors, rng=np.random.default_rng(seed)).random(count)
    return found


def ishigami(unit: Numbers) -> Numbers:
    x, y, z = (np.pi * (2 * unit - 1)).T
    found: Numbers = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    return found


def test_the_gradient_is_that_of_the_likelihood() -> None:
    unit = futures(40, 3, 1)
    values = (ishigami(unit), np.full(40, 0.1))
    logs = np.log([0.5, 1.0, 2.0, 1.5, 0.05])
    apart = check_grad(
        lambda x: emulator._negative_log_likelihood(x, unit, *values)[0],
        lambda x: emulator._negative_log_likelihood(x, unit, *values)[1],
        logs,
    )
    assert apart < 1e-4 * np.abs(emulator._negative_log_likelihood(logs, unit, *values)[1]).max()


@pytest.mark.thorough
def test_the_total_order_of_the_ishigami_function() -> None:
    unit = futures(300, 3, 2)
    noise = np.random.default_rng(2).normal(0, 1, (1, 300, 10))
    found = emulate(unit, ishigami(unit)[None, :, None] + noise, 1)
    assert found.quality > 0.95
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.04)


def test_a_parameter_that_does_nothing_has_next_to_no_total_order() -> None:
    unit = futures(150, 8, 3)
    values = unit[:, 0] + unit[:, 1] * unit[:, 2]
    found = emulate(unit, values[None, :, None] + np.random.default_rng(3).normal(0, 0.1, (1, 150, 10)), 1)
    assert found.total is not None
    assert found.total[3:] == pytest.approx(0, abs=0.01)


def test_a_jump_that_it_cannot_follow_gives_no_index() -> None:
    unit = futures(100, 6, 4)
    values = ((unit * 7).astype(int).sum(axis=1) % 2).astype(float)
    found = emulate(unit, values[None, :, None] + np.random.default_rng(4).normal(0, 0.1, (1, 100, 5)), 1)
    assert found.quality < emulator.LOWEST_QUALITY
    assert found.total is None


def test_pure_noise_gives_no_index() -> None:
    for seed in range(5):
        values = np.random.default_rng(seed).normal(size=(1, 80, 4))
        assert emulate(futures(80, 5, seed), values, 1).total is None


def test_the_quality_is_that_of_leaving_futures_out() -> None:
    unit = futures(60, 2, 5)
    outcome = ishigami(np.column_stack([unit, np.full(60, 0.5)]))
    outcome = (outcome - outcome.mean()) / outcome.std()
    errors = np.full(60, 1e-4)
    process = emulator.fitted(unit, outcome, errors)
    assert 0.5 < process.quality < 1
    beside = futures(2000, 2, 6)
    truth = ishigami(np.column_stack([beside, np.full(2000, 0.5)]))
    truth = (truth - truth.mean()) / truth.std()
    fresh = 1 - ((process.at(beside) - truth) ** 2).mean()
    assert process.quality == pytest.approx(fresh, abs=0.1)


def test_a_unit_changes_nothing() -> None:
    unit = futures(80, 3, 7)
    values = ishigami(unit)[None, :, None] + np.random.default_rng(7).normal(0, 0.2, (2, 80, 5))
    ours, theirs = emulate(unit, values, 1), emulate(unit, 1000 * values - 7, 1)
    assert theirs.quality == pytest.approx(ours.quality, abs=1e-4)


def test_last_digits_which_hang_on_how_a_machine_adds_are_not_given() -> None:
    unit = futures(80, 3, 8)
    values = ishigami(unit)[None, :, None] + np.random.default_rng(8).normal(0, 0.2, (1, 80, 5))
    ours, theirs = emulate(unit, values, 1), emulate(unit, values * (1 + 1e-13), 1)
    assert ours.quality == theirs.quality == round(ours.quality, emulator.DIGITS)
