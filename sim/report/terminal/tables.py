"""Tables printed by commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.console import Console
from rich.table import Table

from sim.analysis.summary import Estimate
from sim.config.parameter_table import ParameterRow
from sim.model.measures import Measure
from sim.report.terminal.console import PIPED_WIDTH, paragraphs
from sim.report.terminal.screen import Screen, Whole
from sim.report.words.names import NATURE_NOTE, nature_note, nature_of, units_spelt
from sim.report.words.numbers import number, range_text
from sim.study.files.manifest import WARNING
from sim.study.listing import Entry

GAP = 2  # characters between columns
ROUNDING = 1e-12  # of a mean: a smaller standard error comes from the order of addition
MINUTES, SECONDS = 16, 19  # characters of a time that is told to the minute, or to the second
LISTED_GROUPS = ("restrictions", "aid")  # the groups whose choice the list of runs shows


def print_run(console: Console, estimates: Sequence[Estimate], manifest: Mapping[str, Any], place: str) -> None:
    """Print the measures of a run, the headline ones first, and what the numbers rest on."""
    table = table_of("measure", "unit", *right("mean", "5 %", "50 %", "95 %", "error", "n"))
    for section in _sections(estimates):
        for estimate in section:
            numbers = [number(value) for value in (estimate.mean, estimate.q05, estimate.q50, estimate.q95)]
            table.add_row(*_named(estimate), *numbers, error_text(estimate), f"{estimate.defined:,}")
        table.add_section()
    console.print(table)
    console.print(RUN_NOTE, soft_wrap=True)
    _print_units(console, estimates)
    _print_basis(console, [provenance_line(manifest)], place)


def error_text(estimate: Estimate) -> str:
    """The standard error of a mean; 0 where only the order of addition makes one."""
    return number(0.0 if estimate.error < ROUNDING * abs(estimate.mean) else estimate.error, 2)


RUN_NOTE = "error: Monte-Carlo standard error of the mean; n: replications in which the measure is defined."


def print_replication(console: Console, measures: Sequence[Measure], row: NDArray[np.float64]) -> None:
    """Print the measures of one replication, of which `row` holds the values."""
    table = table_of("measure", *right("value"), "unit", "meaning")
    for leads in (True, False):
        for measure, value in zip(measures, row, strict=True):
            if measure.leads is leads:
                table.add_row(f"{measure.name}{nature_of(measure)}", number(value, 6), measure.unit, measure.meaning)
    console.print(table)
    console.print(NATURE_NOTE, soft_wrap=True)


def print_variants(
    console: Console,
    names: Sequence[str],
    variants: Sequence[Sequence[Estimate]],
    manifests: Sequence[Mapping[str, Any]],
    place: str,
) -> None:
    """Print the measures of several variants side by side, as mean and 5 to 95 % of the replications."""
    cells = {name: [_range(estimate) for estimate in variant] for name, variant in zip(names, variants, strict=True)}
    for some in _side_by_side(console, variants[0], cells):
        table = table_of("measure", "unit", *right(*some))
        rows = list(zip(variants[0], *(cells[name] for name in some), strict=True))
        for section in _sections(variants[0]):
            for estimate, *texts in rows:
                if estimate in section:
                    table.add_row(*_named(estimate), *texts)
            table.add_section()
        console.print(table)
    console.print(VARIANTS_NOTE, soft_wrap=True)
    _print_units(console, variants[0])
    places = zip((" ".join(name.splitlines()) for name in names), manifests, strict=True)
    basis = [f"{name}: {provenance_line(manifest)}" for name, manifest in places]
    _print_basis(console, basis, place)


VARIANTS_NOTE = (
    "Each cell: mean [5 % to 95 % of the replications]; one number where all are equal; n: replications in which the "
    "measure is defined, where not all."
)


def _side_by_side(
    console: Console, estimates: Sequence[Estimate], cells: Mapping[str, Sequence[str]]
) -> Iterator[list[str]]:
    """The variants in portions that fit beside the names and units of the measures, at least one at a time."""
    room = console.width - max(sum(len(text) + GAP for text in _named(estimate)) for estimate in estimates)
    names = list(cells)
    widths = [GAP + max(len(text) for text in [*name.splitlines(), *cells[name]]) for name in names]
    yield from ([names[place] for place in places] for places in portions(widths, room))


def portions(widths: Sequence[int], room: int) -> Iterator[list[int]]:
    """The places of columns in portions that fit side by side, at least one at a time.

    `widths`: of the columns, each with the gap before it; `room`: for them, in characters.
    """
    portion, left = list[int](), room
    for place, needed in enumerate(widths):
        if portion and needed > left:
            yield portion
            portion, left = [], room
        portion.append(place)
        left -= needed
    yield portion


def provenance_line(manifest: Mapping[str, Any]) -> str:
    """Scenario, config hash, seed and number of replications of a run."""
    return (
        f"scenario {manifest['scenario']}, config {manifest['config_hash']}, seed {manifest['seed']}, "
        f"{counted_replications(manifest)}"
    )


def count_of(manifest: Mapping[str, Any]) -> str:
    """Number of replications of a run, and the number requested where some are missing."""
    done, asked = manifest["replications"], manifest["replications_asked"]
    return f"{done:,}" if done == asked else f"{done:,} of {asked:,}"


def counted_replications(manifest: Mapping[str, Any]) -> str:
    """Like `count_of`, in words: `1 replication`, `3 of 10 replications`."""
    return f"{count_of(manifest)} replication{'' if manifest['replications_asked'] == 1 else 's'}"


def print_runs(console: Console, entries: Sequence[Entry]) -> None:
    """Print the runs there are, and those that cannot be read, with the reason."""
    headings = ("run", "status", "started (UTC)", "scenario", *LISTED_GROUPS, "seed", "replications", "overrides")
    rows = [[entry.name, *run_cells(entry.manifest, SECONDS)] for entry in entries if not entry.unreadable]
    if rows:
        print_rows(console, headings, rows)
    for entry in entries:
        if entry.unreadable:
            console.print(f"unreadable: {entry.name}: {entry.unreadable}", soft_wrap=True)


def print_parameters(console: Console, rows: Sequence[ParameterRow]) -> None:
    """Print parameters: key, unit, default, allowed and plausible range, source and meaning."""
    headings = ("parameter", "unit", "default", "allowed", "plausible", "source", "meaning")
    print_rows(console, headings, [_parameter_cells(row) for row in rows])


def print_parameter_groups(console: Screen | Whole, rows: Sequence[ParameterRow]) -> None:
    """Print the groups of parameters, each with how many it has and the first of them."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        group, _, name = row.key.partition(".")
        groups.setdefault(group if name else "settings of a run", []).append(name or group)
    told = (f"{group} ({len(names)})" for group, names in groups.items())
    console.print(f"{len(rows)} parameters in {len(groups)} groups: {', '.join(told)}.")
    console.print("A group, a key or a part of a key shows its parameters: unit, default, ranges, source, meaning.")
    console.last("next: escsim parameters attrition, escsim parameters suppression, or --all")


def _parameter_cells(row: ParameterRow) -> list[str]:
    meaning = row.meaning + (f" (only {row.used_by})" if row.used_by else "")
    return [row.key, row.unit, row.default, row.allowed, row.plausible, row.source, meaning]


def run_cells(manifest: Mapping[str, Any], time_digits: int) -> list[str]:
    """Cells of a run in a list, beside its name: status, start, scenario, `LISTED_GROUPS`, seed, and so on."""
    return [
        manifest["status"],
        manifest["started"][:time_digits].replace("T", " "),
        manifest["scenario"],
        *(str(manifest["choices"].get(group, "")) for group in LISTED_GROUPS),
        str(manifest["seed"]),
        count_of(manifest),
        " ".join(manifest["overrides"]),
    ]


def print_rows(console: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text as a table where it is wide enough, else each as a paragraph."""
    table = table_of(*headings)
    for row in rows:
        table.add_row(*row)
    if table.__rich_measure__(console, console.options.update(width=PIPED_WIDTH)).maximum <= console.width:
        console.print(table)
        return
    for paragraph in paragraphs(table):
        console.print(paragraph)


def _print_units(console: Console, estimates: Sequence[Estimate]) -> None:
    if spelt := units_spelt(estimate.measure.unit for estimate in estimates):
        console.print(spelt, soft_wrap=True)
    if note := nature_note([estimate.measure for estimate in estimates]):
        console.print(note, soft_wrap=True)


def _print_basis(console: Console, rows: Sequence[str], place: str) -> None:
    for row in (WARNING, *rows, place):
        console.print(row, soft_wrap=True)


def _sections(estimates: Sequence[Estimate]) -> list[list[Estimate]]:
    """The measures that lead, then the others."""
    return [[found for found in estimates if found.measure.leads is leads] for leads in (True, False)]


def _named(estimate: Estimate) -> tuple[str, str]:
    return f"{estimate.measure.name}{nature_of(estimate.measure)}", estimate.measure.unit


def _range(one: Estimate) -> str:
    return range_text(one.mean, one.q05, one.q95, one.defined, one.replications)


class _Right(str):
    """The heading of a column of numbers."""


def right(*names: str) -> list[_Right]:
    """Headings of columns of numbers."""
    return [_Right(name) for name in names]


def table_of(*headings: str) -> Table:
    """An empty table; columns under a heading made by `right` are flush right."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for heading in headings:
        table.add_column(heading, justify="right" if isinstance(heading, _Right) else "left", overflow="fold")
    return table
