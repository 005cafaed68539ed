"""The sweep of a study: its points, and the search that finds more of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.library import own_option_labels
from sim.config.problems import Problem
from sim.engine.model import SOURCES
from sim.study.design.building import StudyDesign
from sim.study.execution.engines import Simulation
from sim.study.execution.own_measures import units_with
from sim.study.files.parquet import Columns
from sim.study.sweep.fingerprint import Identity, column_hash, content_hash, flat
from sim.study.sweep.plan import Sweep
from sim.study.sweep.recipe import Recipe
from sim.study.sweep.shard import Shard
from sim.study.sweep.work import ModelWork


def sweep_of(study: StudyDesign, simulation: Simulation, shard: Shard | None = None) -> Sweep:
    """The sweep of a study.

    Args:
        study: as it was read.
        simulation: the scheduler, with the model.
        shard: the part that is to be done; None for all.

    Raises:
        Problem: the study searches, and pymoo is not installed or a shard is asked for.
    """
    whole = _of_points(study, simulation, shard)
    if not study.frame.sections.spaces:
        return whole
    if shard is not None:
        raise Problem(f"shard: a search needs all of its runs in one folder (got {shard})")
    return _searched(study, simulation, whole.identity)


def _searched(study: StudyDesign, simulation: Simulation, begun: Identity) -> Sweep:
    """The sweep of a study that searches: what it is depends on how it begins, and not on how far it has come."""
    from sim.study.search.nsga2 import version
    from sim.study.search.stages import Search

    asked = {name: study.spec.get(name) for name in ("levers", "decision", "rules")}
    identity = {
        **begun,
        "replications": study.base.settings.replications,
        "pymoo": version(),
        **{f"searched by {name}": json.dumps(value, sort_keys=True, default=str) for name, value in asked.items()},
    }

    def make(grown: StudyDesign, entries: Mapping[str, Any], looked: Columns) -> Sweep:
        found = _of_points(grown, simulation, None, {"search": entries})
        assert found.recipe is not None
        return replace(found, identity=identity, recipe=replace(found.recipe, looked=looked))

    return Search(study.frame, make).begun(study)


def _of_points(
    study: StudyDesign, simulation: Simulation, shard: Shard | None, search: Mapping[str, Any] = MappingProxyType({})
) -> Sweep:
    """The sweep of the points that are there; `search`: what the manifest keeps of the search that found some."""
    points, settings, trees = study.points, study.base.settings, study.trees()
    rows = [study.row(point) for point in range(len(points))]
    recipe = Recipe.of(trees, rows, simulation)
    kept, units = study.kept, units_with(simulation.measures)
    return Sweep(
        work=ModelWork(trees, simulation, settings.seed, kept.paths, kept.traces, len(units)),
        measures=units,
        points={
            **{name: getattr(points, name) for name in ("structure", "uncertainty", "lever", "future", "label")},
            **points.columns,
        },
        row=study.row,
        replications=settings.replications,
        until=study.until,
        identity=_identity(study, simulation, content_hash(trees)),
        record={
            "study": study.name,
            "question": study.question,
            "spec": study.spec,
            "choices": dict(study.base.choices),
            "option_labels": own_option_labels(study.frame.library, _options_of(study)),
            "overrides": list(study.base.overrides),
            "dropped": dict(study.dropped),
            "empty_cells": list(study.told),
            "kinds": dict(points.kinds),
            "units": dict(points.units),
            "seed": settings.seed,
            "horizon_days": study.base.parameters.horizon_days,
            "start_days": _start_days(study),
            "mechanisms": recipe.mechanisms,
            "own_measures": recipe.measures,
            "engine": simulation.name,
            "engine_reason": simulation.why,
            **search,
        },
        shard=shard,
        recipe=recipe,
        paths=kept.paths,
        traces=kept.traces,
    )


def _options_of(study: StudyDesign) -> dict[str, list[str]]:
    """The options of each config group that the base or a point chooses."""
    groups, columns = study.base.choices, study.points.columns
    return {
        group: list(dict.fromkeys([option, *(str(value) for value in np.unique(columns[group].astype(str)))]))
        if group in columns
        else [option]
        for group, option in groups.items()
    }


def _start_days(study: StudyDesign) -> dict[str, float]:
    """The day on which each policy starts, by its label, where they differ; else empty."""
    firsts = np.unique(study.points.lever, return_index=True)[1]
    trees, labels = study.trees(), study.points.label
    found = {str(labels[point]): trees(study.row(int(point))).scenario.start_day for point in firsts}
    return found if len(set(found.values())) > 1 else {}


def _identity(study: StudyDesign, simulation: Simulation, trees: str) -> dict[str, Any]:
    base, points = study.base, study.points
    columns: dict[str, NDArray[Any]] = {"future": points.future, "lever": points.lever, **points.columns}
    columns |= {"structure": points.structure, "uncertainty": points.uncertainty}
    return {
        "model sources": SOURCES,
        **{f"mechanism {own.function}": content_hash(own.source) for own in simulation.own},
        **{f"measure {own.function}": content_hash(own.source) for own in simulation.measures},
        "seed": base.settings.seed,
        **{f"base {path}": value for path, value in flat(base.parameters)},
        "points": len(points),
        **{f"points' {name}": column_hash(column) for name, column in columns.items()},
        "points' options": trees,
        "measures": [f"{name} [{unit}]" for name, unit in units_with(simulation.measures).items()],
    }
