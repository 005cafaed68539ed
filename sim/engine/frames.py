"""Compiled processes that stand alone: each keeps its state in words that it is given, its frame.

The driver knows a process by the name of one function, which begins or resumes it. So each process is compiled by
itself, and only when it has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import typeof, types
from numba.core import cgutils
from numba.core.extending import intrinsic, register_model

from sim.engine.compiled_clock import NOTHING
from sim.engine.layout import lay_out
from sim.engine.records import AddressModel, Record


class Frame(Record):
    """Type of the words in which a process keeps its state."""


register_model(Frame)(AddressModel)

FRAME = Frame(lay_out("frame", ()))
WAIT = typeof(NOTHING)


@intrinsic
def _kept(typing_context: Any, frame: Any, begins: Any, run: Any) -> Any:
    """The process in a frame; one that begins is written there first."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address, begins, run = arguments
        place = builder.bitcast(address, run.type)
        with builder.if_then(begins):
            builder.store(builder.load(run), place)
        return place

    return run(frame, types.boolean, run), generate


kept: Any = _kept  # with the arguments of its use, as Numba fills in the typing context


def frame_words(context: Any, run: types.Generator) -> int:
    """Number of words of a frame, by the type of the process in it."""
    return -(-int(context.get_abi_sizeof(context.get_data_type(run))) // 8)


def own_numbers(count: int) -> Any:
    """Type of the numbers that a process is given besides what all are given."""
    return types.BaseTuple.from_types((types.int64,) * count)


def resumption(name: str) -> Callable[..., Any]:
    """The function of this name in another object file, which begins or resumes a process, for compiled code."""

    @intrinsic
    def resume(
        typing_context: Any, frame: Any, begins: Any, env: Any, world: Any, parameters: Any, stream: Any, numbers: Any
    ) -> Any:
        own = own_numbers(len(numbers))
        return WAIT(frame, types.boolean, env, world, parameters, stream, own), _call_of(name)

    made: Callable[..., Any] = resume
    return made


def _call_of(name: str) -> Callable[..., Any]:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        answer, given = signature.return_type, signature.args
        kind = context.call_conv.get_function_type(answer, given)
        function = cgutils.get_or_insert_function(builder.module, kind, name)
        status, wait = context.call_conv.call_function(builder, function, answer, given, arguments)
        with cgutils.if_unlikely(builder, status.is_error):
            context.call_conv.return_status_propagate(builder, status)
        return wait

    return generate
