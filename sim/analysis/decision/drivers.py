"""Drivers of an outcome: first-order shares of uncertain parameters from given futures, corrected for chance.

The share of a parameter in the variance of the futures' means is its adjusted R2 on cosines of its rank (Plischke 2010,
2012). Chance inflates that variance, and so lowers the shares (Mazo 2021), which are corrected by the known
contribution of chance.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision import cosine
from sim.analysis.decision.futures import TAILS, resamples, variances

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

PLACES = 3  # by which the place of a driver changes where it turns
ONLY_CHANCE = 0.05  # of the variance of the futures' means, below which nothing but chance is left to explain


@dataclass(frozen=True, eq=False)
class FirstOrder:
    """The first-order share of each of d parameters in the variance that parameters bring.

    Attributes:
        shares: float64[d]; NaN for a parameter that cannot be distinguished from another, and for all where chance
            explains the differences between futures.
        low, high: 95 % interval from a bootstrap of the futures, float64[d].
        floor: the share that the largest of them reaches by chance in 5 % of the studies.
        correction: factor that removes the noise of chance; 1 for none.
    """

    shares: Numbers
    low: Numbers
    high: Numbers
    floor: float
    correction: float

    @property
    def told(self) -> Truths:
        """Mask of the parameters above the floor."""
        return np.asarray(np.nan_to_num(self.shares, nan=-np.inf) > self.floor)

    @property
    def places(self) -> NDArray[np.int64]:
        """The place of each parameter, 0 for the strongest, int64[d]."""
        order = np.argsort(-np.nan_to_num(self.shares, nan=-np.inf), kind="stable")
        found = np.empty(len(order), dtype=np.int64)
        found[order] = np.arange(len(order))
        return found


def first_order(
    ranks: Numbers, values: Numbers, seed: int, aliased: Collection[int] = (), harmonics: int = cosine.HARMONICS
) -> FirstOrder:
    """The first-order shares of an outcome.

    Args:
        ranks: of the parameters in (0, 1), shape (n, d); NaN if absent.
        values: the outcome, shape (structures, n, replications).
        seed: of permutations and bootstrap.
        aliased: parameters of which none is given.
        harmonics: how many cosines.
    """
    shared = values.mean(axis=0)
    means, errors = shared.mean(axis=1), shared.var(axis=1, ddof=1) / values.shape[2]
    counts = resamples(len(means), seed)
    correction = _correction(means, errors, np.ones((1, len(means))))[0]
    raw = cosine.explained(ranks, means[:, None], harmonics)[:, 0]
    sampled = _resampled(ranks, means, counts, harmonics) * _correction(means, errors, counts)
    shares = raw * correction
    ends = np.full((2, len(raw)), np.nan)
    if np.isfinite(correction):
        apart = sampled[:, np.isfinite(sampled).all(axis=0)]
        # Futures that are drawn twice explain each other: the spread of the samples is kept, their rise is not.
        ends = shares + np.quantile(apart - apart.mean(axis=1, keepdims=True), TAILS, axis=1)
    hidden = list(aliased)
    for each in (shares, *ends):
        each[hidden] = np.nan
    floor = cosine.floor(ranks, means, seed, harmonics) * correction
    low, high = np.clip(ends, 0.0, 1.0)
    return FirstOrder(np.minimum(shares, 1.0), low, high, float(floor), float(correction))


def changed_drivers(level: FirstOrder, difference: FirstOrder) -> Truths:
    """Mask of the parameters that matter otherwise for a difference than for the level of the reference.

    A parameter turns where it is above the floor in one of the two only, or above it in both and its place differs by
    `PLACES` or more.
    """
    both = level.told & difference.told
    moved = np.abs(level.places - difference.places) >= PLACES
    found: Truths = (level.told != difference.told) | (both & moved)
    return found


def _correction(means: Numbers, errors: Numbers, counts: Numbers) -> Numbers:
    """Variance of the means of each sample over that without chance; NaN if chance is all of it."""
    whole = variances(means, counts)
    left = whole - counts @ errors / counts.sum(axis=1)
    real = left > ONLY_CHANCE * whole
    found: Numbers = np.divide(whole, left, out=np.full(len(counts), np.nan), where=real)
    return found


def _resampled(ranks: Numbers, means: Numbers, counts: Numbers, harmonics: int) -> Numbers:
    """Adjusted R2 of each parameter in each sample, shape (d, samples)."""
    size, centred = counts.sum(axis=1), means - means.mean()
    average = counts @ centred / size
    whole = counts @ centred**2 - size * average**2
    found = np.zeros((ranks.shape[1], len(counts)))
    for place, basis in enumerate(cosine.bases(ranks, harmonics)):
        columns = np.column_stack([np.ones(len(means)), basis])
        fitted = cosine.refitted(columns, centred[:, None], counts)[:, :, 0] @ columns.T
        inside = (counts * fitted**2).sum(axis=1) - size * average**2
        share = np.divide(inside, whole, out=np.zeros_like(whole), where=whole > 0)
        found[place] = cosine.adjust(share, len(means), basis.shape[1])
    return found
