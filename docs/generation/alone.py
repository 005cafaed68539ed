"""Runs a mechanism alone: the default scenario, with what is beside it switched off by config."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config.compose import read
from sim.config.library import Library
from sim.config.paths import config_root
from sim.config.settings import Engine
from sim.engine.batch import Batch
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.study.design.variant import CLASSES
from sim.study.execution.engines import choose_engine

SEED = 20240510
LIBRARY = Library(CLASSES, config_root())
COLUMN = {quantity.name: place for place, quantity in enumerate(TRACKED)}
ROW = {measure.name: place for place, measure in enumerate(MEASURES)}

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Alone:
    """Some replications of the default scenario with these overrides."""

    batch: Batch

    @property
    def days(self) -> Numbers:
        """Days of the daily rows, float64[days]."""
        return self.batch.days

    def paths(self, quantity: str) -> Numbers:
        """A tracked quantity; float64[replications, days]."""
        return self.batch.daily[:, :, COLUMN[quantity]]

    def measure(self, name: str) -> Numbers:
        """A measure; float64[replications]."""
        return self.batch.rows[:, ROW[name]]


def run_alone(overrides: Sequence[str], replications: int = 1) -> Alone:
    """Run replications with all their paths, under whichever scheduler is ready; the results are the same."""
    (parameters, _), _ = read(LIBRARY, overrides)
    simulation = choose_engine(Engine.AUTO, (), parameters, replications, 1, lambda _: None)
    return Alone(simulation(parameters, SEED, range(replications), replications, 0))
