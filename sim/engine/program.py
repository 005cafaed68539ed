"""The compiled program of a model: its functions and its driver, assembled for Numba, and stored in a cache."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from filelock import FileLock, Timeout
from numba import njit, types
from numba.core.errors import NumbaError, UnsupportedBytecodeError
from numba.core.extending import register_jitable

from sim.engine import program_cache
from sim.engine.compiled_clock import NOTHING, CompiledClock, clock_layout, replay
from sim.engine.compiled_stream import STREAM, StreamRecord, seat
from sim.engine.layout import layout_of
from sim.engine.linking import Program as WholeProgram
from sim.engine.linking import part
from sim.engine.model import Model
from sim.engine.programs import LOADED, Program, driver_of, folder_of
from sim.engine.records import Record, reader
from sim.engine.whole_numbers import WholeNumbers
from sim.model.contract import MECHANISMS

Tell = Callable[[str], None]

LONGEST_WAIT_SECONDS = 300.0  # for another process that compiles; a machine under load takes minutes

_registered: set[Callable[..., Any]] = set()
_one_at_a_time = threading.Lock()  # Numba compiles in one thread only

_FLOATS, _TABLE, _CUBE = types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1]
_INTS, _WORDS = types.int64[::1], types.uint64[::1]
SIGNATURE = types.int64(
    _FLOATS, _FLOATS, _FLOATS, _TABLE, _WORDS, types.uint64, _WORDS, _FLOATS, types.int64,
    _TABLE, _CUBE, _TABLE, _TABLE, _INTS, _INTS,
)  # fmt: skip
"""Signature of the driver's `batch`, which is compiled before it is called."""


class CannotCompile(Exception):
    """A process that does something compiled code cannot; the message is Numba's."""


def program(model: Model, parameters: type, tell: Tell = lambda _: None) -> Program:
    """The compiled driver of a model, from this process or the cache, or compiled now, which takes a while.

    Args:
        model: what to run.
        parameters: the class of its parameters.
        tell: called with the reason why a program in the cache is not loaded.

    Raises:
        CannotCompile: a process of the cast keeps to SimPy, but not to the contract for compiled code.
    """
    with _one_at_a_time:
        key = (model, parameters)
        if key not in LOADED:
            LOADED[key] = _load(model, parameters, tell)
        return LOADED[key]


def _load(model: Model, parameters: type, tell: Tell) -> Program:
    text = driver_of(model)
    names = names_of(model, parameters)
    folder = folder_of(model, parameters, text)
    with _one_process(folder):
        driver = _place(folder, text, tell)
        if driver is not None:
            with suppress(NotKept):
                return _kept(text, driver, folder, names)
    try:
        return _compiled(text, Path("<driver>"), "escsim_driver", names, kept=False)
    except CannotCompile:
        raise
    except Exception as error:  # Numba does not foresee everything that a process may be written like
        raise CannotCompile(f"{type(error).__name__}: {error}") from error


class NotKept(Exception):
    """A program that could not be read from the cache, or not be written into it."""


def _kept(text: str, driver: Path, folder: Path, names: Mapping[str, Any]) -> Program:
    """The program in the cache, compiled into it if necessary.

    Raises:
        CannotCompile: as `_load` does.
        NotKept: the cache cannot be used; the program must be compiled without it.
    """
    try:
        made = _compiled(text, driver, f"escsim_driver_{folder.name}", names, kept=True)
        program_cache.seal(folder)
        return made
    except CannotCompile:
        program_cache.forget(folder)
        raise
    except Exception as error:  # a torn or unreadable cache only costs time; Numba's errors have no name of their own
        program_cache.forget(folder)
        raise NotKept from error
    finally:
        program_cache.prune()


@contextmanager
def _one_process(folder: Path) -> Iterator[None]:
    """Have other processes that need a program wait for the one that compiles it, and then read it from the cache."""
    lock = FileLock(program_cache.lock_of(folder), timeout=LONGEST_WAIT_SECONDS)
    try:
        if not program_cache.refusal(folder) and not program_cache.is_compiled(folder):
            lock.acquire()
    except (OSError, Timeout):  # compiling twice only costs time
        pass
    try:
        yield
    finally:
        lock.release()


def _place(folder: Path, text: str, tell: Tell) -> Path | None:
    """The driver in its folder, with its compiled files if they are intact; None if nothing can be stored."""
    if why := program_cache.refusal(folder):
        tell(f"not using the cache of compiled programs: {why}")
        return None
    if why := program_cache.damage(folder):
        tell(f"{why}: recompiling the program")
        program_cache.forget(folder)
    return program_cache.write_driver(folder, text)


def _compiled(text: str, place: Path, module_name: str, names: Mapping[str, Any], kept: bool) -> Program:
    module = ModuleType(module_name)
    module.__dict__.update(names)
    sys.modules[module_name] = module  # where Numba looks for it when it reads the cache
    exec(compile(text, place, "exec"), module.__dict__)
    module.__dict__["run_one"] = part(module.__dict__["run_one"])
    batch: Any = njit(nogil=True, cache=kept, pipeline_class=WholeProgram)(module.__dict__["batch"])
    try:
        batch.compile(SIGNATURE)
    except (NumbaError, UnsupportedBytecodeError) as error:
        raise CannotCompile(str(error)) from error
    except Exception:
        if not batch.signatures:  # else it is compiled, and only could not be kept
            raise
    batch.disable_compile()
    made: Program = batch
    return made


def names_of(model: Model, parameters: type) -> dict[str, Any]:
    """All functions that the driver calls by name."""
    for function in (*MECHANISMS, *model.functions, *(role.process for role in model.cast)):
        if function not in _registered:
            _registered.add(function)
            register_jitable(pipeline_class=WholeNumbers, no_cfunc_wrapper=True)(function)
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
