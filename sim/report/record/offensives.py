"""Tables printed by a backtest against the offensives, and the CSV of its folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from rich.console import Console

from sim.config.csv_text import results_csv
from sim.report.terminal.tables import right, table_of
from sim.report.words.names import offensive_name
from sim.report.words.numbers import number
from sim.validation.offensives import FORECAST_FROM, GRIND, PULSE, SHARE_DAYS, Forecast, mean_skill
from sim.validation.offensives_backtest import OffensivesBacktest
from sim.validation.scores import ANCHORED

NOTE = (
    "Skill: whether the forecast is better than the best baseline, beyond the last reading. "
    f"Shape: CRPS of the share of the ground of day 60 on {len(SHARE_DAYS)} days, and how many of them lie in the 90 % "
    f"band. Forecast: CRPS on the readings after day {FORECAST_FROM}, as a share of the most ground. Pulses surprised "
    "or crossed a border and stalled, as in the default scenario; grinds did not, and the model does not claim them."
)


def print_offensives(console: Console, found: OffensivesBacktest) -> None:
    """Print the skill by class, then the scores of every offensive."""
    for line in sentences(found):
        console.print(line, soft_wrap=True)
    table = table_of("offensive", "class", *right("shape", "in 90 %", "forecast", "in 90 %"), "best baseline", "skill")
    for shape, forecast in zip(found.shapes, found.forecasts, strict=True):
        told = [number(shape.crps, 3), f"{shape.inside_90} of {len(SHARE_DAYS)}"]
        table.add_row(offensive_name(shape.offensive.name), shape.offensive.kind, *told, *_forecast(forecast))
    console.print(table)
    console.print(NOTE, soft_wrap=True)


def sentences(found: OffensivesBacktest) -> Iterator[str]:
    """Sentences on each class: its mean CRPS of the shape, and its skill."""
    for kind, name in ((PULSE, "pulses"), (GRIND, "grinds")):
        shapes = [each for each in found.shapes if each.offensive.kind == kind]
        mine = tuple(each for each in found.forecasts if each.offensive.kind == kind)
        inside = sum(each.inside_90 for each in shapes)
        yield (
            f"{name}: shape CRPS {number(float(np.mean([each.crps for each in shapes])), 3)}, "
            f"{inside} of {len(shapes) * len(SHARE_DAYS)} shares in the 90 % band"
        )
        if skill := mean_skill(mine):
            told = f"{skill.sentence[0].lower()}{skill.sentence[1:]}"
            yield f"{name}, average of forecasts from day {FORECAST_FROM}: {told}"


def timing(found: OffensivesBacktest) -> dict[str, list[float]]:
    """Quantiles at 5, 50 and 95 % of the shares by days 7 and 21, and of the day on which 90 % are held."""
    levels = (0.05, 0.5, 0.95)
    days = {f"share_day_{day}": found.shares[:, day] for day in (7, 21)}
    days["day_of_90_percent"] = np.argmax(found.shares >= 0.9, axis=1).astype(np.float64)
    return {name: np.quantile(values, levels).tolist() for name, values in days.items()}


def _forecast(forecast: Forecast) -> list[str]:
    mine = forecast.scores[ANCHORED]
    told = [number(mine.crps_km2, 3), f"{mine.inside_90} of {mine.readings}"]
    skill = forecast.skill
    if skill is None:
        return [*told, "none", ""]
    other = forecast.scores[skill.baseline]
    return [*told, f"{skill.baseline}, {number(other.crps_km2, 3)}", "yes" if skill.beats else "none"]


def offensives_csv(found: OffensivesBacktest) -> str:
    """A row for each offensive and forecast; the shape of the model stands in each of an offensive's rows."""
    rows: list[Sequence[Any]] = [
        ("offensive", "class", "shape_crps", "shape_inside_90", "forecast", "readings", "inside_50", "inside_90",
         "crps_share", "bias_share", "mean_absolute_error_share")
    ]  # fmt: skip
    for shape, forecast in zip(found.shapes, found.forecasts, strict=True):
        first = (shape.offensive.name, shape.offensive.kind, shape.crps, shape.inside_90)
        rows += [(*first, name, *vars(scores).values()) for name, scores in forecast.scores.items()]
    return results_csv(rows)
