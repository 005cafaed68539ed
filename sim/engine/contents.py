"""What compiled code is made from: a function's bytecode, and every value that it and the functions it calls read.

Numba compiles bytecode, with the values that global names have at that time. So two functions of equal contents become
the same machine code, wherever they stand and whatever is written beside them.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import chain
from typing import Any

import numpy as np

NUMBERS_AND_TEXTS = (type(None), bool, int, complex, str, bytes, type(Ellipsis))


class UnknownContents(Exception):
    """A function that reads something whose value cannot be written down; the message says of what kind.

    Attributes:
        lines: of all the rest.
        files: those of the functions that were met.
    """

    def __init__(self, kinds: Sequence[str], lines: list[str], files: list[str]) -> None:
        super().__init__(", ".join(kinds))
        self.lines, self.files = lines, files


def contents(function: Callable[..., Any]) -> list[str]:
    """Everything that the machine code of a function depends on in Python, in lines.

    Raises:
        UnknownContents: it, or a function that it calls, reads a value of another kind than those known here.
    """
    walk = _Contents()
    walk.value(function)
    if walk.unknown:
        raise UnknownContents(walk.unknown, walk.lines, walk.files)
    return walk.lines


class _Contents:
    """One way through functions and values; a function that was met before is only named by its place.

    Attributes:
        lines: what was found on it.
        unknown: the kinds of those values that cannot be written down.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.unknown: list[str] = []
        self._met: dict[int, int] = {}
        self._modules = set[tuple[int, tuple[str, ...]]]()
        self._around: list[int] = []  # the lists that the value is in
        self._held: list[Any] = []  # so that no identity is used twice

    @property
    def files(self) -> list[str]:
        """The files of the functions that were met."""
        functions = (one for one in self._held if isinstance(one, types.FunctionType))
        return list(dict.fromkeys(one.__code__.co_filename for one in functions))

    def value(self, value: Any) -> None:
        """Add the lines of a value."""
        kind = type(value)
        if isinstance(value, types.FunctionType):
            self._function(value)
        elif isinstance(value, Enum):
            self.lines.append(f"{kind.__module__}.{kind.__qualname__}.{value.name}")
            self.value(value.value)
        elif kind in NUMBERS_AND_TEXTS:
            self.lines.append(f"{kind.__name__} {value!r}")
        elif kind is float:
            self.lines.append(f"float {value.hex()}")
        elif kind in (tuple, list) or (isinstance(value, tuple) and hasattr(value, "_fields")):
            self._items(kind, value)
        elif kind in (slice, range):
            self._items(kind, (value.start, value.stop, value.step))
        elif kind is frozenset:
            self.lines.append(f"frozenset {sorted(map(repr, value))}")
        elif isinstance(value, (np.generic, np.ndarray)) and not np.asarray(value).dtype.hasobject:
            array = np.asarray(value)
            self.lines.append(f"{kind.__name__} {array.dtype!r} {array.shape} {array.strides} {array.tobytes().hex()}")
        elif isinstance(value, np.dtype) and not value.hasobject:
            self.lines.append(f"{value!r}")
        elif _is_builtin(value):
            self.lines.append(f"{value.__module__}.{value.__qualname__}")
        elif isinstance(value, type) and issubclass(value, Enum):
            self._items(value, [item for pair in value.__members__.items() for item in pair])  # with its aliases
        else:
            self._unknown(kind)

    def _items(self, kind: type, items: Sequence[Any]) -> None:
        if id(items) in self._around:
            self._unknown(kind)  # a list that holds itself
            return
        self.lines.append(f"{kind.__module__}.{kind.__qualname__} {getattr(kind, '_fields', '')} {len(items)}")
        self._around.append(id(items))
        for item in items:
            self.value(item)
        self._around.pop()

    def _unknown(self, kind: type) -> None:
        self.unknown.append(f"{kind.__module__}.{kind.__qualname__}")
        self.lines.append(f"unknown {self.unknown[-1]}")

    def _function(self, function: types.FunctionType) -> None:
        place = self._met.get(id(function))
        if place is not None:
            self.lines.append(f"function {place}")
            return
        self._met[id(function)] = len(self._met)
        self._held.append(function)
        self.lines.append(f"{function.__module__}.{function.__qualname__}")
        self._code(function.__code__, function.__globals__)
        self.value(function.__defaults__)
        for cell in function.__closure__ or ():
            self._cell(cell, _all_names(function.__code__))
        for name, value in sorted((function.__kwdefaults__ or {}).items()):
            self.lines.append(name)
            self.value(value)

    def _cell(self, cell: types.CellType, attributes: tuple[str, ...]) -> None:
        try:
            value = cell.cell_contents
        except ValueError:  # nothing was assigned to the variable yet
            self._unknown(types.CellType)
        else:
            self._read(value, attributes)

    def _code(self, code: types.CodeType, names: dict[str, Any]) -> None:
        counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
        variables = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        table = getattr(code, "co_exceptiontable", b"")  # in the bytecode itself before Python 3.11
        self.lines.append(f"{code.co_name} {counts} {variables} {code.co_code.hex()} {table.hex()}")
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self._code(constant, names)
            else:
                self.value(constant)
        for name in code.co_names:
            if name in names:
                self.lines.append(name)
                self._read(names[name], code.co_names)

    def _read(self, value: Any, attributes: tuple[str, ...]) -> None:
        """Add the lines of what a variable stands for: of a module, those of all that may be read from it."""
        if not isinstance(value, types.ModuleType):
            self.value(value)
            return
        self.lines.append(f"module {value.__name__}")
        met = (id(value), attributes)
        if met in self._modules:
            return
        self._modules.add(met)
        self._held.append(value)
        for name in attributes:
            if hasattr(value, name):
                self.lines.append(name)
                self._read(getattr(value, name), attributes)


def _all_names(code: types.CodeType) -> tuple[str, ...]:
    """The names of globals and attributes in a function, and in those written in it."""
    inner = (_all_names(one) for one in code.co_consts if isinstance(one, types.CodeType))
    return tuple(sorted({*code.co_names, *chain.from_iterable(inner)}))


def _is_builtin(value: Any) -> bool:
    """Whether something is a function of a module written in C, or one of Python's own classes."""
    if isinstance(value, types.BuiltinFunctionType):
        return isinstance(value.__self__, types.ModuleType)
    return isinstance(value, type) and getattr(builtins, value.__name__, None) is value
