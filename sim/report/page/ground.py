"""The sentence on ground: its range over structures, or that this was not run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.structures import StructureDifference
from sim.analysis.structures_run import STALL, StructuresRun, every_structure, reason_run
from sim.config.counting import more_of
from sim.report.words.wording import range_words
from sim.study.differences.verdict import has_clear_sign

MOST_POLICIES = 3  # that a sentence names


def not_run(manifest: Mapping[str, Any]) -> str:
    """Warning that only one stall assumption was run, with a link to the command for the others."""
    return (
        "do not quote a difference from this. It depends on why the offensive stalls, which the record "
        f"does not show; only one reason was run ({reason_run(manifest)}), and the range over {every_structure()} was "
        "not: [the command](#structures)."
    )


def left_out(run: StructuresRun) -> str:
    """Sentence on the structures that the range leaves out; empty if it leaves out none."""
    if not run.missing:
        return ""
    return f" The range leaves out what was not run: {'; '.join(run.missing)} ([the command](#structures))."


def incomplete_range(run: StructuresRun) -> str:
    """Sentence on a range that was not run, or run only in part."""
    if len(run.reasons) <= 1 and len(run.rates) <= 1:
        return f"The range over {every_structure()} was not run."
    return f"The range over {every_structure()} was run in part, without {'; '.join(run.missing)}."


def over_structures(within: Sequence[StructureDifference], measure: str) -> str:
    """The range of each policy, with the structures at its ends; empty if nothing is known.

    Empty too where the structures do not differ in the reason to stall.
    """
    policies: dict[str, list[StructureDifference]] = {}
    for one in within:
        if measure in one.differences and f"{STALL}: " in one.structure:
            policies.setdefault(one.policy, []).append(one)
    clauses = [_clause(policy, found, measure) for policy, found in list(policies.items())[:MOST_POLICIES]]
    rest = len(policies) - MOST_POLICIES
    more = [f"{more_of(rest, 'policy')} in [the table](#structures)"] if rest > 0 else []
    return f"{'; '.join([*clauses, *more])}." if clauses else ""


def _clause(policy: str, found: Sequence[StructureDifference], measure: str) -> str:
    ordered = sorted(found, key=lambda one: one.differences[measure].mean)
    low, high = ordered[0], ordered[-1]
    means = [one.differences[measure] for one in (low, high)]
    ends = range_words(means[0].measure, means[0].mean, means[1].mean)
    told = [one.structure for one in found if has_clear_sign(one.differences[measure].verdict)]
    signs = (
        f"its sign is clear only with {' and with '.join(told)}"
        if len(told) < len(found)
        else "its sign is clear with each"
    )
    if not told:
        signs = "its sign is clear with none"
    return f"{policy} minus {low.against}: {ends} (lowest with {low.structure}, highest with {high.structure}); {signs}"
