"""Samples of the unit cube, one column a factor; and which rows belong to one future."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from sim.study.design.spec import LatinHypercube, Morris, Random, Saltelli, SampledRows, SobolSequence

Floats = NDArray[np.float64]


def unit_sample(design: SampledRows, dimensions: int, seed: tuple[int, ...]) -> Floats:
    """Numbers in [0, 1], of shape (rows, dimensions), the same on every machine.

    Args:
        design: with the size; Saltelli and Morris give more rows than that.
        dimensions: the number of factors.
        seed: whole numbers that make this sample differ from that of another design.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    if isinstance(design, Random):
        return rng.random((design.size, dimensions))
    if isinstance(design, LatinHypercube):
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(dimensions, seed=rng).random(design.size), dtype=np.float64)
    if isinstance(design, SobolSequence):
        return _sobol(design.size, dimensions, rng)
    if isinstance(design, Saltelli):
        return _saltelli(design, dimensions, rng)
    assert isinstance(design, Morris)
    return _morris(design, dimensions, rng)


def future_numbers(design: SampledRows, dimensions: int) -> NDArray[np.int64]:
    """The future of each row: rows that are compared with each other, of one base row or trajectory, share it."""
    each = 1
    if isinstance(design, Saltelli):
        each = (2 * dimensions if design.second_order else dimensions) + 2
    elif isinstance(design, Morris):
        each = dimensions + 1
    return np.repeat(np.arange(design.size, dtype=np.int64), each)


def _sobol(size: int, dimensions: int, rng: np.random.Generator) -> Floats:
    from scipy.stats import qmc

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a size that is no power of 2
        return np.asarray(qmc.Sobol(dimensions, scramble=True, seed=rng).random(size), dtype=np.float64)


def _saltelli(design: Saltelli, dimensions: int, rng: np.random.Generator) -> Floats:
    from SALib.sample import sobol

    problem = _problem(dimensions)
    rows = sobol.sample(problem, design.size, calc_second_order=design.second_order, scramble=True, seed=rng)
    return np.asarray(rows, dtype=np.float64)


def _morris(design: Morris, dimensions: int, rng: np.random.Generator) -> Floats:
    from SALib.sample import morris

    rows = morris.sample(_problem(dimensions), design.size, num_levels=design.levels, seed=rng)
    return np.asarray(rows, dtype=np.float64)


def _problem(dimensions: int) -> dict[str, object]:
    names = [str(number) for number in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}
