"""Classifies a setting in which runs differ: policy, structure, or one that prevents pairing."""

from __future__ import annotations

from collections.abc import Collection

from sim.study.design.points import Section

POLICY_GROUPS = ("restrictions", "aid")
"""The config groups that a policy is made of."""
SCENARIO = "scenario"
REPLACEMENTS = "scenario.forces.blue_replacements"
"""A setting that belongs to a structure: a difference in ground depends on it as on why the offensive stalls."""
OF_CHANCE = ("seed", "horizon")
"""Settings in which runs differ that cannot be paired."""


def section_of(key: str, groups: Collection[str]) -> Section:
    """The section of a study in which a setting stands."""
    if key in OF_CHANCE:
        return "uncertainty"
    is_structural = key in groups and key not in (*POLICY_GROUPS, SCENARIO)
    return "structure" if is_structural or key == REPLACEMENTS else "lever"
