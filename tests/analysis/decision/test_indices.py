"""Total order and elementary effects: functions with known ones, broken rows, and what is exactly nothing."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.analysis.decision.indices import Elementary, blocks_of, elementary_effects, total_order
from sim.config.problems import Problem
from sim.study.design.designs.morris import Morris
from sim.study.design.designs.saltelli import Saltelli
from sim.study.design.sampling import future_numbers, unit_sample

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


def ishigami(unit: Numbers) -> Numbers:
    x, y, z = (np.pi * (2 * unit - 1)).T
    found: Numbers = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    return found


def morris_function(unit: Numbers) -> Numbers:
    """Morris's of 20 inputs, without the part whose coefficients are drawn."""
    w = 2 * (unit - 0.5)
    for place in (2, 4, 6):
        w[:, place] = 2 * (1.1 * unit[:, place] / (unit[:, place] + 0.1) - 0.5)
    found = 20 * w[:, :10].sum(axis=1)
    for i in range(6):
        for j in range(i):
            found -= 15 * w[:, i] * w[:, j]
            found -= 10 * w[:, i] * w[:, j] * w[:, :j].sum(axis=1) * (i < 5)
    return found + 5 * w[:, 0] * w[:, 1] * w[:, 2] * w[:, 3]


def saltelli(size: int, factors: int) -> tuple[Numbers, Whole]:
    design = Saltelli(size=size, factors={str(number): None for number in range(factors)})
    return unit_sample(design, factors, (1,)), future_numbers(design, factors)


def replicated(values: Numbers, noise: float = 0.0, replications: int = 2, seed: int = 1) -> Numbers:
    return values[None, :, None] + np.random.default_rng(seed).normal(0, noise, (1, len(values), replications))


def blocks(groups: Whole, size: int) -> tuple[Whole, int]:
    return blocks_of(groups, np.arange(len(groups)), size, "saltelli")


def test_total_order_of_the_ishigami_function() -> None:
    unit, groups = saltelli(4096, 3)
    found = total_order(replicated(ishigami(unit)), blocks(groups, 5)[0], 3, 0, 1)
    assert found.shares == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)
    assert (found.low <= [0.5576, 0.4424, 0.2437]).all()
    assert (found.high >= [0.5576, 0.4424, 0.2437]).all()


def test_noise_does_not_raise_the_total_order() -> None:
    unit, groups = saltelli(1024, 3)
    found = total_order(replicated(ishigami(unit), 4.0, 10), blocks(groups, 5)[0], 3, 0, 1)
    assert found.shares == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.08)


def test_total_order_of_the_g_function() -> None:
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
    unit, groups = saltelli(4096, 5)
    alone = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + alone)
    expected = alone * whole / (1 + alone) / (whole - 1)
    values = np.prod((np.abs(4 * unit - 2) + a) / (1 + a), axis=1)
    found = total_order(replicated(values), blocks(groups, 7)[0], 5, 0, 1)
    assert found.shares == pytest.approx(expected, abs=0.03)


def test_an_unread_parameter_has_a_total_order_of_exactly_nothing() -> None:
    unit, groups = saltelli(64, 4)
    chance = np.random.default_rng(3).normal(size=(64, 1, 5))  # of a base row, shared by its rows
    values = (unit[:, 0] + np.zeros(len(unit)))[None, :, None] + np.repeat(chance, 6, axis=1).reshape(1, -1, 5)
    found = total_order(values, blocks(groups, 6)[0], 4, 0, 1)
    assert found.shares[1:].tolist() == [0.0, 0.0, 0.0]
    assert (found.low[1], found.high[1]) == (0.0, 0.0)


def test_a_broken_base_row_is_left_out_whole() -> None:
    unit, groups = saltelli(64, 3)
    kept = np.arange(len(unit)) != 7
    found, broken = blocks_of(groups[kept], np.arange(len(unit))[kept], 5, "saltelli")
    assert (found.shape, broken) == ((63, 5), 1)
    assert found[:2].tolist() == [[0, 1, 2, 3, 4], [9, 10, 11, 12, 13]]


def test_too_many_broken_base_rows_are_refused() -> None:
    _, groups = saltelli(64, 3)
    kept = ~((np.arange(len(groups)) % 5 == 2) & (groups < 7))
    with pytest.raises(
        Problem, match="57 of 64 groups of rows of the saltelli design are whole, needed 10 and 90 % of"
    ):
        blocks_of(groups[kept], np.arange(len(groups))[kept], 5, "saltelli")


def test_elementary_effects_of_the_morris_function() -> None:
    found = _elementary(1000)
    expected = [63.856, 63.856, 50.819, 63.856, 50.539, 43.270, 33.311, 40, 40, 40]
    assert found.mu_star[:10] == pytest.approx(expected, rel=0.05)
    assert found.sigma[:7] == pytest.approx([75.21, 75.21, 69.778, 75.21, 69.648, 51.97, 24.08], rel=0.08)
    assert found.mu_star[10:] == pytest.approx(0, abs=1e-9)


def test_ten_trajectories_tell_the_parameters_that_act_from_those_that_do_not() -> None:
    found = _elementary(10)
    assert (found.mu_star[:10] > 5).all()
    assert (found.mu_star[10:] < 1e-9).all()
    assert found.reach[7:10] == pytest.approx(0, abs=1e-9)


def _elementary(trajectories: int) -> Elementary:
    design = Morris(size=trajectories, factors={str(number): None for number in range(20)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unit = unit_sample(design, 20, (1,))
    found, _ = blocks_of(future_numbers(design, 20), np.arange(len(unit)), 21, "morris")
    return elementary_effects(replicated(morris_function(unit)), unit, found, 4, 0, 1)


def test_chance_alone_gives_the_elementary_effects_that_it_is_said_to() -> None:
    design = Morris(size=200, factors={str(number): None for number in range(4)})
    unit = unit_sample(design, 4, (1,))
    found, _ = blocks_of(future_numbers(design, 4), np.arange(len(unit)), 5, "morris")
    effects = elementary_effects(replicated(np.zeros(len(unit)), 2.0, 8), unit, found, 4, 0, 1)
    assert effects.mu_star == pytest.approx(effects.chance, rel=0.15)
