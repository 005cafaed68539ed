"""A comparison as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.comparison import Interaction, RunComparison
from sim.report.comparison import rows as comparison_rows
from sim.report.comparison.cells import role_of, table_notes
from sim.report.comparison.rows import LEVELS_NOTE, RELAXATIONS_NOTE, TextTable, divergences_note, structural_ranges
from sim.report.comparison.rows import NOTE as STRUCTURAL_NOTE
from sim.report.words.interactions import NOTE as INTERACTIONS_NOTE
from sim.report.words.interactions import crossed, heading_of
from sim.report.words.markdown import markdown_table
from sim.study.files.manifest import WARNING


def comparison_page(comparison: RunComparison, figures: Sequence[str] = ()) -> str:
    """The page: what the runs are and how they differ, the differences, when paths part, relaxations, levels, figures.

    `figures`: paths of pictures, from the page's folder.
    """
    reference = comparison.names[comparison.reference]
    scenario = comparison.runs[comparison.reference].manifest["scenario"]
    parts = [
        [f"# {scenario}: compared with {reference}", "", WARNING],
        ["", *(f"- {note}" for note in comparison.notes)],
        _runs(comparison),
        _settings(comparison),
        *(_differences(comparison, variant) for variant in comparison.variants),
        *(_interactions(comparison, found) for found in crossed(comparison)),
        ["", INTERACTIONS_NOTE] if comparison.interactions else [],
        _structural_ranges(comparison),
        [line for note in table_notes(comparison, comparison.measures) for line in ("", note)],
        _divergences(comparison),
        _relaxations(comparison),
        ["", "## Levels", "", LEVELS_NOTE, "", markdown_table(*comparison_rows.levels(comparison))],
        ["", "## Figures", *(line for path in figures for line in ("", f"![{path}]({path})"))] if figures else [],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def _runs(comparison: RunComparison) -> Iterator[str]:
    yield from ("", "## Runs", "")
    rows = []
    for place, run in enumerate(comparison.runs):
        manifest = run.manifest
        count = f"{comparison.replications[place]:,} of {manifest['replications']:,}"
        rows.append(
            [
                comparison.names[place],
                role_of(comparison, place),
                manifest["config_hash"],
                str(manifest["seed"]),
                count,
                str(run.folder),
            ]
        )
    yield markdown_table(["run", "role", "config", "seed", "replications", "folder"], rows)


def _settings(comparison: RunComparison) -> Iterator[str]:
    if comparison.config_differences:
        yield from ("", "## Settings that differ", "")
        yield markdown_table(*comparison_rows.settings(comparison))


def _differences(comparison: RunComparison, variant: int) -> Iterator[str]:
    yield from ("", f"## {comparison.less(variant)}", "", _table(comparison_rows.differences(comparison, variant)))


def _interactions(comparison: RunComparison, found: Sequence[Interaction]) -> Iterator[str]:
    yield from ("", f"## {heading_of(found[0])}", "", _table(comparison_rows.interactions(comparison, found)))


def _table(found: TextTable) -> str:
    """A table in which a mark of a measure is no emphasis."""
    rows = [[row[0].replace("*", r"\*"), *row[1:]] for row in found.rows]
    return markdown_table(found.headings, rows, found.right_from)


def _structural_ranges(comparison: RunComparison) -> Iterator[str]:
    """The range of each difference over the structures, where there are several."""
    found = structural_ranges(comparison, comparison.measures)
    if found.rows:
        yield from ("", "## Range over structures", "", STRUCTURAL_NOTE, "")
        yield markdown_table(*found)


def _divergences(comparison: RunComparison) -> Iterator[str]:
    """Lines of the section on divergence from the reference; none without saved paths."""
    found = comparison_rows.divergences(comparison)
    if found.rows:
        yield from ("", "## When the paths diverge", "", divergences_note(comparison), "")
        yield markdown_table(*found)


def _relaxations(comparison: RunComparison) -> Iterator[str]:
    found = comparison_rows.relaxation_days(comparison)
    if found.rows:
        yield from ("", "## Day of the first relaxation", "", RELAXATIONS_NOTE, "")
        yield markdown_table(*found)
