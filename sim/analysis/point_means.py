"""The mean of each point of a study with its interval, for all points at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.level_intervals import UNBOUNDED, Bounds, level_interval

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


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
