"""How values become colours: steps from blue (below 0) to vermilion (above 0), as classes of the style sheet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEPS = 3  # on either side of the middle


def steps_of(values: NDArray[np.float64], signed: bool) -> NDArray[np.int64]:
    """A step for each value, 0 to 6.

    Args:
        values: shape (n,); NaN is the middle step.
        signed: whether the middle stands for 0; else for the middle of the range.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return np.full(len(values), STEPS, dtype=np.int64)
    middle = 0.0 if signed else (float(known.min()) + float(known.max())) / 2
    reach = float(np.abs(known - middle).max()) or 1.0
    steps = np.nan_to_num(np.round((values - middle) / reach * STEPS))
    return (steps + STEPS).astype(np.int64)
