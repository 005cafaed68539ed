"""Scores of forecasts given as draws: coverage, CRPS, bias, mean absolute error, and skill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BANDS = {50: (0.25, 0.75), 90: (0.05, 0.95)}  # percent: quantiles


@dataclass(frozen=True)
class Scores:
    """Scores over some readings.

    Attributes:
        inside_50, inside_90: how many of them lie in the central 50 and 90 % bands.
        crps_km2: continuous ranked probability score, on average; of a forecast without spread, the absolute error.
        bias_km2: median forecast minus reading, on average.
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


MODEL, ANCHORED = "model", "model from the last reading"
OF_THE_MODEL = (MODEL, ANCHORED)
PARITY = 0.10  # of the CRPS of the best baseline


@dataclass(frozen=True)
class Skill:
    """The model from the last reading beside the best baseline, in one window.

    Attributes:
        baseline: the name of the best one, by CRPS.
        crps: of the model from the last reading; `best_crps`: of that baseline; both in the unit of the readings.
        inside_90, best_inside_90: shares of the readings in the 90 % bands of either.
    """

    baseline: str
    crps: float
    best_crps: float
    inside_90: float
    best_inside_90: float

    @property
    def beats(self) -> bool:
        """True if the model is better than the best baseline by more than PARITY."""
        return self.crps < (1.0 - PARITY) * self.best_crps

    @property
    def sentence(self) -> str:
        """The sentence on the skill."""
        told = (
            f"CRPS {self.crps:.3g} against {self.best_crps:.3g} of {self.baseline}, in the 90 % band "
            f"{100 * self.inside_90:.0f} % against {100 * self.best_inside_90:.0f} %"
        )
        if self.crps > (1.0 + PARITY) * self.best_crps:
            return f"No skill beyond the last reading: {told}."
        if self.beats:
            return f"Better than every baseline: {told}."
        return f"No skill beyond the last reading, but no loss either: {told}."


def skill(forecasts: Mapping[str, Scores]) -> Skill | None:
    """The skill in one window; None without a baseline or without the anchored model."""
    baselines = {name: scores for name, scores in forecasts.items() if name not in OF_THE_MODEL}
    if not baselines or ANCHORED not in forecasts:
        return None
    best = min(baselines, key=lambda name: baselines[name].crps_km2)
    mine, other = forecasts[ANCHORED], baselines[best]
    return Skill(best, mine.crps_km2, other.crps_km2, mine.inside_90 / mine.readings, other.inside_90 / other.readings)
