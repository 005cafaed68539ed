"""Intervals of means, and bounds of shares; how often they hold is measured in docs/coverage.md.

scipy is imported where it is used, as commands that compare nothing should not wait for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEVEL = 0.95
RESAMPLES = 1999
MOST = 20_000  # values in a column; above, Student's t and the bootstrap agree to what a figure can show
SEED = 20240510  # of the resampling; it has nothing to do with the seed of a run
BLOCK = 2_000_000  # drawn values that are held at a time


def effective_number(values: Numbers) -> float:
    """How many values of equal size weigh as much: (sum |x|)^2 / sum x^2; 0 where all are 0."""
    size = float(np.abs(values).max(initial=0.0))
    if size == 0.0:
        return 0.0
    shares = np.abs(values) / size
    return float(shares.sum() ** 2 / (shares**2).sum())


def highest_share(found: int, total: int) -> float:
    """The share that is not exceeded, at 95 % confidence, where `found` of `total` were found.

    3/total where none was found, the rule of three; else Clopper and Pearson's one-sided bound.
    """
    from scipy.special import betaincinv

    if total == 0 or found == total:
        return 1.0
    return min(1.0, 3.0 / total) if found == 0 else float(betaincinv(found + 1, total - found, LEVEL))


def student_t(values: Numbers) -> tuple[float, float]:
    """The interval of a mean by Student's t; shape (n,), n above 1."""
    return around(float(values.mean()), standard_error(values), len(values) - 1)


def welch(one: Numbers, other: Numbers, alike: int = 1) -> tuple[float, float]:
    """The interval of mean(one) - mean(other) of independent samples, by Welch.

    Args:
        one: values, shape (n,), n above 1.
        other: values as well, of a number of its own; one of the two samples varies.
        alike: intervals that are to hold at once (Bonferroni).
    """
    squares = np.array([standard_error(one) ** 2, standard_error(other) ** 2])
    counts = np.array([len(one), len(other)])
    freedom = float(squares.sum() ** 2 / (squares**2 / (counts - 1)).sum())
    return around(float(one.mean() - other.mean()), math.sqrt(squares.sum()), freedom, alike)


def around(middle: float, error: float, freedom: float, alike: int = 1) -> tuple[float, float]:
    """Student's t interval around an estimate, one of `alike` that are to hold at once (Bonferroni)."""
    from scipy.special import stdtrit

    reach = error * float(stdtrit(freedom, 1 - (1 - LEVEL) / 2 / alike))
    return middle - reach, middle + reach


def standard_error(values: Numbers) -> float:
    """Of the mean; NaN below two values."""
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def bootstrap(table: Numbers, together: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Intervals of the mean of each column, each on its own and some at once.

    The studentised bootstrap resamples whole rows, so that columns that vary together are resampled together. On its
    own a column has the interval between quantiles of its resampled t. Those at once have what the largest |t| of a
    resample leaves inside, where that is wider.

    Args:
        table: shape (rows, columns), NaN left out; each column varies, with 50 effective values or more.
        together: which columns are to have intervals that hold at once; shape (columns,).

    Returns:
        The intervals of each on its own, and of those at once (NaN for the others), both of shape (columns, 2).
    """
    if not table.shape[1]:
        return np.empty((0, 2)), np.empty((0, 2))
    resampled = resampled_t(table)
    middle = np.nanmean(table, axis=0)
    error = np.nanstd(table, axis=0, ddof=1) / np.sqrt(np.isfinite(table).sum(axis=0))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail], axis=0)
    alone = np.stack([middle - high * error, middle - low * error], axis=1)
    reach = error * np.where(together, _largest(resampled[:, together]), math.nan)
    return alone, np.stack([np.minimum(alone[:, 0], middle - reach), np.maximum(alone[:, 1], middle + reach)], axis=1)


def _largest(resampled: Numbers) -> float:
    """The |t| that all columns of 95 % of the resamples stay within."""
    return float(np.quantile(np.abs(resampled).max(axis=1, initial=0.0), LEVEL))


def resampled_t(table: Numbers) -> Numbers:
    """The t of each column's mean in each resample of the rows; shape (RESAMPLES, columns)."""
    defined = np.isfinite(table)
    centred = np.where(defined, table - np.nanmean(table, axis=0), 0.0)
    sums = np.concatenate([centred, centred**2, defined[:, ~defined.all(axis=0)]], axis=1)
    columns = table.shape[1]
    found = np.concatenate([counts @ sums for counts in _resamples(len(table))])
    sizes = np.full((RESAMPLES, columns), float(len(table)))
    sizes[:, ~defined.all(axis=0)] = found[:, 2 * columns :]
    means = found[:, :columns] / sizes
    spread = np.maximum(found[:, columns : 2 * columns] / sizes - means**2, np.finfo(float).tiny)
    return np.asarray(means / np.sqrt(spread / (sizes - 1)))


def _resamples(rows: int) -> Iterator[Numbers]:
    """How often each row is drawn in each resample, in blocks of shape (some, rows), RESAMPLES in all."""
    random = np.random.default_rng(SEED)
    block = max(1, BLOCK // rows)
    for first in range(0, RESAMPLES, block):
        some = min(block, RESAMPLES - first)
        drawn = random.integers(0, rows, (some, rows)) + rows * np.arange(some)[:, None]
        yield np.bincount(drawn.ravel(), minlength=some * rows).reshape(some, rows).astype(np.float64)
