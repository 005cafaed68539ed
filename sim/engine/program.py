"""The compiled program of a model: its functions and its driver, put together for Numba."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from numba import njit
from numba.core import config
from numba.core.extending import register_jitable

from sim.engine.compiled_clock import NOTHING, Clock, clock_layout
from sim.engine.compiled_stream import STREAM, StreamRecord, seat
from sim.engine.driver import source
from sim.engine.layout import layout_of
from sim.engine.model import Model
from sim.engine.records import Record, reader
from sim.model.contract import MECHANISMS

Program = Callable[..., int]

_registered: set[Callable[..., Any]] = set()


def program(model: Model, parameters: type) -> Program:
    """The compiled driver of a model; the first call compiles it, which takes a while.

    Args:
        model: what to run.
        parameters: the class of its parameters.
    """
    return _program(model, parameters, bool(config.BOUNDSCHECK))


@cache
def _program(model: Model, parameters: type, bounds_checked: bool) -> Program:
    names = names_of(model, parameters)
    exec(source(model.cast, layout_of(model.world)), names)
    names["run_one"] = register_jitable(names["run_one"])
    compiled: Program = njit(nogil=True)(names["batch"])
    return compiled


def names_of(model: Model, parameters: type) -> dict[str, Any]:
    """Everything that the driver calls by name."""
    for function in (*MECHANISMS, *model.functions, *(role.process for role in model.cast)):
        if function not in _registered:
            _registered.add(function)
            register_jitable(function)
    begin, take_daily_row, take_measures, balance_books = model.functions
    return {
        "NOTHING": NOTHING,
        "as_clock": reader(Clock(clock_layout(len(model.cast)))),
        "as_stream": reader(StreamRecord(STREAM)),
        "as_world": reader(Record(layout_of(model.world))),
        "as_parameters": reader(Record(layout_of(parameters))),
        "seat": seat,
        "begin": begin,
        "take_daily_row": take_daily_row,
        "take_measures": take_measures,
        "balance_books": balance_books,
        **{f"process{k}": role.process for k, role in enumerate(model.cast)},
    }
