"""Effects of each policy of a study on a measure, over its futures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.responses import Responses
from sim.analysis.study_averages import average_over_futures
from sim.analysis.study_factors import STRUCTURE, distinguishing_factors, factor, groups
from sim.analysis.study_interactions import study_interactions
from sim.analysis.study_table import StudyTable
from sim.api.table import Table
from sim.model.measures import Measure

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
    factors += distinguishing_factors(table, STRUCTURE, points, factors)  # no mean is taken over structures
    for values, some in groups(points, factors).items():
        for lever in np.unique(table.points["lever"][some]):
            ours = some[table.points["lever"][some] == lever]
            one = average_over_futures(found, ours)
            numbers = (
                one.level, one.mean, one.low, one.high, one.wide_low, one.wide_high, one.over_low, one.over_high,
                *one.quantiles.tolist(),
            )  # fmt: skip
            label = str(table.points["label"][ours[0]])
            rows.append((*values, label, *map(float, numbers), one.futures, one.n, one.verdict, one.no_interval))
    unit = found.measure.unit
    units = dict.fromkeys(COLUMNS[1:14], unit)
    names = tuple(each.key for each in factors)
    shown = (*names, "policy", "level", "difference", "wide_low", "wide_high", "verdict")
    return Table.of_rows((*names, *COLUMNS), rows, units, first=shown)


CROSSED = (
    "policy", "under", "value", "reference_value", "effect_of", "effect_value", "effect_reference_value", "difference",
    "low", "high", "wide_low", "wide_high", "over_low", "over_high", "points", "n", "verdict", "no_interval",
)  # fmt: skip


def interactions(table: StudyTable, measure: Measure) -> Table:
    """One row for each crossing of two levers, under each structure; see `sim.api.sweeping`."""
    factors = distinguishing_factors(table, STRUCTURE, np.arange(len(table)), [])
    rows = []
    for one in study_interactions(table, measure):
        crossing, found = one.crossing, one.found
        columns = table.points
        point = np.flatnonzero((columns["lever"] == crossing.both) & (columns["structure"] == one.structure))[:1]
        under = [each.texts(point)[0] for each in factors]
        numbers = (found.mean, found.low, found.high, found.wide_low, found.wide_high, found.over_low, found.over_high)
        named = (str(columns["label"][point[0]]), *crossing.under, *crossing.effect)
        rows.append((*under, *named, *numbers, found.futures, found.n, found.verdict, found.no_interval))
    units = dict.fromkeys(CROSSED[7:14], measure.unit)
    shown = ("effect_value", "value", "reference_value", "difference", "wide_low", "wide_high", "verdict")
    return Table.of_rows((*(each.key for each in factors), *CROSSED), rows, units, first=shown)
