"""Differences shown in the report of a comparison: those of variants, or of policies within each structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.comparison import PairedDifference, RunComparison
from sim.analysis.structures import StructureDifference
from sim.model.measures import Measure

GROUND = "ground_lost_km2"
MOST_ASKED = 4  # measures that were asked for, in one sentence


@dataclass(frozen=True)
class AnsweredDifferences:
    """The differences that an answer names.

    Attributes:
        against: what the others are compared with.
        under: the structure that all of them share, where the comparison has others too; else empty.
        rows: the differences of each policy, by its name, and then by the measure's.
    """

    against: str
    under: str
    rows: Mapping[str, Mapping[str, PairedDifference]]

    @property
    def names(self) -> list[str]:
        """Names of the policies."""
        return list(self.rows)

    def of(self, measure: Measure) -> list[tuple[str, PairedDifference]]:
        """The difference of each policy in a measure."""
        return [(name, found[measure.name]) for name, found in self.rows.items()]


def headline(comparison: RunComparison) -> list[Measure]:
    """The measures that were asked for; where none were, the headline measures that are compared, if any."""
    asked = len(comparison.measures) < comparison.shared
    found = [] if asked else [measure for measure in comparison.measures if measure.leads]
    return found or list(comparison.measures)


def measures_named(comparison: RunComparison) -> int:
    """Number of measures that the first sentence names where some were asked for; 0 lets the sentence choose."""
    asked = len(comparison.measures) < comparison.shared
    return min(len(comparison.measures), MOST_ASKED) if asked else 0


def answered_differences(comparison: RunComparison, within: Sequence[StructureDifference]) -> AnsweredDifferences:
    """The policies under the reference's structure, where there are several structures; else the variants."""
    own = comparison.structure_names[comparison.reference]
    same = [one for one in within if one.structure == own]
    if same:
        return AnsweredDifferences(same[0].against, own, {one.policy: one.differences for one in same})
    labels, measures = comparison.names, comparison.measures
    rows = {
        labels[place]: {measure.name: comparison.difference(place, measure.name) for measure in measures}
        for place in comparison.variants
    }
    return AnsweredDifferences(labels[comparison.reference], "", rows)
