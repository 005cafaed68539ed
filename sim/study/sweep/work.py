"""The work of a sweep: runs of some points, as rows; a failed run is a row with its error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.engine.batch import ReplicationFailed
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.study.execution.execute import Simulate
from sim.study.files import columns
from sim.study.files.parquet import Columns


class ReplicationTask(NamedTuple):
    """Some replications of a point.

    Attributes:
        point: its number; `future`: by which its random streams are distinguished; `row`: what its parameters are made
        of.
        first, last: replications first .. last - 1.
    """

    point: int
    future: int
    row: tuple[Any, ...]
    first: int
    last: int

    def singles(self) -> list[ReplicationTask]:
        """The same, a replication each."""
        return [self._replace(first=number, last=number + 1) for number in range(self.first, self.last)]


@dataclass(frozen=True)
class ResultRows:
    """Results of some runs, a row each, in the order in which they were asked for.

    Attributes:
        point, replication: int64[n].
        values: the measures; float64[n, measures]; NaN if one is not defined, and throughout in a run that failed.
        error: object[n], empty if nothing failed.
        events: what the scheduler counts as events, over all n.
        days: the daily rows of those runs that keep them, with `point` and `replication`; empty if none does.
        log: the event log of those runs that keep one, in the order in which it happened; empty if none does.
    """

    point: NDArray[np.int64]
    replication: NDArray[np.int64]
    values: NDArray[np.float64]
    error: NDArray[np.object_]
    events: int = 0
    days: Columns = field(default_factory=dict)
    log: Columns = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.point)


def merged(portions: Sequence[ReplicationTask]) -> list[ReplicationTask]:
    """The same with those put together that follow each other in one point."""
    found: list[ReplicationTask] = []
    for portion in portions:
        if found and (found[-1].point, found[-1].last) == (portion.point, portion.first):
            found[-1] = found[-1]._replace(last=portion.last)
        else:
            found.append(portion)
    return found


def failed_rows(point: int, replications: Sequence[int], error: str, measures: int) -> ResultRows:
    """The rows of replications of a point that failed."""
    count = len(replications)
    return ResultRows(
        np.full(count, point, dtype=np.int64),
        np.asarray(replications, dtype=np.int64),
        np.full((count, measures), np.nan),
        np.array([error] * count, dtype=object),
    )


class Work(Protocol):
    """Does portions; can be pickled. What it gives depends on the portions only, and not on how they are grouped."""

    def __call__(self, portions: Sequence[ReplicationTask], /) -> ResultRows:
        """The rows of the portions."""
        ...


def joined(parts: Sequence[ResultRows]) -> ResultRows:
    """Several rows as one, in order; at least one of them."""
    return ResultRows(
        np.concatenate([part.point for part in parts]),
        np.concatenate([part.replication for part in parts]),
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.error for part in parts]),
        sum(part.events for part in parts),
        _stacked([part.days for part in parts]),
        _stacked([part.log for part in parts]),
    )


def _stacked(tables: Sequence[Columns]) -> Columns:
    """Tables of the same columns, one after the other; those without columns have no rows."""
    filled = [table for table in tables if table]
    return {name: np.concatenate([table[name] for table in filled]) for name in filled[0]} if filled else {}


@dataclass(frozen=True)
class ModelWork:
    """Runs the model.

    Attributes:
        trees: builds the parameters of a point from its row.
        simulation: the scheduler, with the model.
        seed: of all random numbers.
        paths, traces: replications below these numbers keep their days, and their events.
        measures: of a replication, the user's own included.
    """

    trees: Callable[[tuple[Any, ...]], Parameters]
    simulation: Simulate
    seed: int
    paths: int = 0
    traces: int = 0
    measures: int = len(MEASURES)

    def __call__(self, portions: Sequence[ReplicationTask], /) -> ResultRows:
        """The rows of the portions."""
        return joined([rows for portion in portions for rows in self._rows(portion)])

    def _rows(self, portion: ReplicationTask) -> Iterator[ResultRows]:
        numbers = range(portion.first, portion.last)
        try:
            parameters = self.trees(portion.row)
        except _MACHINE:
            raise
        except Exception as error:
            yield self._failed(portion.point, numbers, error)
            return
        try:
            yield self._run(portion, parameters, numbers)
        except _MACHINE:
            raise
        except Exception:  # one by one: each is run twice at most
            for number in numbers:
                yield self._one(portion, parameters, number)

    def _one(self, portion: ReplicationTask, parameters: Parameters, number: int) -> ResultRows:
        try:
            return self._run(portion, parameters, [number])
        except _MACHINE:
            raise
        except Exception as error:
            return self._failed(portion.point, [number], error)

    def _failed(self, point: int, numbers: Sequence[int], error: Exception) -> ResultRows:
        text = error.message if isinstance(error, ReplicationFailed) else f"{type(error).__name__}: {error}"
        return failed_rows(point, numbers, text, self.measures)

    def _run(self, portion: ReplicationTask, parameters: Parameters, numbers: Sequence[int]) -> ResultRows:
        batch = self.simulation(parameters, self.seed, numbers, self.paths, self.traces, future=portion.future)
        days = columns.paths(batch) if len(batch.paths) else {}
        log = columns.trace(batch) if len(batch.trace.day) else {}
        return ResultRows(
            np.full(len(numbers), portion.point, dtype=np.int64),
            np.asarray(numbers, dtype=np.int64),
            batch.rows,
            np.full(len(numbers), "", dtype=object),
            batch.events,
            *(_of_point(portion.point, table) for table in (days, log)),
        )


@dataclass(frozen=True)
class OwnWork:
    """Runs the model with separate work for each point: another seed, or other rows of a posterior.

    Attributes:
        works: one per point.
    """

    works: tuple[ModelWork, ...]

    @property
    def simulation(self) -> Simulate:
        """The scheduler, with the model."""
        return self.works[0].simulation

    def __call__(self, portions: Sequence[ReplicationTask], /) -> ResultRows:
        """The rows of the portions."""
        return joined([self.works[portion.point]([portion]) for portion in portions])


_MACHINE = (MemoryError,)  # no fault of the run: done again elsewhere, it may end well


def _of_point(point: int, table: Columns) -> Columns:
    """A table of replications of a point, with the point; nothing if there is nothing."""
    return {"point": np.full(len(table["replication"]), point, dtype=np.int64), **table} if table else {}
