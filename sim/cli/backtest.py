"""`escsim backtest`: score a scenario against observations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.arguments import Parser, add_all_option, add_config_options, as_seen, library_of
from sim.config.problems import say
from sim.config.unused import CALIBRATION, refuse_unused

if TYPE_CHECKING:
    from sim.config.library import Library
    from sim.engine.batch import Batch
    from sim.report.terminal.screen import Screen, Whole
    from sim.study.design.variant import Variant
    from sim.study.execution.engines import Simulation
    from sim.study.execution.pool import Executor
    from sim.validation.backtest import Backtest
    from sim.validation.face_validity import Pattern

EXAMPLES = """\
Draws the parameters from their plausible ranges, or from a posterior of `escsim calibrate`, one draw a replication.
Takes the same settings as `escsim run`.

examples:
  escsim backtest
  escsim backtest --offensives
  escsim backtest stall=reserves replications=2000
  escsim backtest parameters=posterior:runs/my_calibration observations.fit_until=10
  escsim backtest observations=none observations.file=my_series.csv
"""
BANNED, GAP = "restrictions=full_ban", "aid=funding_gap"
"""What the patterns are also looked for in: no permission, and an appropriation that runs out."""
UNUSED = CALIBRATION | {
    "save": "leave it out: a backtest stores scores, not replications",
    "measures": "leave it out: a backtest scores what was observed, not measures",
    "label": "leave it out: a backtest has no label; name= names its folder",
}
"""Settings that are not read, and what stands in their place."""

UNUSED_OF_OFFENSIVES = {
    f"observations.{key}": "leave it out: with --offensives the observations are the shipped offensives"
    for key in ("source", "file", "reading", "milestones", "fit_until")
}


def execute(words: Sequence[str]) -> int:
    """Compare a scenario with its observations; return the exit code."""
    parser = Parser(
        "backtest", "Compare a scenario with the observations and store the scores in a new folder.", EXAMPLES
    )
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="settings, and the options of config groups")
    parser.add_argument("--no-figures", action="store_true", help="draw no figures")
    add_all_option(parser)
    parser.add_argument(
        "--offensives",
        action="store_true",
        help="score the shape of the advance, and forecasts, on ten past offensives",
    )
    add_config_options(parser)
    arguments = parser.read(words)
    from sim.config.overrides import check_given_once
    from sim.config.paths import runs_root
    from sim.report.folders.backtest import write_backtest
    from sim.report.folders.record import basis_of
    from sim.study.design.variant import CLASSES
    from sim.study.execution.engines import ready_engine, worker_count
    from sim.study.files.new_folder import claimed_folder
    from sim.validation.backtest import backtest, check_observed

    library = library_of(arguments, CLASSES)
    check_given_once(library, arguments.overrides)
    refuse_unused("backtest", arguments.overrides, UNUSED)
    if arguments.offensives:
        refuse_unused("backtest --offensives", arguments.overrides, UNUSED_OF_OFFENSIVES)
        return _against_offensives(_variant(library, arguments.overrides, ""), not arguments.no_figures, arguments.all)
    variant, *others = (_variant(library, arguments.overrides, other) for other in ("", BANNED, GAP))
    check_observed(variant)
    settings = variant.settings
    simulation = ready_engine(settings, variant.parameters, settings.replications * (2 + len(others)), say)
    described = f"backtest-{variant.choices['scenario']}"
    with claimed_folder(runs_root(settings.runs_dir), settings.name, "backtest", described) as claim:
        with simulation.crew(worker_count(settings)) as crew:
            found = backtest(variant, simulation, crew)
            patterns = _patterns([variant, *others], simulation, crew)
        basis = basis_of(variant, len(found.draws), settings.replications)
        write_backtest(claim.unfinished, found, patterns, basis, not arguments.no_figures)
    _print(variant, found, patterns, basis, claim.folder, arguments.all)
    return 0


def _against_offensives(variant: Variant, figures: bool, everything: bool) -> int:
    """Hold a variant against the shipped offensives; return the exit code."""
    from sim.config.paths import runs_root
    from sim.report.folders.backtest import write_offensives
    from sim.report.folders.record import basis_of
    from sim.report.record.offensives import print_offensives
    from sim.report.terminal.screen import screen
    from sim.report.terminal.tables import provenance_line
    from sim.study.execution.engines import ready_engine, worker_count
    from sim.study.files.new_folder import claimed_folder
    from sim.validation.offensives_backtest import offensives_backtest

    settings = variant.settings
    simulation = ready_engine(settings, variant.parameters, settings.replications, say)
    described = f"backtest-offensives-{variant.choices['scenario']}"
    with claimed_folder(runs_root(settings.runs_dir), settings.name, "backtest", described) as claim:
        with simulation.crew(worker_count(settings)) as crew:
            found = offensives_backtest(variant, simulation, crew)
        basis = basis_of(variant, found.draws, settings.replications)
        write_offensives(claim.unfinished, found, basis, figures)
    with screen(everything) as output:
        _report_refused(output, found.draws, settings.replications)
        print_offensives(output, found)
        output.last(basis["warning"], provenance_line(basis), as_seen(claim.folder))
    return 0


def _variant(library: Library, overrides: Sequence[str], other: str) -> Variant:
    """The variant that is asked for, with another option of a group, whose own settings are then left out."""
    from sim.config.idle import warn_of_idle
    from sim.study.design.variant import read_variant

    group = other.partition("=")[0]
    kept = [word for word in overrides if not group or word.lstrip("+").split("=")[0].split(".")[0] != group]
    variant = read_variant(library, [*kept, other] if other else kept, without=group)
    if not other:
        warn_of_idle(library, [variant])
    return variant


def _patterns(variants: Sequence[Variant], simulation: Simulation, crew: Executor) -> tuple[Pattern, ...]:
    from sim.validation.face_validity import RunHistories, patterns

    return patterns(RunHistories(*(_run(variant, simulation, crew) for variant in variants)))


def _run(variant: Variant, simulation: Simulation, crew: Executor) -> Batch:
    """All replications of a variant with their paths and events."""
    from sim.config.settings import Save
    from sim.study.execution.execute import run_batch

    count = variant.settings.replications
    settings = replace(variant.settings, save=Save(count, count))
    return run_batch(variant.parameters, settings, variant.simulate(simulation), crew)


def _print(
    variant: Variant,
    found: Backtest,
    patterns: Sequence[Pattern],
    basis: Mapping[str, Any],
    folder: Path,
    everything: bool,
) -> None:
    from sim.report.record.backtest import print_patterns, print_scores
    from sim.report.terminal.screen import screen
    from sim.report.terminal.tables import provenance_line

    with screen(everything) as output:
        _report_refused(output, len(found.draws), variant.settings.replications)
        _report_posterior(output, variant)
        print_scores(output, found)
        print_patterns(output, patterns)
        output.last(basis["warning"], provenance_line(basis), as_seen(folder))


def _report_refused(output: Screen | Whole, kept: int, asked: int) -> None:
    """Say how many draws have no replication."""
    if kept < asked:
        output.print(
            f"{asked - kept:,} of {asked:,} draws from the ranges violate the rules of the model and are left out"
        )


def _report_posterior(output: Screen | Whole, variant: Variant) -> None:
    """Say whether a posterior has seen what is scored here as a test."""
    from sim.validation.backtest import fitted_until

    if variant.posterior is None or variant.observed.to_fit.all():
        return
    last = fitted_until(Path(variant.posterior.source))
    if last is None:
        output.print(f"{variant.posterior.source}: nothing records which readings this posterior was fitted to")
    elif last > variant.observed.fit_until:
        output.print(
            f"{variant.posterior.source}: fitted to day {last:g}, so the fit has already seen some of the test readings"
        )
