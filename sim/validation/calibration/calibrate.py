"""Fits parameters of a variant to its observations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.config.observations import Observations
from sim.config.problems import Problem
from sim.config.table_files import FACTOR
from sim.model.parameters import Parameters
from sim.study.design.uncertain_numbers import sample_numbers
from sim.study.design.variant import Variant
from sim.study.execution.engines import Simulation
from sim.study.execution.pool import Executor
from sim.validation.backtest import check_observed
from sim.validation.calibration.informed import Information, information
from sim.validation.calibration.smc import Fit, Generation, SamplerPlan, fit, resampled
from sim.validation.map_readings import map_readings
from sim.validation.predictive import Ground, ground_lost, until
from sim.validation.prior import FITTED, Prior, prior_of

Floats = NDArray[np.float64]
PROPOSALS, RESAMPLING, MAPS = 11, 12, 14  # set apart the random numbers of each
PRIOR_DRAWS = 5_000  # that a posterior is compared with; they take no simulation


@dataclass(frozen=True)
class CalibrationTarget:
    """Target of a calibration: the readings, and the simulations that are compared with them.

    Attributes:
        prior: of the parameters and the observation's factor.
        work: gives the ground on every day to the last one that is fitted to.
        observed: how maps show the ground; their error is the last tolerance, so that none is added here.
        days: of the readings, int64[days].
    """

    prior: Prior
    work: Ground
    crew: Executor
    observed: Observations
    days: NDArray[np.int64]

    def log_readings(self, u: Floats, first: int) -> Floats:
        """Logarithms of what late maps that are redrawn in steps would show without error, float64[n, days].

        NaN for draws that the rules of the model refuse, -infinity where no ground is lost; draw k is replication
        first + k.
        """
        values = self.prior.values(u)
        found = np.full((len(u), len(self.days)), np.nan)
        places = np.flatnonzero(self.prior.accepted(values))
        areas = ground_lost(self.work, values[places], first + places, self.crew)
        rng = np.random.default_rng(np.random.SeedSequence((self.work.seed, MAPS, first)))
        maps = map_readings(areas, self.prior.factors(u[places]), replace(self.observed, error=0.0), rng)
        with np.errstate(divide="ignore"):
            found[places] = np.log(maps[:, self.days])
        return found

    def distance(self, log_readings: Floats) -> Callable[[Floats, int], Floats]:
        """The distance of draws from readings, float64[days]: the root mean square of the differences of logarithms."""

        def of(u: Floats, first: int) -> Floats:
            squares = np.mean((self.log_readings(u, first) - log_readings) ** 2, axis=1)
            return np.where(np.isnan(squares), np.inf, np.sqrt(squares))

        return of


@dataclass(frozen=True)
class CalibrationResult:
    """A calibration.

    Attributes:
        days: of the readings that were fitted to; float64[readings].
        values, factors: equally weighted draws of the posterior, a row each, as a posterior file has them.
        information: on every parameter, the fitted ones first, then the observation's factor.
    """

    prior: Prior
    days: Floats
    fit: Fit
    values: Floats
    factors: Floats
    information: tuple[Information, ...]


def check(variant: Variant) -> Parameters:
    """The parameters of a variant until the last day that is fitted to.

    Raises:
        Problem: there is nothing to fit, nothing to fit to, or the variant has a posterior already.
    """
    check_observed(variant)
    if not variant.settings.calibration.fitted:
        raise Problem(f"{FITTED}: is empty; name the parameters to fit")
    if variant.posterior is not None:
        raise Problem("parameters: a calibration starts from the plausible ranges; leave the posterior out")
    prior_of(variant, variant.settings.calibration.fitted)
    observed = variant.observed
    return until(variant.parameters, int(observed.days[observed.to_fit][-1]))


def target_of(variant: Variant, simulation: Simulation, crew: Executor) -> CalibrationTarget:
    """Target of a variant's calibration: its observations in the window to fit; raises as `check`."""
    parameters, observed = check(variant), variant.observed
    days = observed.days[observed.to_fit].astype(np.int64)
    prior = prior_of(variant, variant.settings.calibration.fitted)
    short = sample_numbers(parameters, prior.uncertain.keys, FITTED)
    work = Ground(short, simulation, variant.settings.seed, tuple(range(int(days[-1]) + 1)))
    return CalibrationTarget(prior, work, crew, observed, days)


def plan_of(variant: Variant, prior: Prior) -> SamplerPlan:
    """Plan of the sampler; the error of a reading is the last tolerance."""
    settings = variant.settings.calibration
    return SamplerPlan(
        prior.dimensions,
        prior.fitted + 1,
        settings.population,
        settings.quantile,
        variant.observed.error,
        settings.simulations,
    )


def calibrate(
    variant: Variant, target: CalibrationTarget, tell: Callable[[Generation], None] = lambda _: None
) -> CalibrationResult:
    """Fit a variant to its observations.

    Raises:
        Problem: a replication fails, or the simulations allowed are too few for a first generation.
    """
    prior, observed, seed = target.prior, variant.observed, variant.settings.seed
    readings = np.log(observed.scored_km2[observed.to_fit])
    rng = np.random.default_rng(np.random.SeedSequence((seed, PROPOSALS)))
    try:
        found = fit(plan_of(variant, prior), target.distance(readings), rng, tell)
    except ValueError as error:
        raise Problem(f"calibration.simulations: {error}") from None
    rows = resampled(found.particles, len(found.particles.u), np.random.default_rng((seed, RESAMPLING)))
    values, factors = prior.values(found.particles.u), prior.factors(found.particles.u)
    before = prior.draw(PRIOR_DRAWS, seed)
    told = information(
        names(prior), with_factor(prior, *before), with_factor(prior, values, factors), found.particles.weights
    )
    return CalibrationResult(prior, observed.days[observed.to_fit], found, values[rows], factors[rows], told)


def names(prior: Prior) -> list[tuple[str, str, bool]]:
    """Key, unit and whether fitted, of every entry of a draw."""
    found = [(factor.key, factor.unit, place < prior.fitted) for place, factor in enumerate(prior.uncertain.factors)]
    return [*found[: prior.fitted], (FACTOR, "1", True), *found[prior.fitted :]]


def with_factor(prior: Prior, values: Floats, factors: Floats) -> Floats:
    """Values with the observation's factor at its place, behind the fitted ones."""
    return np.insert(values, prior.fitted, factors, axis=1)
