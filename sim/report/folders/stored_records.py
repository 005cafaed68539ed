"""Stored backtests and calibrations, opened for their figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.report.figures.calibration.subject import stored_parameters, stored_ranks
from sim.report.figures.record import RecordSubject
from sim.report.figures.registry import Kind
from sim.report.folders.backtest import TIMING, stored_backtest, stored_offensives
from sim.study.files import manifest as manifests
from sim.study.files.integrity import FILES
from sim.study.files.manifest import BACKTEST_NAME, CALIBRATION_NAME, Manifest
from sim.study.files.places import POSTERIOR


def open_record(folder: Path) -> tuple[Kind, RecordSubject[Any]]:
    """Kind and subject of the figures of a stored backtest or calibration.

    Raises:
        Damaged: a file is missing or not what was written.
        Problem: it is neither, or of another version.
    """
    kind: Kind = "calibration" if manifests.kind_of(folder) == CALIBRATION_NAME else "backtest"
    manifest = manifests.read(folder, CALIBRATION_NAME if kind == "calibration" else BACKTEST_NAME)
    stored: Callable[[Path, Manifest], Any]
    if kind == "calibration":
        stored = stored_parameters if POSTERIOR in manifest[FILES] else stored_ranks
    else:
        stored = stored_offensives if TIMING in manifest else stored_backtest
    return kind, RecordSubject(manifest, stored(folder, manifest))
