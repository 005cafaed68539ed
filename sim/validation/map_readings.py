"""Readings of the ground from maps: late, in steps, and with a persistent error.

A map of day d shows the ground of day d less the delay of its series, over the observation's factor, times a log-normal
error. Errors of one series are correlated: a first-order autoregression with a memory. The map is redrawn sooner the
more there is to show: on a day with the probability 1 - exp(-|ln(new/old)|/step), else it stays as it was.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.config.observations import Observations

Floats = NDArray[np.float64]


def map_readings(areas: Floats, factors: Floats, observed: Observations, rng: np.random.Generator) -> Floats:
    """Readings from maps of some paths, float64[draws, days].

    `areas`: ground lost (km2) on days 0, 1, ..., float64[draws, days]; `factors`: ground lost over what is read.
    """
    delays = rng.uniform(0.0, observed.delay_maximum_days, len(areas))
    shown = delayed(areas, delays) / factors[:, None]
    errors = correlated_errors(areas.shape, observed.error, observed.error_memory_days, rng)
    return redrawn(shown * np.exp(errors), observed.step, rng.uniform(size=areas.shape))


def delayed(areas: Floats, delays_days: Floats) -> Floats:
    """Paths as they were some days before, between days by interpolation, and before day 0 as on day 0.

    `areas`: float64[draws, days]; `delays_days`: float64[draws].
    """
    last = areas.shape[1] - 1
    seen = np.maximum(np.arange(last + 1.0)[None, :] - delays_days[:, None], 0.0)
    before = np.floor(seen).astype(np.int64)
    early = np.take_along_axis(areas, before, axis=1)
    late = np.take_along_axis(areas, np.minimum(before + 1, last), axis=1)
    return np.asarray(early + (seen - before) * (late - early))


def correlated_errors(shape: tuple[int, ...], log_sd: float, memory_days: float, rng: np.random.Generator) -> Floats:
    """Logarithms of errors of one reading a day, float64[draws, days], stationary, with exponential memory."""
    kept = math.exp(-1.0 / memory_days) if memory_days > 0.0 else 0.0
    errors = rng.normal(size=shape)
    for day in range(1, shape[1]):
        errors[:, day] = kept * errors[:, day - 1] + math.sqrt(1.0 - kept * kept) * errors[:, day]
    return np.asarray(log_sd * errors)


def redrawn(shown: Floats, step: float, uniform: Floats) -> Floats:
    """Readings from a map that is redrawn with a chance that grows with the change there is to show."""
    if step <= 0.0:
        return shown
    found = shown.copy()
    for day in range(1, shown.shape[1]):
        old, new = found[:, day - 1], shown[:, day]
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.where((old > 0.0) & (new > 0.0), np.abs(np.log(new / old)), np.where(new > old, np.inf, 0.0))
        found[:, day] = np.where(uniform[:, day] < -np.expm1(-change / step), new, old)
    return found
