"""The folder of a calibration: the posterior, what the record informs, and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.config.problems import Problem
from sim.report.calibration_figures import informed_figure, posterior_figure
from sim.report.calibration_tables import calibration_content, generations_csv, parameters_csv
from sim.report.figures.run.facts import variant
from sim.report.footer import FigureProvenance, publish
from sim.report.record_folder import write_all
from sim.study.manifest import CALIBRATION_NAME
from sim.study.new_folder import OTHER_FOLDER
from sim.study.places import FIGURES, POSTERIOR
from sim.study.posterior import posterior_csv
from sim.validation.calibration.calibrate import CalibrationResult


def write_calibration(
    folder: Path, calibrated: CalibrationResult, basis: Mapping[str, Any], figures: bool = True
) -> None:
    """Write posterior.csv, parameters.csv, generations.csv, the figures, and calibration.json, into an empty folder.

    Raises:
        Problem: the folder cannot be written.
    """
    varied = calibrated.prior.uncertain
    if figures:
        try:
            _draw(folder / FIGURES, calibrated, basis)
        except OSError as error:
            raise Problem(f"cannot write {error.filename or folder}: {error.strerror}; {OTHER_FOLDER}") from error
    write_all(
        folder,
        {
            POSTERIOR: posterior_csv(varied.keys, varied.units, calibrated.values, calibrated.factors),
            "parameters.csv": parameters_csv(calibrated.information),
            "generations.csv": generations_csv(calibrated.fit.generations),
            CALIBRATION_NAME: {**basis, **calibration_content(calibrated)},
        },
    )


def _draw(folder: Path, calibrated: CalibrationResult, basis: Mapping[str, Any]) -> None:
    folder.mkdir()
    days = calibrated.days
    fitted = f"{variant(dict(basis))}. Fitted to {len(days)} readings of days {days[0]:g} to {days[-1]:g}."
    found = {
        "posterior": posterior_figure(calibrated, "What the record says about the fitted parameters", fitted),
        "informed": informed_figure(calibrated, "Which parameters the record informs at all", fitted),
    }
    for name, figure in found.items():
        publish(figure, FigureProvenance.of(basis), folder, name)
