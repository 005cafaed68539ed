"""The front of policies: those that no other policy beats in both savings and costs, and the area they dominate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def undominated(values: Numbers) -> NDArray[np.bool_]:
    """Mask of the rows that no other row beats: none is at most as large in both columns and smaller in one.

    Args:
        values: less is better, float64[n, 2]; a row with a value that is not known is not among them.
    """
    return np.asarray(~np.isnan(values).any(axis=1) & ~dominance(values).any(axis=0))


def dominance(values: Numbers) -> NDArray[np.bool_]:
    """True where the first row is at most as large as the second in all columns and smaller in one; shape (n, n)."""
    no_worse = (values[:, None] <= values[None]).all(axis=2)
    better = (values[:, None] < values[None]).any(axis=2)
    return np.asarray(no_worse & better)


def area(values: Numbers, bounds: Numbers) -> float:
    """The share of the rectangle between bounds that some row dominates: the hypervolume of two objectives.

    Args:
        values: less is better, float64[n, 2].
        bounds: the lowest and the highest value of each column, float64[2, 2].
    """
    low, high = bounds
    widths = np.where(high > low, high - low, 1.0)
    inside = np.clip((values - low) / widths, 0.0, None)
    inside = inside[~np.isnan(inside).any(axis=1) & (inside <= 1.0).all(axis=1)]
    found, height = 0.0, 1.0
    for first, second in inside[np.lexsort((inside[:, 1], inside[:, 0]))]:
        found += (1.0 - first) * max(height - second, 0.0)
        height = min(height, second)
    return float(found)


def bounds_of(values: Numbers) -> Numbers:
    """The lowest and the highest known value of each column; float64[2, 2]."""
    known = values[~np.isnan(values).any(axis=1)]
    return np.stack([known.min(axis=0), known.max(axis=0)])


def spread(values: Numbers, most: int) -> NDArray[np.int64]:
    """Rows of the front, at most so many: those are left out first without which the area shrinks least.

    Args:
        values: less is better, float64[n, 2].
        most: at least 2.
    """
    rows = np.flatnonzero(undominated(values))
    _, firsts = np.unique(values[rows], axis=0, return_index=True)
    rows = rows[np.sort(firsts)]  # of policies that come to the same, the first
    bounds = bounds_of(values)
    while len(rows) > most:
        ends = [int(np.argmin(values[rows, 0])), int(np.argmin(values[rows, 1]))]
        without = [
            -np.inf if place in ends else area(np.delete(values[rows], place, axis=0), bounds)
            for place in range(len(rows))
        ]
        rows = np.delete(rows, int(np.argmax(without)))
    return rows
