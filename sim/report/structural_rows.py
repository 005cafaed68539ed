"""The range of each difference over the structures of a comparison, as headings and rows of texts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.comparison import Comparison
from sim.analysis.structures import Within, within_structures
from sim.model.measures import Measure
from sim.report.comparison_cells import change, sections
from sim.report.comparison_rows import Rows
from sim.report.wording import is_told

HEADINGS = ("measure", "unit", "policy", "lowest", "under", "highest", "under", "sign told under")
NOTE = (
    "A policy less the reference policy of the same structure: the lowest and the highest of these mean differences "
    "over the structures, and under how many of them the interval, each alone, leaves 0 out."
)


def structural_ranges(comparison: Comparison, measures: Sequence[Measure]) -> Rows:
    """A row a measure and policy; none where the runs are held against one and the same."""
    policies: dict[str, list[Within]] = {}
    for one in within_structures(comparison, measures):
        policies.setdefault(f"{one.policy} less {one.against}", []).append(one)
    ordered = [measure for section in sections(measures) for measure in section]
    rows = [_row(measure, policy, found) for measure in ordered for policy, found in policies.items()]
    return Rows(HEADINGS, rows)


def _row(measure: Measure, policy: str, found: Sequence[Within]) -> list[str]:
    means = [(one.differences[measure.name].mean, one.structure) for one in found]
    known = sorted(pair for pair in means if not math.isnan(pair[0])) or [(math.nan, "-")]
    (low, below), (high, above) = known[0], known[-1]
    if change(low) == change(high):
        below = above = "all"
    told = sum(is_told(one.differences[measure.name]) for one in found)
    return [measure.name, measure.unit, policy, change(low), below, change(high), above, f"{told} of {len(found)}"]
