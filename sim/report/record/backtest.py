"""Tables printed by a backtest, and the CSV of its folder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.console import Console

from sim.config.csv_text import results_csv
from sim.report.terminal.tables import right, table_of
from sim.report.words.numbers import number
from sim.validation.backtest import FIT, TEST, Backtest
from sim.validation.face_validity import Pattern
from sim.validation.scores import skill

SCORES_NOTE = (
    "50 %, 90 %: readings inside the central bands, of all; a few readings of one series cannot show how "
    "well the bands are calibrated. CRPS, bias (median minus reading) and mean absolute error in km2. The "
    "baselines use the fitting window. Model from the last reading: the last fitted reading, times the "
    "growth from that day in the tenth of the draws whose earlier growth was most like the readings."
)
WINDOWS = {FIT: "to fit", TEST: "to test"}


def print_scores(console: Console, backtest: Backtest) -> None:
    """Print the skill of the model, and the scores of it and of the baselines, window by window."""
    for window, forecasts in backtest.scores.items():
        if found := skill(forecasts):
            console.print(f"{WINDOWS[window]}: {found.sentence}", soft_wrap=True)
    if TEST not in backtest.scores:
        last = backtest.observed.days[-1]
        console.print(
            f"to test: no observation after day {last:g}, so these scores say nothing about days outside the fit; "
            "observations.fit_until= splits the record, observations.file= adds your own",
            soft_wrap=True,
        )
    table = table_of("window", "forecast", *right("50 %", "90 %", "CRPS", "bias", "MAE"))
    for window, forecasts in backtest.scores.items():
        for name, scores in forecasts.items():
            inside = [f"{count} of {scores.readings}" for count in (scores.inside_50, scores.inside_90)]
            values = (scores.crps_km2, scores.bias_km2, scores.mean_absolute_error_km2)
            table.add_row(WINDOWS[window], name, *inside, *(number(value, 3) for value in values))
        table.add_section()
    console.print(table)
    console.print(SCORES_NOTE, soft_wrap=True)


def print_patterns(console: Console, patterns: Sequence[Pattern]) -> None:
    """Print the patterns with their bands, and whether they are passed."""
    table = table_of("pattern", *right("value"), "unit", "band", "", "band from", "")
    for each in patterns:
        table.add_row(each.name, number(each.value, 3), _unit(each), band(each), verdict(each), each.source, each.note)
    console.print(table)


def verdict(pattern: Pattern) -> str:
    """Passes, fails, or neither, where the runs cannot show it."""
    if math.isnan(pattern.value):
        return "undecided"
    return "passes" if pattern.passes else "FAILS"


def band(pattern: Pattern) -> str:
    """The band in words."""
    low, high = number(pattern.low), number(pattern.high)
    return low if low == high else f"{low} to {high}"


def _unit(pattern: Pattern) -> str:
    return "" if pattern.unit == "1" else pattern.unit


def scores_csv(backtest: Backtest) -> str:
    """One row per window and forecast."""
    rows: list[Sequence[Any]] = [
        ("window", "forecast", "readings", "inside_50", "inside_90", "crps_km2", "bias_km2", "mean_absolute_error_km2")
    ]
    for window, forecasts in backtest.scores.items():
        rows += [(window, name, *vars(scores).values()) for name, scores in forecasts.items()]
    return results_csv(rows)


def milestones_csv(backtest: Backtest) -> str:
    """One row per reading: what was read, quantiles of what would be, and the medians of the baselines."""
    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    observed = backtest.observed
    names = [each.name.replace(" ", "_") + "_km2" for each in backtest.baselines]
    quantiles = np.quantile(backtest.at_readings, levels, axis=0)
    header = ("day", "window", "read_km2", *(f"q{round(100 * level):02d}_km2" for level in levels), *names)
    windows = np.where(observed.to_fit, FIT, TEST).tolist()
    columns = [observed.days, windows, observed.scored_km2, *quantiles, *(each.middle for each in backtest.baselines)]
    return results_csv([header, *zip(*(list(column) for column in columns), strict=True)])


def patterns_csv(patterns: Sequence[Pattern]) -> str:
    """A row a pattern."""
    rows = [
        (each.name, each.value, each.unit, each.low, each.high, verdict(each).lower(), each.source, each.note)
        for each in patterns
    ]
    return results_csv([("pattern", "value", "unit", "low", "high", "verdict", "band_from", "note"), *rows])
