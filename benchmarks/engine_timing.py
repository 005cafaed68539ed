"""Turns of contestants, what they took, and what follows from them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

Answer = tuple[float, float]
"""Units of work that were done, and a result by which to see that it was the same work."""

Work = Callable[[], Answer]


class Seconds(NamedTuple):
    """How long something took."""

    wall: float
    processor: float


class Turn(NamedTuple):
    """What came of one turn."""

    units: float
    result: float
    took: Seconds


Race = dict[str, list[Turn]]
"""The turns of all contestants, by name; those of one place in the lists were one round."""


class Spread(NamedTuple):
    """A median, and the least and the most."""

    middle: float
    least: float
    most: float


def race(contestants: Mapping[str, Work], rounds: int) -> Race:
    """Have all of them take turns, after a first one that does not count."""
    for work in contestants.values():
        work()
    turns = [{name: turn(work) for name, work in contestants.items()} for _ in range(rounds)]
    return {name: [each[name] for each in turns] for name in contestants}


def turn(work: Work) -> Turn:
    """Time some work."""
    wall, processor = time.perf_counter(), time.process_time()
    units, result = work()
    return Turn(units, result, Seconds(time.perf_counter() - wall, time.process_time() - processor))


def spread(values: Iterable[float]) -> Spread:
    """Of the rounds."""
    found = list(values)
    return Spread(statistics.median(found), min(found), max(found))


def by_processor(turn: Turn) -> float:
    """Units a second of processor time, on which other work on the machine has little influence."""
    return turn.units / turn.took.processor


def by_wall(turn: Turn) -> float:
    """Units a second."""
    return turn.units / turn.took.wall


def over(one: Sequence[Turn], other: Sequence[Turn], rate: Callable[[Turn], float] = by_processor) -> list[float]:
    """How many times faster one is than the other, round by round."""
    return [rate(mine) / rate(its) for mine, its in zip(one, other, strict=True)]


def scaling(race: Race, name: str) -> list[float]:
    """How many times faster something is on two threads than on one, round by round."""
    return over(race[f"{name}, 2 threads"], race[f"{name}, 1 thread"], by_wall)
