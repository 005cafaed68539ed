"""Policies compared within each structure of a comparison, for the range of a difference over structures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.comparison import Comparison
from sim.analysis.differing import NAMED_FIRST, labels
from sim.analysis.paired import Difference, Pairs, paired_differences
from sim.model.measures import Measure

SCENARIO = "scenario"


@dataclass(frozen=True)
class Within:
    """A policy less the reference policy, under one structure.

    Attributes:
        structure: the options that tell it from other structures, such as "stall=line".
        policy: what tells the policy from others, such as "full_ban"; `against`: the same of the reference policy.
        reference: index of the run of the reference policy under this structure; `place`: of the policy's.
        differences: by name of the measure; each interval on its own.
    """

    structure: str
    policy: str
    against: str
    reference: int
    place: int
    differences: Mapping[str, Difference]


def structural_groups(comparison: Comparison) -> tuple[str, ...]:
    """The config groups, other than those a policy is made of, whose options differ between the runs."""
    choices = comparison.runs[comparison.reference].manifest["choices"]
    policy = (*NAMED_FIRST, SCENARIO)
    keys = [difference.key for difference in comparison.config_differences]
    return tuple(key for key in keys if key in choices and key not in policy)


def structure_of(comparison: Comparison, place: int) -> str:
    """The options of a run that tell its structure from those of others."""
    choices = comparison.runs[place].manifest["choices"]
    return ", ".join(f"{group}={choices.get(group, '')}" for group in structural_groups(comparison))


def within_structures(comparison: Comparison, measures: Sequence[Measure]) -> list[Within]:
    """Each policy less the reference's, under every structure that has both in paired runs; empty for one structure.

    Args:
        comparison: whose reference's policy is that of reference in every structure.
        measures: which to compare; those that the comparison leaves out are left out.
    """
    groups = structural_groups(comparison)
    if not groups:
        return []
    known = {measure.name for measure in comparison.measures}
    chosen = [measure._replace(headline=False) for measure in measures if measure.name in known]
    rows = [
        (structure, policy, against, reference, place)
        for structure, places in _by_structure(comparison).items()
        for policy, against, reference, place in _policies(comparison, places, groups)
    ]
    pairs: Pairs = {
        (place, measure): (comparison.tables[place][measure.name], comparison.tables[reference][measure.name])
        for *_, reference, place in rows
        for measure in chosen
    }
    found: dict[int, dict[str, Difference]] = {}
    for difference in paired_differences(pairs) if pairs else []:
        found.setdefault(difference.variant, {})[difference.measure.name] = difference
    return [Within(*row, found.get(row[-1], {})) for row in rows]


def _by_structure(comparison: Comparison) -> dict[str, list[int]]:
    """The runs that are paired with the reference, by their structure."""
    found: dict[str, list[int]] = {}
    for place, paired in enumerate(comparison.paired):
        if paired:
            found.setdefault(structure_of(comparison, place), []).append(place)
    return found


def _policies(comparison: Comparison, places: Sequence[int], groups: Sequence[str]) -> list[tuple[str, str, int, int]]:
    """Of the runs of one structure those that differ from the reference policy: both names, its run, their own."""
    own = _policy(comparison, comparison.reference, groups)
    references = [place for place in places if _policy(comparison, place, groups) == own]
    if not references:
        return []
    names = labels([comparison.runs[place] for place in places])
    against = names[places.index(references[0])]
    return [
        (name, against, references[0], place)
        for name, place in zip(names, places, strict=True)
        if place not in references
    ]


def _policy(comparison: Comparison, place: int, groups: Sequence[str]) -> tuple[str, ...]:
    """What a run has for the settings that differ and belong to no structure."""
    return tuple(
        difference.values[place]
        for difference in comparison.config_differences
        if difference.key.partition(".")[0] not in groups
    )
