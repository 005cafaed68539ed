"""The folder of a backtest: its scores, its patterns and its figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sim.config.problems import Problem
from sim.report.backtest_figure import backtest_figure
from sim.report.backtest_tables import milestones_csv, patterns_csv, scores_csv, verdict
from sim.report.figures.run.facts import variant
from sim.report.footer import FigureProvenance, publish
from sim.report.record_folder import write_all
from sim.study.manifest import BACKTEST_NAME
from sim.study.new_folder import OTHER_FOLDER
from sim.study.places import FIGURES
from sim.validation.backtest import Backtest
from sim.validation.face_validity import Pattern
from sim.validation.scores import skill

FIGURE = "backtest"
TITLE = "Predicted and reported area"


def write_backtest(
    folder: Path, backtest: Backtest, patterns: Sequence[Pattern], basis: Mapping[str, Any], figure: bool = True
) -> None:
    """Write scores.csv, milestones.csv, patterns.csv, the figure, and backtest.json, into an empty folder.

    Raises:
        Problem: the folder cannot be written.
    """
    if figure:
        keep_figure(folder, backtest_figure(backtest, TITLE, subtitle(backtest, basis)), basis, FIGURE)
    scores = {
        window: {name: asdict(each) for name, each in forecasts.items()}
        for window, forecasts in backtest.scores.items()
    }
    told = [{**asdict(each), "verdict": verdict(each)} for each in patterns]
    skills = {window: found.sentence for window, each in backtest.scores.items() if (found := skill(each))}
    write_all(
        folder,
        {
            "scores.csv": scores_csv(backtest),
            "milestones.csv": milestones_csv(backtest),
            "patterns.csv": patterns_csv(patterns),
            BACKTEST_NAME: {**basis, "drawn": list(backtest.keys), "scores": scores, "skill": skills, "patterns": told},
        },
    )


def keep_figure(folder: Path, drawn: Figure, basis: Mapping[str, Any], name: str) -> None:
    """Write a figure into the folder of figures of a new folder.

    Raises:
        Problem: the folder cannot be written.
    """
    try:
        (folder / FIGURES).mkdir()
        publish(drawn, FigureProvenance.of(basis), folder / FIGURES, name)
    except OSError as error:
        raise Problem(f"cannot write {error.filename or folder}: {error.strerror}; {OTHER_FOLDER}") from error


def subtitle(backtest: Backtest, basis: Mapping[str, Any]) -> str:
    """What was drawn and how it is read, below the title."""
    observed, drawn = backtest.observed, drawn_from(backtest.keys, basis)
    read = (
        f"readings assumed to be ground lost divided by a factor of {observed.factor_low:g} to {observed.factor_high:g}"
    )
    return (
        f"{variant(dict(basis))}. {drawn[0].upper()}{drawn[1:]}, one replication each, {read}. Read: {observed.source}."
    )


def drawn_from(keys: Sequence[str], basis: Mapping[str, Any]) -> str:
    """Where the parameters of the draws come from."""
    if basis["posterior"]:
        return f"parameters from a posterior of {basis['posterior']['rows']:,} rows"
    return f"{len(keys)} parameters from their plausible ranges"
