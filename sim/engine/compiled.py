"""The compiled scheduler: Numba compiles the processes as they are written, and a driver runs them in SimPy's order.

Its results equal those of the reference to the last bit, many times faster, and it holds no lock while it runs, so
threads share the work. The program is stored in a cache (`object_cache.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.engine import reference
from sim.engine.batch import SCHEDULER, Batch, OutputNames, ReplicationFailed, Trace, check, days_of
from sim.engine.layout import layout_of, words_of
from sim.engine.model import MODEL, Model
from sim.engine.program import program
from sim.engine.scheduler_layout import LOG, STREAM, clock_layout
from sim.engine.streams import last_word, name_hash, refuse_equal_hashes
from sim.model import events
from sim.model.balance import TOLERANCE
from sim.model.parameters import Parameters

LOG_LINES = 20_000
"""Average number of event-log lines allotted to a traced replication; if they are too few, it is retried."""

LOG_LIMIT = 5_000_000
"""Largest number of event-log lines; more is an error."""


def simulate(
    parameters: Parameters,
    seed: int,
    replications: Sequence[int],
    paths: int = 0,
    traces: int = 0,
    future: int = 0,
    model: Model = MODEL,
) -> Batch:
    """Run some replications of a parameter set; see `reference.simulate`, whose results these are to the last bit.

    The replications must be in ascending order. Resumptions of a process count as events.
    """
    names = model.output_names
    numbers = np.array(replications, dtype=np.int64)
    days = days_of(parameters)
    lasts = np.array([last_word(future, int(number)) for number in numbers], dtype=np.uint64)
    words = words_of(parameters)
    batch = program(model, type(parameters))
    log_lines = LOG_LINES
    while True:
        room = Workspace(model, names, days, numbers, paths, traces, log_lines, batch.frame_words)
        resumed = batch(
            room.world, words, room.clock, room.frames, room.streams, room.names, np.uint64(seed), lasts, days,
            len(room.lines), room.rows, room.daily, room.no_days, room.missing, room.lines, room.failed,
        )  # fmt: skip
        if not room.log_is_full or log_lines >= LOG_LIMIT:
            break
        log_lines = min(10 * log_lines, LOG_LIMIT)
    if room.failed.any():
        number = int(numbers[int(room.failed.argmax())])
        kept = number + 1 if number < paths else 0
        reference.simulate(parameters, seed, [number], kept, future=future, model=model)  # says what is wrong
        raise ReplicationFailed(number, _complaint(room))
    room.check(names, numbers, days)
    trace = room.trace(model, numbers, float(days[-1]))
    return Batch(numbers, room.rows, days, numbers[numbers < paths], room.daily, trace, resumed)


@cache
def _hashes(model: Model) -> NDArray[np.uint64]:
    """Names that distinguish the streams of the cast; raise ValueError if two are equal."""
    refuse_equal_hashes(role.name for role in model.cast)
    return np.array([name_hash(role.name) for role in model.cast], dtype=np.uint64)


def _complaint(room: Workspace) -> str:
    if room.log_is_full:
        return f"its event log exceeds {LOG_LIMIT:,} lines; set save.traces=0"
    return "fails under the compiled scheduler but not under SimPy"


class Workspace:
    """The arrays that a batch works in and fills."""

    def __init__(
        self,
        model: Model,
        names: OutputNames,
        days: NDArray[np.float64],
        numbers: NDArray[np.int64],
        paths: int,
        traces: int,
        log_lines: int,
        frame_words: int,
    ) -> None:
        count, kept, traced = len(numbers), int((numbers < paths).sum()), int((numbers < traces).sum())
        layout = clock_layout(len(model.cast))
        self.world = np.zeros(layout_of(model.world).words)
        self.clock = np.zeros(layout.words)
        self._clock = {name: self.clock.view(np.int64)[slot.at :] for name, slot in layout.slots.items()}
        self.frames = np.zeros((len(model.cast), frame_words))
        self.streams = np.zeros((len(model.cast), STREAM.words))
        self.names = _hashes(model)
        self.rows = np.zeros((count, len(names.measures)))
        self.daily = np.zeros((kept, len(days), len(names.tracked)))
        self.no_days = np.zeros((0, len(names.tracked)))
        self.missing = np.zeros((count, len(model.books)))
        self.failed = np.zeros(count, dtype=np.int64)
        self.lines = np.zeros(traced, dtype=np.int64)
        self._log = [np.zeros(traced * log_lines, dtype=kind) for _, kind in LOG]
        for (field, _), column in zip(LOG, self._log, strict=True):
            self._clock[field][:2] = column.ctypes.data, len(column)
        self._clock["capacity"][0] = traced * log_lines
        self._clock["names"][0] = model.signals

    @property
    def log_is_full(self) -> bool:
        """Whether a replication failed, possibly for lack of room for its event log."""
        full = self._clock["lines"][0] == self._clock["capacity"][0]
        return bool(self.failed.any() and full and len(self.lines))

    def check(self, names: OutputNames, numbers: NDArray[np.int64], days: NDArray[np.float64]) -> None:
        """Raise ReplicationFailed for the first replication whose result cannot be right."""
        wrong = np.isinf(self.rows).any(axis=1) | ~(self.missing <= TOLERANCE).all(axis=1)
        wrong = np.asarray(wrong)
        wrong[: len(self.daily)] |= ~np.isfinite(self.daily).all(axis=(1, 2))
        for place in np.nonzero(wrong)[0].tolist():
            path = self.daily[place].tolist() if place < len(self.daily) else []
            row, missing = self.rows[place].tolist(), self.missing[place].tolist()
            check(int(numbers[place]), names, row, days.tolist(), path, missing)

    def trace(self, model: Model, numbers: NDArray[np.int64], horizon: float) -> Trace:
        """The event logs, each ending with the line of its horizon."""
        ends = self.lines  # lines written when a replication ended
        if not len(ends):
            return reference.as_trace([])
        traced = numbers[: len(ends)]
        day, process, event, value = (column[: ends[-1]] for column in self._log)
        last = len(traced)
        names = np.array([*(role.name for role in model.cast), SCHEDULER], dtype=object)
        kinds = np.array([kind.name for kind in events.EVENTS], dtype=object)
        return Trace(
            replication=np.repeat(traced, np.diff(ends, prepend=0) + 1),
            day=np.insert(day, ends, [horizon] * last),
            mechanism=names[np.insert(process, ends, [len(model.cast)] * last)],
            event=kinds[np.insert(event, ends, [events.HORIZON] * last)],
            value=np.insert(value, ends, [horizon] * last),
        )
