"""The plan of a sweep: the runs of a study as its execution needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.model.daily import TRACKED
from sim.study.differences.stopping import StoppingRule
from sim.study.files.parquet import Columns
from sim.study.sweep import ranges
from sim.study.sweep.fingerprint import Identity, key_of
from sim.study.sweep.ranges import POINTS, STRIDE, RunSet
from sim.study.sweep.recipe import Recipe
from sim.study.sweep.result_store import ResultStore
from sim.study.sweep.shard import Shard, groups_of_shard
from sim.study.sweep.work import ReplicationTask, Work


class Stages(Protocol):
    """Source of more points, stage by stage, such as `sim.study.search.stages.Search`."""

    def stages(self, parts: ResultStore) -> Iterator[tuple[Sweep, RunSet]]:
        """The sweep with the points so far, and which of its runs are wanted before the next stage."""


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
    search: Stages | None = None

    def __post_init__(self) -> None:
        """Raise Problem if there are more runs than can be numbered."""
        if not 0 < self.cap < STRIDE:
            raise Problem(f"replications: must be from 1 to below {STRIDE:,} in a study (got {self.cap:,})")
        if self.count >= POINTS:
            raise Problem(f"a study has fewer than {POINTS:,} points (this one has {self.count:,})")

    @property
    def count(self) -> int:
        """Number of points."""
        return len(self.points["future"])

    @property
    def cap(self) -> int:
        """The most replications of a point."""
        return self.replications if self.until is None else self.until.cap

    def further(self, stored: Mapping[str, Any]) -> bool:
        """True if the manifest of a search tells of more points than it has here, where it is done again."""
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


@dataclass(frozen=True)
class SweepOutcome:
    """Outcome of a sweep.

    Attributes:
        status: whether all runs were done, the user stopped it, or it cannot go on. Runs that failed do not stop it.
        done, failed: runs with rows, and how many of these failed.
        new: how many of them were done now.
        message: why it cannot go on; `details`: the traceback behind it.
    """

    status: Literal["finished", "interrupted", "failed"]
    done: int
    failed: int
    new: int
    message: str = ""
    details: str = ""


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
