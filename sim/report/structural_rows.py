"""The range of each difference over the structures of a comparison, as headings and rows of texts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.comparison import RunComparison
from sim.analysis.structures import StructureDifference, within_structures
from sim.analysis.structures_run import STRUCTURAL_WORDS
from sim.model.measures import Measure
from sim.report.comparison_cells import sections
from sim.report.comparison_rows import TextTable
from sim.report.verdict_words import change
from sim.study.verdict import has_clear_sign

HEADINGS = ("measure", "unit", "policy", "lowest", "under", "highest", "under", "clear sign under")
OVER_STALL = ("ground_lost_km2", "area_days_km2_d")
NOTE = (
    "A policy less the reference policy of the same structure: the lowest and the highest of these mean differences "
    "over the structures, and under how many of them its sign is clear."
)


def with_ground(comparison: RunComparison, measures: Sequence[Measure]) -> list[Measure]:
    """The measures, and those of ground where the structures differ in why the offensive stalls."""
    if not any(one.key in STRUCTURAL_WORDS for one in comparison.config_differences):
        return [*measures]
    return [*measures, *(one for one in comparison.measures if one.name in OVER_STALL and one not in measures)]


def structural_ranges(comparison: RunComparison, measures: Sequence[Measure]) -> TextTable:
    """A row a measure and policy; none where the runs are held against one and the same."""
    policies: dict[str, list[StructureDifference]] = {}
    for one in within_structures(comparison, measures):
        policies.setdefault(f"{one.policy} less {one.against}", []).append(one)
    ordered = [measure for section in sections(measures) for measure in section]
    rows = [_row(measure, policy, found) for measure in ordered for policy, found in policies.items()]
    return TextTable(HEADINGS, rows)


def _row(measure: Measure, policy: str, found: Sequence[StructureDifference]) -> list[str]:
    means = [(one.differences[measure.name].mean, one.structure) for one in found]
    known = sorted(pair for pair in means if not math.isnan(pair[0])) or [(math.nan, "-")]
    (low, below), (high, above) = known[0], known[-1]
    if change(low) == change(high):
        below = above = "all"
    told = sum(has_clear_sign(one.differences[measure.name].verdict) for one in found)
    return [measure.name, measure.unit, policy, change(low), below, change(high), above, f"{told} of {len(found)}"]
