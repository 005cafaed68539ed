"""The plan of a sweep: the runs of a study as its execution needs them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.config.library import own_option_labels
from sim.config.problems import Problem
from sim.config.settings import Save
from sim.engine.model import SOURCES
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.study.engines import Simulation
from sim.study.parquet import Columns
from sim.study.sweep import ranges
from sim.study.sweep.fingerprint import Identity, column_hash, content_hash, flat, key_of
from sim.study.sweep.ranges import POINTS, STRIDE, RunSet
from sim.study.sweep.recipe import Recipe, recipe_of_study
from sim.study.sweep.shard import Shard, groups_of_shard
from sim.study.sweep.stopping import PrecisionTarget, StoppingRule
from sim.study.sweep.work import ModelWork, ReplicationTask, Work

if TYPE_CHECKING:
    from sim.study.design.study import StudyDesign
    from sim.study.search.stages import Search


@dataclass(frozen=True, eq=False)
class Sweep:
    """The work of a sweep.

    Attributes:
        work: does portions.
        measures: unit of each measure, by name, in the order of the rows' values.
        points: columns of the table of points; among them `future`, and `structure`, `uncertainty` and `lever`, which
            say whom a point is compared with. Points with equal structure and uncertainty follow each other.
        row: what the work needs for a point.
        replications: of each point; with `until`, not read.
        until: when replications stop being added to a point.
        identity: everything that a row depends on.
        record: what else the manifest keeps.
        shard: the part of the runs that is done in this folder; None for all.
        recipe: what the folder keeps so that a run can be done again from it alone; None if nothing is kept.
        paths, traces: replications of each point below these numbers keep their days, and their events.
        search: finds more points by what came of these; None if the study file has all of them.
    """

    work: Work
    measures: Mapping[str, str]
    points: Columns
    row: Callable[[int], tuple[Any, ...]]
    replications: int
    until: StoppingRule | None = None
    identity: Identity = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)
    shard: Shard | None = None
    recipe: Recipe | None = None
    paths: int = 0
    traces: int = 0
    search: Search | None = None

    def __post_init__(self) -> None:
        """Raise Problem if there are more runs than can be numbered."""
        if not 0 < self.cap < STRIDE:
            raise Problem(f"replications: must be from 1 to below {STRIDE:,} in a study (got {self.cap:,})")
        if self.count >= POINTS:
            raise Problem(f"a study has fewer than {POINTS:,} points (this one has {self.count:,})")

    @property
    def count(self) -> int:
        """How many points there are."""
        return len(self.points["future"])

    @property
    def cap(self) -> int:
        """The most replications of a point."""
        return self.replications if self.until is None else self.until.cap

    def further(self, stored: Mapping[str, Any]) -> bool:
        """Whether the manifest of a search tells of more points than it has here, where it is done again."""
        return "search" in self.record and bool(stored.get("search")) and stored["points"] > self.count

    @cached_property
    def key(self) -> str:
        """A hash of the identity."""
        return key_of(self.identity)

    @cached_property
    def groups(self) -> NDArray[np.int64]:
        """The first points of the groups, each of one structure and uncertainty; int64[groups]."""
        structure, uncertainty = self.points["structure"], self.points["uncertainty"]
        new = (np.diff(structure) != 0) | (np.diff(uncertainty) != 0)
        return np.concatenate(([0], np.nonzero(new)[0] + 1)) if self.count else np.empty(0, dtype=np.int64)

    def runs(self, replications: int, groups: NDArray[np.bool_] | None = None) -> RunSet:
        """The runs of this folder with numbers of replications below that, in some groups or in all."""
        mine, first, last = groups_of_shard(self.shard, len(self.groups), self.replications, self.until is not None)
        chosen = mine if groups is None else mine & groups
        sizes = np.diff(np.append(self.groups, self.count))
        points = np.nonzero(np.repeat(chosen, sizes))[0]
        return ranges.of_points(points, first, min(replications, last))

    def portions(self, runs: RunSet) -> Iterator[ReplicationTask]:
        """The runs, as the work takes them."""
        futures = self.points["future"]
        for point, first, last in runs.portions():
            yield ReplicationTask(point, int(futures[point]), self.row(point), first, last)


def sweep_of(
    study: StudyDesign, simulation: Simulation, shard: Shard | None = None, record: Mapping[str, Any] | None = None
) -> Sweep:
    """The sweep of a study.

    Args:
        study: as it was read.
        simulation: the scheduler, with the model.
        shard: the part that is to be done; None for all.
        record: what the manifest is to keep beside what is known here.

    Raises:
        Problem: the study searches, and pymoo is not installed or a shard is asked for.
    """
    whole = _of_points(study, simulation, shard, record)
    if not study.frame.sections.spaces:
        return whole
    if shard is not None:
        raise Problem(f"shard: a search needs all of its runs in one folder (got {shard})")
    return _searched(study, simulation, record or {}, whole.identity)


def _searched(study: StudyDesign, simulation: Simulation, record: Mapping[str, Any], begun: Identity) -> Sweep:
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
        found = _of_points(grown, simulation, None, {**record, "search": entries})
        assert found.recipe is not None
        return replace(found, identity=identity, recipe=replace(found.recipe, looked=looked))

    return Search(study.frame, make).begun(study)


def _of_points(
    study: StudyDesign, simulation: Simulation, shard: Shard | None, record: Mapping[str, Any] | None
) -> Sweep:
    """The sweep of the points that are there."""
    points, settings, trees = study.points, study.base.settings, study.trees()
    until, recipe = study.until, recipe_of_study(study, simulation.own)
    kept = kept_of(study)
    return Sweep(
        work=ModelWork(trees, simulation, settings.seed, kept.paths, kept.traces),
        measures={measure.name: measure.unit for measure in MEASURES},
        points={
            **{name: getattr(points, name) for name in ("structure", "uncertainty", "lever", "future", "label")},
            **points.columns,
        },
        row=study.row,
        replications=settings.replications,
        until=None
        if until is None
        else StoppingRule(
            tuple(PrecisionTarget(*one[:2], one.relative) for one in until.targets), until.cap, until.first
        ),
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
            "engine": simulation.name,
            "engine_reason": simulation.why,
            **(record or {}),
        },
        shard=shard,
        recipe=recipe,
        paths=kept.paths,
        traces=kept.traces,
    )


def kept_of(study: StudyDesign) -> Save:
    """How many replications of each point keep their days, and their events.

    As many as `save` says where the study or its words set it; else as many in all as a run keeps, shared by the
    points, since the days of a point take as much room as hundreds of its rows.
    """
    save, points = study.base.settings.save, max(study.most_points, 1)
    words = {word.lstrip("+").partition("=")[0].strip() for word in study.base.overrides}
    paths, traces = (
        asked if {"save", f"save.{name}"} & words else asked // points
        for name, asked in (("paths", save.paths), ("traces", save.traces))
    )
    return Save(paths, traces)


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
        "seed": base.settings.seed,
        **{f"base {path}": value for path, value in flat(base.parameters)},
        "points": len(points),
        **{f"points' {name}": column_hash(column) for name, column in columns.items()},
        "points' options": trees,
        "measures": [f"{measure.name} [{measure.unit}]" for measure in MEASURES],
    }


def describe(sweep: Sweep) -> dict[str, Any]:
    """The size of a sweep, as the manifest keeps it."""
    return {
        "points": sweep.count,
        "replications": sweep.replications,
        "until": None if sweep.until is None else sweep.until.as_dict(),
        "measures": dict(sweep.measures),
        "quantities": {quantity.name: quantity.unit for quantity in TRACKED},
        "saved_paths": sweep.paths,
        "saved_traces": sweep.traces,
        "shard": None if sweep.shard is None else str(sweep.shard),
    }


def group_bounds(sweep: Sweep) -> Sequence[tuple[int, int]]:
    """First point of each group, and its last (exclusive)."""
    firsts = sweep.groups.tolist()
    return list(zip(firsts, [*firsts[1:], sweep.count], strict=True))
