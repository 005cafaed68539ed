"""Compiles a model: its functions and its driver, assembled for Numba, become machine code."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from numba import njit, types
from numba.core.errors import NumbaError, UnsupportedBytecodeError
from numba.core.extending import register_jitable

from sim.engine.compiled_clock import NOTHING, CompiledClock, replay
from sim.engine.compiled_stream import StreamRecord, seat
from sim.engine.layout import layout_of
from sim.engine.linking import PART, UNCOUNTED, Program
from sim.engine.machine_code import MachineCode, processor
from sim.engine.model import Model
from sim.engine.programs import CannotCompile, driver_of
from sim.engine.records import Record, reader
from sim.engine.scheduler_layout import STREAM, clock_layout
from sim.engine.whole_numbers import WholeNumbers
from sim.model.contract import MECHANISMS

_registered: set[Callable[..., Any]] = set()

_FLOATS, _TABLE, _CUBE = types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1]
_INTS, _WORDS = types.int64[::1], types.uint64[::1]
SIGNATURE = types.int64(
    _FLOATS, _FLOATS, _FLOATS, _TABLE, _WORDS, types.uint64, _WORDS, _FLOATS, types.int64,
    _TABLE, _CUBE, _TABLE, _TABLE, _INTS, _INTS,
)  # fmt: skip
"""Signature of the driver's `batch`, which `machine_code` calls."""


def compile_model(model: Model, parameters: type) -> MachineCode:
    """The machine code of a model, which takes a while.

    Raises:
        CannotCompile: a process of the cast keeps to SimPy, but not to the contract for compiled code.
    """
    try:
        with _uncollected():
            made = _compiled(driver_of(model), names_of(model, parameters))
    except (NumbaError, UnsupportedBytecodeError) as error:
        raise CannotCompile(str(error)) from error
    except Exception as error:  # Numba does not foresee everything that a process may be written like
        raise CannotCompile(f"{type(error).__name__}: {error}") from error
    library = made.library
    from_numba = [name for name in library.called if not _is_everywhere(name)]
    return MachineCode(library.binary, made.fndesc.llvm_func_name, from_numba, processor())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave garbage alone: a search of what Numba keeps finds little, in a tenth of the time of compiling."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_everywhere(name: str) -> bool:
    """Whether every process of Python has a function, as those of the mathematical library."""
    return name.startswith("llvm.") or (sys.platform != "win32" and hasattr(ctypes.CDLL(None), name))


def _compiled(text: str, names: Mapping[str, Any]) -> Any:
    """What Numba says of the driver's `batch` once it has compiled it."""
    module = ModuleType("escsim_driver")
    module.__dict__.update(names)
    sys.modules[module.__name__] = module  # where Numba looks for the globals of a function
    exec(compile(text, "<driver>", "exec"), module.__dict__)
    module.__dict__["run_one"] = register_jitable(**PART | UNCOUNTED)(module.__dict__["run_one"])
    batch: Any = njit(nogil=True, pipeline_class=Program, **UNCOUNTED)(module.__dict__["batch"])
    return batch._compiler.compile(SIGNATURE.args, SIGNATURE.return_type)


def names_of(model: Model, parameters: type) -> dict[str, Any]:
    """All functions that the driver calls by name."""
    for function in (*MECHANISMS, *model.functions, *(role.process for role in model.cast)):
        if function not in _registered:
            _registered.add(function)
            register_jitable(**PART | {"pipeline_class": WholeNumbers})(function)
    return {
        "NOTHING": NOTHING,
        "replay": replay,
        "as_clock": reader(CompiledClock(clock_layout(len(model.cast)))),
        "as_stream": reader(StreamRecord(STREAM)),
        "as_world": reader(Record(layout_of(model.world))),
        "as_parameters": reader(Record(layout_of(parameters))),
        "seat": seat,
        "begin": model.begin,
        "take_daily_row": model.take_daily_row,
        "end": model.end,
        "balance_books": model.balance_books,
        **{f"measure{k}": take for k, take in enumerate(model.measures)},
        **{f"process{k}": role.process for k, role in enumerate(model.cast)},
    }
