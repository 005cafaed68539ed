"""The compiled scheduler: Numba compiles the processes as they are written, and a driver runs them in SimPy's order.

It gives the same bits as the reference. Here the program is compiled in memory, once a process of the operating system.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numba.core.extending import register_jitable
from numba.experimental.structref import new
from numpy.typing import NDArray

from sim.engine import reference
from sim.engine.batch import SCHEDULER, Batch, ReplicationFailed, Trace, check, days_of
from sim.engine.compiled_clock import CLOCK, NOTHING
from sim.engine.compiled_stream import STREAM, seat, streams
from sim.engine.driver import source
from sim.engine.state import width
from sim.engine.streams import last_word, refuse_equal_hashes
from sim.engine.structs import all_structs, struct_of, table
from sim.model import events
from sim.model.balance import balance_books
from sim.model.begin import begin
from sim.model.cast import CAST
from sim.model.contract import MECHANISMS
from sim.model.daily import TRACKED, take_daily_row
from sim.model.measures import MEASURES, take_measures
from sim.model.parameters import Parameters
from sim.model.world import Balance, World

LOG_LINES = 20_000
"""Lines of the event log that a traced replication may have."""


@cache
def program() -> Callable[..., int]:
    """The compiled driver of the model's cast; the first call compiles it, which takes about half a minute."""
    refuse_equal_hashes(role.name for role in CAST)
    for function in MECHANISMS:
        register_jitable(function)
    names: dict[str, Any] = {
        "np": np, "new": new, "seat": seat, "NOTHING": NOTHING, "begin": register_jitable(begin),
        "take_daily_row": take_daily_row, "take_measures": take_measures, "balance_books": balance_books,
    }  # fmt: skip
    cast_streams = streams(len(CAST))
    structs = [CLOCK, cast_streams, STREAM, *all_structs(struct_of(World)), *all_structs(struct_of(Parameters))]
    names.update({f"{struct.name}_type": struct.type for struct in structs})
    names.update({f"process{k}": role.process for k, role in enumerate(CAST)})
    exec(source(CAST, struct_of(World), struct_of(Parameters), cast_streams), names)
    names["run_one"] = njit(nogil=True)(names["run_one"])
    compiled: Callable[..., int] = njit(nogil=True)(names["batch"])
    return compiled


def simulate(
    parameters: Parameters, seed: int, replications: Sequence[int], paths: int = 0, traces: int = 0, future: int = 0
) -> Batch:
    """Run some replications of a parameter set; see `reference.simulate`, whose results these are to the last bit.

    The replications are to be in ascending order.
    """
    numbers = np.array(replications, dtype=np.int64)
    kept, traced = int((numbers < paths).sum()), int((numbers < traces).sum())
    days = days_of(parameters)
    rows = np.zeros((len(numbers), len(MEASURES)))
    daily = np.zeros((kept, len(days), len(TRACKED)))
    missing = np.zeros((len(numbers), width(Balance)))
    log = np.zeros((traced * LOG_LINES, 4))
    lines = np.zeros(traced, dtype=np.int64)
    failed = np.zeros(len(numbers), dtype=np.int64)
    lasts = np.array([last_word(future, int(number)) for number in numbers], dtype=np.uint64)
    data = table(parameters)
    events_run = program()(
        data.numbers, data.lengths, np.uint64(seed), lasts, days, kept, traced, rows, daily, missing, log, lines, failed
    )
    if failed.any():
        _explain(parameters, seed, int(numbers[int(failed.argmax())]), future)
    for place, number in enumerate(numbers.tolist()):
        path = daily[place].tolist() if place < kept else []
        check(number, rows[place].tolist(), days.tolist(), path, missing[place].tolist())
    trace = _trace(numbers[:traced], lines, log, parameters.horizon_days)
    return Batch(numbers, rows, days, daily, trace, events_run)


def _explain(parameters: Parameters, seed: int, number: int, future: int) -> None:
    """Run the replication again under SimPy, which says what is wrong with it."""
    reference.simulate(parameters, seed, [number], traces=number + 1, future=future)
    raise ReplicationFailed(number, "fails compiled, and not under SimPy")


def _trace(numbers: NDArray[np.int64], lines: NDArray[np.int64], log: NDArray[np.float64], horizon: float) -> Trace:
    """The event logs, each with the line of its horizon."""
    names = np.array([*(role.name for role in CAST), SCHEDULER], dtype=object)
    ends = np.cumsum(lines)
    log = log[: int(ends[-1]) if len(ends) else 0]
    last = np.tile([horizon, len(CAST), events.HORIZON, horizon], (len(numbers), 1))
    log = np.insert(log, ends, last, axis=0)
    return Trace(
        replication=np.repeat(numbers, lines + 1),
        day=log[:, 0],
        mechanism=names[log[:, 1].astype(np.int64)],
        event=np.array([event.name for event in events.EVENTS], dtype=object)[log[:, 2].astype(np.int64)],
        value=log[:, 3],
    )
