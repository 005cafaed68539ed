"""The compiled random streams: Philox4x64-10, block for block as in NumPy's generator (`streams.py`).

Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.extending import intrinsic, register_model

from sim.engine.linking import method_of, part
from sim.engine.records import AddressModel, Record


class StreamRecord(Record):
    """Type of a compiled stream."""


register_model(StreamRecord)(AddressModel)

_M0 = np.uint64(0xD2E7470EE14C6C93)
_M1 = np.uint64(0xCA5A826395121157)
_W0 = np.uint64(0x9E3779B97F4A7C15)
_W1 = np.uint64(0xBB67AE8584CAA73B)
_ONE = np.uint64(1)
_ZERO = np.uint64(0)
_ELEVEN = np.uint64(11)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53


@intrinsic
def _high_product(typing_context: Any, a: Any, b: Any) -> Any:
    """The upper 64 bits of the product of two 64-bit words."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(arguments[0], wide), builder.zext(arguments[1], wide))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


high_product: Any = _high_product  # called with words only, as Numba fills in the typing context


@part
def refill(stream: Any) -> None:
    """The next block of four words; the counter is incremented first, as in NumPy."""
    stream.c0 += _ONE
    if stream.c0 == _ZERO:
        stream.c1 += _ONE
    k0, k1 = stream.key, _ZERO
    c0, c1, c2, c3 = stream.c0, stream.c1, stream.c2, stream.c3
    for _ in range(10):
        high0, low0 = high_product(_M0, c0), _M0 * c0
        high1, low1 = high_product(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0 += _W0
        k1 += _W1
    stream.words[0] = c0
    stream.words[1] = c1
    stream.words[2] = c2
    stream.words[3] = c3
    stream.position = 0


@method_of(StreamRecord, "uniform")
def _uniform(stream: Any) -> Any:
    def uniform(stream: Any) -> float:
        if stream.position == 4:
            refill(stream)
        word = stream.words[stream.position]
        stream.position += 1
        return float(word >> _ELEVEN) * _TO_UNIT

    return uniform


@method_of(StreamRecord, "item")
def _item(stream: Any, number: Any) -> Any:
    def item(stream: Any, number: Any) -> None:
        stream.c0 = _ZERO
        stream.c1 = np.uint64(number)
        stream.position = 4

    return item


@part
def seat(stream: Any, key: Any, name: Any, last: Any) -> None:
    """Go to the beginning of a mechanism's draws in a replication."""
    stream.key = key
    stream.c0 = _ZERO
    stream.c1 = _ZERO
    stream.c2 = name
    stream.c3 = last
    stream.position = 4
