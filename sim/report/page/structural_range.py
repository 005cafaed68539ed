"""The range of differences over structures, from a comparison that has several, or how to run it."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.comparison import RunComparison
from sim.analysis.structures import StructureDifference
from sim.analysis.structures_run import STRUCTURAL_WORDS, structures_of
from sim.model.measures import Measure
from sim.report.page.blocks import Block, Commands, Section, TableBlock, Text
from sim.report.page.commands import run_commands
from sim.report.page.ground import incomplete_range
from sim.report.words.names import with_unit
from sim.report.words.verdicts import change, interval_of

TITLE = "Structural range"


def structural_range(
    comparison: RunComparison, within: Sequence[StructureDifference], measures: Sequence[Measure]
) -> Section:
    """The section.

    `within`: policies within each structure; empty for a single structure.
    """
    blocks: list[Block] = []
    for measure in measures:
        rows = [
            [one.policy, one.structure, change(found.mean), interval_of(found)]
            for one in within
            if (found := one.differences.get(measure.name)) is not None
        ]
        if rows:
            name = f"{with_unit(measure.name, measure.unit)}: policy minus reference policy, within each structure"
            blocks.append(TableBlock(name, ["policy", "structure", "difference", "95 % interval"], rows, right_from=2))
    if blocks:
        blocks.insert(0, Text("The structures differ by more than chance within one."))
    if structures_of(comparison.runs).missing:
        blocks += _not_run(comparison)
    return Section("structures", TITLE, blocks)


def _not_run(comparison: RunComparison) -> list[Block]:
    lines = run_commands(comparison.runs, STRUCTURAL_WORDS, many=True)
    return [
        Text(
            f"{incomplete_range(structures_of(comparison.runs))} These reasons why the offensive stalls, with or "
            "without replacement of losses, all fit the record, and a difference in ground varies by orders of "
            "magnitude among them. "
            "This command runs and compares them and writes this report:"
        ),
        Commands(lines),
        Text("A study crosses the other theories (attrition, advance, escalation):"),
        Commands(["escsim sweep study=structures"]),
    ]
