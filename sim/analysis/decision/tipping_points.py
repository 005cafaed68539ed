"""Tipping points of the choice between two policies: the price, a belief, or the structure of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision import cosine
from sim.analysis.decision.belief_map import BeliefMap, belief_map
from sim.analysis.decision.futures import LEVEL, interval, order_of, resamples
from sim.analysis.decision.prices import BestPolicyShares, Tie, Trade, shares_by_price, ties, trades
from sim.analysis.decision.reversals import RankReversal, reversals

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

GRID = np.linspace(0.01, 0.99, 197)  # ranks at which a curve is read


@dataclass(frozen=True)
class TippingPoint:
    """The value of a parameter at which the mean advantage of one policy over the other changes sign.

    Attributes:
        factor: its place.
        value, low, high: the value, and its 95 % interval over the futures.
        below, above: the policy that is better, on average, below the value, and above it.
        agreed: share of the bootstrap curves that cross 0 once.
    """

    factor: int
    value: float
    low: float
    high: float
    below: int
    above: int
    agreed: float


@dataclass(frozen=True)
class Beliefs:
    """Single beliefs that change the choice between two policies, at a price and under a structure.

    Attributes:
        strongest: the parameters above the floor, the strongest first.
        shares: adjusted R2 of each parameter; 0 for one not considered.
        floor: the share that the largest reaches by chance in 5 % of the cases.
        turns: those that change it.
    """

    strongest: tuple[int, ...]
    shares: tuple[float, ...]
    floor: float
    turns: tuple[TippingPoint, ...]


@dataclass(frozen=True, eq=False)
class TippingPoints:
    """All tipping points of the choice.

    Attributes:
        price: at which beliefs, structures and the map are analysed.
        between: the two policies whose difference the beliefs turn.
        structure: under which beliefs and map are.
        shares: in what share of the futures each policy is best, by price.
        ties: prices at which means are equal.
        trades: prices at which futures are ties.
        beliefs: that change the choice.
        map: of the best policy over the strongest belief and the price; None if no belief is above the floor.
        reversals: by structure.
    """

    price: float
    between: tuple[int, int]
    structure: int
    shares: BestPolicyShares
    ties: tuple[Tie, ...]
    trades: tuple[Trade, ...]
    beliefs: Beliefs
    map: BeliefMap | None
    reversals: tuple[RankReversal, ...]


@dataclass(frozen=True, eq=False)
class Futures:
    """The uncertain parameters of the futures.

    Attributes:
        ranks: in (0, 1), shape (n, d); NaN if absent.
        values: shape (n, d).
        usable: which parameters can be distinguished, have an order, and are read under the structure; shape (d,).
    """

    ranks: Numbers
    values: Numbers
    usable: Truths


def tipping_points(
    saves: Numbers,
    costs: Numbers,
    futures: Futures,
    options: Sequence[Mapping[str, str]],
    prices: Numbers,
    price: float,
    between: tuple[int, int],
    seed: int,
    structure: int = 0,
) -> TippingPoints:
    """Find the tipping points of the choice.

    Args:
        saves: shape (A, S, n, K), less is better.
        costs: the same of what is spent.
        futures: their uncertain parameters.
        options: of each structure, by config group.
        prices: over which shares and map go.
        price: at which beliefs and structures are compared.
        between: the two policies of interest.
        seed: of the bootstrap and the permutations.
        structure: under which beliefs and map are.
    """
    order = order_of(futures.ranks)
    gains, harms = saves.mean(axis=3)[:, :, order], costs.mean(axis=3)[:, :, order]
    known = Futures(futures.ranks[order], futures.values[order], futures.usable)
    losses = gains[:, structure] + price * harms[:, structure]
    found = beliefs(losses[between[1]] - losses[between[0]], known, between, seed)
    drawn = None
    if found.strongest:
        place = found.strongest[0]
        here = gains[:, structure], harms[:, structure]
        drawn = belief_map(*here, known.ranks[:, place], known.values[:, place], place, prices, between, seed)
    return TippingPoints(
        price=price,
        between=between,
        structure=structure,
        shares=shares_by_price(gains, harms, prices),
        ties=ties(gains, harms, seed),
        trades=trades(gains, harms),
        beliefs=found,
        map=drawn,
        reversals=reversals(gains + price * harms, options),
    )


def beliefs(advantages: Numbers, futures: Futures, between: tuple[int, int], seed: int) -> Beliefs:
    """The single parameters whose value decides which of two policies is better on average.

    A parameter is reported only if it is above the floor of the family and nearly every bootstrap curve crosses 0 once.

    Args:
        advantages: of the first policy over the second, mean over the replications, shape (n,).
        futures: in their order.
        between: the two policies.
        seed: of the permutations and the bootstrap.
    """
    usable = np.flatnonzero(futures.usable)
    shares, least = np.zeros(len(futures.usable)), 0.0
    if len(usable):
        ranks = futures.ranks[:, usable]
        shares[usable] = cosine.explained(ranks, advantages[:, None])[:, 0]
        least = cosine.floor(ranks, advantages, seed)
    strongest = [int(place) for place in np.argsort(-shares, kind="stable") if shares[place] > max(least, 0.0)]
    counts = resamples(len(advantages), seed)
    turns = [_tipping_point(place, advantages, futures, between, counts) for place in strongest]
    return Beliefs(tuple(strongest), tuple(shares.tolist()), least, tuple(turn for turn in turns if turn is not None))


def value_at(rank: float, ranks: Numbers, values: Numbers) -> float:
    """The value of a parameter at a rank, between those of its futures."""
    known = ~np.isnan(ranks)
    order = np.argsort(ranks[known], kind="stable")
    return float(np.interp(rank, ranks[known][order], values[known][order]))


def _tipping_point(
    place: int, advantages: Numbers, futures: Futures, between: tuple[int, int], counts: Numbers
) -> TippingPoint | None:
    """The value of a parameter at which the choice changes; None if fewer than 95 % of the curves cross 0 once."""
    ranks, values = futures.ranks[:, place], futures.values[:, place]
    curve = cosine.curve(ranks, advantages[:, None], GRID)[:, 0]
    curves = cosine.resampled_curves(ranks, advantages, counts, GRID)
    crossings = (np.diff(np.signbit(curves), axis=1) != 0).sum(axis=1)
    agreed = float((crossings == 1).mean())
    if agreed < LEVEL or (np.diff(np.signbit(curve)) != 0).sum() != 1:
        return None
    places = [_crossing(one) for one in curves[crossings == 1]]
    low, high = interval(np.array([value_at(one, ranks, values) for one in places]))
    first, second = between
    below, above = (first, second) if curve[0] > 0 else (second, first)
    return TippingPoint(place, value_at(_crossing(curve), ranks, values), low, high, below, above, agreed)


def _crossing(curve: Numbers) -> float:
    """The rank at which a curve over `GRID` crosses 0 for the first time."""
    at = int(np.flatnonzero(np.diff(np.signbit(curve)))[0])
    low, high = curve[at], curve[at + 1]
    return float(GRID[at] + (GRID[at + 1] - GRID[at]) * low / (low - high))
