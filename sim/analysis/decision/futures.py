"""Futures as a sample: in an order independent of the file, resampled, and the certainty of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

SAMPLES = 200  # bootstrap samples of the futures
TAILS = (0.025, 0.975)
LEVEL = TAILS[1] - TAILS[0]  # of an interval


def order_of(ranks: Numbers) -> Whole:
    """An order of the futures by content, so that their order in the file affects no random number.

    Args:
        ranks: of the uncertain parameters, shape (n, d).
    """
    if not ranks.shape[1]:
        return np.arange(len(ranks))
    return np.lexsort(np.nan_to_num(ranks, nan=-1.0).T[::-1])


def resamples(futures: int, seed: int) -> Numbers:
    """Counts of each future in each bootstrap sample; shape (`SAMPLES`, futures)."""
    chosen = np.random.default_rng(seed).integers(0, futures, (SAMPLES, futures))
    return np.stack([np.bincount(row, minlength=futures) for row in chosen]).astype(np.float64)


def variances(values: Numbers, counts: Numbers) -> Numbers:
    """The variance of values (n,) in each sample; `counts` has shape (samples, n)."""
    futures = counts.sum(axis=1)
    centred = values - values.mean()
    means = counts @ centred / futures
    found: Numbers = (counts @ centred**2 / futures - means**2) * futures / (futures - 1)
    return found


def interval(values: Numbers) -> tuple[float, float]:
    """The 95 % interval of bootstrap values, whose ends are values that occurred, infinite ones too."""
    low, high = np.quantile(values, TAILS, method="inverted_cdf")
    return float(low), float(high)


def certainty(advantages: Numbers, at_least: float = 0.0) -> Numbers:
    """The probability of each future's mean advantage to be above `at_least`, given its few replications.

    Args:
        advantages: of one policy over another, more is better, shape (n, K) with at least two replications.
        at_least: the smallest advantage that counts.

    Returns:
        Shape (n,); 1, 0.5 or 0 where the replications do not differ.
    """
    from scipy.special import ndtr

    mean = advantages.mean(axis=1) - at_least
    error = advantages.std(axis=1, ddof=1) / np.sqrt(advantages.shape[1])
    steps = np.select([mean > 0, mean < 0], [np.inf, -np.inf], 0.0)
    found: Numbers = ndtr(np.divide(mean, error, out=steps, where=error > 0))
    return found


def shares_best(losses: Numbers) -> Numbers:
    """Share of the futures in which each policy has the smallest loss; ties share a future.

    Args:
        losses: policies first, then the futures, then anything: shape (A, n, ...).

    Returns:
        Shape (A, ...), which sums to 1 over the policies.
    """
    best = losses == losses.min(axis=0)
    found: Numbers = (best / best.sum(axis=0)).mean(axis=1)
    return found
