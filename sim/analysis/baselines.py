"""Two forecasts that know nothing of the model, to beat: persistence, and a curve that saturates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CURVE_PARAMETERS = 2
LEAST_READINGS = 2  # from which a change can be told


@dataclass(frozen=True)
class Baseline:
    """A baseline's forecasts.

    Attributes:
        name: what it is called.
        middle: its median forecast of each reading, float64[m].
        draws: float64[n, m].
    """

    name: str
    middle: Floats
    draws: Floats


def persistence(
    days: Floats, readings: Floats, to_fit: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> Baseline | None:
    """Nothing changes: the reading before, 0 before the first; after the window to fit, its last reading.

    The error is that of a random walk: normal, with a variance that grows with the days since the reading that is kept.
    Its variance a day is the mean, over the window to fit, of the squared changes, each divided by its days. The jump
    from nothing to the first reading is not among them: that an offensive begins is no change from one reading to the
    next. None where that window has fewer than two readings.
    """
    x, fitted = days[to_fit], readings[to_fit]
    if len(fitted) < LEAST_READINGS:
        return None
    a_day = float(np.mean(np.diff(fitted) ** 2 / np.diff(x)))
    later = int(np.sum(~to_fit))
    kept = np.concatenate([[0.0], fitted[:-1], np.full(later, fitted[-1])])
    kept_day = np.concatenate([[0.0], x[:-1], np.full(later, x[-1])])
    return Baseline("persistence", kept, _around(kept, np.sqrt(a_day * (days - kept_day)), draws, rng))


def saturation(
    days: Floats, readings: Floats, to_fit: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> Baseline | None:
    """The curve a (1 - exp(-t/b)), fitted by least squares to the window to fit, with the spread of its residuals.

    None where that window has too few readings to tell the spread.
    """
    from scipy.optimize import least_squares

    x, y = days[to_fit], readings[to_fit]
    freedom = len(x) - CURVE_PARAMETERS
    if freedom < 1:
        return None
    start = np.log([float(np.max(y)), max(float(x[-1]) / 4.0, 1e-3)])
    fit = least_squares(lambda theta: curve(x, *np.exp(theta)) - y, start, bounds=(start - 10.0, start + 10.0))
    middle = curve(days, *np.exp(fit.x))
    spread = math.sqrt(float(np.sum((middle[to_fit] - y) ** 2)) / freedom)
    return Baseline("saturation curve", middle, _around(middle, np.full(len(days), spread), draws, rng))


def curve(days: Floats, ceiling: float, memory: float) -> Floats:
    """`ceiling` (1 - exp(-days/`memory`))."""
    return np.asarray(-ceiling * np.expm1(-days / memory))


def _around(middle: Floats, spread: Floats, draws: int, rng: np.random.Generator) -> Floats:
    return np.asarray(np.maximum(middle + spread * rng.normal(size=(draws, len(middle))), 0.0))
