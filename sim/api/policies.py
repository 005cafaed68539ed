"""What each policy of a study changes in a measure, over its futures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.responses import Responses
from sim.analysis.study_averages import average
from sim.analysis.study_factors import STRUCTURE, factor, groups, telling
from sim.analysis.study_table import StudyTable
from sim.api.table import Table

COLUMNS = (
    "policy", "level", "difference", "low", "high", "wide_low", "wide_high", "over_low", "over_high",
    "q05", "q25", "q50", "q75", "q95", "points", "n", "verdict", "no_interval",
)  # fmt: skip


def policies(table: StudyTable, found: Responses, by: Sequence[str]) -> Table:
    """One row for each policy and each combination of the values of some factors; see `sim.api.sweeping`.

    Raises:
        Problem: the study has no factor of that key.
    """
    points, rows = np.arange(len(table)), []
    factors = [factor(table, key) for key in by]
    factors += telling(table, STRUCTURE, points, factors)  # no mean is taken over structures
    for values, some in groups(points, factors).items():
        for lever in np.unique(table.points["lever"][some]):
            ours = some[table.points["lever"][some] == lever]
            one = average(found, ours)
            numbers = (
                one.level, one.mean, one.low, one.high, one.wide_low, one.wide_high, one.over_low, one.over_high,
                *one.quantiles.tolist(),
            )  # fmt: skip
            label = str(table.points["label"][ours[0]])
            rows.append((*values, label, *map(float, numbers), one.futures, one.n, one.verdict, one.no_interval))
    unit = found.measure.unit
    units = dict.fromkeys(COLUMNS[1:14], unit)
    names = tuple(each.key for each in factors)
    return Table.of_rows((*names, *COLUMNS), rows, units)
