"""A comparison as tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rich.console import Console
from rich.text import Text

from sim.analysis.comparison import RunComparison
from sim.model.measures import Measure
from sim.report.comparison.cells import name_of, role_of, sections, shortened, table_notes
from sim.report.comparison.rows import NOTE as STRUCTURAL_NOTE
from sim.report.comparison.rows import differences, structural_ranges, with_ground
from sim.report.terminal.tables import print_rows, provenance_line, right, table_of
from sim.report.words.interactions import NOTE as INTERACTIONS_NOTE
from sim.report.words.interactions import changed_under, crossed, heading_of, unchanged_under
from sim.report.words.verdicts import change, interval_of
from sim.study.files.manifest import WARNING

WIDE, NARROW = 120, 100  # characters of a terminal with room for all columns, and without room for the shares


def print_comparison(console: Console, comparison: RunComparison, everything: bool) -> None:
    """Print what the runs are and what differs between them, then each variant's differences.

    `everything`: all its measures; else the headline measures, if there are any.
    """
    print_notes(console, comparison)
    _print_basis(console, comparison)
    _print_settings(console, comparison)
    print_differences(console, comparison, everything)


def print_notes(console: Console, comparison: RunComparison) -> None:
    """Print what a reader must know before the numbers."""
    for note in comparison.notes:
        console.print(note, soft_wrap=True)


def _print_basis(console: Console, comparison: RunComparison) -> None:
    """Print what the runs are."""
    for place, (run, label) in enumerate(zip(comparison.runs, comparison.names, strict=True)):
        role = f" ({role_of(comparison, place)})" if comparison.references[place] == place else ""
        console.print(f"{label}{role}: {provenance_line(run.manifest)}", soft_wrap=True)
    console.print(WARNING)


def print_differences(console: Console, comparison: RunComparison, everything: bool) -> None:
    """Print one table per variant, and the notes under them."""
    shown = [measure for measure in comparison.measures if everything or measure.leads] or comparison.measures
    kept = _columns(console.width)
    for variant in comparison.variants:
        console.print(Text(f"\n{comparison.less(variant)}", style="bold"), soft_wrap=True)
        found = differences(comparison, variant, shown)
        measure, unit, *numbers, interval = (found.headings[place] for place in kept)
        table = table_of(measure, unit, *right(*numbers), interval)
        table.columns[0].no_wrap = True
        rows = iter(found.rows)
        for section in sections(shown):
            for row in islice(rows, len(section)):
                table.add_row(*(row[place] for place in kept))
            table.add_section()
        console.print(table)
    _print_interactions(console, comparison, shown)
    _print_structural_ranges(console, comparison, with_ground(comparison, shown))
    for note in table_notes(comparison, shown):
        console.print(note, soft_wrap=True)


def _print_interactions(console: Console, comparison: RunComparison, shown: Sequence[Measure]) -> None:
    """Print a table a crossing of two levers, where there are any, and what it says."""
    for found in crossed(comparison):
        console.print(Text(f"\n{heading_of(found[0])}", style="bold"), soft_wrap=True)
        names = [changed_under(found[0].crossing), unchanged_under(found[0].crossing)]
        table = table_of("measure", "unit", *right(*names, "difference"), "95 % interval")
        by_measure = {one.measure: one for one in found}
        for measure in shown:
            one = by_measure[measure]
            effects = [change(effect.mean) for effect in (one.changed, one.unchanged)]
            numbers = [change(one.difference.mean), interval_of(one.difference)]
            table.add_row(name_of(measure, comparison), measure.unit, *effects, *numbers)
        console.print(table)
    if comparison.interactions:
        console.print(INTERACTIONS_NOTE, soft_wrap=True)


def _print_structural_ranges(console: Console, comparison: RunComparison, measures: Sequence[Measure]) -> None:
    """Print the range of each difference over the structures, where there are several."""
    found = structural_ranges(comparison, measures)
    if found.rows:
        console.print(Text("\nrange over structures", style="bold"))
        print_rows(console, found.headings, found.rows)
        console.print(STRUCTURAL_NOTE, soft_wrap=True)


def _columns(width: int) -> list[int]:
    """The columns of a table of differences, with so many of those that tell of the pairing as there is room for."""
    pairing = 0 if width < NARROW else 4 if width >= WIDE else 1
    return [*range(4 + pairing), 9, 10]


def _print_settings(console: Console, comparison: RunComparison) -> None:
    """Print the settings that differ; those below a group whose options differ are left to the files."""
    changed = comparison.config_differences
    groups = {one.key for one in changed if "." not in one.key}
    shown = [one for one in changed if one.key.partition(".")[0] not in groups or one.key in groups]
    if shown:
        rows = [[one.key, *(shortened(value) for value in one.values)] for one in shown]
        print_rows(console, ["setting", *comparison.names], rows)
    if len(shown) < len(changed):
        console.print(f"{len(changed) - len(shown)} settings differ with these groups; comparison.md lists them.")
