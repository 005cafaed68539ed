"""Exact answers about waiting for a decision: survival under changing hazards, a two-state chain."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Integral = Callable[[NDArray[np.float64] | float], NDArray[np.float64]]
ENOUGH = 40.0  # an integrated hazard that nobody survives


def linear(level: float, slope: float) -> Integral:
    """The integral of level + slope t, from 0 to t."""
    return lambda t: np.asarray(t) * (level + 0.5 * slope * np.asarray(t))


def stepped(levels: Sequence[float], days: Sequence[float]) -> Integral:
    """The integral of levels that hold for so many days each, the last for ever, from 0 to t."""
    edges = np.concatenate(([0.0], np.cumsum(days)))
    total = np.concatenate(([0.0], np.cumsum(np.array(levels[:-1]) * np.array(days))))

    def integral(t: NDArray[np.float64] | float) -> NDArray[np.float64]:
        beyond = np.maximum(0.0, np.asarray(t) - edges[-1])
        reached: NDArray[np.float64] = np.asarray(np.interp(t, edges, total) + levels[-1] * beyond)
        return reached

    return integral


def survival(integral: Integral, day: float) -> float:
    """Probability that nothing was decided by a day."""
    return float(np.exp(-integral(day)))


def day_of(integral: Integral, hazard: float, latest: float = 1e6) -> float:
    """Day on which the integrated hazard reaches a value; `latest` where it does not by then."""
    from scipy.optimize import brentq

    if integral(latest) <= hazard:
        return latest
    return float(brentq(lambda day: float(integral(day)) - hazard, 0.0, latest, xtol=1e-12))


def mean(integral: Integral, kinks: Sequence[float] = ()) -> float:
    """Mean day of the decision."""
    from scipy.integrate import quad

    end = day_of(integral, ENOUGH)
    inside = [kink for kink in kinks if 0.0 < kink < end] or None
    return float(quad(lambda day: survival(integral, day), 0.0, end, points=inside, limit=200)[0])


def relaxed(relax: float, reverse: float, day: float) -> float:
    """Probability of being relaxed on a day, in a chain that begins without."""
    total = relax + reverse
    return relax / total * -math.expm1(-total * day)


def relaxed_share(relax: float, reverse: float, days: float) -> float:
    """Mean share of the time in which that chain is relaxed."""
    total = relax + reverse
    return relax / total * (1.0 + math.expm1(-total * days) / (total * days))


HIGHEST_EXPONENT = 4.0  # at which the model clips


def of_rising_pressure(level: float, memory: float, intercept: float, by_pressure: float, days: int) -> Integral:
    """The integral of exp(a + b p) under p = level (1 - e^(-t/memory)), by Simpson's rule on a fine grid."""
    from scipy.integrate import cumulative_simpson
    from scipy.interpolate import CubicSpline

    grid = np.linspace(0.0, days, 200 * days + 1)
    exponent = intercept + by_pressure * level * -np.expm1(-grid / memory)
    total = cumulative_simpson(np.exp(np.minimum(exponent, HIGHEST_EXPONENT)), x=grid, initial=0.0)
    through = CubicSpline(grid, total)
    return lambda t: np.asarray(through(t), dtype=np.float64)
