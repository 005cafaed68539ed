"""`sim.load`: what a run, a comparison or a study has left is opened again."""

from __future__ import annotations

from pathlib import Path

from sim.api.comparing import Comparison
from sim.api.running import Run
from sim.api.sweeping import Study
from sim.config.paths import place_of
from sim.report.comparison_folder import open_comparison
from sim.study.manifest import COMPARISON_NAME, STUDY_NAME, kind_of
from sim.study.store import open_run
from sim.study.sweep.folder import open_study


def load(place: str | Path) -> Run | Comparison | Study:
    """Open a run, a comparison or a study by its folder, or its name in the folder of runs.

    Raises:
        Problem: there is none, it is torn, the run has not ended, or a run was changed since it was compared.
    """
    folder = place_of(place)
    kind = kind_of(folder)
    if kind == STUDY_NAME:
        return Study(open_study(folder))
    if kind == COMPARISON_NAME:
        return Comparison(open_comparison(folder), folder)
    return Run(open_run(folder))
