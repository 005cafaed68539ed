"""Time to an event that may not happen before the horizon: the Kaplan-Meier curve.

Not `scipy.stats.ecdf`: importing it takes longer than all else that a comparison imports, and it does not hand out the
numbers at risk, which the standard error of the restricted mean needs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from sim.study.differences.moments import LEVEL

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Survival:
    """The share of replications in which the event has not come yet.

    Attributes:
        days: of the steps of the curve, the start first; shape (steps,).
        survival: share from each step to the next; 1 at the start.
        low, high: its pointwise 95 % interval (by log(-log)); NaN if the share is 1 or 0.
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
        days: shape (n,), n at least 1; NaN if it did not come.
        censored_at: the day up to which it did not, one for all (the horizon) or one each; read only where it is NaN.
    """
    came = ~np.isnan(days)
    ends = np.where(came, days, censored_at)
    last = float(np.max(ends)) if isinstance(censored_at, np.ndarray) else float(censored_at)
    steps = np.concatenate([[min(0.0, float(ends.min()))], np.unique(ends[came])])
    at_risk = len(ends) - np.searchsorted(np.sort(ends), steps)
    events = np.bincount(np.searchsorted(steps, ends[came], side="right") - 1, minlength=len(steps))
    shares = np.asarray(np.cumprod(1 - events / at_risk), dtype=np.float64)
    low, high = _interval(shares, at_risk, events)
    mean, error = _restricted_mean(steps, shares, last, at_risk, events)
    return Survival(steps, shares, low, high, mean, error, last, n=len(days), n_events=int(came.sum()))


def _interval(shares: Numbers, at_risk: Counts, events: Counts) -> tuple[Numbers, Numbers]:
    """Interval of the share, by the normal distribution of log(-log(share)), which keeps it between 0 and 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(events / (at_risk * (at_risk - events)))
        reach = NormalDist().inv_cdf(0.5 + LEVEL / 2) * np.sqrt(variance) / np.log(shares)
        ends = shares ** np.exp(-reach), shares ** np.exp(reach)
    defined = (shares > 0) & (shares < 1)
    return np.where(defined, ends[0], math.nan), np.where(defined, ends[1], math.nan)


def _restricted_mean(
    steps: Numbers, shares: Numbers, last: float, at_risk: Counts, events: Counts
) -> tuple[float, float]:
    """The area under the curve, and its standard error by Greenwood."""
    areas = shares * np.diff(steps, append=last)
    after = np.cumsum(areas[::-1])[::-1]  # area from each step on
    stays = at_risk > events  # after the last event nothing is left to vary
    weights = events[stays] / (at_risk[stays] * (at_risk[stays] - events[stays]))
    return float(steps[0] + areas.sum()), math.sqrt(float((after[stays] ** 2 * weights).sum()))
