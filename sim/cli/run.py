"""`escsim run`: run a scenario, or several variants with -m."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_all_option, add_config_options, as_seen, library_of
from sim.cli.ending import draw, ending, is_complete, show_run
from sim.cli.progress import name_of, progress_bar, progress_reporters
from sim.config.problems import say

if TYPE_CHECKING:
    from pathlib import Path

    from sim.config.library import Library
    from sim.study.run.plan import RunPlan
    from sim.study.run.store import StoredRun
    from sim.study.sweep.how import How

EXAMPLES = """\
examples:
  escsim run
  escsim run restrictions=full_ban aid=delayed seed=7 replications=2000 name=ban
  escsim run restrictions.events.permission.day=10 'horizon=120 days'
  escsim run -m restrictions=counter_fire,full_ban,on_request
  escsim run name=ban replications=1000000 shard=3/40
  escsim run -m aid=announced_2024,delayed executor=dask executor.address=tcp://10.0.0.5:8786

shard=K/N runs part K of N in a separate folder, and `escsim merge` joins the parts; executor=dask hands the
work to a cluster.
`escsim parameters` shows every setting. A value with a space needs quotes.
"""


def execute(words: Sequence[str]) -> int:
    """Run what the command line asks for; return the exit code."""
    arguments = _parser().read(words)
    from sim.config.hydra_settings import sweep_in_yaml, with_sweep
    from sim.config.overrides import check_given_once
    from sim.config.unused import UNREAD_IN_RUNS, UNREAD_IN_STUDIES, refuse_unused
    from sim.study.design.variant import CLASSES
    from sim.study.sweep.how import read_how

    if arguments.multirun:
        refuse_unused("run -m", arguments.overrides, UNREAD_IN_STUDIES)
    else:
        refuse_unused("run", arguments.overrides, UNREAD_IN_RUNS)
    how, arguments.overrides = read_how(arguments.overrides)
    library = library_of(arguments, CLASSES)
    sweep = sweep_in_yaml(library)
    if arguments.multirun:
        arguments.overrides = with_sweep(arguments.overrides, sweep)
    elif sweep:
        say(f"note: the config lists a sweep ({' '.join(sweep)}); -m runs it")
    if not arguments.multirun:  # which asks for it itself, with the values it lists
        check_given_once(library, arguments.overrides)
    if arguments.cfg:
        return _print_configs(library, arguments.overrides, arguments.multirun)
    if arguments.multirun or how.shard is not None:
        from sim.cli.multirun import run_several

        return run_several(library, arguments, how)
    return _run_one(library, arguments, how)


def _parser() -> Parser:
    parser = Parser("run", "Run a scenario and record it in a new folder.", EXAMPLES)
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="settings, and the options of config groups")
    parser.add_argument("-m", "--multirun", action="store_true", help="run every combination of the listed values")
    parser.add_argument("--no-report", action="store_true", help="with -m, leave out the report of the comparison")
    parser.add_argument("--cfg", action="store_true", help="print the composed config and do not run it")
    add_config_options(parser)
    add_all_option(parser)
    return parser


def _print_configs(library: Library, overrides: Sequence[str], several: bool) -> int:
    from omegaconf import OmegaConf

    from sim.config.compose import read, read_sweep

    found = read_sweep(library, overrides) if several else [read(library, overrides, advise=True)]
    for _, composition in found:
        if several:
            print(f"--- # {' '.join(composition.overrides)}")
        for group, option in composition.choices.items():
            print(f"# {group}={option}")
        print(OmegaConf.to_yaml(composition.container), end="")
    return 0


def _run_one(library: Library, arguments: argparse.Namespace, how: How) -> int:
    from sim.analysis.summary import summary_files
    from sim.config.idle import warn_of_idle
    from sim.config.paths import runs_root
    from sim.study.design.variant import read_variant
    from sim.study.execution.engines import worker_count
    from sim.study.run.plan import plan_of
    from sim.study.run.running import run_variant

    variant = read_variant(library, arguments.overrides, advise=True)
    root, name = runs_root(variant.settings.runs_dir), variant.settings.name
    warn_of_idle(library, [variant])
    simulation = how.simulation(variant, 1, say)
    workers = worker_count(variant.settings)
    left = None if name is None else _left_undone(plan_of(variant, workers, simulation), root / name)
    if left is not None:
        say(f"{as_seen(left.folder)} was already finished; drawing its figures")
        return _end(left, arguments.all)
    doing = progress_bar(name_of(variant))
    with doing as tell, how.crew(simulation, variant.settings.workers, say, workers) as crew:
        run = run_variant(variant, root, crew, name, progress_reporters(tell, variant), summary_files, simulation, say)
    return _end(run, arguments.all)


def _left_undone(plan: RunPlan, folder: Path) -> StoredRun | None:
    """This very run where it is finished, but its process was killed before all figures were drawn; else None."""
    from sim.config.problems import Problem
    from sim.study.run.store import finished_run

    try:
        run = finished_run(plan, folder)
        return None if run is None or is_complete(run) else run
    except (Problem, OSError):  # which is said where the run is begun
        return None


def _end(run: StoredRun, everything: bool) -> int:
    """Draw the figures of a run and print it, on a screen or all of it; return the exit code."""
    try:
        draw([run])
    finally:
        show_run(run, everything)
    return ending(run)
