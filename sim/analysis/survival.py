"""How long until an event comes, where it does not always come before the horizon: Kaplan and Meier's curve."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import LEVEL

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Survival:
    """The share of replications in which the event has not come yet.

    Attributes:
        days: of the steps of the curve, the start first; shape (steps,).
        survival: share from each step to the next; 1 at the start.
        low, high: its pointwise 95 % interval (by log(-log)); NaN where the share is 1 or 0.
        restricted_mean: mean of the smaller of the day and the last day: the area under the curve, from day 0.
        restricted_mean_standard_error: of that mean.
        last_day: to which the mean is restricted.
        n: replications; `n_events`: those in which it came.
    """

    days: Numbers
    survival: Numbers
    low: Numbers
    high: Numbers
    restricted_mean: float
    restricted_mean_standard_error: float
    last_day: float
    n: int
    n_events: int


def kaplan_meier(days: Numbers, censored_at: float | Numbers) -> Survival:
    """The curve of the days on which an event came.

    Args:
        days: shape (n,), n at least 1; NaN where it did not come.
        censored_at: the day up to which it did not, one for all (the horizon) or one each; read only where it is NaN.
    """
    from scipy.stats import CensoredData, ecdf

    came = ~np.isnan(days)
    ends = np.where(came, days, censored_at)
    last = float(np.max(ends)) if isinstance(censored_at, np.ndarray) else float(censored_at)
    start = min(0.0, float(ends.min()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # log of 0 where the share is 1 or 0
        curve = ecdf(CensoredData.right_censored(ends, ~came)).sf
        interval = curve.confidence_interval(LEVEL, method="log-log")
    steps = np.concatenate([[start], curve.quantiles])
    shares = np.concatenate([[1.0], curve.probabilities])
    mean, error = _restricted_mean(steps, shares, last, ends, came)
    return Survival(
        days=steps,
        survival=shares,
        low=np.concatenate([[math.nan], interval.low.probabilities]),
        high=np.concatenate([[math.nan], interval.high.probabilities]),
        restricted_mean=mean,
        restricted_mean_standard_error=error,
        last_day=last,
        n=len(days),
        n_events=int(came.sum()),
    )


def _restricted_mean(
    steps: Numbers, shares: Numbers, last: float, ends: Numbers, came: NDArray[np.bool_]
) -> tuple[float, float]:
    """The area under the curve, and its standard error by Greenwood."""
    areas = shares * np.diff(steps, append=last)
    left = np.cumsum(areas[::-1])[::-1] - areas  # area from the end of each step on
    at_risk = len(ends) - np.searchsorted(np.sort(ends), steps[1:])
    days = np.sort(ends[came])
    events = np.searchsorted(days, steps[1:], side="right") - np.searchsorted(days, steps[1:])
    stays = at_risk > events  # after the last event nothing is left to vary
    after = left[:-1][stays] ** 2
    variance = after * events[stays] / (at_risk[stays] * (at_risk[stays] - events[stays]))
    return float(steps[0] + areas.sum()), math.sqrt(float(variance.sum()))
