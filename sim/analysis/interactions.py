"""Differences of differences in a comparison of runs: how the effect of one lever depends on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.config_differences import ConfigDifference
from sim.analysis.crossings import Crossing, crossings
from sim.analysis.paired import Level, Numbers, PairedDifference, level, paired_differences, sides
from sim.analysis.pairing import Pairing, Table
from sim.analysis.references import ReferenceAssignment, is_of_structure, own_labels_of, structural_groups
from sim.model.measures import Measure
from sim.study.run.store import StoredRun


@dataclass(frozen=True)
class Interaction:
    """One measure of one crossing of two levers.

    Attributes:
        crossing: which policies, and which levers.
        structure: under which the policies are compared; empty if all runs have one.
        difference: the effect of the second lever under the changed first one, minus that under the reference's; its
            family is that of all differences of differences in the headline measures, or in the others.
        changed, unchanged: the two effects.
    """

    crossing: Crossing
    structure: str
    difference: PairedDifference
    changed: Level
    unchanged: Level

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.difference.measure


def crossings_of(
    runs: Sequence[StoredRun], against: ReferenceAssignment, pairing: Pairing, settings: Sequence[ConfigDifference]
) -> list[Crossing]:
    """The crossings of two levers among paired runs, within each structure."""
    groups = structural_groups(runs[0].manifest["choices"], settings) if any(against.structures) else ()
    levers = {one.key: one.values for one in settings if not is_of_structure(one.key, groups)}
    found = crossings(levers, against.references, own_labels_of(runs))
    return [one for one in found if all(pairing.paired[place] for place in one.places)]


def interactions(
    tables: Sequence[Table], found: Sequence[Crossing], structures: Sequence[str], measures: Sequence[Measure]
) -> list[Interaction]:
    """The differences of differences, by crossing, then by measure."""
    terms: dict[tuple[int, Measure], tuple[Numbers, ...]] = {
        (place, measure): tuple(np.asarray(tables[run][measure.name], dtype=np.float64) for run in crossing.places)
        for place, crossing in enumerate(found)
        for measure in measures
    }
    rows = []
    for judged in paired_differences(terms, len(found)):
        crossing, measure = found[judged.variant], judged.measure
        changed, unchanged = (level(crossing.both, measure, side) for side in sides(terms[judged.variant, measure]))
        rows.append(Interaction(crossing, structures[crossing.both], judged, changed, unchanged))
    return rows
