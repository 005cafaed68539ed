"""Memory layout of a compiled class: one word of eight bytes per number, one after another.

A state class has lists of fixed length, stored inline. A parameter class has lists of any length (tuples), stored
behind the other words; their address and length are stored inline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from enum import IntEnum
from functools import cache, cached_property
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

FLOAT, INT, BOOL, WORD = "float64", "int64", "bool", "uint64"
KINDS = {float: FLOAT, int: INT, bool: BOOL}


@dataclass(frozen=True)
class Slot:
    """Position of a field.

    Attributes:
        at: its first word, from the beginning of the record.
        kind: of its numbers: FLOAT, INT, BOOL or WORD; empty for a record in it.
        length: of a list of fixed length; 0 for one number; -1 for a list of any length.
        record: the layout of a class in it.
    """

    at: int
    kind: str = ""
    length: int = 0
    record: Layout | None = None

    @cached_property
    def words(self) -> int:
        """Number of inline words."""
        if self.record is not None:
            return self.record.words
        return {0: 1, -1: 2}.get(self.length, self.length)


@dataclass(frozen=True)
class Layout:
    """A class as words.

    Attributes:
        name: of the class, unique in a program.
        slots: by field.
    """

    name: str
    slots: dict[str, Slot]

    @cached_property
    def words(self) -> int:
        """Number of words, without lists of any length."""
        return sum(slot.words for slot in self.slots.values())

    def __hash__(self) -> int:
        return hash(self.name)


Part = tuple[str, str, int, "Layout | None"]  # field, kind, length, layout of a class in it


def lay_out(name: str, parts: Sequence[Part] | Iterator[Part]) -> Layout:
    """Layout of the given fields, in order."""
    slots: dict[str, Slot] = {}
    at = 0
    for field, kind, length, record in parts:
        slots[field] = Slot(at, kind, length, record)
        at += slots[field].words
    return Layout(name, slots)


def _layout_of(cls: type) -> Layout:
    return lay_out(f"{cls.__module__}.{cls.__qualname__}", _parts(cls))


layout_of: Callable[[Any], Layout] = cache(_layout_of)
"""Layout of a state class or of a parameter class, without texts, which no process reads."""


def _parts(cls: type) -> Iterator[Part]:
    for field, hint in get_type_hints(cls, include_extras=True).items():
        base, about = (get_args(hint)[0], hint.__metadata__[0]) if get_origin(hint) is Annotated else (hint, None)
        if base is str or (get_origin(base) is tuple and get_args(base)[0] is str):
            continue
        if get_origin(base) is list:
            yield field, KINDS[get_args(base)[0]], int(about or 0), None
        elif get_origin(base) is tuple:
            yield field, _kind(get_args(base)[0]), -1, None
        elif is_dataclass(base):
            yield field, "", 0, layout_of(base)
        else:
            yield field, _kind(base), 0, None


def _kind(base: type) -> str:
    return INT if issubclass(base, IntEnum) else KINDS[base]


def offset_of(layout: Layout, field: str) -> tuple[int, int]:
    """First and last word (exclusive) of a field."""
    slot = layout.slots[field]
    return slot.at, slot.at + slot.words


def words_of(tree: object) -> NDArray[np.float64]:
    """A parameter tree as words, which contain addresses of themselves: use them in place, and do not copy them."""
    layout = layout_of(type(tree))
    lists: list[tuple[int, str, Sequence[float]]] = []
    in_line = np.zeros(layout.words)
    _write(tree, layout, 0, in_line, in_line.view(np.int64), lists)
    line = np.concatenate((in_line, np.zeros(sum(len(values) for _, _, values in lists))))
    whole, address = line.view(np.int64), line.ctypes.data
    at = layout.words
    for slot, kind, values in lists:
        whole[slot] = address + 8 * at
        whole[slot + 1] = len(values)
        (line if kind == FLOAT else whole)[at : at + len(values)] = values
        at += len(values)
    return line


def _write(
    tree: object,
    layout: Layout,
    base: int,
    line: NDArray[np.float64],
    whole: NDArray[np.int64],
    lists: list[tuple[int, str, Sequence[float]]],
) -> None:
    """Write the inline numbers: `whole` is `line`, as whole numbers."""
    for field, slot in layout.slots.items():
        value = getattr(tree, field)
        if slot.record is not None:
            _write(value, slot.record, base + slot.at, line, whole, lists)
        elif slot.length < 0:
            lists.append((base + slot.at, slot.kind, value))
        else:
            (line if slot.kind == FLOAT else whole)[base + slot.at] = value
