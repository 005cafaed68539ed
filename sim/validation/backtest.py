"""Backtest of a scenario against observations: predictive bands, their scores, and those of three baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.config.observations import Observations
from sim.config.problems import Problem
from sim.study.design.uncertain_numbers import UncertainNumbers, sample_numbers
from sim.study.design.variant import Variant
from sim.study.execution.engines import Simulation
from sim.study.execution.pool import Executor
from sim.study.files import manifest as manifests
from sim.study.files.manifest import CALIBRATION_NAME
from sim.validation.baselines import BaselineForecast, anchored, baselines
from sim.validation.map_readings import map_readings
from sim.validation.predictive import Ground, ground_lost, until
from sim.validation.prior import prior_of
from sim.validation.scores import ANCHORED, MODEL, Scores, score

Floats = NDArray[np.float64]
FIT, TEST = "fit", "test"
READING = 1  # sets apart the random numbers of readings from those of baselines


@dataclass(frozen=True)
class Backtest:
    """A scenario against its observations.

    Attributes:
        days: 0, 1, ... to the last day observed; float64[days].
        draws: what would be read on them, parameters and chance and reading together; float64[draws, days].
        baselines: the forecasts that it is held beside.
        scores: by window (fit, test; a window without readings is left out), then by forecast (the model, the model
            from the last reading, or a baseline).
    """

    observed: Observations
    days: Floats
    draws: Floats
    keys: tuple[str, ...]
    baselines: tuple[BaselineForecast, ...]
    scores: Mapping[str, Mapping[str, Scores]]

    @property
    def at_readings(self) -> Floats:
        """The draws on the days observed; float64[draws, readings]."""
        return self.draws[:, self.observed.days.astype(np.int64)]

    @property
    def from_last_reading(self) -> Floats:
        """The model's forecasts of the readings to test with, from the last one to fit; float64[kept, readings]."""
        observed = self.observed
        return anchored(self.draws, observed.days, observed.scored_km2, observed.to_fit)


def check_observed(variant: Variant) -> None:
    """Raise Problem if there are no observations, or if the variant departs from what was observed."""
    observed = variant.observed
    if not len(observed.days):
        raise Problem("observations: none are given; choose observations=..., or give observations.file=my.csv")
    if departure := variant.departure_from_record():
        raise Problem(f"{departure}: the observations are of what happened, so they cannot test another policy")
    if not observed.to_fit.any():
        raise Problem(f"observations.fit_until: no observation is that early (got {observed.fit_until:g})")
    last, horizon = observed.days[-1], variant.parameters.horizon_days
    if last > horizon:
        raise Problem(f"horizon: must be at least {last:g} d, the last day observed (got {horizon:g} d)")


def backtest(variant: Variant, simulation: Simulation, crew: Executor) -> Backtest:
    """Compare a variant with its observations.

    Parameters are drawn from the variant's posterior, each row in turn, or else from all plausible ranges; each draw is
    one replication, with a separate factor of the observation and separate maps (`map_readings.py`).

    Raises:
        Problem: there is nothing to hold it against, or a replication fails.
    """
    check_observed(variant)
    observed, seed = variant.observed, variant.settings.seed
    varied, values, factors = drawn_parameters(variant)
    days = np.arange(int(observed.days[-1]) + 1)
    short = sample_numbers(until(varied.parameters, int(days[-1])), varied.keys, "parameters")
    areas = ground_lost(Ground(short, simulation, seed, tuple(days.tolist())), values, np.arange(len(values)), crew)
    rng = np.random.default_rng(np.random.SeedSequence((seed, READING)))
    draws = map_readings(areas, factors, observed, rng)
    return scored(observed, days.astype(np.float64), draws, varied.keys, seed)


def scored(observed: Observations, days: Floats, draws: Floats, keys: tuple[str, ...], seed: int) -> Backtest:
    """The backtest of draws of what would be read, float64[draws, days], on days 0, 1, ..."""
    rng = np.random.default_rng(np.random.SeedSequence((seed, READING + 1)))
    readings, to_fit, count = observed.scored_km2, observed.to_fit, len(draws)
    rivals = baselines(observed.days, readings, to_fit, count, rng)
    backtest = Backtest(observed, days, draws, keys, rivals, {})
    scores = {FIT: _scores(backtest, to_fit)}
    if not to_fit.all():
        anchored_scores = score(backtest.from_last_reading, readings[~to_fit])
        scores[TEST] = {ANCHORED: anchored_scores, **_scores(backtest, ~to_fit)}
    return replace(backtest, scores=scores)


def _scores(backtest: Backtest, which: NDArray[np.bool_]) -> dict[str, Scores]:
    """The scores in one window of the model and of every baseline."""
    forecasts = {MODEL: backtest.at_readings} | {each.name: each.draws for each in backtest.baselines}
    readings = backtest.observed.scored_km2[which]
    return {name: score(forecast[:, which], readings) for name, forecast in forecasts.items()}


def fitted_until(posterior: Path) -> float | None:
    """The last day of the window that a posterior's calibration was fitted to; None if there is no calibration.

    Raises:
        Damaged: the calibration's file is not what was written.
    """
    if manifests.kind_of(posterior.parent) != CALIBRATION_NAME:
        return None
    days = manifests.read(posterior.parent, CALIBRATION_NAME).get("fitted_days")
    return float(max(days)) if days else None


def drawn_parameters(variant: Variant) -> tuple[UncertainNumbers, Floats, Floats]:
    """The parameters that are drawn, their values and the observation's factors, one row per draw."""
    observed, count, seed = variant.observed, variant.settings.replications, variant.settings.seed
    posterior = variant.posterior
    if posterior is None:
        prior = prior_of(variant, ())
        return prior.uncertain, *prior.draw(count, seed)
    rows = np.arange(count) % len(posterior)
    if posterior.factor is None:
        low, high = np.log([observed.factor_low, observed.factor_high])
        rng = np.random.default_rng(np.random.SeedSequence((seed, READING + 2)))
        return posterior.uncertain, posterior.values[rows], np.exp(rng.uniform(low, high, count))
    return posterior.uncertain, posterior.values[rows], posterior.factor[rows]
