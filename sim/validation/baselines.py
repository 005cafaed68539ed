"""Three baseline forecasts without the model: persistence, a mean rate, and a saturation curve.

`anchored` is the model's own forecast from the last reading, which is to beat them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CURVE_PARAMETERS = 2
LAST_CHANGES = 3  # whose spread is the error of persistence and of the mean rate
PERSISTENCE, MEAN_RATE, SATURATION = "persistence", "mean rate", "saturation curve"


@dataclass(frozen=True)
class BaselineForecast:
    """A baseline's forecasts.

    Attributes:
        middle: its median forecast of each reading, float64[m].
        draws: float64[n, m].
    """

    name: str
    middle: Floats
    draws: Floats


def baselines(
    days: Floats, readings: Floats, to_fit: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> tuple[BaselineForecast, ...]:
    """Every baseline that the window to fit has readings enough for."""
    found = [make(days, readings, to_fit, draws, rng) for make in (persistence, mean_rate, saturation)]
    return tuple(each for each in found if each is not None)


def last_changes(readings: Floats) -> float:
    """Standard deviation of the last three changes of the readings: the error of a forecast that starts from one."""
    return float(np.std(np.diff(readings)[-LAST_CHANGES:], ddof=1))


def persistence(
    days: Floats, readings: Floats, to_fit: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> BaselineForecast | None:
    """Forecast without change: the previous reading, 0 before the first; after the window to fit, its last reading.

    The error is constant, that of the last three changes in the window: an error that grows with the days since the
    reading handicaps persistence on a plateau. None if that window has fewer than three readings.
    """
    fitted = readings[to_fit]
    if len(fitted) < LAST_CHANGES:
        return None
    kept = np.concatenate([[0.0], fitted[:-1], np.full(int(np.sum(~to_fit)), fitted[-1])])
    return BaselineForecast(PERSISTENCE, kept, _around(kept, last_changes(fitted), draws, rng))


def mean_rate(
    days: Floats, readings: Floats, to_fit: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> BaselineForecast | None:
    """The area goes on to grow at its mean rate from day 0 to the end of the window to fit, with the same error."""
    fitted = readings[to_fit]
    if len(fitted) < LAST_CHANGES:
        return None
    middle = float(fitted[-1] / days[to_fit][-1]) * days
    return BaselineForecast(MEAN_RATE, middle, _around(middle, last_changes(fitted), draws, rng))


def saturation(
    days: Floats, readings: Floats, to_fit: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> BaselineForecast | None:
    """The curve a (1 - exp(-t/b)), fitted by least squares to the window to fit, with the spread of its residuals.

    None if that window has too few readings to tell the spread, or holds no ground.
    """
    from scipy.optimize import least_squares

    x, y = days[to_fit], readings[to_fit]
    freedom = len(x) - CURVE_PARAMETERS
    if freedom < 1 or float(np.max(y)) <= 0.0:
        return None
    start = np.log([float(np.max(y)), max(float(x[-1]) / 4.0, 1e-3)])
    fit = least_squares(lambda theta: curve(x, *np.exp(theta)) - y, start, bounds=(start - 10.0, start + 10.0))
    middle = curve(days, *np.exp(fit.x))
    spread = math.sqrt(float(np.sum((middle[to_fit] - y) ** 2)) / freedom)
    return BaselineForecast(SATURATION, middle, _around(middle, spread, draws, rng))


def curve(days: Floats, ceiling: float, memory: float) -> Floats:
    """`ceiling` (1 - exp(-days/`memory`))."""
    return np.asarray(-ceiling * np.expm1(-days / memory))


def _around(middle: Floats, spread: float, draws: int, rng: np.random.Generator) -> Floats:
    return np.asarray(np.maximum(middle + spread * rng.normal(size=(draws, len(middle))), 0.0))


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
