"""`escsim run -m`: every combination of the values that settings list, each compared with the first."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import as_seen
from sim.cli.compare import after_multirun, is_compared
from sim.cli.ending import draw, ending, is_complete, say, texts, warn_of_idle
from sim.cli.progress import progress_bars

if TYPE_CHECKING:
    from sim.config.library import Library
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
        _print_variants(multirun)
    after_multirun(multirun, not arguments.no_report)
    return max(ending(run) for run in multirun.runs)


def _variants(library: Library, overrides: Sequence[str]) -> list[Variant]:
    """The combinations, validated; raises Problem."""
    from sim.config.compose import read_sweep
    from sim.study.multirun import check_alike, labels
    from sim.study.variant import variant_of

    points = read_sweep(library, overrides)
    names = labels([composition.overrides for _, composition in points])
    variants = [
        variant_of(trees, composition.choices, composition.overrides, label)
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
        say(f"{as_seen(stored.folder)} is finished; its figures are drawn now")
        return stored
    with progress_bars() as tell, simulation.crew(workers) as crew:
        told = None if tell is None else lambda variant, step: tell(variant.label, step)
        return run_all(variants, root, crew, told, texts, simulation, say)


def _is_complete(multirun: Multirun, wants_report: bool) -> bool:
    """Whether a finished multirun has its table, all figures, and its comparison."""
    from sim.study.manifest import MULTIRUN_NAME, read
    from sim.study.recorder import SUMMARY

    listed = SUMMARY in read(multirun.folder, MULTIRUN_NAME)["files"]
    return listed and all(map(is_complete, multirun.runs)) and is_compared(multirun, wants_report)


def _print_variants(multirun: Multirun) -> None:
    """Print the runs that finished side by side, and write the same into the multirun's folder."""
    from sim.analysis.summary import summarize, variants_csv
    from sim.report.console import console
    from sim.report.tables import print_variants
    from sim.study.manifest import list_written
    from sim.study.new_folder import write_file
    from sim.study.recorder import SUMMARY

    finished = [run for run in multirun.runs if run.manifest["status"] == "finished"]
    if finished:
        estimates = [summarize(run.replications()) for run in finished]
        manifests = [run.manifest for run in finished]
        write_file(multirun.folder / SUMMARY, variants_csv(list(zip(estimates, manifests, strict=True))))
        list_written([multirun.folder / SUMMARY])
        names = [_short(manifest["label"]) for manifest in manifests]
        print_variants(console(), names, estimates, manifests, as_seen(multirun.folder))


def _short(label: str) -> str:
    """A label as the heading of a column: an option without its group, where no other setting differs."""
    key, _, value = label.partition("=")
    return value if "=" not in value and "." not in key and value[:1].isalpha() else label.replace(" ", "\n")
