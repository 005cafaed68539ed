"""Calibration through the model: what made a record is found again, and the rest is left alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.config.compose import read
from sim.config.library import Library
from sim.config.observations import Milestones, Reading
from sim.config.paths import config_root
from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.study.design.variant import CLASSES, Variant, variant_of
from sim.study.execution.engines import Simulation
from sim.validation.calibration.calibrate import CalibrationResult, calibrate, check, target_of
from sim.validation.calibration.ranks import Ranks, _made_up, rank_fits

LIBRARY = Library(CLASSES, config_root())
DAYS = (3.0, 7.0, 14.0)
SMALL = ("calibration.population=20", "calibration.simulations=1000", "observations.error=0.3")


def variant(*words: str) -> Variant:
    trees, composition = read(LIBRARY, words)
    return variant_of(trees, composition)


def observing(areas: tuple[float, ...], *words: str) -> Variant:
    """The default scenario with other readings."""
    found = variant(*SMALL, *words)
    return replace(
        found, observed=replace(found.observed, reading=Reading.OCCUPIED, milestones=Milestones(DAYS, areas, areas))
    )


def fitted(mine: Variant, engine: Engine = Engine.SIMPY) -> CalibrationResult:
    simulation = Simulation(engine)
    with simulation.crew(1) as crew:
        return calibrate(mine, target_of(mine, simulation, crew))


@pytest.mark.thorough
def test_fast_and_slow_records_are_told_apart() -> None:
    alike = "advance.time_constant_log_sd=0"  # else a median over offensives says little of one
    fast, slow = (fitted(observing(areas, alike)) for areas in ((90.0, 145.0, 170.0), (35.0, 80.0, 125.0)))
    assert fast.fit.generations[-1].tolerance == slow.fit.generations[-1].tolerance == 0.3
    constants = [np.median(each.values[:, 1]) for each in (fast, slow)]
    assert 1.2 * constants[0] < constants[1]
    for each in (fast, slow):
        assert each.values.shape == (20, len(each.prior.distributions))
        assert not [row for row in each.values.tolist() if each.prior.uncertain.broken(row)]
        low, high = each.prior.factor
        assert ((each.factors >= low) & (each.factors <= high)).all()


def test_check_says_what_cannot_be_fitted() -> None:
    assert check(variant()).horizon_days == 51.0
    assert check(variant("observations.fit_until=10")).horizon_days == 21.0  # the permission of day 20 is in it
    for words, message in (
        (("calibration.fitted=[]",), "calibration.fitted: is empty"),
        (("calibration.fitted=[advance.speed_max]",), "advance.speed_max: no such setting; did you mean"),
        (
            ("calibration.fitted=[advance.creep]", "advance=ratio"),
            "advance.creep is not used by the chosen",
        ),
        (("calibration.fitted=[advance]",), "advance is not a single number"),
        (("advance=exogenous",), "advance.time_constant_median is not used by the chosen"),
        (("restrictions=full_ban",), "restrictions=full_ban: the observations are of what happened"),
    ):
        with pytest.raises(Problem) as told:
            check(variant(*words))
        assert message in str(told.value)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ranks_are_uniform_through_the_model() -> None:
    """Simulation-based calibration of the shipped fit, with small populations."""
    mine = variant("calibration.population=100", "calibration.simulations=15000", "seed=7")
    simulation = Simulation(Engine.COMPILED)
    with simulation.crew(2) as crew:
        ranked = rank_fits(mine, target_of(mine, simulation, crew), 60, lambda done: print(done, file=sys.stderr))
    assert isinstance(ranked, Ranks)
    assert ranked.names == ("scenario.front.hold_depth", "advance.time_constant_median", "observation_factor")
    assert len(ranked.ranks) + ranked.unfinished == 60
    assert len(ranked.ranks) >= 40  # fewer would show little
    assert ranked.p_values().min() > 0.003


class LateMaps:
    """A target whose replications show no ground on the first day, but for one in four."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def log_readings(self, u: np.ndarray, first: int) -> np.ndarray:
        self.asked.append(first)
        return np.array([[0.0 if first % 4 == 0 else -np.inf, 1.0]])


def test_a_synthetic_record_has_chance_of_its_own_in_every_attempt() -> None:
    target = LateMaps()
    plan = SimpleNamespace(dimensions=2, target=0.1)
    u, readings = _made_up(target, plan, 0, np.random.default_rng(1), lambda days, *_: np.zeros(days))
    assert u.shape == (2,)
    assert readings.tolist() == [0.0, 1.0]
    assert len(target.asked) == len(set(target.asked)) == 4
