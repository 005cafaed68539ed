"""Explains why one replication differs between two runs: aligned event logs, and the measures that changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.analysis.config_differences import labels, names
from sim.analysis.rerun import Rerun, rerun
from sim.config import units
from sim.config.problems import Problem
from sim.engine.batch import Trace
from sim.model.measures import MEASURES, Measure
from sim.study.differences.verdict import ROUNDING
from sim.study.run.store import StoredRun

HORIZON = "horizon"
SHARED = ("seed", "scenario")  # entries of the manifests of runs whose replications share their chance


class LoggedEvent(NamedTuple):
    """An event of one log: its day, name and value, and its place in the log."""

    day: float
    event: str
    value: float
    place: int


@dataclass(frozen=True)
class AlignedEvent:
    """An event of a mechanism in the two logs.

    Attributes:
        mechanism: whose it is.
        ours: in the first log; `theirs`: in the second; None if that one has no such event on that day.
        same: whether they are, up to rounding, the same event.
    """

    mechanism: str
    ours: LoggedEvent | None
    theirs: LoggedEvent | None
    same: bool

    @property
    def day(self) -> float:
        """The day on which it first happens."""
        return min(event.day for event in (self.ours, self.theirs) if event is not None)

    @property
    def order(self) -> tuple[float, int]:
        """Key that sorts by day, and within a day as in the logs."""
        return self.day, min(event.place for event in (self.ours, self.theirs) if event is not None)


@dataclass(frozen=True)
class MechanismEvents:
    """A mechanism in the two logs.

    Attributes:
        mechanism: its name.
        first: its first event that differs; None if none does.
        events: number in the two logs; identical ones count once.
        differing: number of those that differ.
    """

    mechanism: str
    first: AlignedEvent | None
    events: int
    differing: int


@dataclass(frozen=True)
class MeasureChange:
    """A measure of the replication in both runs; NaN if it is not defined."""

    measure: Measure
    ours: float
    theirs: float

    @property
    def difference(self) -> float:
        """The second minus the first; NaN if either is not defined."""
        return self.theirs - self.ours


@dataclass(frozen=True)
class ReplicationComparison:
    """One replication in two runs.

    Attributes:
        runs: the two; `labels`: what distinguishes them.
        replication: its number.
        notes: what a reader must know.
        aligned: both logs, by mechanism and then by day.
        courses: of the mechanisms; those that differ come first, in the order in which they begin to differ.
        moved: the measures that differ.
        unmoved: number of those that do not.
    """

    runs: tuple[StoredRun, StoredRun]
    labels: tuple[str, str]
    replication: int
    notes: tuple[str, ...]
    aligned: tuple[AlignedEvent, ...]
    courses: tuple[MechanismEvents, ...]
    moved: tuple[MeasureChange, ...]
    unmoved: int

    @property
    def names(self) -> tuple[str, str]:
        """The labels of the policies that distinguish the runs."""
        ours, theirs = names(self.runs)
        return ours, theirs

    @property
    def first(self) -> AlignedEvent | None:
        """The first event that differs; None if the logs are the same."""
        return self.courses[0].first if self.courses else None


def explain(ours: StoredRun, theirs: StoredRun, replication: int) -> ReplicationComparison:
    """Rerun a replication of both runs and compare them.

    Raises:
        Problem: the runs differ in seed or scenario, or lack this replication, or this version cannot run them.
        ReplicationFailed: it fails, as it may have done in the run.
    """
    _check(ours, theirs)
    again = rerun(ours, replication), rerun(theirs, replication)
    end = min(_horizon(ours), _horizon(theirs))
    aligned = tuple(_align(*(_by_mechanism(one.batch.trace, end) for one in again)))
    rows = (one.batch.rows[0, : len(MEASURES)].tolist() for one in again)  # of their own they may have different ones
    measures = list(zip(MEASURES, *rows, strict=True))
    moved = tuple(MeasureChange(*row) for row in measures if not _alike(row[1], row[2]))
    first, second = labels((ours, theirs))
    return ReplicationComparison(
        runs=(ours, theirs),
        labels=(first, second),
        replication=replication,
        notes=tuple(_notes((ours, theirs), (first, second), again)),
        aligned=aligned,
        courses=tuple(_courses(aligned)),
        moved=moved,
        unmoved=len(measures) - len(moved),
    )


def _check(ours: StoredRun, theirs: StoredRun) -> None:
    """Raise Problem for replications that share no random numbers."""
    futures = ("future", ours.future, theirs.future)
    for name, one, other in (futures, *((key, ours.manifest[key], theirs.manifest[key]) for key in SHARED)):
        if one != other:
            raise Problem(
                f"{theirs.folder} has {name} {other}, {ours.folder} has {name} {one}: their replications share no "
                "random numbers, so their events cannot explain a difference"
            )


def _horizon(run: StoredRun) -> float:
    return units.parse(run.manifest["config"]["horizon"], "d")


def _notes(runs: tuple[StoredRun, StoredRun], names: tuple[str, str], again: tuple[Rerun, Rerun]) -> Iterator[str]:
    one, other = (_horizon(run) for run in runs)
    if one != other:
        yield (
            f"The horizons differ, {one:g} and {other:g} days: events are compared up to the earlier one, and the "
            "measures are not comparable."
        )
    for run, name, found in zip(runs, names, again, strict=True):
        if not found.stored:
            yield f"{name} ended before it stored this replication; this shows what would have happened."
        elif found.differing:
            yield (
                f"{name} stored other values of {', '.join(found.differing)} than this version gives; it was made with "
                f"version {run.manifest['made_with'].get('version')}."
            )


Log = dict[str, list[LoggedEvent]]


def _by_mechanism(trace: Trace, end: float) -> Log:
    """The events before a day, without the one that marks that day."""
    log: Log = {}
    columns = (trace.day.tolist(), trace.mechanism, trace.event, trace.value.tolist())
    for place, (day, mechanism, event, value) in enumerate(zip(*columns, strict=True)):
        if day < end and event != HORIZON:
            log.setdefault(str(mechanism), []).append(LoggedEvent(day, str(event), value, place))
    return log


def _align(ours: Log, theirs: Log) -> Iterator[AlignedEvent]:
    for mechanism in dict.fromkeys([*ours, *theirs]):
        yield from aligned_events(mechanism, ours.get(mechanism, []), theirs.get(mechanism, []))


def aligned_events(
    mechanism: str, ours: Sequence[LoggedEvent], theirs: Sequence[LoggedEvent]
) -> Iterator[AlignedEvent]:
    """Events of the same day and name side by side; of any other, the earlier one alone."""
    one, other = 0, 0
    while one < len(ours) and other < len(theirs):
        mine, yours = ours[one], theirs[other]
        if mine.event == yours.event and _alike(mine.day, yours.day):
            yield AlignedEvent(mechanism, mine, yours, _alike(mine.value, yours.value))
            one, other = one + 1, other + 1
        elif mine.day <= yours.day:
            yield AlignedEvent(mechanism, mine, None, False)
            one += 1
        else:
            yield AlignedEvent(mechanism, None, yours, False)
            other += 1
    yield from (AlignedEvent(mechanism, left, None, False) for left in ours[one:])
    yield from (AlignedEvent(mechanism, None, left, False) for left in theirs[other:])


def _courses(aligned: Sequence[AlignedEvent]) -> list[MechanismEvents]:
    found: dict[str, list[AlignedEvent]] = {}
    for pair in aligned:
        found.setdefault(pair.mechanism, []).append(pair)
    courses = []
    for mechanism, pairs in found.items():
        differing = [pair for pair in pairs if not pair.same]
        first = min(differing, key=lambda pair: pair.order, default=None)
        courses.append(MechanismEvents(mechanism, first, len(pairs), len(differing)))
    return sorted(courses, key=lambda course: course.first.order if course.first else (math.inf, 0))


def _alike(one: float, other: float) -> bool:
    """Equal up to rounding, or both undefined."""
    return math.isclose(one, other, rel_tol=ROUNDING, abs_tol=0.0) or (math.isnan(one) and math.isnan(other))
