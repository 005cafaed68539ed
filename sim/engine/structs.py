"""The model's classes as Numba structs, which share their contents by reference as Python objects do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from enum import IntEnum
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np
from numba import types
from numba.experimental import structref
from numpy.typing import NDArray

SCALARS = {float: types.float64, int: types.int64, bool: types.boolean}
ARRAYS = {float: types.float64[::1], int: types.int64[::1]}


@dataclass(frozen=True)
class Struct:
    """A compiled class.

    Attributes:
        name: under which a driver knows its type.
        type: the Numba type, for `structref.new`.
        fields: their names and Numba types; a nested class is a Struct.
        lengths: of the lists of fixed length among them.
    """

    name: str
    type: Any
    fields: tuple[tuple[str, Any], ...]
    lengths: Mapping[str, int] = field(default_factory=dict)


_structs: dict[type, Struct] = {}


def define(
    name: str, fields: tuple[tuple[str, Any], ...], methods: type, lengths: Mapping[str, int] | None = None
) -> Struct:
    """A struct of the given fields; `methods` is the StructRef subclass that carries its type."""
    structref.register(methods)
    types_of = [(field, kind.type if isinstance(kind, Struct) else kind) for field, kind in fields]
    return Struct(name, methods(types_of), fields, lengths or {})


def struct_of(cls: Any) -> Struct:
    """The struct of a state class or of a parameter class, with those of the classes in it."""
    if cls not in _structs:
        name = f"{cls.__module__.rpartition('.')[2]}_{cls.__name__}"
        holder = type(name, (types.StructRef,), {"__module__": __name__})
        _structs[cls] = define(name, tuple(_kinds(cls)), holder, dict(_lengths(cls)))
    return _structs[cls]


def _kinds(cls: type) -> Iterator[tuple[str, Any]]:
    for name, hint in get_type_hints(cls, include_extras=True).items():
        base, _length = _parts(hint)
        if base is str:
            continue  # titles and the like; no process reads them
        if get_origin(base) is list or get_origin(base) is tuple:
            yield name, ARRAYS[_number(get_args(base)[0])]
        elif is_dataclass(base):
            yield name, struct_of(base)
        else:
            yield name, SCALARS[_number(base)]


def _lengths(cls: type) -> Iterator[tuple[str, int]]:
    for name, hint in get_type_hints(cls, include_extras=True).items():
        base, length = _parts(hint)
        if get_origin(base) is list:
            yield name, length


def _parts(hint: Any) -> tuple[Any, Any]:
    return (get_args(hint)[0], hint.__metadata__[0]) if get_origin(hint) is Annotated else (hint, None)


def _number(kind: type) -> type:
    return int if issubclass(kind, IntEnum) else kind


def all_structs(struct: Struct) -> Iterator[Struct]:
    """A struct and those nested in it."""
    yield struct
    for _, kind in struct.fields:
        if isinstance(kind, Struct):
            yield from all_structs(kind)


class Table(NamedTuple):
    """Parameters as two arrays.

    Attributes:
        numbers: all numbers, in the order of the fields; float64.
        lengths: of the lists among them, in the same order; int64.
    """

    numbers: NDArray[np.float64]
    lengths: NDArray[np.int64]


def table(parameters: object) -> Table:
    """The numbers of a parameter tree (codes as numbers, texts left out)."""
    numbers: list[float] = []
    lengths: list[int] = []
    _collect(parameters, numbers, lengths)
    return Table(np.array(numbers, dtype=np.float64), np.array(lengths, dtype=np.int64))


def _collect(parameters: object, numbers: list[float], lengths: list[int]) -> None:
    for name, kind in struct_of(type(parameters)).fields:
        value = getattr(parameters, name)
        if isinstance(kind, Struct):
            _collect(value, numbers, lengths)
        elif isinstance(value, tuple):
            numbers.extend(map(float, value))
            lengths.append(len(value))
        else:
            numbers.append(float(value))
