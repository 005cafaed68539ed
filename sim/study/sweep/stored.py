"""A study opened from its folder alone, which can be rerun whatever happened to the configs."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sim.config.problems import Problem
from sim.engine.model import SOURCES
from sim.model.parameters import Parameters
from sim.study.design.parameter_builder import ParameterBuilder
from sim.study.design.posterior import PosteriorSimulation, read_posterior
from sim.study.differences.stopping import StoppingRule
from sim.study.execution.engines import Simulation
from sim.study.execution.execute import Simulate
from sim.study.sweep.folder import TORN, StudyFolder
from sim.study.sweep.plan import Sweep
from sim.study.sweep.point_table import POINTS
from sim.study.sweep.recipe import ROWS, TREES, builder_of, row_at
from sim.study.sweep.work import ModelWork, OwnWork, Work


class StoredStudy:
    """The points of a study folder, and how their parameters are made.

    Attributes:
        folder: it was read from; `manifest` is there.
        trees: build the parameters of a point from its row.
        points: the table of points; `rows`: what each puts into the trees.
    """

    def __init__(self, folder: StudyFolder) -> None:
        """Read it; raise Problem if a file is missing or torn, or this version does not accept its config."""
        self.folder = folder
        self.points = folder.read(POINTS)
        self.rows = folder.read(ROWS)
        self.trees = _trees(folder)

    def at(self, folder: StudyFolder) -> StoredStudy:
        """The same points, with the current folder."""
        found = copy.copy(self)
        found.folder = folder
        return found

    def parameters(self, point: int) -> Parameters:
        """Parameters of a point; raise Problem if there is none."""
        count = len(self.points["point"])
        if not 0 <= point < count:
            raise Problem(f"point: must be from 0 to {count - 1:,} (got {point:,})")
        return self.trees(row_at(self.rows, point))

    def of_point(self, point: int) -> Mapping[str, Any]:
        """The entries of the manifest that hold for a point: its own where points have some, else those of all."""
        manifest = self.folder.manifest
        return manifest["variants"][point] if manifest.get("variants") else manifest

    def simulate(self, simulation: Simulation, point: int) -> Simulate:
        """The scheduler for the runs of a point, which take the rows of a posterior where the folder keeps one."""
        kept = self.of_point(point).get("posterior")
        if not kept:
            return simulation
        return PosteriorSimulation(simulation, read_posterior(self.folder.file(kept["file"]), self.parameters(point)))

    def work(self, simulation: Simulation) -> Work:
        """Work that does its runs."""
        points = range(len(self.folder.manifest.get("variants") or ()) or 1)
        width = len(self.folder.manifest["measures"])
        works = (
            ModelWork(self.trees, self.simulate(simulation, one), self.of_point(one)["seed"], measures=width)
            for one in points
        )
        return OwnWork(tuple(works)) if len(points) > 1 else next(works)

    def sweep(self, simulation: Simulation) -> Sweep:
        """The sweep of it, done by this simulation with the current model."""
        manifest = self.folder.manifest
        until = manifest["until"]
        return Sweep(
            work=self.work(simulation),
            measures=manifest["measures"],
            points={name: column for name, column in self.points.items() if name != "point"},
            row=lambda point: row_at(self.rows, point),
            replications=manifest["replications"],
            until=None if until is None else StoppingRule.from_dict(until),
            identity=manifest["identity"] | {"model sources": SOURCES},
        )


def _trees(folder: StudyFolder) -> ParameterBuilder:
    path = folder.file(TREES)
    try:
        stored: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise Problem(f"{path} {TORN}") from None
    try:
        return builder_of(stored)
    except Problem as problem:
        made = folder.manifest["made_with"]["version"]
        raise Problem(f"{path}: this version cannot run it (made with version {made}):", *problem.lines) from None


def simulation_for(stored: StoredStudy, runs: int, tell: Callable[[str], None]) -> Simulation:
    """The engine for some runs of a stored study, ready to be used."""
    from sim.config.settings import Engine
    from sim.study.execution.engines import choose_engine

    chosen = choose_engine(Engine.AUTO, stored.folder.mechanisms, stored.parameters(0), runs, None, tell)
    return replace(chosen, measures=stored.folder.own_measures)
