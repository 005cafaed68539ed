"""`sim.load`: opens a stored run, comparison, study, backtest or calibration."""

from __future__ import annotations

from pathlib import Path

from sim.api.comparing import Comparison
from sim.api.recorded import StoredRecord
from sim.api.running import Run
from sim.api.sweeping import Study
from sim.report.folders.comparison import open_comparison
from sim.study.files import manifest as manifests
from sim.study.files.manifest import kind_of
from sim.study.named import named_folder
from sim.study.run.opening import open_run
from sim.study.sweep.folder import open_study


def load(place: str | Path) -> Run | Comparison | Study | StoredRecord:
    """Open a run, a comparison, a study, a backtest or a calibration by folder, or name in the runs folder.

    What `escsim run -m` makes is a study. A point of a study, such as "permission_timing/3", is opened as a run.

    Raises:
        Problem: there is none, it is torn, the run has not ended, or a run was changed since it was compared.
    """
    folder = named_folder(place)
    match kind_of(folder):
        case manifests.STUDY_NAME:
            return Study(open_study(folder))
        case manifests.COMPARISON_NAME:
            return Comparison(open_comparison(folder), folder)
        case manifests.BACKTEST_NAME | manifests.CALIBRATION_NAME:
            return StoredRecord(folder)
    return Run(open_run(folder))
