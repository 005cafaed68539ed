"""Two forecasts that know nothing of the model, to beat: persistence, and a curve that saturates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CURVE_PARAMETERS = 2


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


def persistence(readings: Floats, to_fit: NDArray[np.bool_], draws: int, rng: np.random.Generator) -> Baseline:
    """Nothing changes: the reading before, 0 before the first; after the window to fit, its last reading.

    The error is normal, as large as the forecasts' errors in the window to fit, and grows with the root of the steps.
    """
    fitted = readings[to_fit]
    before = np.concatenate([[0.0], fitted[:-1]])
    spread = float(np.sqrt(np.mean((fitted - before) ** 2)))
    ahead = np.concatenate([np.ones(len(fitted)), np.arange(1, len(readings) - len(fitted) + 1)])
    middle = np.concatenate([before, np.full(len(readings) - len(fitted), fitted[-1])])
    return Baseline("persistence", middle, _around(middle, spread * np.sqrt(ahead), draws, rng))


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
