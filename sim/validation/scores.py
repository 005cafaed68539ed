"""How well forecasts, given as draws, agree with what was read: coverage, CRPS, bias, mean absolute error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BANDS = {50: (0.25, 0.75), 90: (0.05, 0.95)}  # percent: quantiles


@dataclass(frozen=True)
class Scores:
    """Scores over some readings.

    Attributes:
        readings: how many.
        inside_50, inside_90: how many of them lie in the central 50 and 90 % bands.
        crps_km2: continuous ranked probability score, in the mean; of a forecast without spread, the absolute error.
        bias_km2: median forecast less reading, in the mean.
        mean_absolute_error_km2: of the median forecast.
    """

    readings: int
    inside_50: int
    inside_90: int
    crps_km2: float
    bias_km2: float
    mean_absolute_error_km2: float


def score(draws: Floats, readings: Floats) -> Scores:
    """The scores of draws, float64[n, m], against readings, float64[m]; m at least 1."""
    middle = np.median(draws, axis=0)
    inside = {
        percent: int(
            np.sum((np.quantile(draws, low, axis=0) <= readings) & (readings <= np.quantile(draws, high, axis=0)))
        )
        for percent, (low, high) in BANDS.items()
    }
    return Scores(
        len(readings),
        inside[50],
        inside[90],
        float(np.mean(crps(draws, readings))),
        float(np.mean(middle - readings)),
        float(np.mean(np.abs(middle - readings))),
    )


def crps(draws: Floats, readings: Floats) -> Floats:
    """The score of the empirical distribution of the draws for each reading, E|X - y| - E|X - X'|/2; float64[m]."""
    count = len(draws)
    ranked = np.sort(draws, axis=0)
    weights = (2.0 * np.arange(1, count + 1) - count - 1.0) / count**2  # E|X - X'|/2 of sorted draws
    return np.asarray(np.mean(np.abs(draws - readings), axis=0) - weights @ ranked)
