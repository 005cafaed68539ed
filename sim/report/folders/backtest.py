"""The folders of backtests, of one scenario or against the offensives: draws, scores, patterns and the figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim.config.observations import Observations
from sim.config.schema import validate
from sim.report.figures.record import RecordSubject
from sim.report.folders.record import draw_figures, write_all
from sim.report.record.backtest import milestones_csv, patterns_csv, scores_csv, verdict
from sim.report.record.offensives import offensives_csv, sentences, timing
from sim.study.files.drawn_paths import read_draws, write_draws
from sim.study.files.manifest import BACKTEST_NAME, Manifest
from sim.validation.backtest import Backtest, scored
from sim.validation.face_validity import Pattern
from sim.validation.offensives_backtest import OffensivesBacktest, held_against_offensives
from sim.validation.scores import skill


def write_backtest(
    folder: Path, backtest: Backtest, patterns: Sequence[Pattern], basis: Mapping[str, Any], figure: bool = True
) -> None:
    """Write the draws, scores.csv, milestones.csv, patterns.csv, the figure, and backtest.json, into an empty folder.

    Raises:
        Problem: the folder cannot be written.
    """
    scores = {
        window: {name: asdict(each) for name, each in forecasts.items()}
        for window, forecasts in backtest.scores.items()
    }
    told = [{**asdict(each), "verdict": verdict(each)} for each in patterns]
    skills = {window: found.sentence for window, each in backtest.scores.items() if (found := skill(each))}
    if figure:
        draw_figures("backtest", RecordSubject(basis, backtest), folder)
    write_draws(folder, backtest.draws)
    write_all(
        folder,
        {
            "scores.csv": scores_csv(backtest),
            "milestones.csv": milestones_csv(backtest),
            "patterns.csv": patterns_csv(patterns),
            BACKTEST_NAME: {**basis, "drawn": list(backtest.keys), "scores": scores, "skill": skills, "patterns": told},
        },
    )


def stored_backtest(folder: Path, manifest: Manifest) -> Backtest:
    """The backtest in a folder, scored again from its draws; raise Problem if they are missing or damaged."""
    (observed,) = validate({**manifest["observations"], "file": None}, Observations)
    draws = read_draws(folder, manifest)
    days = np.arange(draws.shape[1], dtype=np.float64)
    return scored(observed, days, draws, tuple(manifest["drawn"]), manifest["seed"])


TIMING = "timing"  # an entry that only such a backtest has


def write_offensives(folder: Path, found: OffensivesBacktest, basis: Mapping[str, Any], figure: bool = True) -> None:
    """Write the draws, offensives.csv, the figure, and backtest.json, into an empty folder.

    Raises:
        Problem: the folder cannot be written.
    """
    if figure:
        draw_figures("backtest", RecordSubject(basis, found), folder)
    write_draws(folder, found.maps)
    told = {**basis, "drawn": list(found.keys), TIMING: timing(found), "skill": list(sentences(found))}
    write_all(folder, {"offensives.csv": offensives_csv(found), BACKTEST_NAME: told})


def stored_offensives(folder: Path, manifest: Manifest) -> OffensivesBacktest:
    """The backtest in a folder, scored again from its draws; raise Problem if they are missing or damaged."""
    return held_against_offensives(read_draws(folder, manifest), tuple(manifest["drawn"]), manifest["seed"])
