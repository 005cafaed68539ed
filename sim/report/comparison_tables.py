"""A comparison as tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sim.analysis.comparison import Comparison
from sim.model.measures import Measure
from sim.report.comparison_cells import (
    change,
    correlation_of,
    interval_of,
    mean_of,
    name_of,
    sections,
    shares_of,
    shortened,
    table_notes,
)
from sim.report.numbers import number
from sim.report.tables import print_rows, provenance_line, right, table_of
from sim.study.manifest import WARNING

WIDE = 120  # characters from which on a terminal has room for how well the pairing worked


def print_comparison(console: Console, comparison: Comparison, everything: bool) -> None:
    """Print what the runs are and what differs between them, then each variant's differences.

    Args:
        console: where to.
        comparison: what is printed.
        everything: all its measures; else the headline measures, if there are any.
    """
    print_notes(console, comparison)
    _print_basis(console, comparison)
    _print_settings(console, comparison)
    print_differences(console, comparison, everything)


def print_notes(console: Console, comparison: Comparison) -> None:
    """Print what a reader must know before the numbers."""
    for note in comparison.notes:
        console.print(note, soft_wrap=True)


def _print_basis(console: Console, comparison: Comparison) -> None:
    """Print what the runs are."""
    for place, (run, label) in enumerate(zip(comparison.runs, comparison.labels, strict=True)):
        role = " (reference)" if place == comparison.reference else ""
        console.print(f"{label}{role}: {provenance_line(run.manifest)}", soft_wrap=True)
    console.print(WARNING)


def print_differences(console: Console, comparison: Comparison, everything: bool) -> None:
    """Print a table a variant, and the notes under them."""
    shown = [measure for measure in comparison.measures if everything or measure.headline] or comparison.measures
    for variant in comparison.variants:
        title = f"{comparison.labels[variant]} less {comparison.labels[comparison.reference]}"
        console.print(Text(f"\n{title}", style="bold"), soft_wrap=True)
        wide = console.width >= WIDE
        paired = ("lower / equal / higher %", *(("r", "gain", "n") if wide else ()))
        table = table_of("measure", "unit", *right("reference", "variant", *paired, "difference"), "95 % interval")
        for section in sections(shown):
            for measure in section:
                table.add_row(*_cells(comparison, variant, measure, wide))
            table.add_section()
        console.print(table)
    for note in table_notes(comparison, shown):
        console.print(note, soft_wrap=True)


def _cells(comparison: Comparison, variant: int, measure: Measure, wide: bool) -> Iterator[str]:
    difference = comparison.difference(variant, measure.name)
    yield name_of(measure, comparison)
    yield measure.unit
    for place in (comparison.reference, variant):
        yield mean_of(comparison.level(place, measure.name))
    yield shares_of(difference)
    if wide:
        yield correlation_of(difference)
        yield number(difference.variance_reduction, 2)
        yield f"{difference.n:,}"
    yield change(difference.mean)
    yield interval_of(difference)


def _print_settings(console: Console, comparison: Comparison) -> None:
    """Print the settings that differ; those below a group whose options differ are left to the files."""
    differences = comparison.config_differences
    groups = {difference.key for difference in differences if "." not in difference.key}
    shown = [one for one in differences if one.key.partition(".")[0] not in groups or one.key in groups]
    if shown:
        rows = [[one.key, *(shortened(value) for value in one.values)] for one in shown]
        print_rows(console, ["setting", *comparison.labels], rows)
    if len(shown) < len(differences):
        console.print(f"{len(differences) - len(shown)} settings differ with these groups; comparison.md lists them.")
