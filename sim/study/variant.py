"""One variant of a scenario: its validated config, and the run that is made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.model.parameters import Parameters
from sim.study.canonical import content_hash, to_config
from sim.study.engines import Simulation
from sim.study.execute import Progress, run_batch
from sim.study.own_mechanisms import OwnMechanism
from sim.study.pool import Crew
from sim.study.problems import Problem
from sim.study.recorder import Plan, record
from sim.study.schema import validate
from sim.study.settings import Engine, Settings
from sim.study.store import Run

CLASSES = (Parameters, Settings)
"""The parameter classes that share the top level of a config."""

SIMPY = Simulation(Engine.SIMPY)

Texts = Callable[[Run], Mapping[str, str]]
"""Makes further files of a run folder, by name, from its tables."""


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

    def plan(self, workers: int, simulation: Simulation) -> Plan:
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
            engine=simulation.name,
            engine_reason=simulation.why,
            mechanisms=simulation.own,
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


def run_variant(
    variant: Variant,
    root: Path,
    crew: Crew,
    name: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    texts: Texts = lambda run: {},
    simulation: Simulation = SIMPY,
) -> Run:
    """Make a run folder, run the variant, and store what came of it.

    Args:
        variant: what to run.
        root: the folder of runs.
        crew: the workers.
        name: of the new folder in it, by default made from the time and the variant.
        progress: is told after every chunk.
        texts: makes further files of the folder.
        simulation: the engine, with the model.

    Returns:
        The run, as it is stored: it may have been interrupted, or have failed, as its manifest says.

    Raises:
        Problem: the name is taken, or the folder cannot be written.
    """
    recorder = record(variant.plan(crew.workers, simulation), root, name)
    outcome = run_batch(variant.parameters, variant.settings, simulation, progress, crew, recorder.spill)
    recorder.finish(outcome, lambda manifest: texts(Run(recorder.folder, manifest)))
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


def mechanisms_of(run: Run) -> tuple[OwnMechanism, ...]:
    """The own mechanisms of a stored run, from the files kept with it."""
    return tuple(OwnMechanism(run.folder / own["file"], own["function"]) for own in run.manifest["mechanisms"])


def variant_of(
    trees: tuple[Any, ...], choices: Mapping[str, str | None], overrides: Sequence[str], label: str = ""
) -> Variant:
    """A variant from what the config reader returns for CLASSES."""
    parameters, settings = trees
    return Variant(parameters, settings, {key: value or "" for key, value in choices.items()}, overrides, label)
