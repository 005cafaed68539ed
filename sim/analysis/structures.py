"""Differences between policies within each structure of a comparison, and their range over structures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis import references
from sim.analysis.comparison import RunComparison
from sim.analysis.paired import PairedDifference
from sim.model.measures import Measure


@dataclass(frozen=True)
class StructureDifference:
    """A policy less the reference policy, under one structure.

    Attributes:
        structure: the labels of the options that tell it from other structures, such as "stall: held line alone".
        policy: what tells the policy from others, such as "full_ban"; `against`: the same of the reference policy.
        reference: index of the run of the reference policy under this structure; `place`: of the policy's.
        differences: by name of the measure.
    """

    structure: str
    policy: str
    against: str
    reference: int
    place: int
    differences: Mapping[str, PairedDifference]


def structural_groups(comparison: RunComparison) -> tuple[str, ...]:
    """The config groups, other than those a policy is made of, whose options differ between the runs."""
    choices = comparison.runs[comparison.reference].manifest["choices"]
    return references.structural_groups(choices, comparison.config_differences)


def within_structures(comparison: RunComparison, measures: Sequence[Measure]) -> list[StructureDifference]:
    """Each policy less the reference's, under every structure that has both in paired runs; empty for one structure.

    Args:
        comparison: whose reference's policy is that of reference in every structure.
        measures: which to show; those that the comparison leaves out are left out.
    """
    if not comparison.structured:
        return []
    known = {measure.name for measure in comparison.measures}
    names = [measure.name for measure in measures if measure.name in known]
    order = list(dict.fromkeys(comparison.structures))
    places = [place for place in comparison.variants if comparison.paired[place]]
    return [
        StructureDifference(
            structure=comparison.structure_names[place],
            policy=comparison.policies[place],
            against=comparison.policies[comparison.references[place]],
            reference=comparison.references[place],
            place=place,
            differences={name: comparison.difference(place, name) for name in names},
        )
        for place in sorted(places, key=lambda place: order.index(comparison.structures[place]))
    ]
