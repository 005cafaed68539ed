"""A variant is run: planned, recorded and stored; and what a stored run was made from is opened again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from sim.config.problems import Problem
from sim.config.schema import validate
from sim.config.settings import Engine
from sim.model.parameters import Parameters
from sim.study.design.variant import Variant
from sim.study.execution.engines import Simulation
from sim.study.execution.own_measures import units_with
from sim.study.execution.pool import Executor
from sim.study.run.plan import plan_of
from sim.study.run.recorder import record
from sim.study.run.store import StoredRun
from sim.study.sweep.progress import SweepProgress
from sim.study.sweep.work import ModelWork

SIMPY = Simulation(Engine.SIMPY)

Texts = Callable[[StoredRun], Mapping[str, str]]
"""Makes further files of a run folder, by name, from its tables."""


def work_of(variant: Variant, simulation: Simulation) -> ModelWork:
    """Work that does the replications of a variant."""
    settings, save = variant.settings, variant.settings.save
    width = len(units_with(simulation.measures))
    return ModelWork(variant.trees(), variant.simulate(simulation), settings.seed, save.paths, save.traces, width)


def run_variant(
    variant: Variant,
    root: Path,
    crew: Executor,
    name: str | None = None,
    progress: Callable[[SweepProgress], None] | None = None,
    texts: Texts = lambda run: {},
    simulation: Simulation = SIMPY,
    tell: Callable[[str], None] = lambda _: None,
) -> StoredRun:
    """Make a run folder, or continue one, run the variant, and store what came of it.

    Args:
        variant: what to run.
        root: the folder of runs.
        crew: the workers.
        name: of the new folder in it, by default made from the time and the variant.
        progress: called after each chunk.
        texts: makes further files of the folder.
        simulation: the engine, with the model.
        tell: called if a run is continued, and if something of it is not stored.

    Returns:
        The run, as it is stored: it may have been interrupted, or have failed, as its manifest says.

    Raises:
        Problem: the name is taken, or the folder cannot be written.
    """
    recorder = record(plan_of(variant, crew.workers, simulation), root, name, tell)
    with closing(recorder):
        outcome = recorder.run(work_of(variant, simulation), crew, progress, tell)
        recorder.finish(outcome, lambda manifest: texts(StoredRun(recorder.folder, manifest)))
    return StoredRun(recorder.folder, recorder.manifest)


def open_parameters(run: StoredRun, replication: int | None) -> Parameters:
    """The model parameters of a replication of a stored run, with its row of a posterior where the run keeps one.

    Args:
        run: the run.
        replication: its number; None for those of the config, in whose place the rows of a posterior stand.

    Raises:
        Problem: this version of the model does not accept them, or the posterior's file is missing or torn.
    """
    kept = run.manifest["posterior"]
    posterior = run.file(kept["file"]) if kept and replication is not None else None
    try:
        (parameters,) = validate(run.manifest["config"], Parameters)
        if posterior is not None and replication is not None:
            from sim.study.design.posterior import read_posterior

            parameters = read_posterior(posterior, parameters).parameters(replication)
    except Problem as problem:
        made = run.manifest["made_with"]["version"]
        raise Problem(
            f"{run.folder}: this version cannot run the config of its manifest (made with version {made}):",
            *problem.lines,
        ) from None
    assert isinstance(parameters, Parameters)
    return parameters
