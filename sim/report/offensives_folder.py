"""The folder of a backtest against the offensives: scores and the figure of shares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.report.backtest_folder import drawn_from, keep_figure
from sim.report.figures.run.facts import variant
from sim.report.offensives_figure import shares_figure
from sim.report.offensives_tables import offensives_csv, sentences, timing
from sim.report.record_folder import write_all
from sim.study.manifest import BACKTEST_NAME
from sim.validation.offensives_backtest import OffensivesBacktest

FIGURE = "shares"
TITLE = "Share of the ground by day: the model and ten offensives"


def write_offensives(folder: Path, found: OffensivesBacktest, basis: Mapping[str, Any], figure: bool = True) -> None:
    """Write offensives.csv, the figure, and backtest.json, into an empty folder.

    Raises:
        Problem: the folder cannot be written.
    """
    if figure:
        keep_figure(folder, shares_figure(found, TITLE, subtitle(found, basis)), basis, FIGURE)
    told = {**basis, "drawn": list(found.keys), "timing": timing(found), "skill": list(sentences(found))}
    write_all(folder, {"offensives.csv": offensives_csv(found), BACKTEST_NAME: told})


def subtitle(found: OffensivesBacktest, basis: Mapping[str, Any]) -> str:
    """What was drawn, and which offensives are which, below the title."""
    drawn = drawn_from(found.keys, basis)
    return (
        f"{variant(dict(basis))}. {drawn[0].upper()}{drawn[1:]}, one replication each, as maps would show them. "
        "Offensives: DeepStateMap, rounded. Pulses (marks) stalled; grinds (thin lines) did not."
    )
