"""Robustness: whether the rule of choice changes the winner, and how often the winner wins in resamples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.futures import SAMPLES, order_of
from sim.analysis.decision.rules import (
    EXTREMES,
    GOOD_ENOUGH,
    JUDGED,
    REGRET_MOST,
    WORST,
    scores,
    winners,
    winners_by_rule,
)

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Whole = NDArray[np.int64]

LEAST_AGREED = 0.9  # share of the samples in which a winner that is told wins


@dataclass(frozen=True)
class Extreme:
    """The one future that decides a rule of extremes.

    Attributes:
        rule: which.
        future: its place.
        structure: under which.
        value: of the winner there.
    """

    rule: str
    future: int
    structure: int
    value: float


@dataclass(frozen=True, eq=False)
class Robustness:
    """Preferences of the rules of choice.

    Attributes:
        scores: of each policy, by rule, shape (A,); more is better.
        winners: the policies with the highest score, by rule.
        frequencies: share of the samples in which each policy wins, by rule, shape (A,); for rules that a bootstrap can
        judge.
        told: the winner of each such rule that wins in at least 90 % of the samples.
        extremes: the futures that decide the worst case and the largest regret.
    """

    scores: Mapping[str, Numbers]
    winners: Mapping[str, tuple[int, ...]]
    frequencies: Mapping[str, Numbers]
    told: Mapping[str, int]
    extremes: tuple[Extreme, ...]


def robustness(losses: Numbers, ranks: Numbers, seed: int, good: Truths | None = None) -> Robustness:
    """Apply every rule to the negative losses, with equal weights over structures and futures.

    Args:
        losses: shape (A, S, n, K).
        ranks: of the uncertain parameters, shape (n, d).
        seed: of the bootstrap.
        good: whether a policy is good enough on average over the replications, shape (A, S, n).
    """
    order = order_of(ranks)
    losses = losses[:, :, order]
    kept = None if good is None else good[:, :, order]
    values = -losses.mean(axis=3)
    flat = values.reshape(len(values), -1)
    found = scores(flat, None if kept is None else kept.reshape(len(kept), -1))
    frequencies = _frequencies(losses, kept, seed)
    told = {rule: int(share.argmax()) for rule, share in frequencies.items() if share.max() >= LEAST_AGREED}
    won = winners_by_rule(found)
    extremes = tuple(_extreme(rule, values, won[rule][0], order) for rule in EXTREMES)
    return Robustness(found, won, frequencies, told, extremes)


def _frequencies(losses: Numbers, good: Truths | None, seed: int) -> dict[str, Numbers]:
    """Frequency of wins by policy when futures are resampled, and replications within each; ties share a win."""
    generator = np.random.default_rng(seed)
    policies, _, futures, replications = losses.shape
    rules = [*JUDGED] + ([] if good is None else [GOOD_ENOUGH])
    wins = {rule: np.zeros(policies) for rule in rules}
    for _ in range(SAMPLES):
        chosen = generator.integers(0, futures, futures)
        weights = generator.multinomial(replications, np.full(replications, 1 / replications), size=futures)
        values = -np.einsum("asnk,nk->asn", losses[:, :, chosen], weights / replications, optimize=True)
        flat = values.reshape(policies, -1)
        found = {rule: score(flat) for rule, score in JUDGED.items()}
        if good is not None:
            found[GOOD_ENOUGH] = good[:, :, chosen].mean(axis=(1, 2))
        for rule, score in found.items():
            first = list(winners(score))
            wins[rule][first] += 1 / (len(first) * SAMPLES)
    return wins


def _extreme(rule: str, values: Numbers, winner: int, order: Whole) -> Extreme:
    """The future in which the winner of a rule of extremes does worst, by that rule; values (A, S, n)."""
    measured = {WORST: values[winner], REGRET_MOST: values[winner] - values.max(axis=0)}[rule]
    structure, future = np.unravel_index(int(measured.argmin()), measured.shape)
    return Extreme(rule, int(order[future]), int(structure), float(measured[structure, future]))
