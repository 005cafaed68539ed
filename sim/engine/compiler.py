"""Compiles the parts of a model: its processes and its driver, assembled for Numba, become object files."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

from numba import njit, types
from numba.core.errors import NumbaError, UnsupportedBytecodeError
from numba.core.extending import register_jitable
from numba.core.registry import cpu_target

from sim.engine.compiled_clock import NOTHING, CompiledClock, replay
from sim.engine.compiled_stream import StreamRecord, seat
from sim.engine.forking import map_in_two_processes
from sim.engine.frames import FRAME, WAIT, frame_words, kept, own_numbers, resumption
from sim.engine.layout import layout_of
from sim.engine.linking import PART, UNCOUNTED, ProgramCompiler
from sim.engine.machine_code import ObjectFile, processor
from sim.engine.model import Model
from sim.engine.parts import Part, kind_of, process_names
from sim.engine.programs import CannotCompile
from sim.engine.records import Record, reader
from sim.engine.scheduler_layout import STREAM, clock_layout
from sim.engine.whole_numbers import WholeNumbers
from sim.model.contract import MECHANISMS

OF_THIS_PROCESS = "a constant array must be contiguous and at most 1 MB, and no function of C can be called by address"
"""Why code is refused that Numba would have read something at its address in this process."""

_registered: set[Callable[..., Any]] = set()

_FLOATS, _TABLE, _CUBE = types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1]
_INTS, _WORDS = types.int64[::1], types.uint64[::1]
SIGNATURE = types.int64(
    _FLOATS, _FLOATS, _FLOATS, _TABLE, _TABLE, _WORDS, types.uint64, _WORDS, _FLOATS, types.int64,
    _TABLE, _CUBE, _TABLE, _TABLE, _INTS, _INTS,
)  # fmt: skip
"""Signature of the driver's function, which `machine_code` calls."""


def compile_parts(model: Model, parameters: type, parts: Sequence[Part], alone: bool = False) -> list[ObjectFile]:
    """The object files of some parts of a model, in their order, which takes a while.

    Args:
        model: what they are of.
        parameters: the class of its parameters.
        parts: to be compiled; neighbours share functions.
        alone: whether this process does all of it; else it shares the work with a second one.

    Raises:
        CannotCompile: a process of the cast keeps to SimPy, but not to the contract for compiled code.
    """
    _register(model)
    for context in (cpu_target.typing_context, cpu_target.target_context):
        context.refresh()  # reads all that Numba knows, once for both processes
    kinds = _Kinds(model, parameters)
    with _uncollected():
        tasks = [partial(_object_file, part, model, kinds) for part in parts]
        return [task() for task in tasks] if alone else map_in_two_processes(tasks, alike=True)


class _Kinds:
    """The Numba types of what the parts of a model share."""

    def __init__(self, model: Model, parameters: type) -> None:
        self.clock = CompiledClock(clock_layout(len(model.cast)))
        self.world = Record(layout_of(model.world))
        self.parameters = Record(layout_of(parameters))
        self.stream = StreamRecord(STREAM)

    def of_process(self, numbers: int) -> Any:
        """The signature of a function that begins and resumes a process that also takes so many numbers."""
        given = (self.clock, self.world, self.parameters, self.stream, own_numbers(numbers))
        return WAIT(FRAME, types.boolean, *given)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave garbage alone: a search of what Numba keeps finds little, in a tenth of the time of compiling."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # so that what was made meanwhile counts as old, and is not searched at once
        if was_on:
            gc.enable()


def _register(model: Model) -> None:
    """Have Numba compile the model's functions wherever one that it compiles calls them."""
    for function in (*MECHANISMS, *model.functions, *(role.process for role in model.cast)):
        if function not in _registered:
            _registered.add(function)
            register_jitable(**PART | {"pipeline_class": WholeNumbers})(function)


def _object_file(part: Part, model: Model, kinds: _Kinds) -> ObjectFile:
    try:
        return _compiled(part, model, kinds)
    except CannotCompile:
        raise
    except (NumbaError, UnsupportedBytecodeError) as error:
        raise CannotCompile(str(error)) from error
    except Exception as error:  # Numba does not foresee everything that a process may be written like
        raise CannotCompile(f"{type(error).__name__}: {error}") from error


def _compiled(part: Part, model: Model, kinds: _Kinds) -> ObjectFile:
    is_driver = part.process is None
    names = _names_of_driver(model, kinds) if is_driver else {"kept": kept, "NOTHING": NOTHING, "process": part.process}
    signature = SIGNATURE if is_driver else kinds.of_process(part.numbers)
    module = _module(part, names)
    if is_driver:
        module["run_one"] = register_jitable(**PART | UNCOUNTED)(module["run_one"])
    function: Any = njit(nogil=True, pipeline_class=ProgramCompiler, **UNCOUNTED)(module[part.name])
    made = function._compiler.compile(signature.args, signature.return_type)
    if made.library.has_dynamic_globals:
        raise CannotCompile(OF_THIS_PROCESS)
    runs = [kind for kind in made.fndesc.typemap.values() if isinstance(kind, types.Generator)]
    words = max((frame_words(made.target_context, run) for run in runs), default=0)
    other_parts = process_names(model.cast).values()
    from_numba = [name for name in made.library.called if name not in other_parts and not _is_everywhere(name)]
    return ObjectFile(made.library.binary, part.name, from_numba, words, processor())


def _is_everywhere(name: str) -> bool:
    """Whether every process of Python has a function, as those of the mathematical library."""
    return name.startswith("llvm.") or (sys.platform != "win32" and hasattr(ctypes.CDLL(None), name))


def _module(part: Part, names: Mapping[str, Any]) -> dict[str, Any]:
    """The names of a module that holds the text of a part."""
    module = ModuleType(f"escsim_{part.name}")
    module.__dict__.update(names)
    sys.modules[module.__name__] = module  # where Numba looks for the globals of a function
    exec(compile(part.text, f"<{part.name}>", "exec"), module.__dict__)
    return module.__dict__


def _names_of_driver(model: Model, kinds: _Kinds) -> dict[str, Any]:
    """All functions that the driver calls by name."""
    names = process_names(model.cast)
    return {
        "NOTHING": NOTHING,
        "replay": replay,
        "as_clock": reader(kinds.clock),
        "as_stream": reader(kinds.stream),
        "as_world": reader(kinds.world),
        "as_parameters": reader(kinds.parameters),
        "as_frame": reader(FRAME),
        "seat": seat,
        "begin": model.begin,
        "take_daily_row": model.take_daily_row,
        "end": model.end,
        "balance_books": model.balance_books,
        **{f"measure{k}": take for k, take in enumerate(model.measures)},
        **{f"resume{k}": resumption(names[kind_of(role)]) for k, role in enumerate(model.cast)},
    }
