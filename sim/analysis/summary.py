"""Summary of each measure over the replications of a run: mean, quantiles, and the interval of the mean."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import skew_of
from sim.analysis.level_intervals import bounds_of, level_interval
from sim.config.csv_text import csv_text
from sim.model.measures import MEASURES, Measure, stored_measures
from sim.study.files.places import SUMMARY
from sim.study.run.store import StoredRun

UNDEFINED = math.nan


@dataclass(frozen=True)
class Estimate:
    """One measure over the replications in which it is defined.

    Attributes:
        measure: which, with its unit.
        mean, q05, q50, q95: in that unit; NaN if no replication defines it.
        skew: skewness of the mean; NaN if nothing varies.
        error: Monte-Carlo standard error of the mean, standard deviation / sqrt(defined); NaN below two values.
        defined: replications that define it; the others are censored (the event did not come before the horizon).
        replications: all of them.
    """

    measure: Measure
    mean: float
    q05: float
    q50: float
    q95: float
    error: float
    defined: int
    replications: int
    skew: float = UNDEFINED


def summarize_run(run: StoredRun) -> tuple[Estimate, ...]:
    """An estimate of each measure that a run stores."""
    return summarize(run.replications(), stored_measures(run.manifest["measures"]))


def summarize(columns: Mapping[str, NDArray[Any]], measures: Sequence[Measure] = MEASURES) -> tuple[Estimate, ...]:
    """An estimate a measure, in their order.

    Args:
        columns: an array a measure, shape (replications,), by name; NaN if it is not defined.
        measures: which to take.
    """
    return tuple(_estimate(measure, columns[measure.name]) for measure in measures)


def interval_of(estimate: Estimate) -> tuple[float, float]:
    """The 95 % interval of a mean, within what the measure can be; the mean itself where nothing varies."""
    if estimate.defined < 2 or not estimate.error:
        return estimate.mean, estimate.mean
    numbers = (estimate.mean, estimate.error, estimate.skew, estimate.defined - 1.0)
    mean, error, skew, freedom = map(np.asarray, numbers)
    low, high = level_interval(mean, error, skew, freedom, bounds_of(estimate.measure))
    return float(low), float(high)


def summary_csv(estimates: Sequence[Estimate], manifest: Mapping[str, Any]) -> str:
    """The estimates as CSV, each row with the scenario, config hash, seed and number of replications behind it.

    Undefined numbers are empty cells.
    """
    return csv_text([HEADER, *_rows(estimates, manifest)])


def summary_files(run: StoredRun) -> dict[str, str]:
    """The files of a run folder that are made from its estimates, by name."""
    return {SUMMARY: summary_csv(summarize_run(run), run.manifest)}


def variants_csv(variants: Sequence[tuple[Sequence[Estimate], Mapping[str, Any]]]) -> str:
    """Like `summary_csv`, of several runs, with the label of each in front."""
    rows = [(manifest["label"], *row) for estimates, manifest in variants for row in _rows(estimates, manifest)]
    return csv_text([("variant", *HEADER), *rows])


HEADER = (
    "measure", "unit", "nature", "mean", "q05", "q50", "q95", "monte_carlo_standard_error", "defined", "replications",
    "scenario", "config_hash", "seed",
)  # fmt: skip


def _rows(estimates: Sequence[Estimate], manifest: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    made_from = [manifest[key] for key in ("scenario", "config_hash", "seed")]
    for estimate in estimates:
        numbers = (estimate.mean, estimate.q05, estimate.q50, estimate.q95, estimate.error)
        cells = ["" if math.isnan(number) else repr(number) for number in numbers]
        counts = (estimate.defined, estimate.replications)
        yield (estimate.measure.name, estimate.measure.unit, estimate.measure.nature, *cells, *counts, *made_from)


def _estimate(measure: Measure, values: NDArray[np.float64]) -> Estimate:
    known = values[~np.isnan(values)]
    count = len(known)
    mean = float(known.mean()) if count else UNDEFINED
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95]).tolist() if count else [UNDEFINED] * 3
    error = float(known.std(ddof=1)) / math.sqrt(count) if count > 1 else UNDEFINED
    if count > 1 and low == known.min() == known.max():  # no rounding in what never varies
        mean, error = low, 0.0
    return Estimate(measure, mean, low, middle, high, error, count, len(values), skew_of(known))
