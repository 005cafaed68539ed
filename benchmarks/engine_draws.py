"""What a random number costs: an exponential draw as the model makes it, and as the Numba loops do."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from engine_rivals import SEED
from engine_timing import Answer
from numba import njit

from sim.engine.compiled_stream import StreamRecord, seat
from sim.engine.records import reader
from sim.engine.scheduler_layout import STREAM

_as_stream = reader(StreamRecord(STREAM))


@njit
def _from_stream(words: Any, count: int) -> float:
    stream = _as_stream(words)
    seat(stream, np.uint64(SEED), np.uint64(0), np.uint64(0))
    total = 0.0
    for _ in range(count):
        total += -math.log1p(-stream.uniform())  # as sim.model.draws.exponential
    return total


@njit
def _from_numba(count: int) -> float:
    total = 0.0
    for _ in range(count):
        total += np.random.exponential(1.0)  # noqa: NPY002
    return total


@njit
def _from_ziggurat(generator: Any, count: int) -> float:
    total = 0.0
    for _ in range(count):
        total += generator.standard_exponential()
    return total


def own_draws(count: int) -> Answer:
    """Philox words by inversion: the same bits under both schedulers, whatever else is drawn."""
    return float(count), _from_stream(np.zeros(STREAM.words), count) / count


def numba_draws(count: int) -> Answer:
    """The generator that Numba offers."""
    return float(count), _from_numba(count) / count


def ziggurat_draws(count: int) -> Answer:
    """NumPy's ziggurat."""
    return float(count), _from_ziggurat(np.random.default_rng(SEED), count) / count
