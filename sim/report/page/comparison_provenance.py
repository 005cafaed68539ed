"""Provenance of the numbers and figures of a comparison, and the commands that reproduce them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.comparison import RunComparison
from sim.report.comparison import rows as comparison_rows
from sim.report.drawing.inline_svg import InlineFigure
from sim.report.page.blocks import Block, Commands, Heading, Section, TableBlock, Text
from sim.report.page.commands import command, commands_apart, place_in_runs, run_commands, whole_multirun
from sim.report.page.provenance import made_with
from sim.study.files.places import FIGURES


def provenance(comparison: RunComparison, figures: Sequence[InlineFigure]) -> Section:
    """The section."""
    made = list(dict.fromkeys(made_with(run.manifest["made_with"]) for run in comparison.runs))
    lines, last = commands_again(comparison)
    blocks: list[Block] = [
        *(Text(one) for one in made),
        _runs(comparison),
        Heading("To reproduce it"),
        Text(
            "Use this version and a runs folder without these names. Equal config hashes mean equal runs, "
            "and so equal numbers throughout."
        ),
        Commands(lines),
    ]
    if figures:
        rows = [[figure.title, f"{FIGURES}/{figure.name}.svg, .png", last] for figure in figures]
        blocks.append(
            TableBlock("The figures", ["figure", "file of the comparison", "command that draws it"], rows, small=True)
        )
    settings = comparison_rows.settings(comparison)
    if settings.rows:
        blocks.append(TableBlock("Every setting in which the runs differ", *settings[:2], small=True))
    return Section("provenance", "Provenance", blocks)


def commands_again(comparison: RunComparison) -> tuple[list[str], str]:
    """The commands that make the runs and the comparison again, and the one of them that draws the figures."""
    runs = list(comparison.runs)
    multirun = whole_multirun(runs)
    if multirun is None:
        lines, names = commands_apart(runs)
        compared = names
    else:
        lines = run_commands(runs, name=multirun.name)
        names = [place_in_runs(run.folder) for run in runs]
        compared = [multirun.name]
        if comparison.reference == 0 and _holds_all(comparison):
            return lines, lines[-1]
    words = ["compare", *compared]
    if comparison.reference:
        words += ["--reference", names[comparison.reference]]
    if not _holds_all(comparison):
        words += ["--measures", ",".join(measure.name for measure in comparison.measures)]
    return [*lines, command(*words)], command(*words)


def _holds_all(comparison: RunComparison) -> bool:
    """True if all measures are compared that the runs share."""
    shared = set.intersection(*({*run.manifest["measures"].items()} for run in comparison.runs))
    return len(comparison.measures) == len(shared)


def _runs(comparison: RunComparison) -> TableBlock:
    rows = [
        [
            *comparison_rows.run_cells(comparison, place),
            run.manifest["engine"],
            run.manifest["started"],
            place_in_runs(run.folder),
        ]
        for place, run in enumerate(comparison.runs)
    ]
    headings = ["run", "role", "config hash", "seed", "replications used", "engine", "started (UTC)", "folder"]
    return TableBlock("The runs", headings, rows, small=True)
