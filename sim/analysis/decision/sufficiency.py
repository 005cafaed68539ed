"""Sufficiency of the runs: how often chance leaves the best policy undecided, now and with more runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

REACH = 1.96  # standard errors of a 95 % interval
TIMES = (2, 4)  # as many replications, for which it is forecast


@dataclass(frozen=True)
class Sufficiency:
    """Share of undecided futures, found and forecast.

    Attributes:
        replications: of each point.
        undecided: share of futures, over all structures, in which chance leaves undecided which of the two best
        policies is better by a relevant amount.
        forecasts: (replications, share left undecided), from the normal shrinkage of standard errors.
    """

    replications: int
    undecided: float
    forecasts: tuple[tuple[int, float], ...]


def assess_sufficiency(losses: Numbers, at_least: float = 0.0) -> Sufficiency:
    """Share of futures that are undecided at one price.

    Args:
        losses: shape (policies, structures, futures, replications), paired by replication.
        at_least: a difference below which it does not matter which policy is better.
    """
    policies, structures, futures, replications = losses.shape
    flat = losses.reshape(policies, structures * futures, replications)
    best, second = np.argsort(flat.mean(axis=2), axis=0, kind="stable")[:2]
    places = np.arange(structures * futures)
    apart = flat[second, places] - flat[best, places]
    mean, error = apart.mean(axis=1), apart.std(axis=1, ddof=1) / np.sqrt(replications)
    forecasts = tuple((times * replications, _open(mean, error / np.sqrt(times), at_least)) for times in TIMES)
    return Sufficiency(replications, _open(mean, error, at_least), forecasts)


def _open(mean: Numbers, error: Numbers, at_least: float) -> float:
    """Share of differences whose interval neither excludes 0 nor lies below the relevant amount."""
    reach = REACH * error
    unclear = (reach > 0) & (mean - reach <= 0) & (mean + reach >= at_least)
    return float(unclear.mean())
