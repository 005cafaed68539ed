"""The variance budget of an outcome: chance, parameters, structure, and the interaction of the last two.

The law of total variance, with the unbiased estimators of an analysis of variance: replications are nested in futures
and shared by the structures of a future, and structures are a fixed finite set. For a single structure the last two
are 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.futures import TAILS, resamples, variances

Numbers = NDArray[np.float64]

CHANCE, PARAMETERS, STRUCTURE, INTERACTION = "chance", "parameters", "structure", "interaction"
PARTS = (CHANCE, PARAMETERS, STRUCTURE, INTERACTION)
HIDDEN_LINE, OTHER_CHANCE = "hidden line", "other chance"
FEWEST_FOR_LINE = 3  # replications, of which a line in a future takes two


@dataclass(frozen=True)
class VarianceSource:
    """One source of variance.

    Attributes:
        name: of the source.
        variance: unbiased, in squared units; may be negative if the source is small.
        share: of all parts, with negative ones counted as 0.
        low, high: 95 % interval of the share, from a bootstrap of the futures.
    """

    name: str
    variance: float
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Budget:
    """The variance of one outcome.

    Attributes:
        parts: chance, parameters, structure, interaction.
        hidden_line: the part of chance associated with crossing a hidden line, as a share of all variance;
        other_chance: the rest of chance. None if that is not known.
        floor: standard error that chance leaves in the mean of a future.
    """

    parts: tuple[VarianceSource, ...]
    hidden_line: VarianceSource | None
    other_chance: VarianceSource | None
    floor: float

    @property
    def sources(self) -> tuple[VarianceSource, ...]:
        """The parts, with the hidden line and other chance in place of chance, if known."""
        if self.hidden_line is None or self.other_chance is None:
            return self.parts
        return (self.hidden_line, self.other_chance, *self.parts[1:])


def budget(values: Numbers, crossed: Numbers | None, seed: int) -> Budget:
    """Split the variance of an outcome.

    Args:
        values: the outcome, shape (structures, futures, replications), two replications at least.
        crossed: whether a hidden line was crossed, of like shape; for a difference between two policies that of one
            less that of the other. None if it is not known.
        seed: of the bootstrap.
    """
    counts = resamples(values.shape[1], seed)
    within = _Within.of(values)
    found, sampled = within.parts(np.ones((1, values.shape[1])))[0], within.parts(counts)
    shares, sampled_shares = _shares(found[None])[0], _shares(sampled)
    ends = np.quantile(sampled_shares, TAILS, axis=0)
    parts = tuple(
        VarianceSource(name, float(found[place]), float(shares[place]), float(ends[0, place]), float(ends[1, place]))
        for place, name in enumerate(PARTS)
    )
    line = rest = None
    if crossed is not None and values.shape[2] >= FEWEST_FOR_LINE:
        line, rest = _line_and_rest(values, crossed, counts, parts[0], sampled_shares[:, 0])
    return Budget(parts, line, rest, math.sqrt(float(found[0]) / values.shape[2]))


@dataclass(frozen=True, eq=False)
class _Within:
    """Statistics of the parts, future by future, so that futures can be resampled.

    Attributes:
        chance: mean over the structures of the variance of the replications, shape (n,).
        mean: over structures and replications, shape (n,).
        error: variance of `mean` that chance leaves, shape (n,).
        apart: mean of each structure minus that of all, shape (structures, n).
        apart_error: mean over the structures of the variance that chance leaves in `apart`, shape (n,).
    """

    chance: Numbers
    mean: Numbers
    error: Numbers
    apart: Numbers
    apart_error: Numbers

    @classmethod
    def of(cls, values: Numbers) -> _Within:
        replications = values.shape[2]
        shared = values.mean(axis=0)
        mean = shared.mean(axis=1)
        return cls(
            chance=values.var(axis=2, ddof=1).mean(axis=0),
            mean=mean,
            error=shared.var(axis=1, ddof=1) / replications,
            apart=values.mean(axis=2) - mean,
            apart_error=(values - shared).var(axis=2, ddof=1).mean(axis=0) / replications,
        )

    def parts(self, counts: Numbers) -> Numbers:
        """The four components of each sample of futures, shape (samples, 4)."""
        futures = counts.sum(axis=1)
        parameters = variances(self.mean, counts) - counts @ self.error / futures
        if len(self.apart) == 1:
            nothing = np.zeros(len(counts))
            return np.stack([counts @ self.chance / futures, parameters, nothing, nothing], axis=1)
        means = np.stack([counts @ one / futures for one in self.apart])
        spread = np.stack([variances(one, counts) for one in self.apart]).mean(axis=0)
        structure = (means**2).mean(axis=0) - spread / futures
        interaction = spread - counts @ self.apart_error / futures
        return np.stack([counts @ self.chance / futures, parameters, structure, interaction], axis=1)


def _shares(parts: Numbers) -> Numbers:
    """The shares of the parts of each sample, negative ones as 0; all 0 where nothing varies."""
    kept = np.maximum(parts, 0.0)
    total = kept.sum(axis=1, keepdims=True)
    found: Numbers = np.divide(kept, total, out=np.zeros_like(kept), where=total > 0)
    return found


def _line_and_rest(
    values: Numbers, crossed: Numbers, counts: Numbers, chance: VarianceSource, shares: Numbers
) -> tuple[VarianceSource, VarianceSource]:
    """The part of chance associated with crossing a hidden line, and the rest."""
    inside, left = _spread_within(values, crossed)
    of_chance = float(_line_share(np.ones((1, len(inside))), inside, left)[0])
    sampled = _line_share(counts, inside, left)

    def source(name: str, part: float, parts: Numbers) -> VarianceSource:
        low, high = np.quantile(parts * shares, TAILS)
        return VarianceSource(name, part * chance.variance, part * chance.share, float(low), float(high))

    return source(HIDDEN_LINE, of_chance, sampled), source(OTHER_CHANCE, 1 - of_chance, 1 - sampled)


def _spread_within(values: Numbers, crossed: Numbers) -> tuple[Numbers, Numbers]:
    """Variance within each future, and what a line through the crossings leaves of it; shape (futures,) each."""
    replications = values.shape[2]
    outcome = values - values.mean(axis=2, keepdims=True)
    cause = crossed - crossed.mean(axis=2, keepdims=True)
    size, crossings = (outcome**2).sum(axis=2), (cause**2).sum(axis=2)
    varied = crossings > 0
    fitted = np.divide((outcome * cause).sum(axis=2) ** 2, crossings, out=np.zeros_like(size), where=varied)
    left = np.where(varied, (size - fitted) / (replications - 2), size / (replications - 1))
    return (size / (replications - 1)).mean(axis=0), left.mean(axis=0)


def _line_share(counts: Numbers, whole: Numbers, left: Numbers) -> Numbers:
    total = counts @ whole
    share = 1.0 - np.divide(counts @ left, total, out=np.ones_like(total), where=total > 0)
    found: Numbers = np.clip(share, 0.0, 1.0)
    return found
