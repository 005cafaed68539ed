"""Prices at which each policy is best, and at which two policies tie.

The loss of a policy is L = G + price x C, with the measure G that it should save and the cost C, less of both being
better. A beats B below the price (G_B - G_A) / (C_A - C_B) if A saves and costs; otherwise one dominates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.futures import interval, resamples, shares_best

Numbers = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
PRICES = 41
REACH = 5.0  # times the outermost ties, to which default prices reach
MOST_UNKNOWN = 0.05  # share of the samples without a price, above which a tie has no interval


@dataclass(frozen=True)
class Tie:
    """The price at which the means of two policies are equal under a structure.

    Attributes:
        below, above: the policy that is better below the price, and above it.
        structure: its place.
        price: in units saved for one unit of cost.
        low, high: 95 % interval over the futures; NaN if the samples do not agree on the existence of a price.
        leads: whether no third policy is better than both at the price.
    """

    below: int
    above: int
    structure: int
    price: float
    low: float
    high: float
    leads: bool


@dataclass(frozen=True)
class Trade:
    """Two policies over the futures of one structure.

    Attributes:
        saver, sparer: the policy that saves more on average, and the other one.
        structure: its place.
        quantiles: of the price at which a future is a tie, at `QUANTILES`, over the futures in which the saver costs
            more; NaN if there are none.
        traded: share of the futures in which the saver saves and costs.
        saver_dominates, sparer_dominates: shares in which one is no worse in both.
        reversed_: share in which the sparer saves and the saver costs less.
    """

    saver: int
    sparer: int
    structure: int
    quantiles: tuple[float, ...]
    traded: float
    saver_dominates: float
    sparer_dominates: float
    reversed_: float


@dataclass(frozen=True, eq=False)
class BestPolicyShares:
    """Share of the futures in which each policy is best, by price.

    Attributes:
        prices: shape (P,).
        best: shape (S, P, A), summing to 1 over the policies.
    """

    prices: Numbers
    best: Numbers


def shares_by_price(saves: Numbers, costs: Numbers, prices: Numbers) -> BestPolicyShares:
    """The share of the futures in which each policy is best.

    Args:
        saves: means over the replications, shape (A, S, n).
        costs: the same of what is spent.
        prices: shape (P,).
    """
    found = [shares_best(np.moveaxis(saves + price * costs, 2, 1)) for price in prices.tolist()]
    return BestPolicyShares(prices, np.stack(found).transpose(2, 0, 1))


def leading(saves: Numbers, costs: Numbers) -> list[int]:
    """The policies that are best on average at some price from 0 on, in the order of rising prices.

    Args:
        saves: means, shape (A,).
        costs: the same of what is spent.
    """
    now = min(range(len(saves)), key=lambda policy: (saves[policy], costs[policy]))
    found = [now]
    while (cheaper := [policy for policy in range(len(saves)) if costs[policy] < costs[now]]) != []:
        now = min(cheaper, key=lambda other: (_price(saves, costs, found[-1], other), costs[other]))
        found.append(now)
    return found


def ties(saves: Numbers, costs: Numbers, seed: int) -> tuple[Tie, ...]:
    """The prices at which the means of two policies are equal, of all pairs under each structure.

    Args:
        saves: means over the replications, shape (A, S, n).
        costs: the same of what is spent.
        seed: of the bootstrap of futures.
    """
    counts = resamples(saves.shape[2], seed) / saves.shape[2]
    found = []
    for structure in range(saves.shape[1]):
        gains, harms = saves[:, structure], costs[:, structure]
        means = gains.mean(axis=1), harms.mean(axis=1)
        leads = set(pairwise(leading(*means)))
        for pair in combinations(range(len(saves)), 2):
            below, above = sorted(pair, key=lambda policy: float(means[0][policy]))
            saved, cost = means[0][above] - means[0][below], means[1][below] - means[1][above]
            if saved > 0 and cost > 0:
                sampled = counts @ (gains[above] - gains[below]), counts @ (harms[below] - harms[above])
                ends = _tie_interval(*sampled)
                found.append(Tie(below, above, structure, float(saved / cost), *ends, (below, above) in leads))
    return tuple(found)


def trades(saves: Numbers, costs: Numbers) -> tuple[Trade, ...]:
    """The prices at which single futures are ties, of all pairs under each structure; arrays of shape (A, S, n)."""
    means = saves.mean(axis=2)
    found = []
    for structure in range(saves.shape[1]):
        for pair in combinations(range(len(saves)), 2):
            saver, sparer = sorted(pair, key=lambda policy: float(means[policy, structure]))
            saved = saves[sparer, structure] - saves[saver, structure]
            cost = costs[saver, structure] - costs[sparer, structure]
            found.append(_trade(saver, sparer, structure, saved, cost))
    return tuple(found)


def main_tie(found: Sequence[Tie], saves: Numbers, costs: Numbers, structure: int = 0) -> Tie | None:
    """The tie between the two policies that are best in most futures at its price; None if one leads throughout.

    Args:
        found: all ties.
        saves: means over the replications, shape (A, S, n).
        costs: the same of what is spent.
        structure: under which.
    """
    leads = [tie for tie in found if tie.leads and tie.structure == structure]

    def held(tie: Tie) -> float:
        best = shares_best(saves[:, structure] + tie.price * costs[:, structure])
        return float(best[tie.below] + best[tie.above])

    return max(leads, key=held, default=None)


def usual_prices(found: Sequence[Tie]) -> Numbers:
    """Prices in equal ratios around the ties between leading policies; empty if there are none."""
    known = [tie.price for tie in found if tie.leads]
    if not known:
        return np.empty(0)
    return np.geomspace(min(known) / REACH, max(known) * REACH, PRICES)


def _price(saves: Numbers, costs: Numbers, now: int, other: int) -> float:
    return float((saves[other] - saves[now]) / (costs[now] - costs[other]))


def _tie_interval(saved: Numbers, cost: Numbers) -> tuple[float, float]:
    """The interval of a price over samples; 0 and infinite ones are those in which one policy dominates."""
    known = (saved > 0) | (cost > 0)
    if (~known).mean() > MOST_UNKNOWN:
        return float("nan"), float("nan")
    prices = np.where(cost > 0, np.maximum(saved, 0) / np.where(cost > 0, cost, 1.0), np.inf)
    return interval(prices[known])


def _trade(saver: int, sparer: int, structure: int, saved: Numbers, cost: Numbers) -> Trade:
    traded, reverse = (saved > 0) & (cost > 0), (saved < 0) & (cost < 0)
    ahead = (saved >= 0) & (cost <= 0) & ((saved > 0) | (cost < 0))
    behind = (saved <= 0) & (cost >= 0) & ((saved < 0) | (cost > 0))
    prices = saved[traded] / cost[traded]
    quantiles = np.quantile(prices, QUANTILES) if len(prices) else np.full(len(QUANTILES), np.nan)
    shares = (float(some.mean()) for some in (traded, ahead, behind, reverse))
    return Trade(saver, sparer, structure, tuple(quantiles.tolist()), *shares)
