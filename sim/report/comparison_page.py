"""A comparison as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sim.analysis.comparison import Comparison
from sim.analysis.relaxation import relaxations
from sim.report.comparison_cells import (
    change,
    correlation_of,
    interval_of,
    mean_of,
    name_of,
    range_of,
    sections,
    shares_of,
    shortened,
    table_notes,
)
from sim.report.numbers import number
from sim.study.manifest import WARNING

DIFFERENCE_COLUMNS = (
    "measure", "unit", "reference", "variant", "lower / equal / higher %", "r", "gain", "n", "median", "difference",
    "95 % interval",
)  # fmt: skip


def comparison_page(comparison: Comparison, figures: Sequence[str] = ()) -> str:
    """The page: what the runs are and how they differ, the differences, when paths part, relaxations, levels, figures.

    Args:
        comparison: what is told.
        figures: paths of pictures, from the page's folder.
    """
    reference = comparison.labels[comparison.reference]
    scenario = comparison.runs[comparison.reference].manifest["scenario"]
    parts = [
        [f"# {scenario}: compared with {reference}", "", WARNING],
        _bullets(comparison.notes),
        _runs(comparison),
        _settings(comparison),
        *(_differences(comparison, variant) for variant in comparison.variants),
        [line for note in table_notes(comparison, comparison.measures) for line in ("", note)],
        _partings(comparison),
        _relaxations(comparison),
        _levels(comparison),
        ["", "## Figures", *(line for path in figures for line in ("", f"![{path}]({path})"))] if figures else [],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def _bullets(notes: Iterable[str]) -> list[str]:
    return ["", *(f"- {note}" for note in notes)]


def _runs(comparison: Comparison) -> Iterator[str]:
    yield from ("", "## Runs", "")
    rows = []
    for place, run in enumerate(comparison.runs):
        manifest = run.manifest
        role = "reference" if place == comparison.reference else "paired" if comparison.paired[place] else "not paired"
        count = f"{comparison.replications[place]:,} of {manifest['replications']:,}"
        rows.append(
            [comparison.labels[place], role, manifest["config_hash"], str(manifest["seed"]), count, str(run.folder)]
        )
    yield from _table(["run", "role", "config", "seed", "replications", "folder"], rows)


def _settings(comparison: Comparison) -> Iterator[str]:
    if not comparison.config_differences:
        return
    yield from ("", "## Settings that differ", "")
    rows = [[one.key, *(shortened(value) for value in one.values)] for one in comparison.config_differences]
    yield from _table(["setting", *comparison.labels], rows)


def _differences(comparison: Comparison, variant: int) -> Iterator[str]:
    yield from ("", f"## {comparison.labels[variant]} less {comparison.labels[comparison.reference]}", "")
    yield from _table(DIFFERENCE_COLUMNS, _difference_rows(comparison, variant), right_from=2)


def _difference_rows(comparison: Comparison, variant: int) -> Iterator[list[str]]:
    for section in sections(comparison.measures):
        for measure in section:
            found = comparison.difference(variant, measure.name)
            means = [mean_of(comparison.level(place, measure.name)) for place in (comparison.reference, variant)]
            numbers = [correlation_of(found), number(found.variance_reduction, 2), f"{found.n:,}"]
            shown = [change(found.median), change(found.mean), interval_of(found)]
            name = name_of(measure, comparison).replace("*", r"\*")
            yield [name, measure.unit, *means, shares_of(found), *numbers, *shown]


def _partings(comparison: Comparison) -> Iterator[str]:
    """When each variant's paths part from the reference's."""
    variants = list(dict.fromkeys(parting.variant for parting in comparison.partings))
    if not variants:
        return
    count = len(comparison.partings[0].first_days)
    yield from ("", "## When the paths part", "")
    yield f"Day on which more than 5 % of {count:,} pairs of saved paths differ, and the share that ever does."
    yield ""
    names = dict.fromkeys(parting.quantity for parting in comparison.partings)
    rows = []
    for name in names:
        found = [comparison.parting(variant, name) for variant in variants]
        cells = [f"{number(one.day)} ({100 * one.share:.0f} %)" if one.share else "-" for one in found]
        rows.append([name or "any quantity", *cells])
    yield from _table(["quantity", *(comparison.labels[variant] for variant in variants)], rows, right_from=1)


def _relaxations(comparison: Comparison) -> Iterator[str]:
    found = relaxations(comparison)
    if not found:
        return
    yield from ("", "## Day of the first relaxation", "")
    yield (
        "Kaplan and Meier's estimate: a replication without a relaxation is censored at the horizon, to which the mean "
        "is restricted."
    )
    yield ""
    rows = [
        [
            comparison.labels[place],
            f"{one.n_events:,} of {one.n:,}",
            number(one.restricted_mean),
            number(one.restricted_mean_standard_error, 2),
            number(one.last_day),
        ]
        for place, one in found.items()
    ]
    yield from _table(["run", "relaxed", "restricted mean (d)", "standard error (d)", "horizon (d)"], rows, 1)


def _levels(comparison: Comparison) -> Iterator[str]:
    yield from ("", "## Levels", "", "Mean [5 % to 95 % of the replications].", "")
    rows = [
        [
            measure.name,
            measure.unit,
            *(
                range_of(comparison.level(place, measure.name), comparison.replications[place])
                for place in range(len(comparison.runs))
            ),
        ]
        for section in sections(comparison.measures)
        for measure in section
    ]
    yield from _table(["measure", "unit", *comparison.labels], rows, right_from=2)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], right_from: int = 99) -> Iterator[str]:
    """A table, whose columns from `right_from` on are flush right."""
    yield _line(headings)
    yield _line(["--:" if place >= right_from else "---" for place in range(len(headings))])
    yield from (_line(row) for row in rows)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
