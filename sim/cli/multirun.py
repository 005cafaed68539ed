"""`escsim run -m`: runs every combination of the listed values, and compares each with the first."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import as_seen
from sim.cli.compare import after_multirun, is_compared
from sim.cli.ending import draw, is_complete, show_run
from sim.cli.exits import FAILED, INTERRUPTED
from sim.cli.heartbeat import heartbeat
from sim.cli.progress import progress_bar, progress_reporters
from sim.config.problems import say

if TYPE_CHECKING:
    from sim.analysis.summary import Estimate
    from sim.config.library import Library
    from sim.config.settings import Settings
    from sim.report.terminal.screen import Screen, Whole
    from sim.study.design.variant import Variant
    from sim.study.files.manifest import Manifest
    from sim.study.run.store import StoredRun
    from sim.study.sweep.how import How
    from sim.study.sweep.plan import SweepOutcome

COMPARING = {
    True: "comparing the runs, drawing the figures and writing the report",
    False: "comparing the runs and drawing the figures",
}
"""What goes on after the last replication, with a report and without."""


def run_several(library: Library, arguments: argparse.Namespace, how: How) -> int:
    """Run the variants that the command line asks for, draw and compare them; return the exit code.

    Of a shard nothing is drawn: that is done where all shards are merged.
    """
    from sim.config.idle import warn_of_idle

    variants = _variants(library, arguments.overrides)
    warn_of_idle(library, variants)
    folder, outcome = _done(variants, how, not arguments.no_report)
    if how.shard is None:
        finish(folder, arguments.all, not arguments.no_report)
    elif outcome is None or outcome.status == "finished":
        print(as_seen(folder))
    return 0 if outcome is None else _ending(folder, outcome)


def finish(folder: Path, everything: bool, wants_report: bool) -> None:
    """Draw the runs of a multirun that finished, compare and print them.

    Args:
        folder: of the multirun.
        everything: whether nothing is left out of what is printed.
        wants_report: whether the comparison has a report.
    """
    from sim.study.run.point import only_run, runs_of_multirun

    alone = only_run(folder)
    runs: list[StoredRun] = [*runs_of_multirun(folder)] if alone is None else [alone]
    doing = "summarizing the run" if len(runs) == 1 else COMPARING[wants_report]
    try:
        draw(runs)
    finally:
        with heartbeat(doing):
            _print_several(folder, runs, everything, wants_report)


def _variants(library: Library, overrides: Sequence[str]) -> list[Variant]:
    """The combinations, validated; raise Problem."""
    from sim.config.compose import read_sweep, sweep_labels
    from sim.config.library import own_labels
    from sim.study.design.variant import variant_of
    from sim.study.run.multirun import check_alike

    points = read_sweep(library, overrides)
    names = sweep_labels([composition.overrides for _, composition in points])
    variants = [
        variant_of(trees, composition, label, own_labels(library, composition.choices))
        for (trees, composition), label in zip(points, names, strict=True)
    ]
    check_alike(variants)
    return variants


def _done(variants: Sequence[Variant], how: How, wants_report: bool) -> tuple[Path, SweepOutcome | None]:
    """The folder of these variants, and what came of them; None if they were done, and only figures are left."""
    from sim.config.atomic import clear_left
    from sim.config.problems import Problem
    from sim.study.execution.engines import worker_count
    from sim.study.run.multirun import sweep_of_variants
    from sim.study.sweep.drive import run_study
    from sim.study.sweep.folder import is_done

    settings = variants[0].settings
    folder, workers = _folder(settings, how), worker_count(settings, len(variants))
    simulation = how.simulation(variants[0], len(variants), say)
    sweep = sweep_of_variants(variants, simulation, how.shard)
    if is_done(folder, sweep):
        clear_left(folder)  # of a command that was killed when all of it was whole
        if how.shard is not None or _is_complete(folder, wants_report):
            raise Problem(f"name={folder.name}: {folder} exists already; choose another name, or leave out name=")
        say(f"{as_seen(folder)} was already finished; drawing its figures")
        return folder, None
    doing = progress_bar(f"{len(variants)} runs")
    with doing as tell, how.crew(simulation, settings.workers, say, workers) as crew:
        told = progress_reporters(tell, variants[0], has_others=len(variants) > 1)
        return folder, run_study(sweep, folder, crew, told, say, how.stop_at_failure, failed_again=True)


def _folder(settings: Settings, how: How) -> Path:
    """Folder of the runs; raise Problem for shards without a name, by which they belong together."""
    from sim.config.paths import runs_root
    from sim.config.problems import Problem
    from sim.study.files.new_folder import make_folder

    root = runs_root(settings.runs_dir)
    if settings.name is not None:
        return how.folder(root, settings.name)
    if how.shard is not None:
        raise Problem(f"shard={how.shard}: needs name=NAME, the same for all shards")
    return make_folder(root, None, "multirun")


def _is_complete(folder: Path, wants_report: bool) -> bool:
    """True if a finished multirun has its table, all figures, and its comparison."""
    from sim.study.files.places import SUMMARY
    from sim.study.run.point import runs_of_multirun
    from sim.study.sweep.folder import open_study

    runs = runs_of_multirun(folder)
    listed = SUMMARY in open_study(folder).manifest["files"]
    return listed and all(map(is_complete, runs)) and is_compared(folder, runs, wants_report)


def _print_several(folder: Path, runs: Sequence[StoredRun], everything: bool, wants_report: bool) -> None:
    """Compare the runs of a multirun and print that; else, or where all is asked for, what each of them holds."""
    from sim.report.terminal.screen import screen

    if len(runs) == 1:
        _write_variants(folder, runs)
        show_run(runs[0], everything)
        return
    with screen(everything) as output:
        estimates, manifests = _write_variants(folder, runs)
        if everything and estimates:
            _print_variants(output, folder, estimates, manifests)
        compared = after_multirun(folder, runs, output, everything, wants_report)
        if not compared and estimates and not everything:
            _print_variants(output, folder, estimates, manifests)


def _write_variants(folder: Path, runs: Sequence[StoredRun]) -> tuple[list[Sequence[Estimate]], list[Manifest]]:
    """Write the estimates of the runs that finished into the multirun's folder, and return them with the manifests."""
    from sim.analysis.summary import summarize_run, variants_csv
    from sim.study.files.manifest import list_written
    from sim.study.files.new_folder import write_file
    from sim.study.files.places import SUMMARY

    finished = [run for run in runs if run.manifest["status"] == "finished"]
    estimates: list[Sequence[Estimate]] = [summarize_run(run) for run in finished]
    manifests = [run.manifest for run in finished]
    if finished:
        write_file(folder / SUMMARY, variants_csv(list(zip(estimates, manifests, strict=True))))
        list_written([folder / SUMMARY])
    return estimates, manifests


def _print_variants(
    output: Screen | Whole, folder: Path, estimates: list[Sequence[Estimate]], manifests: list[Manifest]
) -> None:
    """Print the runs that finished side by side."""
    from sim.report.terminal.tables import print_variants

    names = [_short(manifest["label"]) for manifest in manifests]
    print_variants(output, names, estimates, manifests, as_seen(folder))


def _short(label: str) -> str:
    """A label as the heading of a column: an option without its group, where no other setting differs."""
    key, _, value = label.partition("=")
    return value if "=" not in value and "." not in key and value[:1].isalpha() else label.replace(" ", "\n")


def _ending(folder: Path, outcome: SweepOutcome) -> int:
    """Say what kept the runs from finishing, if anything did; return the exit code."""
    from sim.study.run.point import runs_of_multirun

    runs, place = runs_of_multirun(folder), as_seen(folder)
    total = sum(run.manifest["replications_asked"] for run in runs)
    failed = f", {outcome.failed:,} of which failed" if outcome.failed else ""
    kept = f"{place} contains {outcome.done:,} of {total:,} replications{failed}"
    again = f"repeat the command with name={folder.name} to continue"
    if outcome.status == "interrupted":
        print(f"interrupted; {kept}, marked interrupted; {again}", file=sys.stderr)
        return INTERRUPTED
    if outcome.status == "failed":
        print(f"error: {outcome.message}\n{kept}, marked failed; {again}", file=sys.stderr)
        return FAILED
    for run in runs:
        if run.manifest["status"] == "failed":
            print(f"error: {run.manifest['label']}: {run.manifest['failure']}", file=sys.stderr)
    if outcome.failed:
        again = f"repeat the command with name={folder.name} to rerun those that failed"
        print(f"{kept}; `escsim status {place}` shows which; {again}", file=sys.stderr)
    return FAILED if outcome.failed else 0
