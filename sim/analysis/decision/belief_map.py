"""The best policy by one belief and the price: what must be believed for a policy to be best."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision import cosine
from sim.analysis.decision.futures import LEVEL, TAILS, resamples, shares_best

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]

ACROSS = 60  # places along the belief
NEARBY = 0.1  # share of the futures that are near a place
FEWEST_NEARBY = 20
CONTESTED = 0.4  # share of the nearby futures in which another policy is best


@dataclass(frozen=True, eq=False)
class BeliefMap:
    """The policy of the smallest mean loss along a belief, by price.

    Attributes:
        factor: the place of the belief among the parameters.
        ranks: of its places, shape (g,).
        values: of the belief at them, shape (g,).
        prices: shape (P,).
        best: the policy, shape (g, P).
        contested: whether another policy is best in more than 40 % of the nearby futures; shape (g, P).
        tie, tie_low, tie_high: the price at which the two policies of interest tie, with its 95 % interval over the
            futures, shape (g,); NaN if they have none.
    """

    factor: int
    ranks: Numbers
    values: Numbers
    prices: Numbers
    best: Whole
    contested: Truths
    tie: Numbers
    tie_low: Numbers
    tie_high: Numbers


def belief_map(
    saves: Numbers,
    costs: Numbers,
    ranks: Numbers,
    values: Numbers,
    factor: int,
    prices: Numbers,
    between: tuple[int, int],
    seed: int,
) -> BeliefMap:
    """Compute the map.

    Args:
        saves: means over the replications, shape (A, n).
        costs: the same for the costs.
        ranks: of the belief in each future, shape (n,).
        values: of it.
        factor: its place among the parameters.
        prices: shape (P,).
        between: the two policies whose tie is traced.
        seed: of the bootstrap.
    """
    known = ~np.isnan(ranks)
    ranks, values, saves, costs = ranks[known], values[known], saves[:, known], costs[:, known]
    places = np.linspace(0.01, 0.99, ACROSS)
    gains, harms = (cosine.curve(ranks, each.T, places) for each in (saves, costs))
    losses = gains[:, None, :] + prices[None, :, None] * harms[:, None, :]
    best = losses.argmin(axis=2)
    order = np.argsort(ranks, kind="stable")
    low, high = _tie_band(saves, costs, ranks, places, between, seed)
    return BeliefMap(
        factor=factor,
        ranks=places,
        values=np.interp(places, ranks[order], values[order]),
        prices=prices,
        best=best,
        contested=_contested(saves, costs, ranks, places, prices, best),
        tie=_tie(*(each[:, between[1]] - each[:, between[0]] for each in (gains, harms))),
        tie_low=low,
        tie_high=high,
    )


def nearby(ranks: Numbers, place: float) -> Whole:
    """The futures whose rank is nearest to a place."""
    count = min(len(ranks), max(FEWEST_NEARBY, round(NEARBY * len(ranks))))
    found: Whole = np.argsort(np.abs(ranks - place), kind="stable")[:count]
    return found


def rims(middles: Numbers) -> Numbers:
    """The edges of cells around these midpoints; the first and the last cell end at theirs."""
    return np.concatenate([middles[:1], (middles[:-1] + middles[1:]) / 2, middles[-1:]])


def runs(row: NDArray[Any]) -> list[tuple[int, int]]:
    """The first place of each run of equal values, and the place after its last."""
    return list(pairwise([0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]))


def _contested(saves: Numbers, costs: Numbers, ranks: Numbers, places: Numbers, prices: Numbers, best: Whole) -> Truths:
    found = np.zeros(best.shape, dtype=np.bool_)
    for row, place in enumerate(places.tolist()):
        near = nearby(ranks, place)
        losses = saves[:, near, None] + prices * costs[:, near, None]
        shares = shares_best(losses)
        found[row] = shares[best[row], np.arange(len(prices))] < 1.0 - CONTESTED
    return found


def _tie(saved: Numbers, cost: Numbers) -> Numbers:
    """The price at which two curves of loss are equal, NaN if one of the two policies dominates.

    Args:
        saved: how much more the second policy has of the measure to save.
        cost: how much more it spends.
    """
    spared = -cost
    traded = ((saved > 0) == (spared > 0)) & (spared != 0)
    found: Numbers = np.divide(saved, spared, out=np.full(saved.shape, np.nan), where=traded)
    return found


def _tie_band(
    saves: Numbers, costs: Numbers, ranks: Numbers, places: Numbers, between: tuple[int, int], seed: int
) -> tuple[Numbers, Numbers]:
    """The 95 % interval of the tie along the belief; NaN if fewer than 95 % of the samples have one."""
    counts = resamples(len(ranks), seed)
    saved, cost = (
        cosine.resampled_curves(ranks, each[between[1]] - each[between[0]], counts, places) for each in (saves, costs)
    )
    prices = _tie(saved, cost)
    told = np.isnan(prices).mean(axis=0) <= 1.0 - LEVEL
    low, high = np.full(len(places), np.nan), np.full(len(places), np.nan)
    if told.any():
        low[told], high[told] = np.nanquantile(prices[:, told], TAILS, axis=0)
    return low, high
