"""Simulation-based calibration: whether the fit recovers the parameters behind a record.

Parameters are drawn from the prior, a record is made up with them, and they are ranked among draws of the posterior
that is fitted to it. If the fit is right each rank is as likely as any other (Talts et al. 2018). A made-up record has
the error that the fit assumes: uniform within the tolerance, which bounds the root mean square. This tests the sampler.
The stated error of a reading is another one, log-normal: with that, ranks test the fit as an approximation, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.design.variant import Variant
from sim.validation.calibration.calibrate import RESAMPLING, CalibrationTarget, names, plan_of
from sim.validation.calibration.smc import REACHED, Distance, Fit, SamplerPlan, fit, resampled

Floats = NDArray[np.float64]
Errors = Callable[[int, float, np.random.Generator], Floats]
DRAWS = 39  # of each posterior; a rank is 0 to 39
BINS = 10
MADE_UP = 13  # sets apart the random numbers of made-up records
LEAST, MOST = 20, 4000
NUMBERS = 2**20
"""Replications that each made-up record has for itself: one makes the record, the others are those of its fit."""
ENOUGH = 10_000  # draws in search of one that can make a record


@dataclass(frozen=True)
class Ranks:
    """The ranks of what made each record in the posterior fitted to it.

    Attributes:
        names: of the fitted parameters and the observation's factor.
        ranks: int64[records, parameters], each 0 to `draws`.
        draws: of each posterior.
        unfinished: records whose fit did not reach the tolerance; they are not among the ranks, which stay uniform
            without them, as it is the record and not what made it that decides.
    """

    names: tuple[str, ...]
    ranks: NDArray[np.int64]
    draws: int
    unfinished: int
    simulations: int

    def counts(self) -> NDArray[np.int64]:
        """Records by bin of the rank; int64[parameters, BINS]."""
        bins = self.ranks * BINS // (self.draws + 1)
        return np.array([np.bincount(column, minlength=BINS) for column in bins.T], dtype=np.int64)

    def p_values(self) -> Floats:
        """Probability of counts at least as uneven, if each rank is as likely as any other (chi-squared)."""
        from scipy.stats import chisquare

        return np.array([float(chisquare(counts).pvalue) for counts in self.counts()])


def check_count(where: str, count: int) -> None:
    """Raise Problem for a number of records that is too small to see anything, or too large."""
    if not LEAST <= count <= MOST:
        raise Problem(f"{where} {count}: must be from {LEAST} to {MOST:,}")


def rank_fits(
    variant: Variant,
    target: CalibrationTarget,
    count: int,
    tell: Callable[[int], None] = lambda _: None,
    log_normal: bool = False,
) -> Ranks:
    """Fit so many made-up records, and rank what made them.

    `log_normal`: whether readings have the error that observations are stated to have, not the one that is fitted.

    Raises:
        Problem: a replication fails, or no draw from the prior makes a record.
    """
    plan, seed = plan_of(variant, target.prior), variant.settings.seed
    ranks, unfinished, simulations = [], 0, 0
    for record in range(count):
        rng = np.random.default_rng(np.random.SeedSequence((seed, MADE_UP, record)))
        u, log_readings = _made_up(target, plan, record, rng, normal_errors if log_normal else within_ball)
        found = _fitted(plan, _shifted(target.distance(log_readings), record), rng)
        simulations += sum(each.simulations for each in found.generations)
        if found.ending == REACHED:
            ranks.append(rank(found, u, plan.fitted, np.random.default_rng((seed, RESAMPLING, record))))
        else:
            unfinished += 1
        tell(record + 1)
    fitted = [key for key, _, is_fitted in names(target.prior) if is_fitted]
    return Ranks(tuple(fitted), np.array(ranks).reshape(-1, plan.fitted), DRAWS, unfinished, simulations)


def rank(found: Fit, u: Floats, fitted: int, rng: np.random.Generator, draws: int = DRAWS) -> NDArray[np.int64]:
    """Number of equally weighted draws of the posterior that lie below u, by fitted coordinate; int64[fitted]."""
    chosen = found.particles.u[resampled(found.particles, draws, rng)]
    return np.asarray((chosen[:, :fitted] < u[:fitted]).sum(axis=0), dtype=np.int64)


def within_ball(days: int, radius: float, rng: np.random.Generator) -> Floats:
    """Errors, float64[days], uniform among those whose root mean square is at most `radius`."""
    direction = rng.normal(size=days)
    length = radius * math.sqrt(days) * rng.random() ** (1.0 / days)
    return np.asarray(length * direction / np.linalg.norm(direction))


def normal_errors(days: int, spread: float, rng: np.random.Generator) -> Floats:
    """Errors of logarithms, float64[days], normal and independent, with the standard deviation `spread`."""
    return spread * rng.normal(size=days)


def _made_up(
    target: CalibrationTarget, plan: SamplerPlan, record: int, rng: np.random.Generator, errors: Errors
) -> tuple[Floats, Floats]:
    """A draw from the prior, and the logarithms of the readings of a record that it makes."""
    last = (record + 1) * NUMBERS - 1
    for attempt in range(ENOUGH):  # each with chance of its own: by chance a map shows no ground on the first day
        u = rng.random((1, plan.dimensions))
        (readings,) = target.log_readings(u, last - attempt)
        if np.isfinite(readings).all():
            return u[0], readings + errors(len(readings), plan.target, rng)
    raise Problem(f"none of {ENOUGH:,} draws from the plausible ranges loses any ground on the first day observed")


def _shifted(distance: Distance, record: int) -> Distance:
    """The distance with replications of its own for each record."""
    return lambda u, first: distance(u, record * NUMBERS + first)


def _fitted(plan: SamplerPlan, distance: Distance, rng: np.random.Generator) -> Fit:
    if plan.simulations >= NUMBERS - ENOUGH:
        raise Problem(f"calibration.simulations: must be below {NUMBERS - ENOUGH:,} for synthetic records")
    try:
        return fit(plan, distance, rng)
    except ValueError as error:
        raise Problem(f"calibration.simulations: {error}") from None


def even(count: int, levels: Sequence[float] = (0.005, 0.995)) -> tuple[float, float]:
    """Ends of the range that the count of a bin keeps in 99 % of cases, if each rank is as likely as any other."""
    from scipy.stats import binom

    low, high = binom.ppf(levels, count, 1.0 / BINS).tolist()
    return low, high
