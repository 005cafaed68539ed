"""A variant of a scenario: its validated config, with the row of a posterior that each replication takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.config.canonical import content_hash
from sim.config.labels import OF_RUN
from sim.config.library import own_labels
from sim.config.observations import NOTHING, Observations, with_file
from sim.config.settings import Settings
from sim.config.values import read_day_zero
from sim.model.parameters import Parameters
from sim.study.design.parameter_builder import ParameterBuilder, template_of
from sim.study.execution.engines import Simulation
from sim.study.execution.execute import Simulate
from sim.study.execution.own_code import OwnFunction
from sim.study.execution.own_measures import own_measures
from sim.study.execution.own_mechanisms import own_mechanisms

if TYPE_CHECKING:  # what few runs need is loaded where it is needed
    from sim.config.compose import Composition
    from sim.config.library import Library
    from sim.study.design.posterior import Posterior

CLASSES = (Parameters, Settings)
"""The parameter classes that share the top level of a config."""


@dataclass(frozen=True)
class Variant:
    """A variant to run.

    Attributes:
        parameters: of the model; `settings`: of the batch.
        choices: the option chosen in every config group.
        overrides: as the user gave them.
        label: what a multirun calls it, else empty; `labels`: of the user's options, by group.
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

    def trees(self) -> ParameterBuilder:
        """Builder of the parameters of its one point."""
        return ParameterBuilder((template_of(self.parameters, ()),))

    @property
    def called(self) -> dict[str, str]:
        """The labels of the variant and of a user's own options, as manifests keep them."""
        return {**self.labels, **({OF_RUN: self.settings.label} if self.settings.label else {})}

    @property
    def config_hash(self) -> str:
        """The hash that names what is simulated: the config, a posterior's rows, and the text of custom code."""
        own = (*own_mechanisms(self.settings.mechanisms), *own_measures(self.settings.measures))
        return self.hash_with(own)

    def hash_with(self, own: Sequence[OwnFunction]) -> str:
        """The same hash, with custom mechanisms and measures that have been read."""
        rows = () if self.posterior is None else (self.posterior.stored(),)
        files = (tuple((one.function, one.source) for one in own),) if own else ()
        return content_hash(self.parameters, *rows, *files)

    def simulate(self, simulation: Simulation) -> Simulate:
        """The scheduler for this variant's replications."""
        if self.posterior is None:
            return simulation

        from sim.study.design.posterior import PosteriorSimulation

        return PosteriorSimulation(simulation, self.posterior)

    @property
    def replays_record(self) -> bool:
        """True if the restrictions, the aid and the situation are those of the record, none of them changed."""
        recorded = self._recorded()
        if not all(recorded.values()) or self.departure_from_record():
            return False
        return "scenario" not in self._changed()

    def departure_from_record(self) -> str:
        """First setting that departs from the record of the scenario, as `key=value`; empty if none does."""
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


def read_variant(library: Library, overrides: Sequence[str], advise: bool = False, without: str = "") -> Variant:
    """The variant that a command line asks for; raise Problem as `read` and `variant_of`, whose arguments these are."""
    from sim.config.compose import read

    trees, composition = read(library, overrides, advise)
    return variant_of(trees, composition, labels=own_labels(library, composition.choices), without=without)


def variant_of(
    trees: tuple[Any, ...],
    composition: Composition,
    label: str = "",
    labels: Mapping[str, str] | None = None,
    without: str = "",
) -> Variant:
    """A variant from what the config reader returns for CLASSES.

    Args:
        trees: parameters and settings.
        composition: the config that they were made from.
        label: of the variant.
        labels: of the user's options, by group.
        without: a config group for which a posterior does not count, as another of its options stands in; or empty.

    Raises:
        Problem: the file of its observations, or of its posterior, cannot be read or does not suit it.
    """
    parameters, settings = trees
    chosen = {key: value or "" for key, value in composition.choices.items()}
    observed = with_file(settings.observations, read_day_zero(parameters.scenario.day_zero))
    posterior = None
    if settings.parameters is not None:
        from sim.study.design.posterior import read_setting

        posterior = read_setting(settings.parameters, parameters, composition.overrides, without)
    return Variant(parameters, settings, chosen, composition.overrides, label, labels or {}, observed, posterior)
