"""The plan of a run: its manifest before anything is run, and the recipe that its folder keeps."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.config.canonical import to_config
from sim.model.daily import TRACKED
from sim.study.design.variant import Variant
from sim.study.execution.engines import Simulation
from sim.study.execution.own_measures import units_with
from sim.study.files import manifest as manifests
from sim.study.files.manifest import Manifest
from sim.study.files.places import POSTERIOR
from sim.study.files.provenance import provenance
from sim.study.sweep.fingerprint import SAME_RUN, key_of, stored_fingerprint
from sim.study.sweep.recipe import Recipe

ONE_ROW = (0,)  # of a study's numbers: those of a run, which has none that vary


class RunPlan(NamedTuple):
    """A run that begins.

    Attributes:
        manifest: what is run, and with what; of its progress nothing yet.
        recipe: how its parameters are made, custom mechanisms and measures, and the posterior, as the folder keeps
            them.
    """

    manifest: Manifest
    recipe: Recipe


def plan_of(variant: Variant, workers: int, simulation: Simulation) -> RunPlan:
    """Plan of a variant's run."""
    settings = variant.settings
    posterior = {} if variant.posterior is None else {POSTERIOR: variant.posterior.text()}
    recipe = Recipe.of(variant.trees(), [ONE_ROW], simulation, posterior)
    made_with = provenance().as_dict()
    begun = manifests.sitting(made_with)
    manifest = {
        "format": manifests.FORMAT,
        "status": "running",
        "warning": manifests.WARNING,
        **variant_entries(variant, simulation),
        "replications_asked": settings.replications,
        "replications": 0,
        "saved_paths": settings.save.paths,
        "saved_traces": settings.save.traces,
        "config": to_config(variant.parameters),
        "engine": simulation.name,
        "engine_reason": simulation.why,
        "mechanisms": recipe.mechanisms,
        "own_measures": recipe.measures,
        "workers": workers,
        "measures": units_with(recipe.own_measures),
        "quantities": {quantity.name: quantity.unit for quantity in TRACKED},
        "made_with": made_with,
        "model_sources": begun["model_sources"],
        "history": [begun],
        "started": begun["began"],
        "ended": None,
        "failure": "",
        "failure_details": "",
        "done": 0,
        "failed": 0,
        "files": {},
    }
    return RunPlan(manifest | {"key": key_of(stored_fingerprint(manifest))}, recipe)


def variant_entries(variant: Variant, simulation: Simulation, posterior_file: str = POSTERIOR) -> dict[str, Any]:
    """Manifest entries of a single run, be it alone or a point of a multirun."""
    posterior = variant.posterior
    return {
        "label": variant.label,
        "labels": dict(variant.called),
        "replays_record": variant.replays_record,
        "scenario": variant.choices["scenario"],
        "choices": dict(variant.choices),
        "overrides": list(variant.overrides),
        "seed": variant.settings.seed,
        "config_hash": variant.hash_with((*simulation.own, *simulation.measures)),
        "observations": to_config(variant.observed),
        "posterior": {} if posterior is None else {**posterior.described(), "file": posterior_file},
    }


def is_same(plan: RunPlan, manifest: Manifest) -> bool:
    """True if a manifest is of the run that is planned, whose replications are then equal to the last bit."""
    return all(plan.manifest[key] == manifest[key] for key in SAME_RUN)
