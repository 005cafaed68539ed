"""A search over three levers of a gate, whose runs answer at once: what it finds is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.config.library import open_library
from sim.config.settings import Engine
from sim.engine.batch import Batch, Trace
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.study.design.study import StudyDesign, read_study
from sim.study.design.variant import CLASSES
from sim.study.execution.engines import Simulation
from sim.study.execution.threads import Threads
from sim.study.study_sweep import sweep_of
from sim.study.sweep.drive import run_study
from sim.study.sweep.plan import SweepOutcome

NAMES = [measure.name for measure in MEASURES]
FIRES, RUNGS = NAMES.index("red_fires_kr"), NAMES.index("rung_days")
STUDY = """
base: {replications: 2, horizon: 60 days}
levers:
  - {design: list, points: [{restrictions: full_ban}, {restrictions: pressure_gate}]}
  - design: nsga2
    factors:
      restrictions: [pressure_gate]
      restrictions.trigger.relax_above: {evenly: [0.5, 3.0, 26]}
      restrictions.highest_step: [1, 2, 3]
      restrictions.dwell: {uniform: [0 days, 40 days]}
    population: 10
    generations: 4
    searches: 2
    front: 6
uncertainties: {design: latin_hypercube, size: 4, factors: {fires.suppression: plausible}}
decision: {saves: red_fires_kr, costs: rung_days}
"""


@dataclass(frozen=True)
class MadeUp(Simulation):
    """Rounds and rung-days that trade against each other along the threshold; dwelling costs both.

    Attributes:
        fail_above: threshold from which a run fails.
    """

    fail_above: float = np.inf

    def __call__(
        self, parameters: Parameters, seed: int, replications: Sequence[int], paths: int, traces: int, future: int = 0
    ) -> Batch:
        rules = parameters.restrictions
        threshold = rules.trigger.relax_above if rules.kind.name == "THRESHOLD" else 3.0
        if threshold > self.fail_above:
            raise ValueError("the pressure is too high")
        numbers = np.array(replications, dtype=np.int64)
        luck = np.array([np.random.default_rng([seed, future, number]).random(2) for number in numbers])
        rows = np.zeros((len(numbers), len(MEASURES)))
        waste = 0.1 * rules.dwell_days * (rules.kind.name == "THRESHOLD")
        rows[:, FIRES] = 10 * threshold**2 + waste + rules.highest_step + luck[:, 0]
        rows[:, RUNGS] = 10 * (threshold - 3) ** 2 + waste + rules.highest_step + luck[:, 1]
        none = np.empty(0, dtype=np.int64)
        texts = np.empty(0, dtype=object)
        return Batch(
            numbers, rows, np.arange(3.0), none, np.empty((0, 3, len(TRACKED))),
            Trace(none, np.empty(0), texts, texts, np.empty(0)),
        )  # fmt: skip


def study(folder: Path, text: str = STUDY, *words: str) -> StudyDesign:
    """The study of a file in a folder of configs."""
    (folder / "study").mkdir(parents=True, exist_ok=True)
    (folder / "study" / "mine.yaml").write_text(text, encoding="utf-8")
    return read_study(open_library(CLASSES, folder), ["study=mine", "save.paths=0", "save.traces=0", *words])


def sweep(found: StudyDesign, folder: Path, workers: int = 1, simulation: Simulation | None = None) -> SweepOutcome:
    """Do what is not done of a study."""
    with Threads(workers) as crew:
        return run_study(sweep_of(found, simulation or MadeUp(Engine.SIMPY)), folder, crew)
