"""Sensitivity indices of special designs: total order from Saltelli's rows, elementary effects from Morris's."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.decision.drivers import ONLY_CHANCE
from sim.analysis.decision.futures import SAMPLES, TAILS, resamples
from sim.config.problems import Problem

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_BROKEN = 0.10  # share of the groups of rows that may be incomplete
FEWEST = 10  # whole groups
MEAN_SIZE = math.sqrt(2 / math.pi)  # of a normal deviate, in standard deviations


@dataclass(frozen=True, eq=False)
class TotalOrder:
    """Total-order indices (Jansen 1999) of d parameters.

    Attributes:
        shares: of the variance that parameters bring, with all interactions; float64[d]; NaN if chance explains it.
        low, high: 95 % interval from a bootstrap of the base rows.
        rows: base rows; `broken`: base rows left out.
    """

    shares: Numbers
    low: Numbers
    high: Numbers
    rows: int
    broken: int


@dataclass(frozen=True, eq=False)
class Elementary:
    """Elementary effects (Morris 1991; Campolongo 2007) of d parameters over their whole range, in the outcome's unit.

    Attributes:
        mu: mean; mu_star: mean size; sigma: standard deviation, due to curvature and interaction; float64[d].
        reach: half of the 95 % interval of `mu_star`.
        chance: the mean size that chance alone would give.
        trajectories: complete ones; `broken`: those left out.
    """

    mu: Numbers
    mu_star: Numbers
    sigma: Numbers
    reach: Numbers
    chance: Numbers
    trajectories: int
    broken: int


def blocks_of(groups: Whole, rows: Whole, size: int, design: str) -> tuple[Whole, int]:
    """The places of the rows of each whole group, in the order of the design, and how many groups are incomplete.

    Args:
        groups: the base row or trajectory of each row, shape (n,).
        rows: the number of each row in the design, rising, shape (n,).
        size: rows of a whole group.
        design: its name.

    Raises:
        Problem: more groups are incomplete than may be, or too few are whole.
    """
    names, firsts, counts = np.unique(groups[np.argsort(rows, kind="stable")], return_index=True, return_counts=True)
    whole = counts == size
    broken, found = int((~whole).sum()), int(whole.sum())
    if broken > MOST_BROKEN * len(names) or found < FEWEST:
        raise Problem(
            f"decide: {found:,} of {len(names):,} groups of rows of the {design} design are whole, needed {FEWEST} and "
            f"{100 * (1 - MOST_BROKEN):.0f} % of them; narrow the ranges instead of dropping rows, or use design: "
            "latin_hypercube"
        )
    order = np.argsort(rows, kind="stable")
    return order[firsts[whole][:, None] + np.arange(size)], broken


def total_order(values: Numbers, blocks: Whole, factors: int, broken: int, seed: int) -> TotalOrder:
    """The total-order indices of an outcome, corrected for the noise of chance.

    Args:
        values: the outcome, shape (structures, n, replications).
        blocks: places of the rows of each base row: A, one AB for each factor, then others, B last; (base rows, size).
        factors: how many the design varies.
        broken: base rows left out.
        seed: of the bootstrap.
    """
    shared = values.mean(axis=0)[blocks]
    first, mixed, last = shared[:, 0], shared[:, 1 : factors + 1], shared[:, -1]
    apart = _squares(first[:, None] - mixed)
    ends = np.stack([first, last], axis=1)
    means, errors = ends.mean(axis=2), ends.var(axis=2, ddof=1).mean(axis=1) / ends.shape[2]
    one = _ratios(apart, means, errors, np.ones((1, len(blocks))))[0]
    sampled = _ratios(apart, means, errors, resamples(len(blocks), seed))
    sampled = sampled[np.isfinite(sampled).all(axis=1)]
    known = np.isfinite(one).all() and len(sampled) > SAMPLES // 2
    low, high = np.clip(np.quantile(sampled, TAILS, axis=0), 0, None) if known else np.full((2, factors), np.nan)
    return TotalOrder(np.maximum(one, 0.0), low, high, len(blocks), broken)


def _squares(differences: Numbers) -> Numbers:
    """The squared mean of differences over their replications (last axis), without the contribution of chance."""
    replications = differences.shape[-1]
    found: Numbers = differences.mean(axis=-1) ** 2 - differences.var(axis=-1, ddof=1) / replications
    return found


def _ratios(apart: Numbers, means: Numbers, errors: Numbers, counts: Numbers) -> Numbers:
    """Half the mean square of the differences over the variance of the rows A and B, of each sample of base rows."""
    rows = counts.sum(axis=1)
    centred = means - means.mean()
    average = counts @ centred.mean(axis=1) / rows
    both = 2 * rows
    whole = (counts @ (centred**2).mean(axis=1) / rows - average**2) * both / (both - 1)
    left = whole - counts @ errors / rows
    variance = np.where(left > ONLY_CHANCE * whole, left, np.nan)
    found: Numbers = (counts @ apart) / rows[:, None] / (2 * variance[:, None])
    return found


def elementary_effects(
    values: Numbers, ranks: Numbers, blocks: Whole, levels: int, broken: int, seed: int
) -> Elementary:
    """The elementary effects of an outcome, from the mean over replications and structures.

    Args:
        values: the outcome, shape (structures, n, replications).
        ranks: of the factors that the design varies, shape (n, d); any that rise with the values.
        blocks: places of the rows of each trajectory, shape (trajectories, d + 1).
        levels: of the design.
        broken: trajectories left out.
        seed: of the bootstrap.
    """
    from SALib.analyze import morris

    shared = values.mean(axis=0)
    factors = ranks.shape[1]
    names = [str(number) for number in range(factors)]
    problem = {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
    inputs = np.nan_to_num(ranks, nan=0.5)[blocks.ravel()]
    found = morris.analyze(
        problem, inputs, shared.mean(axis=1)[blocks.ravel()], num_levels=levels, num_resamples=SAMPLES, seed=seed
    )
    mu, mu_star, sigma, reach = (
        np.asarray(found[key], dtype=np.float64) for key in ("mu", "mu_star", "sigma", "mu_star_conf")
    )
    chance = _chance(shared[blocks], inputs.reshape(*blocks.shape, factors), levels)
    return Elementary(mu, mu_star, sigma, reach, chance, len(blocks), broken)


def _chance(outcome: Numbers, inputs: Numbers, levels: int) -> Numbers:
    """The mean size of the elementary effects of each factor that chance alone would give."""
    steps = np.diff(inputs, axis=1) != 0
    variance = np.diff(outcome, axis=1).var(axis=2, ddof=1) / outcome.shape[2]
    count = np.maximum(steps.sum(axis=(0, 1)), 1)
    size = levels / (2 * (levels - 1))
    found: Numbers = MEAN_SIZE * (np.sqrt(variance)[:, :, None] * steps).sum(axis=(0, 1)) / count / size
    return found
