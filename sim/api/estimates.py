"""Estimates of a run as a table, with the interval of each mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis import intervals
from sim.analysis.summary import Estimate
from sim.api.table import Table
from sim.report.numbers import number

COLUMNS = (
    "measure", "unit", "headline", "nature", "mean", "low", "high", "q05", "q50", "q95", "standard_error", "defined",
    "replications",
)  # fmt: skip


def interval_of(estimate: Estimate) -> tuple[float, float]:
    """The 95 % interval of the mean by Student's t; NaN below two values."""
    if estimate.defined < 2:
        return math.nan, math.nan
    return intervals.around(estimate.mean, estimate.error, estimate.defined - 1)


def interval_text(estimate: Estimate) -> str:
    """The interval in brackets; "-" below two values."""
    low, high = interval_of(estimate)
    return "-" if math.isnan(low) else f"[{number(low)} to {number(high)}]"


def estimates_table(estimates: Sequence[Estimate]) -> Table:
    """One row a measure; `low` and `high` are the ends of `interval_of`."""
    rows = []
    for one in estimates:
        named = (one.measure.name, one.measure.unit, one.measure.headline, one.measure.nature)
        numbers = (one.mean, *interval_of(one), one.q05, one.q50, one.q95, one.error)
        rows.append((*named, *numbers, one.defined, one.replications))
    return Table.of_rows(COLUMNS, rows)
