"""First-order shares: functions with known ones, noise that must not lower them, and parameters that cannot be told."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.analysis.decision.drivers import FirstOrder, changed_drivers, first_order

Numbers = NDArray[np.float64]

ISHIGAMI = [0.31390519, 0.44241114, 0.0]


def ishigami(unit: Numbers) -> Numbers:
    x, y, z = (np.pi * (2 * unit - 1)).T
    found: Numbers = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    return found


def futures(count: int, factors: int, seed: int) -> Numbers:
    found: Numbers = qmc.LatinHypercube(factors, rng=np.random.default_rng(seed)).random(count)
    return found


@pytest.mark.thorough
def test_noise_does_not_lower_the_shares_of_the_ishigami_function() -> None:
    corrected, raw = [], []
    for seed in range(5):
        unit = futures(1000, 3, seed)
        noise = np.random.default_rng(seed).normal(0, 4, (1, 1000, 10))
        found = first_order(unit, ishigami(unit)[None, :, None] + noise, seed, harmonics=6)
        corrected.append(found.shares)
        raw.append(found.shares / found.correction)
    assert np.mean(corrected, axis=0) == pytest.approx(ISHIGAMI, abs=0.03)
    assert np.mean(raw, axis=0) == pytest.approx([0.281, 0.397, 0.0], abs=0.03)


@pytest.mark.thorough
def test_the_shares_of_the_g_function() -> None:
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
    alone = 1 / (3 * (1 + a) ** 2)
    found = []
    for seed in range(5):
        unit = futures(1000, 5, seed)
        values = np.prod((np.abs(4 * unit - 2) + a) / (1 + a), axis=1)
        found.append(first_order(unit, values[None, :, None] * np.ones((1, 1, 2)), 1, harmonics=6).shares)
    assert np.mean(found, axis=0) == pytest.approx(alone / (np.prod(1 + alone) - 1), abs=0.03)


@pytest.mark.thorough
def test_the_intervals_hold_the_shares_in_most_studies() -> None:
    held = np.zeros(2)
    for seed in range(25):
        unit = futures(150, 3, seed)
        values = 2 * unit[:, 0] + unit[:, 1]
        noise = np.random.default_rng(seed).normal(0, 1, (1, 150, 5))
        found = first_order(unit, values[None, :, None] + noise, seed)
        held += (found.low[:2] <= [0.8, 0.2]) & (found.high[:2] >= [0.8, 0.2])
    assert (held >= 20).all(), held


@pytest.mark.slow
def test_pure_noise_drives_nothing_in_95_of_100_studies() -> None:
    told = sum(bool(_noise(seed).told.any()) for seed in range(100))
    assert told <= 9  # 5 expected; 10 would be beyond the 97 % quantile of chance


def test_pure_noise_drives_nothing_in_most_studies() -> None:
    assert sum(bool(_noise(seed).told.any()) for seed in range(10)) <= 2


def _noise(seed: int) -> FirstOrder:
    generator = np.random.default_rng(seed)
    return first_order(futures(100, 10, seed), generator.normal(size=(1, 100, 1)) + np.zeros((1, 1, 2)), seed)


def test_where_chance_is_all_no_share_is_given() -> None:
    values = np.random.default_rng(20).normal(size=(1, 60, 3))
    values -= values.mean(axis=2, keepdims=True)  # futures do not differ
    found = first_order(futures(60, 3, 1), values, 1)
    assert np.isnan(found.shares).all()
    assert not found.told.any()


def test_an_aliased_parameter_has_no_share() -> None:
    unit = futures(200, 3, 1)
    found = first_order(unit, unit[:, 0][None, :, None] + np.zeros((1, 1, 2)), 1, aliased=[0])
    assert np.isnan(found.shares).tolist() == [True, False, False]
    assert not found.told[0]


def test_a_unit_changes_no_share() -> None:
    unit = futures(150, 4, 2)
    values = unit[:, 0][None, :, None] + np.random.default_rng(2).normal(size=(2, 150, 4))
    ours, theirs = first_order(unit, values, 1), first_order(unit, 1000 * values - 3, 1)
    assert theirs.shares == pytest.approx(ours.shares)
    assert theirs.floor == pytest.approx(ours.floor)


def test_a_parameter_turns_that_drives_the_difference_and_not_the_level() -> None:
    unit = futures(300, 5, 3)
    flat = np.zeros((1, 1, 2))
    level = first_order(unit, (4 * unit[:, 0] + 2 * unit[:, 1])[None, :, None] + flat, 1)
    difference = first_order(unit, (4 * unit[:, 2] + 2 * unit[:, 1])[None, :, None] + flat, 1)
    assert changed_drivers(level, difference).tolist() == [True, False, True, False, False]
