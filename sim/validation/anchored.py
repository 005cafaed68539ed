"""The model as a forecast from a day on: the last reading, times how the maps of like draws grow from that day."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NEAREST = 0.1  # share of the draws that a forecast keeps
LEAST = 30  # draws that it keeps at least, where there are as many


def anchored(draws: Floats, days: Floats, readings: Floats, to_fit: NDArray[np.bool_]) -> Floats:
    """Forecasts of the readings to test with, float64[kept, readings to test].

    Of the draws, those are kept whose maps grew most as the readings did in the window to fit: the nearest tenth by
    the root mean square of the differences of shares of the last reading (rejection, as in approximate Bayesian
    computation). Each forecasts the last reading times its growth from that day.

    Args:
        draws: what maps would show at the beginning of days 0, 1, ..., float64[draws, days].
        days: of the readings, whole ones.
        readings: what was read on them; the last one to fit is above 0.
        to_fit: which readings lie in the window to fit; the first ones.
    """
    at_readings = draws[:, days.astype(np.int64)]
    last = int(np.sum(to_fit)) - 1
    shown = at_readings[at_readings[:, last] > 0.0]
    growth = shown / shown[:, [last]]
    apart = np.sqrt(np.mean((growth[:, to_fit] - readings[to_fit] / readings[last]) ** 2, axis=1))
    kept = min(len(growth), max(LEAST, math.ceil(NEAREST * len(growth))))
    nearest = np.argsort(apart, kind="stable")[:kept]
    return np.asarray(readings[last] * growth[nearest][:, ~to_fit])
