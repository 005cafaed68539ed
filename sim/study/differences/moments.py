"""Means of columns with the moments needed for their intervals, and the intervals.

scipy is imported where it is used, so that commands without comparisons do not wait for it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

LEVEL = 0.95
ALMOST_NO_SKEW = 1e-4  # of a mean; below, the correction for skewness is lost in rounding


class Moments(NamedTuple):
    """Moments of the defined values of each column; arrays of shape (columns,), NaN if undefined.

    Attributes:
        n: values that are defined.
        mean: of them; `error`: its standard error.
        skew: skewness of the mean, (skewness of the values) / sqrt(n).
        carriers: n / kurtosis: how many values carry the variance.
    """

    n: Whole
    mean: Numbers
    error: Numbers
    skew: Numbers
    carriers: Numbers


def moments(table: Numbers) -> Moments:
    """The moments of the columns of a table, shape (rows, columns), NaN left out.

    Rows are added one after another, so that the sums are the same to the last bit on every machine.
    """
    defined = ~np.isnan(table)
    n = defined.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = _summed(np.where(defined, table, 0.0)) / n
        apart = np.where(defined, table - mean, 0.0)
        largest = np.abs(apart).max(axis=0, initial=0.0)
        shares = apart / np.where(largest > 0, largest, 1.0)
        square = shares * shares
        second, third, fourth = (_summed(power) for power in (square, square * shares, square * square))
        error = largest * np.sqrt(second / (n - 1) / n)
        return Moments(n, mean, error, third / second**1.5, second * second / fourth)


def _summed(table: Numbers) -> Numbers:
    return np.add.accumulate(table, axis=0)[-1] if len(table) else np.zeros(table.shape[1])


def around_mean(
    middle: Numbers, error: Numbers, skew: Numbers, freedom: Numbers, alike: int = 1
) -> tuple[Numbers, Numbers]:
    """The interval of a mean: Student's t and Hall's, which corrects t for skewness, whichever reaches farther.

    Hall (1992), On the removal of skewness by transformation: with a the skewness of the mean,
    t + a t^2 / 3 + a^2 t^3 / 27 + a / 6 is nearer to Student's distribution than t is.

    Args:
        middle: the means.
        error: their standard errors.
        skew: skewness of each mean.
        freedom: degrees of freedom.
        alike: number of simultaneous intervals (Bonferroni).

    Returns:
        The lower and the upper ends, of the shape of `middle`.
    """
    reach = quantile(freedom, alike)
    low = np.maximum(reach, _untransformed(reach, skew))
    high = np.minimum(-reach, _untransformed(-reach, skew))
    return middle - error * low, middle - error * high


def _untransformed(value: Numbers, skew: Numbers) -> Numbers:
    """The t whose transform by Hall is the value."""
    straight = np.abs(skew) < ALMOST_NO_SKEW
    a = np.where(straight, 1.0, skew)
    return np.where(straight, value, 3.0 / a * (np.cbrt(1.0 + a * (value - a / 6.0)) - 1.0))


def quantile(freedom: Numbers, alike: int = 1) -> Numbers:
    """Reach of an interval by Student's t in standard errors, for one of `alike` simultaneous intervals."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(freedom, 1 - (1 - LEVEL) / 2 / alike), dtype=np.float64)
