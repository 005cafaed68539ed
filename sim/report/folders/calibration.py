"""The folders of calibrations, of one record or of many made-up ones: the posterior or ranks, and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from sim.config.csv_text import results_csv
from sim.report.figures.calibration.subject import RANKS, FittedParameters
from sim.report.figures.record import RecordSubject
from sim.report.folders.record import draw_figures, write_all
from sim.report.record.calibration import calibration_content, generations_csv, parameters_csv
from sim.report.terminal.tables import right, table_of
from sim.report.words.numbers import number
from sim.study.design.posterior import posterior_csv
from sim.study.files.manifest import CALIBRATION_NAME
from sim.study.files.places import POSTERIOR
from sim.validation.calibration.calibrate import CalibrationResult
from sim.validation.calibration.ranks import Ranks


def write_calibration(
    folder: Path, calibrated: CalibrationResult, basis: Mapping[str, Any], figures: bool = True
) -> None:
    """Write posterior.csv, parameters.csv, generations.csv, the figures, and calibration.json, into an empty folder.

    Raises:
        Problem: the folder cannot be written.
    """
    varied, parameters = calibrated.prior.uncertain, FittedParameters.of(calibrated)
    if figures:
        draw_figures("calibration", RecordSubject(basis, parameters), folder)
    write_all(
        folder,
        {
            POSTERIOR: posterior_csv(varied.keys, varied.units, calibrated.values, calibrated.factors),
            "parameters.csv": parameters_csv(calibrated.information),
            "generations.csv": generations_csv(calibrated.fit.generations),
            CALIBRATION_NAME: {**basis, **calibration_content(calibrated), **parameters.entries()},
        },
    )


NOTE = "p: probability of ranks at least this uneven if the fit is correct; a small p is evidence against the fit."


def print_ranks(console: Console, ranked: Ranks) -> None:
    """Print how evenly the ranks lie."""
    table = table_of("parameter", *right("records", "fewest in a tenth", "most", "p"))
    for name, counts, p_value in zip(ranked.names, ranked.counts(), ranked.p_values(), strict=True):
        table.add_row(name, f"{len(ranked.ranks):,}", str(counts.min()), str(counts.max()), number(p_value, 2))
    console.print(table)
    console.print(NOTE, soft_wrap=True)
    if ranked.unfinished:
        left_out = f"{ranked.unfinished} more records did not reach the tolerance within calibration.simulations"
        console.print(f"{left_out}, and are left out", soft_wrap=True)


def write_ranks(folder: Path, ranked: Ranks, basis: Mapping[str, Any], figures: bool = True) -> None:
    """Write ranks.csv, the figure and calibration.json into an empty folder; raise Problem if that fails."""
    if figures:
        draw_figures("calibration", RecordSubject(basis, ranked), folder)
    told = {"ranked": len(ranked.ranks), "unfinished": ranked.unfinished, "draws": ranked.draws}
    p_values = dict(zip(ranked.names, ranked.p_values().tolist(), strict=True))
    rows = results_csv([ranked.names, *ranked.ranks.tolist()])
    write_all(folder, {RANKS: rows, CALIBRATION_NAME: {**basis, **told, "p_values": p_values}})
