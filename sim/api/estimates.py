"""Estimates of a run as a table, with the interval of each mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.summary import Estimate, interval_of
from sim.api.table import Table
from sim.report.words.numbers import number

COLUMNS = (
    "measure", "unit", "headline", "nature", "mean", "low", "high", "q05", "q50", "q95", "standard_error", "defined",
    "replications",
)  # fmt: skip


def known_interval(estimate: Estimate) -> tuple[float, float]:
    """The 95 % interval of the mean; NaN below two values."""
    return interval_of(estimate) if estimate.defined > 1 else (math.nan, math.nan)


def interval_text(estimate: Estimate) -> str:
    """The interval in brackets; "-" below two values."""
    low, high = known_interval(estimate)
    return "-" if math.isnan(low) else f"[{number(low)} to {number(high)}]"


def estimates_table(estimates: Sequence[Estimate]) -> Table:
    """One row per measure; `low` and `high` are the ends of `known_interval`."""
    rows = []
    for one in estimates:
        named = (one.measure.name, one.measure.unit, one.measure.headline, one.measure.nature)
        numbers = (one.mean, *known_interval(one), one.q05, one.q50, one.q95, one.error)
        rows.append((*named, *numbers, one.defined, one.replications))
    return Table.of_rows(COLUMNS, rows)
