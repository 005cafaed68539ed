"""`escsim run`: a scenario, or several variants of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_all_option, add_config_options, as_seen, library_of
from sim.cli.exits import FAILED, INTERRUPTED
from sim.cli.progress import Tell, progress_bars
from sim.cli.pulse import pulse

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.summary import Estimate
    from sim.config.library import Library
    from sim.report.screen import Screen, Whole
    from sim.study.manifest import Manifest
    from sim.study.multirun import Multirun
    from sim.study.run_plan import Plan
    from sim.study.store import Run
    from sim.study.sweep.progress import Progress
    from sim.study.variant import Variant

EXAMPLES = """\
examples:
  escsim run
  escsim run restrictions=full_ban aid=delayed seed=7 replications=2000 name=ban
  escsim run restrictions.events.permission.day=10 'horizon=120 days'
  escsim run -m restrictions=counter_fire,full_ban,on_request

`escsim parameters` shows every setting. A value with a space needs quotes.
"""


def execute(words: Sequence[str]) -> int:
    """Run what the command line asks for; returns the exit code."""
    arguments = _parser().read(words)
    from sim.config.overrides import check_given_once
    from sim.config.unused import CALIBRATION, OF_SEVERAL, refuse_unused
    from sim.study.variant import CLASSES

    refuse_unused("run", arguments.overrides, CALIBRATION)
    if arguments.multirun:
        refuse_unused("run -m", arguments.overrides, OF_SEVERAL)
    library = library_of(arguments, CLASSES)
    if not arguments.multirun:  # which asks for it itself, with the values it lists
        check_given_once(library, arguments.overrides)
    if arguments.cfg:
        return _print_config(library, arguments.overrides)
    return (_run_several if arguments.multirun else _run_one)(library, arguments)


def _parser() -> Parser:
    parser = Parser("run", "Run a scenario and keep a record of it in a new folder.", EXAMPLES)
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="settings, and the options of config groups")
    parser.add_argument(
        "-m", "--multirun", action="store_true", help="run every combination of the values that settings list"
    )
    parser.add_argument("--no-report", action="store_true", help="with -m, leave out the report of the comparison")
    parser.add_argument("--cfg", action="store_true", help="print the composed config and do not run it")
    add_config_options(parser)
    add_all_option(parser)
    return parser


def _print_config(library: Library, overrides: Sequence[str]) -> int:
    from omegaconf import OmegaConf

    from sim.config.compose import read

    _, composition = read(library, overrides, advise=True)
    for group, option in composition.choices.items():
        print(f"# {group}={option}")
    print(OmegaConf.to_yaml(composition.container), end="")
    return 0


def _run_one(library: Library, arguments: argparse.Namespace) -> int:
    from sim.config.compose import read
    from sim.config.library import own_labels
    from sim.config.paths import runs_root
    from sim.study.engines import crew_size, prepare
    from sim.study.variant import run_variant, variant_of

    trees, composition = read(library, arguments.overrides, advise=True)
    own = own_labels(library, composition.choices)
    variant = variant_of(trees, composition.choices, composition.overrides, labels=own)
    root, name = runs_root(variant.settings.runs_dir), variant.settings.name
    _warn_of_idle([variant])
    simulation = prepare(variant.settings, variant.parameters, tell=_say)
    workers = crew_size(variant.settings)
    left = None if name is None else _left_undone(variant.plan(workers, simulation), root / name)
    if left is not None:
        _say(f"{as_seen(left.folder)} is finished; its figures are drawn now")
        return _end(left, arguments.all)
    with progress_bars() as tell, simulation.crew(workers, _say) as crew:
        told = _telling(tell, several=False)
        run = run_variant(variant, root, crew, name, lambda step: told(variant, step), _texts, simulation, _say)
    return _end(run, arguments.all)


def _left_undone(plan: Plan, folder: Path) -> Run | None:
    """This very run where it is finished, but its process was killed before all figures were drawn; else None."""
    from sim.config.problems import Problem
    from sim.report.run_figures import are_drawn
    from sim.study.store import finished_run

    try:
        run = finished_run(plan, folder)
        return None if run is None or are_drawn(run) else run
    except (Problem, OSError):  # which is said where the run is begun
        return None


def _end(run: Run, everything: bool) -> int:
    """Draw the figures of a run and print it, on a screen or all of it; returns the exit code."""
    try:
        _draw(run)
    finally:
        _print_run(run, everything)
    return _ending(run)


def _run_several(library: Library, arguments: argparse.Namespace) -> int:
    from sim.config.compose import read_sweep
    from sim.config.library import own_labels
    from sim.config.paths import runs_root
    from sim.study.engines import crew_size, prepare
    from sim.study.multirun import check_alike, labels, run_all
    from sim.study.variant import variant_of

    points = read_sweep(library, arguments.overrides)
    names = labels([composition.overrides for _, composition in points])
    variants = [
        variant_of(trees, composition.choices, composition.overrides, label, own_labels(library, composition.choices))
        for (trees, composition), label in zip(points, names, strict=True)
    ]
    check_alike(variants)
    _warn_of_idle(variants)
    settings = variants[0].settings
    simulation = prepare(settings, variants[0].parameters, len(variants), _say)
    with progress_bars() as tell, simulation.crew(crew_size(settings, len(variants)), _say) as crew:
        told = _telling(tell, several=True)
        multirun = run_all(variants, runs_root(settings.runs_dir), crew, told, _texts, simulation, _say)
    try:
        for run in multirun.runs:
            _draw(run)
    finally:
        with pulse("comparing the runs, drawing the figures and writing the report"):
            _print_several(multirun, arguments)
    return max(_ending(run) for run in multirun.runs)


def _telling(tell: Tell, several: bool) -> Callable[[Variant, Progress], None]:
    """Something to tell of each step of a variant: how far it is and, once, a first result."""
    from sim.cli.first_result import FirstResult

    first = FirstResult(_say, several)

    def telling(variant: Variant, step: Progress) -> None:
        tell(variant.label or variant.choices["scenario"], step)
        first.look(variant, step)

    return telling


def _warn_of_idle(variants: Sequence[Variant]) -> None:
    """Name the settings of the command line that cannot act in any of the variants."""
    from sim.config.idle import idle_settings

    told = [idle_settings(variant.parameters, variant.overrides) for variant in variants]
    for line in told[0]:
        if all(line in lines for lines in told):
            _say(f"warning: {line}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _texts(run: Run) -> Mapping[str, str]:
    """The files of a run folder that are made from its estimates."""
    from sim.analysis.summary import summarize, summary_csv
    from sim.study.places import SUMMARY

    return {SUMMARY: summary_csv(summarize(run.replications()), run.manifest)}


def _print_run(run: Run, everything: bool) -> None:
    from sim.analysis.summary import summarize
    from sim.report.run_screen import print_run_screen
    from sim.report.screen import screen

    if run.manifest["replications"]:
        with screen(everything) as output:
            estimates = summarize(run.replications())
            print_run_screen(output, estimates, run.manifest, as_seen(run.folder), everything)


def _print_several(multirun: Multirun, arguments: argparse.Namespace) -> None:
    """Compare the runs of a multirun and print that; else, or where all is asked for, what each of them holds."""
    from sim.cli.compare import after_multirun
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
    from sim.study.places import SUMMARY, write_file

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


def _draw(run: Run) -> None:
    if run.manifest["status"] != "finished":
        return
    from sim.config.problems import Problem
    from sim.report.run_figures import draw
    from sim.study.places import FIGURES

    try:
        with pulse(f"drawing the figures of {run.folder.name}"):
            draw(run, run.folder / FIGURES)
    except OSError as error:
        lost = f"cannot write {error.filename}: {error.strerror}; the run itself is stored in {run.folder}"
        raise Problem(lost) from error


def _ending(run: Run) -> int:
    """Say what kept the run from finishing, if anything did; returns the exit code."""
    manifest, place = run.manifest, as_seen(run.folder)
    kept = f"{place} keeps {manifest['replications']:,} of {manifest['replications_asked']:,} replications"
    again = f"the same command with name={run.folder.parent.name if manifest['label'] else run.folder.name} continues"
    if manifest["status"] == "failed":
        print(f"error: {manifest['failure']}\n{kept}, marked failed", file=sys.stderr)
        return FAILED
    if manifest["status"] == "interrupted":
        print(f"interrupted; {kept}, marked interrupted; {again}", file=sys.stderr)
        return INTERRUPTED
    return 0
