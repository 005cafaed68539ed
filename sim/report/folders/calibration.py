"""The folder of a calibration: the posterior, what the record informs, and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.report.figures.calibration.subject import CalibrationSubject, FittedParameters
from sim.report.folders.record import draw_figures, write_all
from sim.report.record.calibration import calibration_content, generations_csv, parameters_csv
from sim.study.design.posterior import posterior_csv
from sim.study.files.manifest import CALIBRATION_NAME
from sim.study.files.places import POSTERIOR
from sim.validation.calibration.calibrate import CalibrationResult


def write_calibration(
    folder: Path, calibrated: CalibrationResult, basis: Mapping[str, Any], figures: bool = True
) -> None:
    """Write posterior.csv, parameters.csv, generations.csv, the figures, and calibration.json, into an empty folder.

    Raises:
        Problem: the folder cannot be written.
    """
    varied, parameters = calibrated.prior.uncertain, FittedParameters.of(calibrated)
    if figures:
        draw_figures("calibration", CalibrationSubject(basis, parameters), folder)
    write_all(
        folder,
        {
            POSTERIOR: posterior_csv(varied.keys, varied.units, calibrated.values, calibrated.factors),
            "parameters.csv": parameters_csv(calibrated.information),
            "generations.csv": generations_csv(calibrated.fit.generations),
            CALIBRATION_NAME: {**basis, **calibration_content(calibrated), **parameters.entries()},
        },
    )
