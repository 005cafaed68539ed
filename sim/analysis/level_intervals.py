"""The interval of a mean, without what the measure cannot be; docs/coverage.md measures it. Of many points at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.model.measures import Measure
from sim.study.differences.moments import around_mean, quantile

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Bounds = tuple[float, float]

UNBOUNDED: Bounds = (-math.inf, math.inf)


def bounds_of(measure: Measure) -> Bounds:
    """The lowest and the highest value that a measure can have."""
    return measure.lowest, measure.highest


def level_interval(
    mean: Numbers, error: Numbers, skew: Numbers, freedom: Numbers, bounds: Bounds
) -> tuple[Numbers, Numbers]:
    """The 95 % interval of means by Student's t, within bounds.

    Where it would go beyond a bound, the values are few and skewed away from it, so that Student's t falls short on the
    other side. The interval then ends at the bound, and on the other side at Student's end or at Hall's, which corrects
    for skewness, whichever is farther.

    Args:
        mean: the means.
        error: their standard errors.
        skew: skewness of each mean, as in `sim.study.differences.moments.Moments`.
        freedom: degrees of freedom, above 0; NaN if there is no interval.
        bounds: the lowest and the highest value that can be.
    """
    lowest, highest = bounds
    reach = error * quantile(freedom)
    low, high = mean - reach, mean + reach
    under, over = low < lowest, high > highest
    far_low, far_high = around_mean(mean, error, skew, freedom)
    low = np.maximum(np.where(over, far_low, low), lowest)
    high = np.minimum(np.where(under, far_high, high), highest)
    return low, high


def levels_of(point: Whole, values: Numbers, bounds: Bounds = UNBOUNDED) -> tuple[Whole, Numbers, Numbers, Numbers]:
    """The points with a defined value, their means, and the ends of the 95 % intervals of these.

    Args:
        point: of each value, in rising order.
        values: NaN if not defined.
        bounds: the lowest and the highest value that can be.

    Returns:
        Arrays of shape (points with a value,); the ends are NaN if there is one value only.
    """
    known = ~np.isnan(values)
    point, values = point[known], values[known]
    if not len(point):
        empty = np.empty(0)
        return np.empty(0, dtype=np.int64), empty, empty, empty
    firsts = np.flatnonzero(np.append(True, np.diff(point) != 0))
    count = np.diff(np.append(firsts, len(point)))
    mean = np.add.reduceat(values, firsts) / count
    apart = values - np.repeat(mean, count)
    squares, cubes = np.add.reduceat(apart**2, firsts), np.add.reduceat(apart**3, firsts)
    freedom = np.where(count > 1, count - 1, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):  # where nothing varies
        skew = np.where(squares > 0, cubes / squares**1.5, 0.0)
    low, high = level_interval(mean, np.sqrt(squares / freedom / count), skew, freedom, bounds)
    return point[firsts], mean, low, high
