"""The interval of the mean of a measure, which leaves out what the measure cannot be; docs/coverage.md measures it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.model.measures import Measure
from sim.study.differences.moments import around_mean, quantile

Numbers = NDArray[np.float64]
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
