"""The mean of each point of a study with its interval, for all points at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.study.differences.moments import LEVEL

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


def levels_of(point: Whole, values: Numbers) -> tuple[Whole, Numbers, Numbers, Numbers]:
    """The points with a defined value, their means, and the ends of the 95 % intervals of these (Student).

    Args:
        point: of each value, in rising order.
        values: NaN if not defined.

    Returns:
        Arrays of shape (points with a value,); the ends are NaN if there is one value only.
    """
    from scipy.special import stdtrit

    known = ~np.isnan(values)
    point, values = point[known], values[known]
    if not len(point):
        empty = np.empty(0)
        return np.empty(0, dtype=np.int64), empty, empty, empty
    firsts = np.flatnonzero(np.append(True, np.diff(point) != 0))
    count = np.diff(np.append(firsts, len(point)))
    mean = np.add.reduceat(values, firsts) / count
    squares = np.add.reduceat((values - np.repeat(mean, count)) ** 2, firsts)
    freedom = np.where(count > 1, count - 1, np.nan)
    reach = np.sqrt(squares / freedom / count) * stdtrit(freedom, 1 - (1 - LEVEL) / 2)
    return point[firsts], mean, mean - reach, mean + reach
