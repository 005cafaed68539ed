"""Simultaneous bands of a mean path over all days; docs/coverage.md measures their coverage.

`scipy.stats.bootstrap` has no studentised interval, and none that is simultaneous over all days.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.study.differences.moments import LEVEL, moments
from sim.study.differences.verdict import judge_differences

Numbers = NDArray[np.float64]

RESAMPLES = 999
SEED = 20240510  # of the resampling; it has nothing to do with the seed of a run
BLOCK = 2_000_000  # drawn values that are held at a time


def band(table: Numbers) -> tuple[Numbers, Numbers]:
    """The 95 % band of the mean of paths, by the studentised bootstrap of whole paths.

    On either side of the mean of each day it leaves the number of standard errors that the largest |t| over the days of
    a resample does not exceed in 95 % of the resamples.

    Args:
        table: shape (paths, days).

    Returns:
        The lower and the upper edge, shape (days,); NaN on days whose mean has no interval
        (`sim.study.differences.verdict`).
    """
    found = moments(table)
    given = np.array([not one.no_interval for one in judge_differences(table)], dtype=np.bool_)
    low, high = np.full(table.shape[1], np.nan), np.full(table.shape[1], np.nan)
    if given.any():
        reach = _critical(table[:, given]) * found.error[given]
        low[given], high[given] = found.mean[given] - reach, found.mean[given] + reach
    return low, high


def _critical(table: Numbers) -> float:
    """Number of standard errors that the largest |t| of a resample does not exceed in 95 % of the resamples."""
    rows = len(table)
    centred = table - table.mean(axis=0)
    largest = []
    for counts in _resamples(rows):
        means, squares = counts @ centred / rows, counts @ (centred * centred) / rows
        spread = np.maximum(squares - means * means, np.finfo(float).tiny)
        largest.append(np.abs(means / np.sqrt(spread / (rows - 1))).max(axis=1))
    return float(np.quantile(np.concatenate(largest), LEVEL))


def _resamples(rows: int) -> Iterator[Numbers]:
    """Counts of each path in each resample, in blocks of shape (some, rows), RESAMPLES in all."""
    random = np.random.default_rng(SEED)
    block = max(1, BLOCK // rows)
    for first in range(0, RESAMPLES, block):
        some = min(block, RESAMPLES - first)
        drawn = random.integers(0, rows, (some, rows)) + rows * np.arange(some)[:, None]
        yield np.bincount(drawn.ravel(), minlength=some * rows).reshape(some, rows).astype(np.float64)
