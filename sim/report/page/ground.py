"""The range of a difference over structures, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.structures import Within
from sim.report.comparison_cells import change
from sim.report.names import unit_of
from sim.report.numbers import with_minus
from sim.report.wording import is_told, listed

MOST_POLICIES = 3  # that a sentence names


def over_structures(within: Sequence[Within], measure: str) -> str:
    """`Under full_ban the difference is +0.3 to +9.8 km² over 4 structures, ...`; empty where nothing is known."""
    policies: dict[str, list[Within]] = {}
    for one in within:
        if measure in one.differences:
            policies.setdefault(one.policy, []).append(one)
    clauses = [_clause(policy, found, measure) for policy, found in list(policies.items())[:MOST_POLICIES]]
    rest = len(policies) - MOST_POLICIES
    more = [f"{rest} more policies are in the table of the structural range"] if rest > 0 else []
    return f"{'; '.join([*clauses, *more])}." if clauses else ""


def _clause(policy: str, found: Sequence[Within], measure: str) -> str:
    ordered = sorted(found, key=lambda one: one.differences[measure].mean)
    low, high = ordered[0], ordered[-1]
    unit = unit_of(low.differences[measure].measure.unit)
    ends = [with_minus(change(one.differences[measure].mean)) for one in (low, high)]
    told = sum(is_told(one.differences[measure]) for one in found)
    reasons = listed([low.structure, high.structure], "to")
    return (
        f"Under {policy} the difference from the reference policy goes from {ends[0]} to {ends[1]} {unit} ({reasons}); "
        f"its sign is told under {told} of {len(found)} structures"
    )
