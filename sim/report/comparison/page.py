"""A comparison as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.comparison import RunComparison
from sim.report.comparison import rows
from sim.report.comparison.cells import table_notes
from sim.report.comparison.rows import TextTable
from sim.report.words.interactions import NOTE as INTERACTIONS_NOTE
from sim.report.words.interactions import crossed, heading_of
from sim.report.words.markdown import markdown_table
from sim.study.files.manifest import WARNING


def comparison_page(comparison: RunComparison, figures: Sequence[str] = ()) -> str:
    """The page: what the runs are and how they differ, the differences, when paths part, relaxations, levels, figures.

    `figures`: paths of pictures, from the page's folder.
    """
    return "\n\n".join(_parts(comparison, figures)) + "\n"


def _parts(comparison: RunComparison, figures: Sequence[str]) -> Iterator[str]:
    scenario = comparison.runs[comparison.reference].manifest["scenario"]
    yield f"# {scenario}: compared with {comparison.names[comparison.reference]}"
    yield WARNING
    if comparison.notes:
        yield "\n".join(f"- {note}" for note in comparison.notes)
    yield from _section("Runs", _runs(comparison))
    yield from _section("Settings that differ", rows.settings(comparison))
    for variant in comparison.variants:
        yield from _section(comparison.less(variant), _marked(rows.differences(comparison, variant)))
    for found in crossed(comparison):
        yield from _section(heading_of(found[0]), _marked(rows.interactions(comparison, found)))
    if comparison.interactions:
        yield INTERACTIONS_NOTE
    yield from _section("Range over structures", rows.structural_ranges(comparison, comparison.measures), rows.NOTE)
    yield from table_notes(comparison, comparison.measures)
    if comparison.partings:
        yield from _section("When the paths diverge", rows.divergences(comparison), rows.divergences_note(comparison))
    yield from _section("Day of the first relaxation", rows.relaxation_days(comparison), rows.RELAXATIONS_NOTE)
    yield from _section("Levels", rows.levels(comparison), rows.LEVELS_NOTE)
    if figures:
        yield "## Figures"
        yield from (f"![{path}]({path})" for path in figures)


def _section(title: str, table: TextTable, note: str = "") -> Iterator[str]:
    """A table under its heading and note; nothing without rows."""
    if table.rows:
        yield f"## {title}"
        if note:
            yield note
        yield markdown_table(*table)


def _runs(comparison: RunComparison) -> TextTable:
    cells = [[*rows.run_cells(comparison, place), str(run.folder)] for place, run in enumerate(comparison.runs)]
    return TextTable(["run", "role", "config", "seed", "replications", "folder"], cells)


def _marked(found: TextTable) -> TextTable:
    """A table in which a mark of a measure is no emphasis."""
    return found._replace(rows=[[row[0].replace("*", r"\*"), *row[1:]] for row in found.rows])
