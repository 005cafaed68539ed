"""A comparison as tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from sim.analysis.comparison import RunComparison
from sim.model.measures import Measure
from sim.report.comparison_cells import (
    correlation_of,
    gain_of,
    mean_of,
    name_of,
    role_of,
    sections,
    shares_of,
    shortened,
    table_notes,
)
from sim.report.comparison_rows import NOTE as STRUCTURAL_NOTE
from sim.report.comparison_rows import structural_ranges, with_ground
from sim.report.interaction_words import NOTE as INTERACTIONS_NOTE
from sim.report.interaction_words import changed_under, crossed, heading_of, unchanged_under
from sim.report.tables import print_rows, provenance_line, right, table_of
from sim.report.verdict_words import change, interval_of
from sim.study.manifest import WARNING

WIDE, NARROW = 120, 100  # characters of a terminal with room for all columns, and without room for the shares


def print_comparison(console: Console, comparison: RunComparison, everything: bool) -> None:
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
    """Print a table a variant, and the notes under them."""
    shown = [measure for measure in comparison.measures if everything or measure.headline] or comparison.measures
    for variant in comparison.variants:
        console.print(Text(f"\n{comparison.less(variant)}", style="bold"), soft_wrap=True)
        table = table_of(
            *("measure", "unit"), *right("reference", "variant", *_pairing(console), "difference"), "95 % interval"
        )
        table.columns[0].no_wrap = True
        for section in sections(shown):
            for measure in section:
                table.add_row(*_cells(comparison, variant, measure, len(_pairing(console))))
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


def _pairing(console: Console) -> list[str]:
    """The columns that say how the pairs compare and how well pairing worked, so many as there is room for."""
    if console.width < NARROW:
        return []
    return ["lower / equal / higher %", *(["r", "gain", "n"] if console.width >= WIDE else [])]


def _cells(comparison: RunComparison, variant: int, measure: Measure, of_pairing: int) -> Iterator[str]:
    difference = comparison.difference(variant, measure.name)
    yield name_of(measure, comparison)
    yield measure.unit
    for place in (comparison.references[variant], variant):
        yield mean_of(comparison.level(place, measure.name))
    pairing = [
        shares_of(difference),
        correlation_of(difference),
        gain_of(difference),
        f"{difference.n:,}",
    ]
    yield from pairing[:of_pairing]
    yield change(difference.mean)
    yield interval_of(difference)


def _print_settings(console: Console, comparison: RunComparison) -> None:
    """Print the settings that differ; those below a group whose options differ are left to the files."""
    differences = comparison.config_differences
    groups = {difference.key for difference in differences if "." not in difference.key}
    shown = [one for one in differences if one.key.partition(".")[0] not in groups or one.key in groups]
    if shown:
        rows = [[one.key, *(shortened(value) for value in one.values)] for one in shown]
        print_rows(console, ["setting", *comparison.names], rows)
    if len(shown) < len(differences):
        console.print(f"{len(differences) - len(shown)} settings differ with these groups; comparison.md lists them.")
