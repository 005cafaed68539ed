"""Backtest of a variant against ten offensives: its draws as maps would show them, and their scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.design.uncertain_numbers import sample_numbers
from sim.study.design.variant import Variant
from sim.study.execution.engines import Simulation
from sim.study.execution.pool import Executor
from sim.validation.backtest import READING, drawn_parameters
from sim.validation.map_readings import map_readings
from sim.validation.offensives import LAST_DAY, Forecast, Shape, forecast_of, offensives, shape_of, shares
from sim.validation.predictive import Ground, ground_lost, until

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OffensivesBacktest:
    """A variant against the offensives.

    Attributes:
        maps: the ground that maps would show on days 0 to 60 (km2); float64[draws, days].
        shares: of the ground of day 60, of the draws that gain any; float64[kept, days].
        shapes, forecasts: of each offensive, in the order of the table.
    """

    maps: Floats
    shares: Floats
    keys: tuple[str, ...]
    shapes: tuple[Shape, ...]
    forecasts: tuple[Forecast, ...]

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.maps)


def offensives_backtest(variant: Variant, simulation: Simulation, crew: Executor) -> OffensivesBacktest:
    """Draw parameters as a backtest does, one replication each, and score the shape and forecasts.

    Raises:
        Problem: the horizon ends before day 60, or a replication fails.
    """
    horizon, seed = variant.parameters.horizon_days, variant.settings.seed
    if horizon < LAST_DAY:
        raise Problem(f"horizon: must be at least {LAST_DAY} d, the last day of the offensives (got {horizon:g} d)")
    varied, values, factors = drawn_parameters(variant)
    short = sample_numbers(until(varied.parameters, LAST_DAY), varied.keys, "parameters")
    work = Ground(short, simulation, seed, tuple(range(LAST_DAY + 1)))
    areas = ground_lost(work, values, np.arange(len(values)), crew)
    rng = np.random.default_rng(np.random.SeedSequence((seed, READING)))
    return held_against_offensives(map_readings(areas, factors, variant.observed, rng), varied.keys, seed)


def held_against_offensives(maps: Floats, keys: tuple[str, ...], seed: int) -> OffensivesBacktest:
    """The scores of what maps would show on days 0 to 60, float64[draws, days].

    Raises:
        Problem: no draw gains ground, so that there is no shape.
    """
    drawn = shares(maps)
    if not len(drawn):
        raise Problem("backtest --offensives: the front does not move in any draw, so there is no shape to score")
    shapes = tuple(shape_of(each, drawn) for each in offensives())
    forecasts = tuple(forecast_of(each, maps, seed) for each in offensives())
    return OffensivesBacktest(maps, drawn, keys, shapes, forecasts)
