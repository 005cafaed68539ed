"""Results of a scheduler, and the error that reports a failed replication."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.model.balance import TOLERANCE
from sim.model.parameters import Parameters

SCHEDULER = "scheduler"
"""Name of the mechanism of the event `horizon` in the trace."""


class ReplicationFailed(Exception):
    """A replication that cannot be run to its horizon, or whose result cannot be right.

    Attributes:
        replication: its number.
        message: what happened, with the day and the process where they are known.
    """

    def __init__(self, replication: int, message: str) -> None:
        super().__init__(f"replication {replication}: {message}")
        self.replication = replication
        self.message = message

    def __reduce__(self) -> tuple[type[ReplicationFailed], tuple[int, str]]:
        return type(self), (self.replication, self.message)


@dataclass(frozen=True)
class Trace:
    """The event log of the traced replications, one entry per event, in the order in which they happened.

    Attributes:
        replication: int64[events].
        day: float64[events], days since day 0.
        mechanism: the name of the process, see `sim.model.cast`; object[events].
        event: the name of the event, see `sim.model.events`; object[events].
        value: float64[events], in the unit of the event.
    """

    replication: NDArray[np.int64]
    day: NDArray[np.float64]
    mechanism: NDArray[np.object_]
    event: NDArray[np.object_]
    value: NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """Results of some replications of one parameter set.

    Attributes:
        replications: their numbers; int64[n].
        rows: their measures, in the order of `sim.model.measures.MEASURES`; float64[n, measures].
        days: the days of the daily rows; float64[days].
        paths: the numbers of the replications whose path is stored; int64[k].
        daily: their tracked quantities, in the order of `sim.model.daily.TRACKED`; float64[k, days, tracked].
        trace: the event log of the traced ones.
        events: what the scheduler counts as events, over all n.
    """

    replications: NDArray[np.int64]
    rows: NDArray[np.float64]
    days: NDArray[np.float64]
    paths: NDArray[np.int64]
    daily: NDArray[np.float64]
    trace: Trace
    events: int = 0


def days_of(parameters: Parameters) -> NDArray[np.float64]:
    """The days on which a daily row is taken: the start, every whole day after it, and the horizon."""
    start = parameters.scenario.start_day
    whole = np.arange(math.floor(start) + 1, math.ceil(parameters.horizon_days), dtype=np.float64)
    return np.concatenate(([start], whole, [parameters.horizon_days]))


@dataclass(frozen=True)
class OutputNames:
    """Names of the numbers of a replication."""

    measures: Sequence[str]
    tracked: Sequence[str]
    books: Sequence[str]


def check(
    replication: int,
    names: OutputNames,
    row: Sequence[float],
    days: Sequence[float],
    daily: Sequence[Sequence[float]],
    missing: Sequence[float],
) -> None:
    """Refuse a replication whose accounts do not balance, or that has a number that is not finite.

    Args:
        replication: its number.
        names: of its numbers.
        row: its measures; NaN means undefined.
        days: of the daily rows.
        daily: the rows, if they were kept.
        missing: amounts missing in its accounts, as shares of the throughput.

    Raises:
        ReplicationFailed: naming the account, or the measure, or the quantity and its day.
    """
    for name, share in zip(names.books, missing, strict=True):
        if not share <= TOLERANCE:
            off = f"off by {share:.3g} of the throughput"
            raise ReplicationFailed(replication, f"conservation is violated: {name} do not balance, {off}")
    for name, value in zip(names.measures, row, strict=True):
        if math.isinf(value):
            raise ReplicationFailed(replication, f"the measure {name} is {value}")
    for day, values in zip(days, daily, strict=False):
        for name, value in zip(names.tracked, values, strict=True):
            if not math.isfinite(value):
                raise ReplicationFailed(replication, f"{name} is {value} on day {day:g}")
