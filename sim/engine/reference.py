"""The reference scheduler: SimPy runs the processes, as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.engine.batch import SCHEDULER, Batch, OutputNames, ReplicationFailed, Trace, check, days_of
from sim.engine.clock import Clock, TracingClock
from sim.engine.model import MODEL, Model
from sim.engine.state import flat, zero
from sim.engine.streams import RandomStream, last_word, refuse_equal_hashes
from sim.model import events
from sim.model.parameters import Parameters

Line = tuple[int, float, str, str, float]  # replication, day, mechanism, event, value


class ReferenceReplication:
    """One replication, from its start to its horizon."""

    def __init__(
        self,
        model: Model,
        parameters: Parameters,
        streams: Sequence[RandomStream],
        number: int,
        word: int,
        traced: bool,
    ) -> None:
        self._model, self._parameters = model, parameters
        self.number = number
        self.row: list[float] = []  # the measures, once it has run
        self.world: Any = zero(model.world)
        clock = TracingClock if traced else Clock
        self.clock = clock(parameters.scenario.start_day, model.signals)
        self._names: dict[simpy.Process, str] = {}
        for role, stream in zip(model.cast, streams, strict=True):
            stream.seat(word)
            process = self.clock.process(role.process(self.clock, self.world, parameters, stream, *role.numbers))
            self._names[process] = role.name

    def run(self, names: OutputNames, days: NDArray[np.float64], keep_path: bool) -> list[list[float]]:
        """Run to the horizon, the last of `days`; return the daily rows if asked for.

        Raises:
            ReplicationFailed: if a process raises, the accounts do not balance, or a result is not a number.
        """
        path = []
        with self._named():
            self._model.begin(self.world, self._parameters)
            for day in days.tolist():
                if day > self.clock.now:
                    self.clock.run(until=day)
                if keep_path:
                    self._model.take_daily_row(self.world, self._parameters, day)
                    path.append(flat(self.world.daily))
            self.clock.record(events.HORIZON, days[-1])
            self._model.end(self.world, self._parameters, days[-1])
            self.row = list(self._measures())
            self._model.balance_books(self.world, self._parameters)
        check(self.number, names, self.row, days.tolist(), path, flat(self.world.balance))
        return path

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Add to an error its replication, day and process."""
        try:
            yield
        except Exception as error:
            failed = (name for process, name in self._names.items() if process.triggered and not process.ok)
            where = f"{next(failed, SCHEDULER)} on day {self.clock.now:g}"
            raise ReplicationFailed(self.number, f"{where}: {type(error).__name__}: {error}") from error

    def _measures(self) -> Iterator[float]:
        given = {"world": self.world, "parameters": self._parameters}
        for take, arguments in zip(self._model.measures, self._model.measure_arguments, strict=True):
            yield float(take(*(given[name] for name in arguments)))

    def lines(self) -> list[Line]:
        """The event log, if it was recorded."""
        log = self.clock.log if isinstance(self.clock, TracingClock) else []
        return [
            (self.number, day, self._names[process] if process else SCHEDULER, events.EVENTS[event].name, value)
            for day, process, event, value in log
        ]


def simulate(
    parameters: Parameters,
    seed: int,
    replications: Sequence[int],
    paths: int = 0,
    traces: int = 0,
    future: int = 0,
    model: Model = MODEL,
) -> Batch:
    """Run some replications of a parameter set.

    Args:
        parameters: the validated parameters.
        seed: in [0, 2**64).
        replications: their numbers, each in [0, 2**32); their results do not depend on each other.
        paths: replications with a number below this return their daily rows.
        traces: replications with a number below this return their event log.
        future: the future that they share with the same replications under other policies, in [0, 2**32).
        model: what to run.

    Raises:
        ReplicationFailed: naming the replication.
    """
    refuse_equal_hashes(role.name for role in model.cast)
    streams = [RandomStream(seed, role.name) for role in model.cast]
    names = model.output_names
    days = days_of(parameters)
    rows, daily, lines, scheduled = [], [], [], 0
    for number in replications:
        replication = ReferenceReplication(
            model, parameters, streams, number, last_word(future, number), number < traces
        )
        path = replication.run(names, days, keep_path=number < paths)
        rows.append(replication.row)
        daily.extend([path] if path else [])
        lines.extend(replication.lines())
        scheduled += replication.clock.events_scheduled
    return Batch(
        replications=np.array(replications, dtype=np.int64),
        rows=np.array(rows, dtype=np.float64).reshape(len(rows), len(names.measures)),
        days=days,
        paths=np.array([number for number in replications if number < paths], dtype=np.int64),
        daily=np.array(daily, dtype=np.float64).reshape(len(daily), len(days), len(names.tracked)),
        trace=as_trace(lines),
        events=scheduled,
    )


def as_trace(lines: Sequence[Line]) -> Trace:
    """Lines of the event log as columns."""
    columns = list(zip(*lines, strict=True)) if lines else [()] * 5
    return Trace(
        replication=np.array(columns[0], dtype=np.int64),
        day=np.array(columns[1], dtype=np.float64),
        mechanism=np.array(columns[2], dtype=object),
        event=np.array(columns[3], dtype=object),
        value=np.array(columns[4], dtype=np.float64),
    )
