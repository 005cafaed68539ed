"""Intervals of a mean and of a median, and bounds of shares; docs/coverage.md measures their coverage.

scipy is imported where it is used, so that commands without comparisons do not wait for it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.study.differences.moments import LEVEL, moments

Numbers = NDArray[np.float64]


def median_interval(values: Numbers, alike: int = 1) -> tuple[float, float]:
    """The interval of a median between two order statistics, exact for every distribution; NaN for too few values.

    Args:
        values: shape (n,), all defined.
        alike: number of simultaneous intervals (Bonferroni).
    """
    from scipy.special import bdtr

    n, tail = len(values), (1 - LEVEL) / 2 / alike
    below = bdtr(np.arange(n // 2), n, 0.5) if n else np.empty(0)  # that at most so many values lie below the median
    rank = int(np.searchsorted(below, tail, side="right"))
    if not rank:
        return math.nan, math.nan
    ordered = np.sort(values)
    return float(ordered[rank - 1]), float(ordered[n - rank])


def highest_share(found: int, total: int) -> float:
    """The share that is not exceeded, at 95 % confidence, where `found` of `total` were found.

    3/total where none was found, the rule of three; else Clopper and Pearson's one-sided bound.
    """
    from scipy.special import betaincinv

    if total == 0 or found == total:
        return 1.0
    return min(1.0, 3.0 / total) if found == 0 else float(betaincinv(found + 1, total - found, LEVEL))


def skew_of(values: Numbers) -> float:
    """Skewness of the mean, as in `sim.study.differences.moments.Moments`; NaN if nothing varies."""
    return float(moments(values[:, None]).skew[0])


def standard_error(values: Numbers) -> float:
    """Standard error of the mean; NaN below two values."""
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan
