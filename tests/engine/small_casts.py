"""Small models for the tests of the schedulers: a world of a few numbers, and casts that take a second to compile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine import compiled, reference
from sim.engine.batch import Batch
from sim.engine.model import Model
from sim.model.cast import Role
from sim.model.contract import mechanism

SIGNALS = 4
SAID = 0  # an event; which one does not matter
PLACES = 512


@dataclass(frozen=True)
class Scenario:
    start_day: float


@dataclass(frozen=True)
class Parameters:
    """Of every small model; `what` and `plan` are read by those that do one thing or another."""

    horizon_days: float
    scenario: Scenario
    what: int
    plan: tuple[int, ...]


@dataclass
class Daily:
    total: float


@dataclass
class Balance:
    missing: float


@dataclass
class World:
    daily: Daily
    balance: Balance
    steps: int
    order: int
    total: float
    scale: float
    missing: float
    arrived: int
    served: int
    ended_day: float
    counted: int
    places: Annotated[list[float], PLACES]


def begin(world: World, parameters: Parameters) -> None:
    world.order = 1
    world.scale = 1.0


def take_daily_row(world: World, parameters: Parameters, now: float) -> None:
    world.daily.total = world.total / world.scale


def end(world: World, parameters: Parameters, now: float) -> None:
    world.ended_day = now


def steps(world: World) -> float:
    return float(world.steps)


def order(world: World) -> float:
    return float(world.order)


def mean(world: World) -> float:
    return world.total / max(1, world.counted)


def ended_before_horizon_days(world: World, parameters: Parameters) -> float:
    return parameters.horizon_days - world.ended_day


TAKES = (steps, order, mean, ended_before_horizon_days)


def balance_books(world: World, parameters: Parameters) -> None:
    world.balance.missing = world.missing


def small_model(*processes: Callable[..., Any] | Role, world: type = World) -> Model:
    """A model of these processes, named as they are, which start in this order."""
    cast = tuple(one if isinstance(one, Role) else Role(one.__name__, one) for one in processes)
    return Model(cast, world, SIGNALS, begin, take_daily_row, end, balance_books, ("the book",), TAKES)


def small_parameters(
    horizon: float = 10.0, start: float = 0.0, what: int = 0, plan: tuple[int, ...] = ()
) -> Parameters:
    return Parameters(horizon, Scenario(start), what, plan)


@mechanism
def count(world: World, number: int, now: float) -> None:
    """One step more, which leaves its mark in the number that stands for the order of all steps."""
    world.steps += 1
    world.order = (world.order * 31 + number + 7 * int(now)) % 1_000_000_007


def bits(numbers: NDArray[Any]) -> NDArray[np.int64]:
    return np.ascontiguousarray(numbers).view(np.int64)


def assert_same_bits(left: Batch, right: Batch) -> None:
    """All that a batch holds, but for what the schedulers count as events."""
    assert np.array_equal(left.replications, right.replications)
    for name in ("rows", "days", "daily"):
        assert np.array_equal(bits(getattr(left, name)), bits(getattr(right, name))), name
    for column in ("replication", "day", "mechanism", "event", "value"):
        assert np.array_equal(getattr(left.trace, column), getattr(right.trace, column)), column


def under_both(
    model: Model, parameters: Any, seed: int = 5, replications: Sequence[int] = range(3), traces: int = 0
) -> Batch:
    """The replications, with all daily rows, which are the same to the last bit under both schedulers."""
    paths = max(replications) + 1
    simpy, numba = (
        engine.simulate(parameters, seed, replications, paths, traces, model=model) for engine in (reference, compiled)
    )
    assert_same_bits(simpy, numba)
    return numba


def load(path: Path, name: str) -> Any:
    """A file as a module of this name, made from what it says now."""
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    return module
