"""One variant of a scenario: its validated config, and the run that is made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.canonical import content_hash, to_config
from sim.config.labels import OF_RUN
from sim.config.observations import NOTHING, Observations, with_file
from sim.config.problems import Problem
from sim.config.schema import validate
from sim.config.settings import Engine, Settings
from sim.config.values import read_day_zero
from sim.model.parameters import Parameters
from sim.study.design.parameter_builder import ParameterBuilder, template_of
from sim.study.design.recipe import recipe_of, table_of
from sim.study.engines import Simulation
from sim.study.execute import Simulate
from sim.study.own_mechanisms import OwnMechanism, kept_mechanism, own_mechanisms
from sim.study.places import POSTERIOR
from sim.study.pool import Executor
from sim.study.recorder import record
from sim.study.run_plan import RunPlan
from sim.study.store import StoredRun
from sim.study.sweep.progress import SweepProgress
from sim.study.sweep.recipe import Recipe
from sim.study.sweep.work import ModelWork

if TYPE_CHECKING:  # what few runs need is loaded where it is needed
    from sim.study.posterior import Posterior

CLASSES = (Parameters, Settings)
"""The parameter classes that share the top level of a config."""

SIMPY = Simulation(Engine.SIMPY)
ONE_ROW = (0,)  # of a study's numbers: those of a run, which has none that vary

Texts = Callable[[StoredRun], Mapping[str, str]]
"""Makes further files of a run folder, by name, from its tables."""


@dataclass(frozen=True)
class Variant:
    """What is to be run.

    Attributes:
        parameters: of the model; `settings`: of the batch.
        choices: the option chosen in every config group.
        overrides: as the user gave them.
        label: what a multirun calls it, else empty; `labels`: what people call a user's own options, by group.
        observed: what was observed, with the rows of a file.
        posterior: whose rows the replications take in turn; None: all have the same parameters.
    """

    parameters: Parameters
    settings: Settings
    choices: Mapping[str, str]
    overrides: Sequence[str] = ()
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    observed: Observations = NOTHING
    posterior: Posterior | None = None

    def plan(self, workers: int, simulation: Simulation) -> RunPlan:
        """What the store writes down of it."""
        settings = self.settings
        return RunPlan(
            scenario=self.choices["scenario"],
            choices=self.choices,
            overrides=self.overrides,
            config=to_config(self.parameters),
            config_hash=self._hash(simulation.own),
            seed=settings.seed,
            replications=settings.replications,
            paths=settings.save.paths,
            traces=settings.save.traces,
            workers=workers,
            engine=simulation.name,
            engine_reason=simulation.why,
            recipe=self._recipe(simulation),
            label=self.label,
            labels=self.called,
            replays_record=self.replays_record,
            observations=to_config(self.observed),
            posterior={} if self.posterior is None else {**self.posterior.described(), "file": POSTERIOR},
        )

    def _recipe(self, simulation: Simulation) -> Recipe:
        posterior = {} if self.posterior is None else {POSTERIOR: self.posterior.text()}
        return Recipe(recipe_of(self.trees(), [ONE_ROW]), table_of([ONE_ROW]), simulation.own, posterior)

    def trees(self) -> ParameterBuilder:
        """What builds the parameters of its one point."""
        return ParameterBuilder((template_of(self.parameters, ()),))

    def work(self, simulation: Simulation) -> ModelWork:
        """What does its replications."""
        save = self.settings.save
        return ModelWork(self.trees(), self.simulate(simulation), self.settings.seed, save.paths, save.traces)

    @property
    def called(self) -> dict[str, str]:
        """What people call it, and its options that are a user's own, as manifests keep it."""
        return {**self.labels, **({OF_RUN: self.settings.label} if self.settings.label else {})}

    @property
    def config_hash(self) -> str:
        """The hash that names what is simulated: the config, a posterior's rows, and the text of own mechanisms."""
        return self._hash(own_mechanisms(self.settings.mechanisms))

    def _hash(self, own: Sequence[OwnMechanism]) -> str:
        rows = () if self.posterior is None else (self.posterior.stored(),)
        files = (tuple((one.function, one.source) for one in own),) if own else ()
        return content_hash(self.parameters, *rows, *files)

    def simulate(self, simulation: Simulation) -> Simulate:
        """The scheduler for this variant's replications."""
        if self.posterior is None:
            return simulation

        from sim.study.posterior import PosteriorSimulation

        return PosteriorSimulation(simulation, self.posterior)

    @property
    def replays_record(self) -> bool:
        """Whether the restrictions, the aid and the situation are those of the record, none of them changed."""
        recorded = self._recorded()
        if not all(recorded.values()) or self.departure_from_record():
            return False
        return "scenario" not in self._changed()

    def departure_from_record(self) -> str:
        """What is set otherwise than in the record that the scenario names, as `key=value`; empty for nothing."""
        recorded = {group: option for group, option in self._recorded().items() if option}
        chosen = {group: self.choices.get(group, "") for group in recorded}
        other = [f"{group}={chosen[group]}" for group, option in recorded.items() if chosen[group] != option]
        changed = self._changed()
        return next(iter([*other, *(changed[group] for group in recorded if group in changed)]), "")

    def _recorded(self) -> dict[str, str]:
        """The options that replay the record, by group; empty ones where there is none."""
        scenario = self.parameters.scenario
        return {"restrictions": scenario.record_restrictions, "aid": scenario.record_aid}

    def _changed(self) -> dict[str, str]:
        """An override of a setting within each group of which one is overridden."""
        words = [override.lstrip("+") for override in self.overrides]
        return {word.partition(".")[0]: word for word in words if "." in word.partition("=")[0]}


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
        progress: is told after every chunk.
        texts: makes further files of the folder.
        simulation: the engine, with the model.
        tell: is told where a run is continued, and what of it is not kept.

    Returns:
        The run, as it is stored: it may have been interrupted, or have failed, as its manifest says.

    Raises:
        Problem: the name is taken, or the folder cannot be written.
    """
    recorder = record(variant.plan(crew.workers, simulation), root, name, tell)
    with closing(recorder):
        outcome = recorder.run(variant.work(simulation), crew, progress, tell)
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
            from sim.study.posterior import read_posterior

            parameters = read_posterior(posterior, parameters).parameters(replication)
    except Problem as problem:
        made = run.manifest["made_with"]["version"]
        raise Problem(
            f"{run.folder}: this version cannot run the config of its manifest (made with version {made}):",
            *problem.lines,
        ) from None
    assert isinstance(parameters, Parameters)
    return parameters


def mechanisms_of(run: StoredRun) -> tuple[OwnMechanism, ...]:
    """The own mechanisms of a stored run, from the files kept with it; raises Problem for code that is not trusted."""
    kept = run.manifest["mechanisms"]
    return tuple(kept_mechanism(run.home, own["file"], own["function"], run.file) for own in kept)


def variant_of(
    trees: tuple[Any, ...],
    choices: Mapping[str, str | None],
    overrides: Sequence[str],
    label: str = "",
    labels: Mapping[str, str] | None = None,
    without: str = "",
) -> Variant:
    """A variant from what the config reader returns for CLASSES.

    Args:
        trees: parameters and settings.
        choices: the option of each config group.
        overrides: of the command line.
        label: of the variant.
        labels: what people call a user's own options, by group.
        without: a config group for which a posterior does not count, as another of its options stands in; or empty.

    Raises:
        Problem: the file of its observations, or of its posterior, cannot be read or does not suit it.
    """
    parameters, settings = trees
    chosen = {key: value or "" for key, value in choices.items()}
    observed = with_file(settings.observations, read_day_zero(parameters.scenario.day_zero))
    posterior = None
    if settings.parameters is not None:
        from sim.study.posterior import read_setting

        posterior = read_setting(settings.parameters, parameters, overrides, without)
    return Variant(parameters, settings, chosen, overrides, label, labels or {}, observed, posterior)
