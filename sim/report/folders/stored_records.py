"""Stored backtests and calibrations, opened for their figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.report.figures.backtest.subject import BacktestSubject
from sim.report.figures.calibration.subject import CalibrationSubject, stored_parameters, stored_ranks
from sim.report.figures.registry import Kind
from sim.report.folders.backtest import TIMING, stored_backtest, stored_offensives
from sim.study.files import manifest as manifests
from sim.study.files.integrity import FILES
from sim.study.files.manifest import BACKTEST_NAME, CALIBRATION_NAME, Manifest
from sim.study.files.places import POSTERIOR

Subject = BacktestSubject | CalibrationSubject


def open_record(folder: Path) -> tuple[Kind, Subject]:
    """Kind and subject of the figures of a stored backtest or calibration.

    Raises:
        Damaged: a file is missing or not what was written.
        Problem: it is neither, or of another version.
    """
    if manifests.kind_of(folder) == CALIBRATION_NAME:
        return "calibration", _calibration(folder, manifests.read(folder, CALIBRATION_NAME))
    return "backtest", _backtest(folder, manifests.read(folder, BACKTEST_NAME))


def _backtest(folder: Path, manifest: Manifest) -> BacktestSubject:
    found: Any = stored_offensives(folder, manifest) if TIMING in manifest else stored_backtest(folder, manifest)
    return BacktestSubject(manifest, found)


def _calibration(folder: Path, manifest: Manifest) -> CalibrationSubject:
    is_fit = POSTERIOR in manifest[FILES]
    return CalibrationSubject(manifest, (stored_parameters if is_fit else stored_ranks)(folder, manifest))
