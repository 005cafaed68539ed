"""`escsim calibrate`: fit parameters to observations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from sim.cli.arguments import Parser, add_all_option, add_config_options, as_seen, library_of
from sim.config.problems import Problem, say
from sim.config.unused import refuse_unused

if TYPE_CHECKING:
    from sim.study.design.variant import Variant
    from sim.study.execution.engines import Simulation
    from sim.study.files.new_folder import Claim
    from sim.validation.calibration.calibrate import CalibrationResult

EXAMPLES = """\
Fits the parameters named in calibration.fitted to the readings up to observations.fit_until, and draws every other
parameter from its plausible range. Without settings, calibrates the shipped scenario. The result includes a posterior
for `escsim run` and `escsim backtest`.

examples:
  escsim calibrate
  escsim calibrate observations.fit_until=10 name=held_out
  escsim backtest observations.fit_until=10 parameters=posterior:runs/held_out
  escsim calibrate stall=reserves 'calibration.fitted=[advance.time_constant_median]'
  escsim calibrate --ranks 100 calibration.population=200
  escsim calibrate --ranks 100 --log-normal calibration.population=200
"""
UNUSED = {
    "replications": "calibration.population= sets the number of draws to keep",
    "save": "leave it out: a calibration stores draws, not replications",
    "measures": "leave it out: a calibration compares what was observed, not measures",
    "label": "leave it out: a calibration has no label; name= names its folder",
}
"""Settings that are not read, and what stands in their place."""

SIMULATIONS_A_DRAW = 30
"""About what each draw of the population takes, by which the engine is chosen."""


def execute(words: Sequence[str]) -> int:
    """Fit parameters to what was observed; return the exit code."""
    parser = Parser(
        "calibrate", "Fit parameters to the observations and store the posterior in a new folder.", EXAMPLES
    )
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="settings, and the options of config groups")
    parser.add_argument(
        "--ranks",
        type=int,
        metavar="N",
        help="fit N synthetic records instead and rank the true parameters in each posterior",
    )
    parser.add_argument(
        "--log-normal",
        action="store_true",
        help="with --ranks: draw reading errors from their stated log-normal distribution, not from the fitted one",
    )
    parser.add_argument("--no-figures", action="store_true", help="draw no figures")
    add_all_option(parser)
    add_config_options(parser)
    arguments = parser.read(words)
    from sim.config.idle import warn_of_idle
    from sim.config.overrides import check_given_once
    from sim.study.design.variant import CLASSES, read_variant
    from sim.validation.calibration.ranks import check_count

    if arguments.ranks is not None:
        check_count("--ranks", arguments.ranks)
    elif arguments.log_normal:
        raise Problem("--log-normal: needs --ranks N, which makes the synthetic records")
    library = library_of(arguments, CLASSES)
    check_given_once(library, arguments.overrides)
    refuse_unused("calibrate", arguments.overrides, UNUSED)
    variant = read_variant(library, arguments.overrides)
    warn_of_idle(library, [variant])
    simulation = _simulation(variant, arguments.ranks or 1)
    if arguments.ranks is None:
        _calibrate(variant, simulation, not arguments.no_figures, arguments.all)
    else:
        _rank(variant, simulation, arguments.ranks, arguments.log_normal, not arguments.no_figures, arguments.all)
    return 0


def _simulation(variant: Variant, fits: int) -> Simulation:
    """The scheduler for so many fits, once it is known that there is something to fit."""
    from sim.study.execution.engines import ready_engine
    from sim.validation.calibration.calibrate import check

    parameters = check(variant)
    count = fits * SIMULATIONS_A_DRAW * variant.settings.calibration.population
    return ready_engine(variant.settings, parameters, count, say)


def _folder(variant: Variant, kind: str) -> AbstractContextManager[Claim]:
    """The folder that the fit is kept in, made before the long work."""
    from sim.config.paths import runs_root
    from sim.study.files.new_folder import claimed_folder

    settings = variant.settings
    return claimed_folder(runs_root(settings.runs_dir), settings.name, kind, f"{kind}-{variant.choices['scenario']}")


def _workers(variant: Variant) -> int:
    from sim.study.execution.engines import available_cores

    return variant.settings.workers or available_cores()


def _calibrate(variant: Variant, simulation: Simulation, figures: bool, everything: bool) -> None:
    from sim.report.folders.calibration import write_calibration
    from sim.report.folders.record import basis_of
    from sim.report.record.calibration import generation_text, print_calibration
    from sim.report.terminal.screen import screen
    from sim.report.terminal.tables import provenance_line
    from sim.validation.calibration.calibrate import calibrate, target_of

    with _folder(variant, "calibration") as claim:
        with simulation.crew(_workers(variant)) as crew:
            target = target_of(variant, simulation, crew)
            calibrated: CalibrationResult = calibrate(
                variant, target, lambda generation: say(generation_text(generation))
            )
        basis = basis_of(variant, sum(each.simulations for each in calibrated.fit.generations))
        write_calibration(claim.unfinished, calibrated, basis, figures)
    with screen(everything) as output:
        print_calibration(output, calibrated)
        output.last(basis["warning"], provenance_line(basis), as_seen(claim.folder))


def _rank(
    variant: Variant, simulation: Simulation, count: int, log_normal: bool, figures: bool, everything: bool
) -> None:
    from sim.report.folders.calibration import print_ranks, write_ranks
    from sim.report.folders.record import basis_of
    from sim.report.terminal.screen import screen
    from sim.report.terminal.tables import provenance_line
    from sim.validation.calibration.calibrate import target_of
    from sim.validation.calibration.ranks import rank_fits

    with _folder(variant, "ranks") as claim:
        with simulation.crew(_workers(variant)) as crew:
            target = target_of(variant, simulation, crew)
            ranked = rank_fits(
                variant, target, count, lambda done: say(f"{done} of {count} synthetic records fitted"), log_normal
            )
        basis = {**basis_of(variant, ranked.simulations), "errors": "log-normal" if log_normal else "as fitted"}
        write_ranks(claim.unfinished, ranked, basis, figures)
    with screen(everything) as output:
        print_ranks(output, ranked)
        output.last(basis["warning"], provenance_line(basis), as_seen(claim.folder))
