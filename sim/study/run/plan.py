"""The plan of a run, as its manifest describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.model.daily import TRACKED
from sim.study.execution.own_measures import units_with
from sim.study.files import manifest as manifests
from sim.study.files.manifest import Manifest
from sim.study.files.provenance import provenance
from sim.study.sweep.fingerprint import SAME_RUN, key_of, stored_fingerprint
from sim.study.sweep.recipe import Recipe


@dataclass(frozen=True)
class RunPlan:
    """A validated run, as the store needs to know it.

    Attributes:
        scenario: its name; `choices`: the alternative chosen in every config group.
        overrides: as the user gave them.
        config: the validated config of the model, resolved; `config_hash`: its hash.
        seed, replications: of the batch; `paths`, `traces`: how many of them are saved in full.
        workers: processes; `engine`: the scheduler's name.
        label: what a multirun calls it, else empty; `labels`: of the run and the user's options.
        replays_record: whether the observed milestones belong beside its results.
        engine_reason: why this engine.
        recipe: how its parameters are made, custom mechanisms and measures, and the posterior, as the folder keeps
            them.
        observations: what was observed; `posterior`: what the manifest says of a posterior whose rows the replications
            take in turn, if any.
    """

    scenario: str
    choices: Mapping[str, str]
    overrides: Sequence[str]
    config: Mapping[str, Any]
    config_hash: str
    seed: int
    replications: int
    paths: int
    traces: int
    workers: int
    engine: str
    recipe: Recipe
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    replays_record: bool = False
    engine_reason: str = ""
    observations: Mapping[str, Any] = field(default_factory=dict)
    posterior: Mapping[str, Any] = field(default_factory=dict)


def manifest_of(plan: RunPlan) -> Manifest:
    """The manifest of a run that begins."""
    made_with = provenance().as_dict()
    begun = manifests.sitting(made_with)
    manifest = {
        "format": manifests.FORMAT,
        "status": "running",
        "warning": manifests.WARNING,
        **described(plan),
        "replications_asked": plan.replications,
        "replications": 0,
        "saved_paths": plan.paths,
        "saved_traces": plan.traces,
        "config": dict(plan.config),
        "engine": plan.engine,
        "engine_reason": plan.engine_reason,
        "mechanisms": plan.recipe.mechanisms,
        "own_measures": plan.recipe.measures,
        "workers": plan.workers,
        "measures": units_with(plan.recipe.own_measures),
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
    return manifest | {"key": key_of(stored_fingerprint(manifest))}


def described(plan: RunPlan) -> dict[str, Any]:
    """Manifest entries of a single run, be it alone or a point of a multirun."""
    return {
        "label": plan.label,
        "labels": dict(plan.labels),
        "replays_record": plan.replays_record,
        "scenario": plan.scenario,
        "choices": dict(plan.choices),
        "overrides": list(plan.overrides),
        "seed": plan.seed,
        "config_hash": plan.config_hash,
        "observations": dict(plan.observations),
        "posterior": dict(plan.posterior),
    }


def fingerprint_of(plan: RunPlan) -> dict[str, Any]:
    """Everything that the replications of a run depend on."""
    return stored_fingerprint(manifest_of(plan))


def is_same(plan: RunPlan, manifest: Manifest) -> bool:
    """True if a manifest is of the run that is planned, whose replications are then equal to the last bit."""
    planned = manifest_of(plan)
    return all(planned[key] == manifest[key] for key in SAME_RUN)
