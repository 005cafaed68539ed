"""How long until an event comes, where it does not always come before the horizon: Kaplan-Meier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Survival:
    """The share of replications in which the event has not come yet.

    Attributes:
        days: of the steps, the first of them the start; shape (steps,).
        survival: share after each step; 1 at the start.
        low, high: its pointwise 95 % interval (log-log); NaN where none is due.
        restricted_mean: mean of the days up to the horizon, area under the curve from day 0.
        restricted_mean_standard_error: of that mean.
        n: replications; `n_events`: those in which it came.
    """

    days: NDArray[np.float64]
    survival: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    restricted_mean: float
    restricted_mean_standard_error: float
    n: int
    n_events: int


def kaplan_meier(days: NDArray[np.float64], censored_at: float) -> Survival:
    """The Kaplan-Meier curve of days of an event, NaN where it did not come before `censored_at`."""
    raise NotImplementedError
