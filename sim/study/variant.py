"""One variant of a scenario: its validated config, and the run that is made from it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.engine import reference
from sim.model.parameters import Parameters
from sim.study.canonical import content_hash, to_config
from sim.study.execute import Outcome, Progress, Simulate, run_batch
from sim.study.manifest import Manifest
from sim.study.pool import Pool
from sim.study.problems import Problem
from sim.study.recorder import Plan, record
from sim.study.schema import validate
from sim.study.settings import Settings
from sim.study.store import Run

CLASSES = (Parameters, Settings)
"""The parameter classes that share the top level of a config."""

ENGINE = "simpy"
PRELOAD = ("sim.engine.reference",)

Texts = Callable[[Outcome, Manifest], Mapping[str, str]]
"""Makes further files of a run folder, by name, from what came of the run."""


@dataclass(frozen=True)
class Variant:
    """What is to be run.

    Attributes:
        parameters: of the model; `settings`: of the batch.
        choices: the option chosen in every config group.
        overrides: as the user gave them.
        label: what a multirun calls it, else empty.
    """

    parameters: Parameters
    settings: Settings
    choices: Mapping[str, str]
    overrides: Sequence[str] = ()
    label: str = ""

    def plan(self, workers: int) -> Plan:
        """What the store writes down of it."""
        settings = self.settings
        return Plan(
            scenario=self.choices["scenario"],
            choices=self.choices,
            overrides=self.overrides,
            config=to_config(self.parameters),
            config_hash=content_hash(self.parameters),
            seed=settings.seed,
            replications=settings.replications,
            paths=settings.save.paths,
            traces=settings.save.traces,
            workers=workers,
            engine=ENGINE,
            label=self.label,
            replays_record=self.replays_record,
        )

    @property
    def replays_record(self) -> bool:
        """Whether the restrictions, the aid and the situation are those of the record, none of them changed."""
        scenario = self.parameters.scenario
        recorded = {"restrictions": scenario.record_restrictions, "aid": scenario.record_aid}
        if not all(recorded.values()) or any(self.choices[group] != option for group, option in recorded.items()):
            return False
        keys = (override.lstrip("+").partition("=")[0] for override in self.overrides)
        changed = {key.partition(".")[0] for key in keys if "." in key}
        return changed.isdisjoint({*recorded, "scenario"})


def make_pool(settings: Settings, runs: int = 1) -> Pool:
    """The workers that the settings ask for; no more than there are replications in `runs` runs of that size."""
    workers = settings.workers or available_cores()
    return Pool(min(workers, settings.replications * runs), PRELOAD)


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_variant(
    variant: Variant,
    root: Path,
    pool: Pool,
    name: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    texts: Texts = lambda outcome, manifest: {},
    simulate: Simulate = reference.simulate,
) -> Run:
    """Make a run folder, run the variant, and store what came of it.

    Args:
        variant: what to run.
        root: the folder of runs.
        pool: the workers.
        name: of the new folder in it, by default made from the time and the variant.
        progress: is told after every chunk.
        texts: makes further files of the folder.
        simulate: the engine.

    Returns:
        The run, as it is stored: it may have been interrupted, or have failed, as its manifest says.

    Raises:
        Problem: the name is taken, or the folder cannot be written.
    """
    recorder = record(variant.plan(pool.workers), root, name)
    outcome = run_batch(variant.parameters, variant.settings, simulate, progress, pool)
    recorder.finish(outcome, lambda manifest: texts(outcome, manifest))
    return Run(recorder.folder, recorder.manifest)


def open_parameters(run: Run) -> Parameters:
    """The model parameters of a stored run; raises Problem where this version of the model does not accept them."""
    try:
        (parameters,) = validate(run.manifest["config"], Parameters)
    except Problem as problem:
        made = run.manifest["made_with"]["version"]
        raise Problem(
            f"{run.folder}: this version cannot run the config of its manifest (made with version {made}):",
            *problem.lines,
        ) from None
    assert isinstance(parameters, Parameters)
    return parameters


def variant_of(
    trees: tuple[Any, ...], choices: Mapping[str, str | None], overrides: Sequence[str], label: str = ""
) -> Variant:
    """A variant from what the config reader returns for CLASSES."""
    parameters, settings = trees
    return Variant(parameters, settings, {key: value or "" for key, value in choices.items()}, overrides, label)
