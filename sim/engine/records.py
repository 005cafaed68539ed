"""The model's classes under Numba: a record is the address of its words, and reading a field is reading one of them.

Numba's shared classes (StructRef) count references at every `world.forces`, which took most of the time, and never free
what an unfinished generator has captured. An address is not counted, and nothing is allocated. The words belong to the
arrays given to a batch, which outlive it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.core.errors import NumbaTypeError
from numba.core.extending import (
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    overload,
    register_model,
)
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature

from sim.engine.layout import BOOL, FLOAT, INT, WORD, Layout, Slot
from sim.engine.linking import PART

NUMBERS = {FLOAT: types.float64, INT: types.int64, BOOL: types.boolean, WORD: types.uint64}
WORD_TYPE = ir.IntType(64)


class Record(types.Type):
    """The Numba type of a record: the address of its words."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        super().__init__(name=f"{type(self).__name__}({layout.name})")


class FixedList(types.Type):
    """A list of fixed length in a record: the address of its first word."""

    def __init__(self, kind: str, length: int) -> None:
        self.dtype, self.length = NUMBERS[kind], length
        super().__init__(name=f"FixedList({kind}, {length})")


class AnyList(types.Type):
    """A list of any length: the address of two words, its own address and its length."""

    def __init__(self, kind: str) -> None:
        self.dtype = NUMBERS[kind]
        super().__init__(name=f"AnyList({kind})")


@register_model(Record)
@register_model(FixedList)
@register_model(AnyList)
class AddressModel(models.PrimitiveModel):
    """Data model of an address, in registers and in memory; register it for every subclass of Record, too."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, WORD_TYPE.as_pointer())


@cache
def _type_of(slot: Slot) -> Any:
    if slot.record is not None:
        return Record(slot.record)
    if slot.length < 0:
        return AnyList(slot.kind)
    return FixedList(slot.kind, slot.length) if slot.length else NUMBERS[slot.kind]


@infer_getattr
class _Fields(AttributeTemplate):
    key = Record

    def generic_resolve(self, record: Record, field: str) -> Any:
        slot = record.layout.slots.get(field)
        return None if slot is None else _type_of(slot)


def _typed(builder: Any, address: Any, kind: Any, context: Any) -> Any:
    """The address as that of a number of this Numba type."""
    return builder.bitcast(address, context.get_data_type(kind).as_pointer())


def _load(context: Any, builder: Any, address: Any, kind: Any) -> Any:
    if kind == types.boolean:
        return builder.icmp_unsigned("!=", builder.load(address), ir.Constant(WORD_TYPE, 0))
    return builder.load(_typed(builder, address, kind, context))


def _at(builder: Any, address: Any, word: int) -> Any:
    return builder.gep(address, [ir.Constant(WORD_TYPE, word)])


@lower_getattr_generic(Record)
def _read_field(context: Any, builder: Any, record: Record, address: Any, field: str) -> Any:
    slot = record.layout.slots[field]
    place = _at(builder, address, slot.at)
    return place if slot.record is not None or slot.length else _load(context, builder, place, _type_of(slot))


@lower_setattr_generic(Record)
def _write_field(context: Any, builder: Any, signature: Any, arguments: Any, field: str) -> None:
    record, (address, value) = signature.args[0], arguments
    slot = record.layout.slots[field]
    kind = _type_of(slot)
    if slot.record is not None or slot.length:
        raise NumbaTypeError(f"{record.layout.name}.{field}: a class or a list is filled in place, not replaced")
    builder.store(value, _typed(builder, _at(builder, address, slot.at), kind, context))


@intrinsic
def _item(typing_context: Any, of: Any, index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.gep(_first(builder, of, arguments[0]), [arguments[1]])
        return _load(context, builder, place, of.dtype)

    return of.dtype(of, types.int64), generate


@intrinsic
def _set_item(typing_context: Any, of: Any, index: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.gep(_first(builder, of, arguments[0]), [arguments[1]])
        builder.store(arguments[2], _typed(builder, place, of.dtype, context))
        return context.get_dummy_value()

    return types.void(of, types.int64, of.dtype), generate


@intrinsic
def _length(typing_context: Any, of: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_at(builder, arguments[0], 1))

    return types.int64(of), generate


def _first(builder: Any, of: Any, address: Any) -> Any:
    """The address of the first word of a list."""
    if isinstance(of, FixedList):
        return address
    return builder.inttoptr(builder.load(address), WORD_TYPE.as_pointer())


read_item: Any = _item  # with the arguments of their use, as Numba fills in the typing context
write_item: Any = _set_item
any_length: Any = _length


@overload(len, jit_options=PART)
def _len(of: Any) -> Any:
    if isinstance(of, FixedList):
        length = of.length

        def fixed(of: Any) -> Any:
            return length

        return fixed
    if isinstance(of, AnyList):

        def counted(of: Any) -> Any:
            return any_length(of)

        return counted
    return None


@infer_global(operator.getitem)
class _Reads(AbstractTemplate):
    """An item of a list; generated inline, because there are thousands of such places."""

    def generic(self, arguments: Any, keywords: Any) -> Any:
        of, index = arguments
        if isinstance(of, (FixedList, AnyList)) and isinstance(index, types.Integer):
            return signature(of.dtype, of, types.int64)
        return None


@infer_global(operator.setitem)
class _Writes(AbstractTemplate):
    def generic(self, arguments: Any, keywords: Any) -> Any:
        of, index, value = arguments
        if not (isinstance(of, FixedList) and isinstance(index, types.Integer)):
            return None
        if isinstance(value, types.Float) and isinstance(of.dtype, types.Integer):
            raise NumbaTypeError(f"{of}: a list of whole numbers cannot store a fraction")
        return signature(types.none, of, types.int64, of.dtype)


@lower_builtin(operator.getitem, FixedList, types.Integer)
@lower_builtin(operator.getitem, AnyList, types.Integer)
def _read(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    of = signature.args[0]
    return _load(context, builder, _checked(context, builder, of, *arguments), of.dtype)


@lower_builtin(operator.setitem, FixedList, types.Integer, types.Any)
def _write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    of, (address, index, value) = signature.args[0], arguments
    place = _checked(context, builder, of, address, index)
    builder.store(value, _typed(builder, place, of.dtype, context))
    return context.get_dummy_value()


def _checked(context: Any, builder: Any, of: Any, address: Any, index: Any) -> Any:
    """The address of an item, indexed as in Python. Checking each index takes about 2% of the time."""
    fixed = isinstance(of, FixedList)
    length = ir.Constant(WORD_TYPE, of.length) if fixed else builder.load(_at(builder, address, 1))
    from_end = builder.icmp_signed("<", index, ir.Constant(WORD_TYPE, 0))
    place = builder.select(from_end, builder.add(index, length), index)
    outside = builder.icmp_unsigned(">=", place, length)  # as are those below 0
    with builder.if_then(outside, likely=False):
        context.call_conv.return_user_exc(builder, IndexError, ("a place outside the list",))
    return builder.gep(_first(builder, of, address), [place])


def reader(kind: Record) -> Callable[..., Any]:
    """A function that, in compiled code, views an array of words as a record of this type."""

    @intrinsic
    def as_record(typing_context: Any, words: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array = context.make_array(words)(context, builder, arguments[0])
            return builder.bitcast(array.data, WORD_TYPE.as_pointer())

        return kind(words), generate

    made: Callable[..., Any] = as_record
    return made
