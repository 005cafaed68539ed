"""The folder of a backtest against the offensives: draws, scores and the figure of shares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.report.figures.backtest.subject import BacktestSubject
from sim.report.folders.record import draw_figures, write_all
from sim.report.record.offensives import offensives_csv, sentences, timing
from sim.study.files.drawn_paths import read_draws, write_draws
from sim.study.files.manifest import BACKTEST_NAME, Manifest
from sim.validation.offensives_backtest import OffensivesBacktest, held_against_offensives

TIMING = "timing"  # an entry that only such a backtest has


def write_offensives(folder: Path, found: OffensivesBacktest, basis: Mapping[str, Any], figure: bool = True) -> None:
    """Write the draws, offensives.csv, the figure, and backtest.json, into an empty folder.

    Raises:
        Problem: the folder cannot be written.
    """
    if figure:
        draw_figures("backtest", BacktestSubject(basis, found), folder)
    write_draws(folder, found.maps)
    told = {**basis, "drawn": list(found.keys), TIMING: timing(found), "skill": list(sentences(found))}
    write_all(folder, {"offensives.csv": offensives_csv(found), BACKTEST_NAME: told})


def stored_offensives(folder: Path, manifest: Manifest) -> OffensivesBacktest:
    """The backtest in a folder, scored again from its draws; raise Problem if they are missing or damaged."""
    return held_against_offensives(read_draws(folder, manifest), tuple(manifest["drawn"]), manifest["seed"])
