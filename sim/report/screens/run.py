"""A run on one screen: the run, the headline measures with intervals, what cannot be said, the next command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.structures_run import reason_run
from sim.analysis.summary import Estimate, interval_of
from sim.report.terminal.screen import Screen, Whole
from sim.report.terminal.tables import counted_replications, print_run, right, table_of
from sim.report.words.names import heading_of
from sim.report.words.numbers import number
from sim.report.words.run_names import called, scenario_name
from sim.study.files.manifest import WARNING

CANNOT = (
    "A level is not a finding: compare it with another policy. Ground is not shown: it depends on why the offensive "
    "stalls, and only one reason was run ({reason})."
)
MEAN = "mean\n[95 % interval]"
SPREAD = "5 % to 95 %\nof replications"


def print_run_screen(
    output: Screen | Whole, estimates: Sequence[Estimate], manifest: Mapping[str, Any], place: str, everything: bool
) -> None:
    """Print a run.

    `everything`: all measures, with what they rest on.
    """
    if everything:
        print_run(output, estimates, manifest, place)
        return
    output.print(
        f"{called(manifest)}: {counted_replications(manifest)}, seed {manifest['seed']}, {scenario_name(manifest)}."
    )
    table = table_of("", *right(MEAN, SPREAD))
    for one in (one for one in estimates if one.measure.leads):
        table.add_row(heading_of(one.measure), mean_text(one), _spread(one))
    output.print(table)
    output.print(CANNOT.format(reason=reason_run(manifest)))
    output.last(WARNING, place, f"next: escsim compare {place} OTHER")


def mean_text(one: Estimate) -> str:
    """A mean with its interval, where there is one."""
    low, high = interval_of(one)
    return f"{number(one.mean)} [{number(low)} to {number(high)}]" if low < high else number(one.mean)


def _spread(one: Estimate) -> str:
    return number(one.q05) if one.q05 == one.q95 else f"{number(one.q05, 3)} to {number(one.q95, 3)}"
