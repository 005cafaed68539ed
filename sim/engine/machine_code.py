"""Machine code of a compiled program: how it is written down, made callable, and called, all without importing Numba.

Importing Numba and having it read a program takes many times as long as linking the program does.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import llvmlite.binding as llvm
import numpy as np

WORD = ctypes.c_int64
NOBODY = 0  # owner of an array's memory, for compiled code that only uses the array while it is called


class CannotLink(Exception):
    """Machine code that cannot be made callable here."""


@dataclass(frozen=True)
class ObjectFile:
    """The compiled code of a process, or of what calls them all.

    Attributes:
        binary: as LLVM writes it.
        function: the name of the function in it that is called.
        from_numba: functions that it calls and Numba brings, as for code that makes lists or arrays.
        frame_words: number of words in which the process keeps its state; 0 for what calls them.
        processor: whose instructions it uses.
    """

    binary: bytes
    function: str
    from_numba: list[str]
    frame_words: int
    processor: str

    def to_bytes(self) -> bytes:
        """One line that describes it, and the object file."""
        about = {name: value for name, value in vars(self).items() if name != "binary"}
        return json.dumps(about).encode() + b"\n" + self.binary

    @classmethod
    def from_bytes(cls, written: bytes) -> ObjectFile:
        """What `to_bytes` wrote."""
        about, _, binary = written.partition(b"\n")
        return cls(binary, **json.loads(about))


class NativeProgram:
    """A function of machine code that is called with arrays and whole numbers, and returns a whole number.

    It holds no lock of Python's while it runs.

    Args:
        code: the object files of a program; the function of the last is called.
        is_compiled_now: whether this process compiled any of it.

    Attributes:
        frame_words: number of words that each of its processes needs for its state.

    Raises:
        CannotLink: it cannot be made callable on this machine.
    """

    def __init__(self, code: Sequence[ObjectFile], is_compiled_now: bool) -> None:
        for one in code:
            if one.processor != processor():
                raise CannotLink(f"is for another processor ({one.processor})")
        if from_numba := [name for one in code for name in one.from_numba]:
            _bring(from_numba)
        self.is_compiled_now = is_compiled_now
        self.frame_words = max(one.frame_words for one in code)
        self._linked = _linked(one.binary for one in code)  # its memory is freed with it
        self._address = self._linked.get_function_address(code[-1].function)
        if not self._address:
            raise CannotLink(f"has no function {code[-1].function}")

    def __call__(self, *arguments: Any) -> int:
        words = [word for argument in arguments for word in _words(argument)]
        kinds: tuple[Any, ...] = (ctypes.POINTER(WORD), ctypes.POINTER(ctypes.c_void_p), *(WORD for _ in words))
        function = ctypes.CFUNCTYPE(ctypes.c_int32, *kinds)(self._address)
        answer, error = WORD(), ctypes.c_void_p()
        if function(ctypes.byref(answer), ctypes.byref(error), *words):
            raise RuntimeError("the compiled program ended with an error")
        return answer.value


def processor() -> str:
    """The processor of this machine, by the instructions that it has."""
    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


def _linked(binaries: Iterable[bytes]) -> Any:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    try:
        for binary in binaries:
            engine.add_object_file(llvm.ObjectFileRef.from_data(binary))
        engine.finalize_object()
    except RuntimeError as error:
        raise CannotLink(str(error)) from error
    return engine


def _bring(names: Iterable[str]) -> None:
    """Have Numba's own functions where the linker finds them; one that is missing would only be missed when called."""
    from numba.core.registry import cpu_target
    from numba.core.runtime import rtsys

    rtsys.initialize(cpu_target.target_context)
    missing = [name for name in names if llvm.address_of_symbol(name) is None]
    if missing:
        raise CannotLink(f"calls what Numba does not bring: {', '.join(missing)}")


def _words(argument: Any) -> Iterator[int]:
    """An argument in the form in which Numba passes it: a number as it is, and the fields of an array, one by one."""
    if not isinstance(argument, np.ndarray):
        yield _signed(int(argument))
        return
    yield from (NOBODY, NOBODY, argument.size, argument.itemsize, argument.ctypes.data)
    yield from argument.shape
    yield from argument.strides


def _signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 == 1 else number
