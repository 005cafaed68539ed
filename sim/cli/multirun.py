"""`escsim run -m`: every combination of the values that settings list, each compared with the first."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import as_seen
from sim.cli.compare import after_multirun, is_compared
from sim.cli.ending import draw, ending, is_complete, say, telling, texts, warn_of_idle
from sim.cli.progress import progress_bars
from sim.cli.pulse import pulse

if TYPE_CHECKING:
    from sim.analysis.summary import Estimate
    from sim.config.library import Library
    from sim.report.screen import Screen, Whole
    from sim.study.manifest import Manifest
    from sim.study.multirun import Multirun
    from sim.study.variant import Variant


def run_several(library: Library, arguments: argparse.Namespace) -> int:
    """Run the variants that the command line asks for, draw and compare them; returns the exit code."""
    variants = _variants(library, arguments.overrides)
    warn_of_idle(variants)
    multirun = _done(variants, not arguments.no_report)
    try:
        for run in multirun.runs:
            draw(run)
    finally:
        with pulse("comparing the runs, drawing the figures and writing the report"):
            _print_several(multirun, arguments)
    return max(ending(run) for run in multirun.runs)


def _variants(library: Library, overrides: Sequence[str]) -> list[Variant]:
    """The combinations, validated; raises Problem."""
    from sim.config.compose import read_sweep
    from sim.config.library import own_labels
    from sim.study.multirun import check_alike, labels
    from sim.study.variant import variant_of

    points = read_sweep(library, overrides)
    names = labels([composition.overrides for _, composition in points])
    variants = [
        variant_of(trees, composition.choices, composition.overrides, label, own_labels(library, composition.choices))
        for (trees, composition), label in zip(points, names, strict=True)
    ]
    check_alike(variants)
    return variants


def _done(variants: Sequence[Variant], wants_report: bool) -> Multirun:
    """The multirun of these variants: run now, or finished already where only its figures are left to be drawn."""
    from sim.config.paths import runs_root
    from sim.study.engines import crew_size, prepare
    from sim.study.multirun import finished_multirun, run_all

    settings = variants[0].settings
    root, workers = runs_root(settings.runs_dir), crew_size(settings, len(variants))
    simulation = prepare(settings, variants[0].parameters, len(variants), say)
    stored = finished_multirun(variants, root, workers, simulation)
    if stored is not None and not _is_complete(stored, wants_report):
        say(f"{as_seen(stored.folder)} was already finished; drawing its figures")
        return stored
    with progress_bars() as tell, simulation.crew(workers, say) as crew:
        return run_all(variants, root, crew, telling(tell), texts, simulation, say)


def _is_complete(multirun: Multirun, wants_report: bool) -> bool:
    """Whether a finished multirun has its table, all figures, and its comparison."""
    from sim.study.manifest import MULTIRUN_NAME, read
    from sim.study.places import SUMMARY

    listed = SUMMARY in read(multirun.folder, MULTIRUN_NAME)["files"]
    return listed and all(map(is_complete, multirun.runs)) and is_compared(multirun, wants_report)


def _print_several(multirun: Multirun, arguments: argparse.Namespace) -> None:
    """Compare the runs of a multirun and print that; else, or where all is asked for, what each of them holds."""
    from sim.report.screen import screen

    with screen(arguments.all) as output:
        estimates, manifests = _write_variants(multirun)
        if arguments.all and estimates:
            _print_variants(output, multirun, estimates, manifests)
        compared = after_multirun(multirun, output, arguments.all, not arguments.no_report)
        if not compared and estimates and not arguments.all:
            _print_variants(output, multirun, estimates, manifests)


def _write_variants(multirun: Multirun) -> tuple[list[Sequence[Estimate]], list[Manifest]]:
    """Write the estimates of the runs that finished into the multirun's folder, and return them with the manifests."""
    from sim.analysis.summary import summarize, variants_csv
    from sim.study.manifest import list_written
    from sim.study.new_folder import write_file
    from sim.study.places import SUMMARY

    finished = [run for run in multirun.runs if run.manifest["status"] == "finished"]
    estimates: list[Sequence[Estimate]] = [summarize(run.replications()) for run in finished]
    manifests = [run.manifest for run in finished]
    if finished:
        write_file(multirun.folder / SUMMARY, variants_csv(list(zip(estimates, manifests, strict=True))))
        list_written([multirun.folder / SUMMARY])
    return estimates, manifests


def _print_variants(
    output: Screen | Whole, multirun: Multirun, estimates: list[Sequence[Estimate]], manifests: list[Manifest]
) -> None:
    """Print the runs that finished side by side."""
    from sim.report.tables import print_variants

    names = [_short(manifest["label"]) for manifest in manifests]
    print_variants(output, names, estimates, manifests, as_seen(multirun.folder))


def _short(label: str) -> str:
    """A label as the heading of a column: an option without its group, where no other setting differs."""
    key, _, value = label.partition("=")
    return value if "=" not in value and "." not in key and value[:1].isalpha() else label.replace(" ", "\n")
