"""Custom measures: functions in a user's files of what a replication leaves, taken after it has ended.

They are not compiled: under either scheduler a replication leaves the same days and events, so a measure is the same to
the last bit. What they cost: the days and events of every replication are recorded, and Python reads them.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, ClassVar

import numpy as np

from sim.config.problems import Problem, hint
from sim.config.trust import remember
from sim.engine.batch import Batch, ReplicationFailed, Trace
from sim.model.measures import KNOWN, MEASURES
from sim.model.measures.own import MARK, Said, remember_own
from sim.model.parameters import Parameters
from sim.study.execution.execute import Simulate, joined
from sim.study.execution.own_code import OwnFunction, module_of, read_own
from sim.study.execution.replication_record import ReplicationRecord, records_of

BLOCK = 16  # replications whose days and events are held at once
COLUMNS = ("point", "replication", "error", "day")
"""Columns of tables, which no measure may be named as."""


@dataclass(frozen=True)
class OwnMeasure(OwnFunction):
    """A function in a file, marked by `sim.measure`; its name is that of the measure."""

    setting: ClassVar[str] = "measures"
    example: ClassVar[str] = "mine.py:days_below_reserve"

    @property
    def take(self) -> Callable[[ReplicationRecord], float]:
        """The function; raise Problem if the file has none of that name that is marked."""
        module = module_of(self.setting, self.path, self.source)
        marked = [name for name, value in vars(module).items() if hasattr(value, MARK)]
        if self.function not in vars(module):
            raise Problem(f"measures: {self.path} has no function {self.function!r}{hint(self.function, marked)}")
        function: Callable[[ReplicationRecord], float] = vars(module)[self.function]
        if self.function not in marked:
            raise Problem(f"measures: {self.function!r} in {self.path} is not marked with @measure from sim")
        if len(inspect.signature(function).parameters) != 1:
            raise Problem(f"measures: {self.function!r} in {self.path} must take one argument, the replication")
        return function

    @property
    def said(self) -> Said:
        """Description that the user gives."""
        said: Said = getattr(self.take, MARK)
        return said


def own_measures(texts: Sequence[str]) -> tuple[OwnMeasure, ...]:
    """Custom measures from texts such as `mine.py:days_below_reserve`, which are known from then on.

    Raises:
        Problem: a text that is none, a file or function that is not there, a function that is not marked, or a name
            that is taken.
    """
    found = tuple(read_own(OwnMeasure, text) for text in texts)
    taken = {**dict.fromkeys(COLUMNS, "is a column of tables"), **dict.fromkeys(KNOWN, "is one of the model's")}
    for own in found:
        if why := taken.get(own.function):
            raise Problem(f"measures: the name {own.function!r} in {own.path} {why}; give the function another name")
        taken[own.function] = "is that of another requested measure"
    remember_own(entries_of(found))
    for own in found:
        remember(own.source)
    return found


def entries_of(own: Sequence[OwnMeasure]) -> list[dict[str, str]]:
    """Entries of the manifest: file in the folder, function, what it says of itself, and the digest of the file."""
    return [
        {
            "file": f"measure-{number}-{one.path.name}",
            "function": one.function,
            **one.said._asdict(),
            "digest": sha256(one.source.encode()).hexdigest(),
        }
        for number, one in enumerate(own)
    ]


def units_with(own: Sequence[OwnMeasure]) -> dict[str, str]:
    """Units of the measures of the model and of these, in the order of the columns of results."""
    return {one.name: one.unit for one in MEASURES} | {one.function: one.said.unit for one in own}


def measured(
    simulate: Simulate,
    own: Sequence[OwnMeasure],
    parameters: Parameters,
    seed: int,
    replications: Sequence[int],
    paths: int,
    traces: int,
    future: int,
) -> Batch:
    """The given replications, with a column more for each custom measure; else as `simulate` gives them.

    Raises:
        ReplicationFailed: one of them failed, or a measure of it did.
    """
    parts = []
    for first in range(0, max(len(replications), 1), BLOCK):
        some = replications[first : first + BLOCK]
        whole = max(some, default=0) + 1
        batch = simulate(parameters, seed, some, whole, whole, future)
        parts.append(_kept(_with_columns(batch, own, parameters), paths, traces))
    return joined(parts) if len(parts) > 1 else parts[0]


def _with_columns(batch: Batch, own: Sequence[OwnMeasure], parameters: Parameters) -> Batch:
    takes = [(one.function, one.take) for one in own]
    values = [[_value(name, take, record) for name, take in takes] for record in records_of(batch, parameters)]
    columns = np.array(values, dtype=np.float64).reshape(len(batch.rows), len(own))
    return replace(batch, rows=np.hstack([batch.rows, columns]))


def _value(name: str, take: Callable[[ReplicationRecord], Any], record: ReplicationRecord) -> float:
    try:
        value = float(take(record))
    except Exception as error:
        told = error.args[0] if isinstance(error, KeyError) and error.args else error
        raise ReplicationFailed(record.number, f"the measure {name}: {type(error).__name__}: {told}") from error
    if math.isinf(value):
        raise ReplicationFailed(record.number, f"the measure {name} is {value}")
    return value


def _kept(batch: Batch, paths: int, traces: int) -> Batch:
    """The batch with the days and events that were asked for."""
    kept, told = batch.paths < paths, batch.trace.replication < traces
    columns = ("replication", "day", "mechanism", "event", "value")
    trace = Trace(**{name: getattr(batch.trace, name)[told] for name in columns})
    return replace(batch, paths=batch.paths[kept], daily=batch.daily[kept], trace=trace)
