"""Differences of differences in a study: how the effect of one lever depends on another, over the futures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.analysis.crossings import Crossing, crossings
from sim.analysis.responses import responses_of
from sim.analysis.study_averages import Average, average_over_futures
from sim.analysis.study_factors import LEVER, varying
from sim.analysis.study_table import PAIRED_WITHIN, REFERENCE, StudyTable
from sim.model.measures import Measure
from sim.study.differences.verdict import family_size

Whole = NDArray[np.int64]


class StudyInteraction(NamedTuple):
    """One measure of one crossing of two levers, under one structure.

    Attributes:
        crossing: its places are numbers of policies, as in the column `lever`.
        structure: number of the structure.
        found: the difference of differences, over the futures. Its level is that of the policy that changes both.
    """

    crossing: Crossing
    structure: int
    found: Average


def lever_crossings(table: StudyTable) -> list[Crossing]:
    """The crossings of two levers among the policies of a study."""
    levers, first = np.unique(table.points["lever"], return_index=True)
    factors = varying(table, LEVER, np.arange(len(table)))
    settings = {each.key: each.texts(first) for each in factors}
    reference = int(np.flatnonzero(levers == REFERENCE)[0])
    found = crossings(settings, [reference] * len(levers), table.option_labels)
    numbers = levers.tolist()
    return [one._replace(**{name: numbers[getattr(one, name)] for name in PLACES}) for one in found]


PLACES = ("both", "first", "second", "neither")


def study_interactions(table: StudyTable, measure: Measure) -> list[StudyInteraction]:
    """The differences of differences of a measure, by crossing, then by structure; none without two crossed levers.

    Verdicts hold at once for all of them in the headline measures, or in all others.

    Raises:
        Problem: a file of the study is torn, or there is none.
    """
    found = lever_crossings(table)
    if not found:
        return []
    structures = np.unique(table.points["structure"]).tolist()
    alike = family_size(measure, len(found) * len(structures))
    known = responses_of(table.rows(measure.name), len(table), measure, _references(table, found), alike)
    rows = []
    for crossing in found:
        for structure in structures:
            chosen = (table.points["lever"] == crossing.both) & (table.points["structure"] == structure)
            rows.append(StudyInteraction(crossing, structure, average_over_futures(known, np.flatnonzero(chosen))))
    return rows


def _references(table: StudyTable, found: list[Crossing]) -> Whole:
    """Points with which each point that changes two levers is compared, in its structure and future; -1 if none."""
    structure, uncertainty = (np.unique(table.points[name], return_inverse=True)[1] for name in PAIRED_WITHIN)
    group = structure * (int(uncertainty.max(initial=0)) + 1) + uncertainty
    reference = np.full((len(table), len(PLACES) - 1), -1, dtype=np.int64)
    for crossing in found:
        both, *others = (_by_group(group, table.points["lever"] == place) for place in crossing.places)
        for column, other in enumerate(others):
            reference[both[both >= 0], column] = other[both >= 0]
    return reference


def _by_group(group: Whole, chosen: NDArray[np.bool_]) -> Whole:
    """The chosen point of each structure and future; -1 where there is none."""
    found = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    found[group[chosen]] = np.flatnonzero(chosen)
    return found
