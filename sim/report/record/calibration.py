"""Tables printed by a calibration, and the CSV of its folder."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from rich.console import Console

from sim.config.csv_text import results_csv
from sim.config.labels import key_label
from sim.config.table_files import FACTOR
from sim.report.terminal.tables import right, table_of
from sim.report.words.numbers import number
from sim.validation.calibration.calibrate import CalibrationResult
from sim.validation.calibration.informed import Information
from sim.validation.calibration.smc import REACHED, Generation

NOTE = (
    "distance: Kolmogorov-Smirnov, of the posterior from the prior; chance alone exceeds the floor for one of all "
    "{count} in 5 % of cases. {quiet} of the parameters drawn from their ranges without fitting moved no "
    "more than that."
)


def generation_text(generation: Generation) -> str:
    """A line of progress."""
    return (
        f"{_within(generation.tolerance)}: {generation.simulations:,} simulations, "
        f"{number(100 * generation.acceptance, 2)} % accepted, {number(generation.effective, 3)} effective draws"
    )


def _within(tolerance: float) -> str:
    return "at any distance" if math.isinf(tolerance) else f"distance within {number(tolerance, 3)}"


def print_calibration(console: Console, calibrated: CalibrationResult) -> None:
    """Print prior and posterior of the fitted parameters, and of those that the record informs besides."""
    told = calibrated.information
    shown = [each for each in told if each.fitted or each.informed]
    table = table_of("parameter", "", "unit", *right("prior 5 %", "50 %", "95 %", "posterior 5 %", "50 %", "95 %"))
    for name in right("variance ratio", "distance", "floor"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    for each in shown:
        cells = [number(value, 3) for value in (*each.prior, *each.posterior)]
        ends = (number(each.variance_ratio, 2), number(each.distance, 2), number(each.floor, 2))
        table.add_row(f"{label_of(each.key)} ({each.key})", role(each), _unit(each), *cells, *ends, verdict(each))
    console.print(table)
    quiet = sum(not each.fitted and not each.informed for each in told)
    console.print(NOTE.format(count=len(told), quiet=quiet), soft_wrap=True)
    last = calibrated.fit.generations[-1]
    if calibrated.fit.ending != REACHED:
        console.print(
            f"{calibrated.fit.ending} at a distance of {last.tolerance:.3g}, before that of observations.error was "
            "reached: calibration.simulations= allows more",
            soft_wrap=True,
        )


def label_of(key: str) -> str:
    """Label of a parameter of a calibration."""
    return "Factor of the observation" if key == FACTOR else key_label(key)


def role(each: Information) -> str:
    """Role of a parameter in the calibration."""
    if each.key == FACTOR:
        return "of the observation"
    return "fitted" if each.fitted else "drawn"


def verdict(each: Information) -> str:
    """Verdict of the record on a parameter."""
    return "informs it" if each.informed else "no more than chance"


def _unit(each: Information) -> str:
    return "" if each.unit == "1" else each.unit


def parameters_csv(told: Sequence[Information]) -> str:
    """One row per parameter: prior, posterior, and whether the record informs it."""
    header = (
        "parameter", "role", "unit", "prior_q05", "prior_q50", "prior_q95", "posterior_q05", "posterior_q50",
        "posterior_q95", "variance_ratio", "distance", "floor", "informed",
    )  # fmt: skip
    rows = [
        (
            *(each.key, role(each), each.unit, *each.prior, *each.posterior),
            *(each.variance_ratio, each.distance, each.floor, each.informed),
        )
        for each in told
    ]
    return results_csv([header, *rows])


def generations_csv(generations: Sequence[Generation]) -> str:
    """One row per generation."""
    return results_csv([("tolerance", "simulations", "acceptance", "effective_draws"), *map(astuple, generations)])


def calibration_content(calibrated: CalibrationResult) -> Mapping[str, Any]:
    """Content of the JSON of a calibration, beside its basis."""
    fitted = {each.key: each.posterior[1] for each in calibrated.information if each.fitted}
    return {
        "fitted_days": calibrated.days.tolist(),
        "posterior_medians": fitted,
        "informed": [each.key for each in calibrated.information if each.informed],
        "tolerance": calibrated.fit.generations[-1].tolerance,
        "ending": calibrated.fit.ending,
        "simulations": sum(each.simulations for each in calibrated.fit.generations),
        "effective_draws": calibrated.fit.particles.effective,
    }
